"""Files that others change, answers on leaving, and a disk that keeps nothing."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path

import pytest

from desk import Desk, on_desk, postmortem_file, report_file
from kept_drafts import break_disk
from pmtool.editing.keeping.recovery import recoverable
from pmtool.formats import dump, load
from pmtool.tui.desk import filing, keeping
from pmtool.tui.screens.ask import Ask, ConflictScreen
from pmtool.tui.screens.files import SaveScreen


def someone_else_writes(path: Path, title: str = "Theirs") -> None:
    path.write_text(dump(replace(load(path), title=title), "markdown"), encoding="utf-8")


async def write_mine(desk: Desk) -> None:
    await desk.go("/severity")
    await desk.type("S2")
    assert desk.postmortem.severity == "S2"


@pytest.fixture
def watchful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the desk look at its file at once."""
    monkeypatch.setattr(filing, "_WATCH", 0.05)


@pytest.mark.usefixtures("watchful")
def test_a_changed_file_is_noticed_compared_and_kept_or_reloaded(tmp_path: Path) -> None:
    path = postmortem_file(tmp_path)

    async def journey(desk: Desk) -> None:
        await write_mine(desk)
        mine = desk.postmortem
        someone_else_writes(path)
        await desk.until(lambda: isinstance(desk.app.screen, ConflictScreen))
        await desk.press("c")
        await desk.until(lambda: "+# Theirs" in desk.painted())
        await desk.press("k")
        await desk.until(lambda: "yours is kept" in desk.status)
        assert desk.postmortem == mine
        assert load(path).title == "Theirs"  # nothing is written before the person says so
        await desk.press("ctrl+s")
        await desk.until(lambda: "saved to" in desk.status)
        assert load(path).severity == "S2"
        assert load(path).title == mine.title

        someone_else_writes(path, "Theirs again")
        await desk.until(lambda: isinstance(desk.app.screen, ConflictScreen))
        await desk.press("r")
        await desk.until(lambda: desk.postmortem.title == "Theirs again")
        assert " saved" in desk.standing
        assert "not saved" not in desk.standing
        await desk.press("ctrl+z")
        assert desk.postmortem == mine

    on_desk(path, journey)


def test_saving_does_not_replace_what_someone_else_wrote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filing, "_WATCH", 3600)
    path = postmortem_file(tmp_path)

    async def journey(desk: Desk) -> None:
        await write_mine(desk)
        someone_else_writes(path)
        await desk.press("ctrl+s")
        await desk.until(lambda: isinstance(desk.app.screen, ConflictScreen))
        assert load(path).title == "Theirs"
        await desk.press("escape")
        await desk.until(lambda: not isinstance(desk.app.screen, ConflictScreen))
        assert load(path).title == "Theirs"
        path.unlink()
        await desk.press("ctrl+s")
        await desk.until(lambda: isinstance(desk.app.screen, ConflictScreen))
        assert "gone from the disk" in desk.painted()
        await desk.press("k")
        await desk.until(lambda: not isinstance(desk.app.screen, ConflictScreen))
        await desk.press("ctrl+s")
        await desk.until(path.exists)
        assert load(path).severity == "S2"

    on_desk(path, journey)


async def leave(desk: Desk, answer: str) -> None:
    await desk.press("ctrl+q")
    await desk.until(lambda: isinstance(desk.app.screen, Ask))
    await desk.press(answer)


@pytest.mark.parametrize("answer", ["s", "l", "t", "escape"])
def test_leaving_asks_about_what_is_not_saved(tmp_path: Path, answer: str) -> None:
    path = postmortem_file(tmp_path)

    async def journey(desk: Desk) -> None:
        await write_mine(desk)
        await leave(desk, answer)
        if answer == "escape":
            await desk.until(lambda: not isinstance(desk.app.screen, Ask))
            assert desk.app.is_running
            assert desk.postmortem.severity == "S2"
            return
        await desk.until(lambda: desk.app._exit)
        assert desk.app.return_value == 0

    on_desk(path, journey)
    assert load(path).severity == ("S2" if answer == "s" else None)
    if answer != "escape":
        assert [draft.path for draft in recoverable().drafts] == [str(path)] * (answer == "l")


def test_what_stands_in_an_open_cell_is_saved_and_asked_about(tmp_path: Path) -> None:
    path = postmortem_file(tmp_path)

    async def journey(desk: Desk) -> None:
        await desk.go("/timeline/0/text")
        await desk.press("enter")
        await desk.type(" A")
        await desk.press("ctrl+s")
        await desk.until(lambda: "saved to" in desk.status)
        assert load(path).timeline[0].text.endswith(" A")
        await desk.type("B")
        await leave(desk, "t")
        await desk.until(lambda: desk.app._exit)

    on_desk(path, journey)


def test_a_draft_without_a_file_asks_for_a_name_on_leaving(tmp_path: Path) -> None:
    report = report_file(tmp_path)

    async def journey(desk: Desk) -> None:
        await leave(desk, "s")
        await desk.until(lambda: isinstance(desk.app.screen, SaveScreen))
        await desk.press("enter")
        await desk.until(lambda: desk.app._exit)

    on_desk(report, journey)
    assert load(tmp_path / "report-postmortem.md").title == "Checkout failed for a tenth of customers"
    assert not recoverable().drafts


@pytest.mark.parametrize("trouble", [errno.ENOSPC, errno.EROFS])
def test_a_disk_that_keeps_nothing_is_told_once_and_work_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: int
) -> None:
    monkeypatch.setattr(keeping, "AUTOSAVE", 0.02)

    async def journey(desk: Desk) -> None:
        await desk.until(lambda: recoverable_now())
        break_disk(monkeypatch, trouble)
        for number, key in enumerate("abc"):
            await desk.go("/severity")
            await desk.type(key)
            await desk.until(lambda: [words for words in desk.told if "can't be kept" in words])
            assert len([words for words in desk.told if "can't be kept" in words]) == 1
            assert len(desk.postmortem.severity or "") == number + 1
        monkeypatch.undo()

    on_desk(report_file(tmp_path), journey)


def recoverable_now() -> bool:
    from pmtool.editing.keeping.kept import drafts_folder

    return any(Path(drafts_folder()).glob("*/draft.json"))
