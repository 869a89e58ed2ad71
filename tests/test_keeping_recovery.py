"""What a process that was killed had not saved is found again, whatever else lies among the drafts."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conftest import ROOT
from kept_drafts import document, left_unsaved, same, state
from pmtool.editing.keeping.kept import STATE, KeptDraft, drafts_folder
from pmtool.editing.keeping.recovery import discard, recoverable, restore, sweep
from pmtool.errors import InputError

EDITING = """
import sys
from dataclasses import replace
from itertools import count
from kept_drafts import state
from pmtool.editing.keeping.kept import KeptDraft

kept = KeptDraft()
kept.claim(sys.argv[1])
for number in count():
    first = state(str(number), path=sys.argv[1])
    event = replace(first.postmortem.timeline[0], text=str(number))
    kept.note(replace(first, postmortem=replace(first.postmortem, timeline=(event,) * 100)))
    kept.write()
    print(number, flush=True)
"""


class Desk:
    """Another process, which edits and autosaves without a pause."""

    def __init__(self, path: str) -> None:
        environment = os.environ | {"PYTHONPATH": str(ROOT / "tests")}
        self.process = subprocess.Popen(
            [sys.executable, "-c", EDITING, path], stdout=subprocess.PIPE, text=True, env=environment
        )
        self.first = self.process.stdout.readline()

    def kill(self) -> int:
        """Ends it at once; the number that surely was written."""
        self.process.kill()
        rest = self.process.communicate()[0]
        assert self.process.returncode == -signal.SIGKILL
        return int([self.first, *(line for line in rest.splitlines(keepends=True) if line.endswith("\n"))][-1])


@pytest.mark.parametrize("seed", range(10))
def test_a_desk_killed_at_any_moment_loses_nothing_it_had_kept(seed: int) -> None:
    desk = Desk("/incident.md")
    time.sleep(random.Random(seed).uniform(0, 0.2))
    written = desk.kill()
    (found,), skipped = recoverable()
    assert (found.path, found.events, skipped) == ("/incident.md", 100, ())
    restored = restore(found.id)
    number = int(restored.state.postmortem.title)
    assert number in (written, written + 1)
    assert found.title == str(number)
    assert {event.text for event in restored.state.postmortem.timeline} == {str(number)}
    assert all(map(same, restored.state.documents, [document()]))
    assert restored.lost == ()
    restored.kept.finish()
    assert os.listdir(drafts_folder()) == []


def test_a_desk_at_work_is_not_offered_but_told() -> None:
    desk = Desk("/incident.md")
    try:
        assert recoverable().drafts == ()
        sweep()
        (id,) = os.listdir(drafts_folder())
        with pytest.raises(InputError, match="open in another pmtool"):
            restore(id)
        with pytest.raises(InputError, match="open in another pmtool"):
            discard(id)
        second = KeptDraft()
        holder = second.claim("/incident.md")
        assert holder
        assert holder.pid == desk.process.pid
        second.finish()
    finally:
        desk.kill()
    assert KeptDraft().claim("/incident.md") is None
    assert len(recoverable().drafts) == 1


def test_the_newest_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    for title, day in (("first", 1), ("third", 3), ("second", 2)):
        monkeypatch.setattr("pmtool.editing.keeping.kept.now", lambda day=day: f"2026-03-0{day}T14:05:00+00:00")
        left_unsaved(title)
    assert [draft.title for draft in recoverable().drafts] == ["third", "second", "first"]


def test_a_restored_draft_goes_on_in_its_folder() -> None:
    id = left_unsaved("First", path="/a\nb.md", cursor="/timeline/3/text")
    kept, kept_state, _ = restore(id)
    assert (kept_state.path, kept_state.cursor, kept_state.saved) == ("/a\nb.md", "/timeline/3/text", False)
    kept.claim(kept_state.path)
    assert recoverable().drafts == ()
    kept.note(state("Second"))
    kept.write()
    kept.release()
    assert [(draft.id, draft.title) for draft in recoverable().drafts] == [(id, "Second")]


def test_a_discarded_draft_is_gone() -> None:
    id = left_unsaved()
    discard(id)
    assert recoverable() == ((), ())
    assert os.listdir(drafts_folder()) == []
    for gone in (restore, discard):
        with pytest.raises(InputError, match="no draft"):
            gone(id)


def test_saved_work_is_not_offered_and_swept() -> None:
    left_unsaved(saved=True)
    unsaved = left_unsaved()
    empty = KeptDraft()
    empty.claim("/incident.md")
    empty.release()
    under_way = KeptDraft()
    under_way.claim("/incident.md")
    assert [draft.id for draft in recoverable().drafts] == [unsaved]
    sweep()
    assert sorted(os.listdir(drafts_folder())) == sorted([unsaved, under_way.id])
    under_way.finish()


def test_titles_do_nothing_to_a_terminal() -> None:
    left_unsaved("\x1b]0;x\x07Down\n\u202eagain [@click=app.exit]")
    assert recoverable().drafts[0].title == "Down again [@click=app.exit]"


def spoil(name: str, content: bytes) -> str:
    id = left_unsaved()
    Path(drafts_folder(), id, name).write_bytes(content)
    return id


WHOLE = {"kept": 1, "when": "", "saved": False, "path": None, "postmortem": {"title": "x", "timeline": []}}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b'{"kept":1,"saved":fal',
        b"[]",
        b"null",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b"{}",
        json.dumps(WHOLE | {"postmortem": []}).encode(),
        json.dumps(WHOLE | {"postmortem": {"title": 5, "timeline": []}}).encode(),
        json.dumps(WHOLE | {"postmortem": {"title": "x", "timeline": 5}}).encode(),
        json.dumps(WHOLE | {"path": 5}).encode(),
        json.dumps(WHOLE | {"kept": 2}).encode(),
    ],
)
def test_what_is_broken_is_skipped_and_told(content: bytes) -> None:
    broken, whole = spoil(STATE, content), left_unsaved("whole")
    drafts, skipped = recoverable()
    assert [draft.id for draft in drafts] == [whole]
    assert [told.id for told in skipped] == [broken]
    assert skipped[0].why.endswith(".")
    sweep()
    with pytest.raises(InputError):
        restore(broken)
    discard(broken)
    assert os.listdir(drafts_folder()) == [whole]


def test_what_only_reading_all_of_it_shows_is_told_then() -> None:
    broken = spoil(STATE, json.dumps(WHOLE).encode())
    assert len(recoverable().drafts) == 1
    with pytest.raises(InputError, match="can't be read"):
        restore(broken)
    discard(broken)  # its lock is free


def test_foreign_things_among_the_drafts_do_no_harm(tmp_path: Path) -> None:
    whole = left_unsaved()
    top = Path(drafts_folder())
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "keep").write_text("me")
    (top / "file").write_text("x")
    (top / ".hidden").write_text("x")
    (top / "empty").mkdir()
    (top / "notes").mkdir()
    (top / "notes" / "mine").write_text("me")
    (top / "link").symlink_to(tmp_path / "elsewhere")
    (top / "loop").symlink_to("loop")
    (top / "n\nb").write_text("x")
    (top / "deep").mkdir()
    (top / "deep" / STATE).mkdir()
    (top / "stuck").mkdir()
    os.mkfifo(top / "stuck" / STATE)
    (top / "round").mkdir()
    (top / "round" / STATE).symlink_to(STATE)
    (top / ("x" * 255)).mkdir()
    drafts, skipped = recoverable()
    assert [draft.id for draft in drafts] == [whole]
    assert {told.id for told in skipped} == set(os.listdir(top)) - {whole, ".hidden"}
    assert all(told.why.endswith(".") and "\n" not in told.why for told in skipped)
    sweep()
    for foreign in ("link", "loop", "file", "notes", "empty", "..", ".", "", "../drafts", "/"):
        with pytest.raises(InputError):
            discard(foreign)
    assert (tmp_path / "elsewhere" / "keep").read_text() == "me"
    assert (top / "file").exists()
    assert (top / "notes" / "mine").read_text() == "me"
    assert whole in os.listdir(top)


@pytest.mark.parametrize("damage", ["gone", "cut", "link"])
def test_a_source_that_is_damaged_costs_only_itself(damage: str, tmp_path: Path) -> None:
    id = left_unsaved(documents=(document(), document(b"Errors fell.", "other.txt", "R2", 9)))
    (text,) = [file for file in Path(drafts_folder(), id, "sources").iterdir() if b"pool" in file.read_bytes()]
    whole = text.read_bytes()
    text.unlink()
    if damage == "cut":
        text.write_bytes(whole[:-1])
    if damage == "link":
        text.symlink_to("/dev/zero")
    kept, kept_state, lost = restore(id)
    assert lost == ("report.md",)
    assert [kept.id for kept in kept_state.documents] == ["R2"]
    assert kept_state.postmortem == state().postmortem
    kept.finish()


def test_a_start_without_any_drafts_finds_none() -> None:
    assert recoverable() == ((), ())
    sweep()
