"""The files opened last, and how far a review has come: lists that no damage and no full disk can turn against anyone."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from kept_drafts import break_disk
from pmtool.editing.keeping.folder import state_folder
from pmtool.editing.keeping.recents import MOST, forget, recents, remember
from pmtool.editing.keeping.review import FILE, ReviewLog
from pmtool.errors import KeepingError

BROKEN = [b"", b"{", b"[]", b"5", b"\xff\xff", b"[" * 100_000, b'{"files": 5, "reviewed": 5}', b'{"files": {"a": 1}}']


def test_the_newest_file_comes_first_and_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.md", "b.md", "a.md"):
        remember(name, f"Title of\n{name}\x1b[31m")
    first, second = recents()
    assert (first.path, first.title) == (str(tmp_path / "a.md"), "Title of a.md")
    assert second.path == str(tmp_path / "b.md")
    assert first.when.endswith("+00:00")
    forget("a.md")
    assert recents() == (second,)


def test_files_that_are_gone_are_shown_and_go_first(tmp_path: Path) -> None:
    for number in range(MOST):
        path = tmp_path / f"{number}.md"
        path.write_text("x")
        remember(str(path), str(number))
    (tmp_path / "9.md").unlink()
    assert [recent.title for recent in recents() if recent.is_gone] == ["9"]
    remember("new.md", "new")
    remember("newer.md", "newer")
    assert [recent.title for recent in recents()] == [
        "newer",
        *map(str, [19, 18, 17, 16, 15, 14, 13, 12, 11, 10]),
        *map(str, range(8, -1, -1)),
    ]


@pytest.mark.parametrize("name", ["a\nb.md", "\udcff.md", "x" * 255, "[/etc/passwd]"])
def test_odd_names_come_back(name: str) -> None:
    remember(f"/{name}", "x")
    assert recents()[0].path == f"/{name}"


@pytest.mark.parametrize("content", BROKEN)
def test_a_broken_list_is_as_good_as_empty(content: bytes) -> None:
    path = Path(state_folder(), "recents.json")
    path.write_bytes(content)
    assert recents() == ()
    remember("/a.md", "a")
    assert len(recents()) == 1


def test_a_broken_entry_costs_only_itself() -> None:
    remember("/a.md", "a")
    path = Path(state_folder(), "recents.json")
    data = json.loads(path.read_bytes())
    data["files"] += [5, {}, {"path": 5, "title": "x", "when": ""}, {"path": "\0", "title": "x", "when": ""}]
    path.write_text(json.dumps(data))
    assert [recent.path for recent in recents()] == ["/a.md"]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS])
def test_lists_that_cannot_be_written_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    (tmp_path / "a.md").write_text("x")
    remember("/a.md", "a")
    log = ReviewLog(str(tmp_path))
    log.mark("a.md")
    with monkeypatch.context() as broken:
        break_disk(broken, code)
        for attempt in (lambda: remember("/b.md", "b"), lambda: forget("/a.md"), lambda: log.unmark("a.md")):
            with pytest.raises(KeepingError, match="the disk") as caught:
                attempt()
            assert "\n" not in str(caught.value)
    assert [recent.path for recent in recents()] == ["/a.md"]
    assert log.reviewed("a.md")
    assert ReviewLog(str(tmp_path)).reviewed("a.md")
    assert sorted(os.listdir(tmp_path)) == ["a.md", FILE]


def test_a_review_is_kept_until_the_file_changes(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("a.md", "deep/b.md"):
        (tmp_path / name).write_text("x")
    log = ReviewLog(str(tmp_path))
    log.mark("a.md")
    log.mark("deep/b.md", "Ana")
    again = ReviewLog(str(tmp_path))
    assert again.trouble is None
    assert again.reviewed("a.md") == log.reviewed("a.md")
    entry = again.reviewed("deep/b.md")
    assert entry
    assert entry.by == "Ana"
    (tmp_path / "a.md").write_text("other")
    assert again.reviewed("a.md") is None
    (tmp_path / "a.md").write_text("x")
    assert again.reviewed("a.md")
    again.unmark("a.md")
    assert ReviewLog(str(tmp_path)).reviewed("a.md") is None
    (tmp_path / "deep" / "b.md").unlink()
    assert again.reviewed("deep/b.md") is None
    with pytest.raises(KeepingError, match="can't be read"):
        again.mark("deep/b.md")


def test_two_reviewers_do_not_undo_each_other(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("x")
    one, two = ReviewLog(str(tmp_path)), ReviewLog(str(tmp_path))
    one.mark("a.md")
    two.mark("b.md")
    assert two.reviewed("a.md")
    assert ReviewLog(str(tmp_path)).reviewed("a.md")


@pytest.mark.parametrize("content", [*BROKEN, b'{"reviewed": {"a.md": {"sha256": 5, "when": "", "by": null}}}'])
def test_a_broken_log_is_told_and_put_aside(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.md").write_text("x")
    (tmp_path / FILE).write_bytes(content)
    log = ReviewLog(str(tmp_path))
    assert log.trouble
    assert log.reviewed("a.md") is None
    log.mark("a.md")
    assert log.trouble is None
    assert (tmp_path / f"{FILE}.broken").read_bytes() == content
    assert ReviewLog(str(tmp_path)).reviewed("a.md")


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    log = ReviewLog(str(tmp_path / "gone"))
    assert log.trouble is None
    assert log.reviewed("a.md") is None
    with pytest.raises(KeepingError, match="there is no such folder"):
        log.unmark("a.md")


def test_a_log_that_is_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    assert "it is" in (ReviewLog(str(tmp_path)).trouble or "")
