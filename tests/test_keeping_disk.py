"""A file that others may write: what became of it is seen, and saving never takes their work away."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept_drafts import break_disk
from pmtool.editing.keeping.disk import changed, current, read_stamped, save
from pmtool.errors import ChangedOnDiskError, InputError, OutputError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "incident.md"
    path.write_bytes(b"first\n")
    return path


def only_file(folder: Path) -> bool:
    return not list(folder.glob(".pmtool-*"))


def test_what_is_read_is_stamped(file: Path) -> None:
    data, stamp = read_stamped(str(file))
    assert data == b"first\n"
    assert stamp == current(str(file))
    assert changed(str(file), stamp) is None
    with pytest.raises(InputError, match="there is no file"):
        read_stamped(str(file) + "x")


def test_a_change_is_seen(file: Path) -> None:
    _, stamp = read_stamped(str(file))
    file.write_bytes(b"other\n")
    os.utime(file, ns=(0, stamp.mtime_ns + 1))
    assert changed(str(file), stamp) == "content"
    file.unlink()
    assert changed(str(file), stamp) == "gone"
    file.mkdir()
    assert changed(str(file), stamp) == "unreadable"


def test_another_file_in_its_place_is_seen(file: Path, tmp_path: Path) -> None:
    _, stamp = read_stamped(str(file))
    (tmp_path / "new").write_bytes(b"newer\n")
    os.replace(tmp_path / "new", file)
    assert changed(str(file), stamp) == "content"
    file.unlink()
    file.symlink_to(file.name)
    assert changed(str(file), stamp) == "unreadable"
    file.unlink()
    os.mkfifo(file)
    assert changed(str(file), stamp) == "unreadable"  # and does not wait for a writer


def test_a_file_that_may_no_longer_be_read_is_seen(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, stamp = read_stamped(str(file))
    os.utime(file, ns=(0, 0))

    def refuse(*_: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    assert changed(str(file), stamp) == "unreadable"


def test_a_file_only_touched_is_no_change(file: Path) -> None:
    _, stamp = read_stamped(str(file))
    os.utime(file, ns=(0, 0))
    assert changed(str(file), stamp) is None
    assert current(str(file), stamp).mtime_ns == 0


def test_a_file_that_looks_the_same_is_not_read(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, stamp = read_stamped(str(file))
    monkeypatch.setattr("pmtool.editing.keeping.disk.read_plain_file", None)
    assert changed(str(file), stamp) is None


def test_saving_tells_the_new_stamp(file: Path) -> None:
    _, stamp = read_stamped(str(file))
    saved = save(str(file), "second é\n", stamp)
    assert file.read_text() == "second é\n"
    assert saved == current(str(file))
    assert save(str(file), "third\n", saved) == current(str(file))


def test_a_new_file_is_only_made_where_there_is_none(tmp_path: Path) -> None:
    path = str(tmp_path / "new.md")
    save(path, "mine\n", None)
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o666 & ~_umask()
    with pytest.raises(ChangedOnDiskError, match=r"there is a file .* already"):
        save(path, "again\n", None)
    assert Path(path).read_text() == "mine\n"
    save(path, "again\n", current(path))  # once a person said so


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_what_someone_else_wrote_stays(file: Path) -> None:
    _, stamp = read_stamped(str(file))
    file.write_bytes(b"other\n")
    os.utime(file, ns=(0, stamp.mtime_ns))  # the same time, the same size
    with pytest.raises(ChangedOnDiskError, match="was changed on the disk"):
        save(str(file), "mine\n", stamp)
    assert file.read_text() == "other\n"
    file.unlink()
    with pytest.raises(ChangedOnDiskError, match="is gone"):
        save(str(file), "mine\n", stamp)
    assert not file.exists()
    assert only_file(file.parent)


def test_what_someone_writes_while_saving_stays(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, stamp = read_stamped(str(file))
    settle = os.fsync

    def slow(handle: int) -> None:
        settle(handle)
        file.write_bytes(b"other\n")

    monkeypatch.setattr(os, "fsync", slow)
    with pytest.raises(ChangedOnDiskError):
        save(str(file), "mine\n", stamp)
    assert file.read_text() == "other\n"
    assert only_file(file.parent)


def test_permissions_and_links_stay(file: Path, tmp_path: Path) -> None:
    file.chmod(0o640)
    (tmp_path / "far").mkdir()
    link = tmp_path / "far" / "link.md"
    link.symlink_to("../incident.md")
    save(str(link), "second\n", read_stamped(str(link))[1])
    assert link.is_symlink()
    assert file.read_text() == "second\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_line_ends_stay(file: Path) -> None:
    file.write_bytes(b"one\r\ntwo\r\n")
    stamp = save(str(file), "one\nthree\n", current(str(file)))
    assert file.read_bytes() == b"one\r\nthree\r\n"
    assert stamp == current(str(file))


@given(
    name=st.text(st.characters(exclude_characters="/\0"), min_size=1, max_size=60).filter(
        lambda name: name not in (".", "..")
    ),
    text=st.text(),
)
def test_any_name_and_any_text(tmp_path_factory: pytest.TempPathFactory, name: str, text: str) -> None:
    path = str(tmp_path_factory.mktemp("any") / name)
    stamp = save(path, text, None)
    assert read_stamped(path) == (text.encode(), stamp)


@pytest.mark.parametrize("name", ["x" * 252 + ".md", "a\nb.md", "\udcff.md", "[@click=app.exit].md"])
def test_odd_names(tmp_path: Path, name: str) -> None:
    path = str(tmp_path / name)
    save(path, "second\n", save(path, "first\n", None))
    assert os.listdir(tmp_path) == [name]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("folder", "is a folder"),
        ("pipe", "is a pipe or a device"),
        ("loop", "it is a link that leads back to itself"),
        ("missing/new.md", "there is no such folder"),
        ("incident.md/new.md", "a part of its path is a file"),
        ("x" * 256, "its name is too long"),
        ("a\0b", "a file's name can't hold a null character"),
        ("missing\n\x1b[31m/new.md", "there is no such folder"),
    ],
)
def test_where_nothing_can_be_saved(file: Path, tmp_path: Path, name: str, says: str) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(OutputError, match=says) as caught:
        save(str(tmp_path / name), "mine\n", None)
    assert str(caught.value).isprintable()
    assert caught.value.remedy
    assert (tmp_path / "loop").is_symlink()
    assert only_file(tmp_path)


def test_a_read_only_file_is_left_alone(file: Path) -> None:
    file.chmod(0o444)
    with pytest.raises(OutputError, match="is read-only"):
        save(str(file), "mine\n", current(str(file)))
    assert file.read_text() == "first\n"


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EROFS, "the disk can only be read"),
        (errno.EACCES, "you may not write there"),
    ],
)
def test_a_disk_that_fails_takes_nothing(file: Path, monkeypatch: pytest.MonkeyPatch, code: int, says: str) -> None:
    stamp = current(str(file))
    with monkeypatch.context() as broken:
        break_disk(broken, code)
        with pytest.raises(OutputError, match=says) as caught:
            save(str(file), "mine\n", stamp)
    assert caught.value.remedy.endswith(", or save it under another name.")
    assert not isinstance(caught.value, ChangedOnDiskError)
    assert file.read_text() == "first\n"
    assert changed(str(file), stamp) is None
    assert only_file(file.parent)
