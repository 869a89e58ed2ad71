"""A draft under way is kept: whole, newest last, for its owner alone, and never at the price of editing."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept_drafts import break_disk, document, same, state
from pmtool.editing.keeping.disk import Stamp
from pmtool.editing.keeping.folder import STATE_DIR, state_folder
from pmtool.editing.keeping.kept import STATE, KeptDraft, drafts_folder
from pmtool.editing.keeping.recovery import restore
from pmtool.errors import KeepingError
from pmtool.model import Postmortem
from records import SAMPLE, anything, hostile


def round_trip(kept_state: object) -> object:
    kept = KeptDraft()
    kept.note(kept_state)
    assert kept.write()
    kept.release()
    restored = restore(kept.id)
    restored.kept.finish()
    assert restored.lost == ()
    return restored.state


paths = st.none() | st.text(st.characters(exclude_characters="\0"), min_size=1)
hashes = st.integers(0, 2**63)


@given(
    postmortem=anything,
    text=hostile,
    path=paths,
    cursor=st.text(),
    saved=st.booleans(),
    stamp=st.none() | st.builds(Stamp, hashes, hashes, st.text()),
)
def test_a_draft_comes_back_as_it_was(
    postmortem: Postmortem, text: str, path: str | None, cursor: str, saved: bool, stamp: Stamp | None
) -> None:
    before = state(
        postmortem=postmortem,
        documents=(document(f"x{text}".encode(), "a.txt"),),
        path=path,
        source_paths={"R1": path} if path else {},
        cursor=cursor,
        saved=saved,
        stamp=stamp,
        format="yaml",
    )
    after = round_trip(before)
    assert replace(after, documents=()) == replace(before, documents=())
    assert all(map(same, before.documents, after.documents))


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("Störung um 14:05 Uhr, Käse überall.".encode("cp1252"), "alt.txt"),
        ("Störung um 14:05 Uhr.".encode("utf-16"), "breit.txt"),
        (b"<html><body><h1>Down</h1><table><tr><td>14:05</td><td>it fell</td></tr></table></body>", "page.html"),
        (b"<!-- pmtool-ignore PM503: known -->\nIt fell at 14:05.\r\nIt rose.\r\n", "notes.md"),
        (b"\x1b[31mIt fell\x1b[0m at 14:05 \xf0\x9f\x9a\x92\xe2\x80\xae\x00", "log.txt"),
    ],
)
def test_documents_are_built_again_exactly(data: bytes, name: str) -> None:
    documents = (document(data, name), document(id="../../R2", first=7))
    assert all(map(same, documents, round_trip(state(documents=documents)).documents))


def test_numbers_that_json_lacks_are_kept() -> None:
    run = replace(SAMPLE.run, cost=float("inf"))
    assert round_trip(state(postmortem=replace(SAMPLE, run=run))).postmortem.run == run


def test_paths_that_are_no_text_and_halves_of_characters_are_no_reason_to_lose_a_draft() -> None:
    before = state("Down\ud800", path="/\udcff.md", source_paths={"R1": "/\udcfe\n.txt"}, cursor="/\udcff")
    after = round_trip(before)
    assert after.postmortem == replace(before.postmortem, title="Down?")
    assert (after.path, after.source_paths, after.cursor) == (before.path, before.source_paths, before.cursor)


def test_the_folder_is_where_the_environment_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert state_folder() == os.environ[STATE_DIR]
    monkeypatch.setenv(STATE_DIR, "")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    if sys.platform == "linux":
        assert state_folder() == str(tmp_path / "pmtool")


def test_nobody_else_can_look() -> None:
    old = os.umask(0)
    try:
        kept = KeptDraft()
        kept.claim(None)
        kept.note(state())
        kept.write()
    finally:
        os.umask(old)
    for here, _, names in os.walk(drafts_folder()):
        assert stat.S_IMODE(os.stat(here).st_mode) == 0o700
        assert {stat.S_IMODE(os.stat(os.path.join(here, name)).st_mode) for name in names} <= {0o600}
    kept.finish()


def test_only_what_is_new_is_written() -> None:
    kept = KeptDraft()
    assert not kept.write()
    kept.note(state())
    assert kept.write()
    assert not kept.write()
    kept.finish()
    kept.note(state("late"))
    assert not kept.write()
    assert not os.path.exists(kept.folder)


def test_no_thread_writes_an_older_state_over_a_newer_one() -> None:
    kept = KeptDraft()
    numbers = iter(range(1000))
    noting = threading.Lock()
    overtaken: list[int] = []

    def on_disk() -> int:
        return int(Path(kept.folder, STATE).read_text().partition('"title":"')[2].partition('"')[0])

    def work() -> None:
        for _ in range(15):
            with noting:
                number = next(numbers)
                kept.note(state(str(number)))
            kept.write()
            if on_disk() < number:
                overtaken.append(number)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (on_disk(), overtaken) == (59, [])
    kept.finish()


def test_a_folder_that_someone_tidied_away_is_made_anew() -> None:
    kept = KeptDraft()
    kept.note(state())
    kept.write()
    shutil.rmtree(drafts_folder())
    kept.note(state("Second"))
    kept.write()
    kept.release()
    restored = restore(kept.id)
    assert restored.state.postmortem.title == "Second"
    assert restored.lost == ()


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EROFS, "the disk can only be read"),
        (errno.EACCES, "you may not write there"),
        (errno.EIO, "input/output error"),
    ],
)
def test_editing_goes_on_without_a_disk(monkeypatch: pytest.MonkeyPatch, code: int, says: str) -> None:
    kept = KeptDraft()
    kept.note(state("First"))
    kept.write()
    kept.note(state("Second"))
    with monkeypatch.context() as broken:
        break_disk(broken, code)
        for _ in range(2):
            with pytest.raises(KeepingError, match=says) as caught:
                kept.write()
    assert "\n" not in str(caught.value)
    assert caught.value.remedy.endswith(", or save often.")
    assert sorted(os.listdir(kept.folder)) == ["draft.json", "lock", "sources"]
    assert '"title":"First"' in Path(kept.folder, STATE).read_text()
    assert kept.write()  # once there is room again
    assert '"title":"Second"' in Path(kept.folder, STATE).read_text()
    kept.finish()


def test_a_disk_that_is_full_halfway_leaves_what_was_there() -> None:
    resource = pytest.importorskip("resource")
    kept = KeptDraft()
    kept.note(state("First"))
    kept.write()
    kept.note(state("Second " * 100_000))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, limits[1]))
    try:
        with pytest.raises(KeepingError):
            kept.write()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert sorted(os.listdir(kept.folder)) == ["draft.json", "lock", "sources"]
    assert '"title":"First"' in Path(kept.folder, STATE).read_text()
    kept.finish()


def test_a_state_folder_that_is_a_file_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(STATE_DIR, str(tmp_path / "file" / "a\nb"))
    kept = KeptDraft()
    kept.note(state())
    for attempt in (kept.write, lambda: kept.claim("x.md")):
        with pytest.raises(KeepingError, match="a part of its path is a file") as caught:
            attempt()
        assert "\n" not in str(caught.value)
    kept.finish()


@pytest.mark.parametrize("name", ["plain.md", "a\nb.md", "x" * 252 + ".md", "\udcff.md", "日本語.md"])
def test_a_second_desk_is_told_who_has_the_file(tmp_path: Path, name: str) -> None:
    path = str(tmp_path / name)
    first, second = KeptDraft(), KeptDraft()
    assert first.claim(path) is None
    holder = second.claim(os.path.join(str(tmp_path), ".", name))
    assert holder
    assert holder.pid == os.getpid()
    assert second.claim(str(tmp_path / "other.md")) is None  # saved under another name
    assert first.claim(path) is None
    first.release()
    assert second.claim(path) is None
    second.finish()


def test_a_link_is_the_file_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "link.md").symlink_to("real.md")
    first, second = KeptDraft(), KeptDraft()
    first.claim(str(tmp_path / "real.md"))
    assert second.claim(str(tmp_path / "link.md"))
    first.finish()
    second.finish()
