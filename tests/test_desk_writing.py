"""Writing at the desk: every step can be undone and redone, and times are read by the clock that shows them."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from desk import REPORT, Desk, on_desk, report_file
from pmtool.model import Postmortem
from pmtool.tui.desk import base
from pmtool.tui.widgets.findings.pane import FindingsPane
from pmtool.tui.widgets.rows.cell_editor import TimeEditor
from pmtool.tui.widgets.rows.editor import RowsEditor


def rows(desk: Desk) -> RowsEditor:
    assert isinstance(desk.app.focused, RowsEditor)
    return desk.app.focused


async def write_text(desk: Desk) -> None:
    await desk.go("/summary")
    await desk.paste("Really. ")


async def set_severity(desk: Desk) -> None:
    await desk.go("/severity")
    await desk.type("S2")


async def edit_cell(desk: Desk) -> None:
    await desk.go("/timeline/1/text")
    await desk.press("enter")
    await desk.type("!")
    await desk.press("enter")


async def add_row(desk: Desk) -> None:
    await desk.go("/action_items")
    await desk.press("enter")
    await desk.type("Act")
    await desk.press("enter")


async def move_row(desk: Desk) -> None:
    await desk.go("/timeline/0")
    await desk.press("J")


async def delete_row(desk: Desk) -> None:
    await desk.go("/timeline/4")
    await desk.press("d")


async def set_milestone(desk: Desk) -> None:
    await desk.go("/milestones/acknowledged")
    await desk.rewrite("15:51")
    await desk.press("enter")


async def attach_words(desk: Desk) -> None:
    await desk.go("/trigger")
    await desk.press("f6", "up")  # the source's words about the trigger's neighbours
    await desk.until(lambda: desk.source.has_focus)
    await desk.press("b")


async def ignore(desk: Desk) -> None:
    pane = desk.screen.query_one(FindingsPane)
    await desk.settled()
    pane.focus_list()
    await desk.press("i")
    await desk.type("so")
    await desk.press("enter")


STEPS = {
    "edit Summary": write_text,
    "edit Severity": set_severity,
    "edit Timeline 2": edit_cell,
    "edit Action items 1": add_row,
    "move Timeline 1": move_row,
    "delete Timeline 5": delete_row,
    "set Milestone acknowledged": set_milestone,
    "back Trigger": attach_words,
    "let PM": ignore,
}


def test_every_step_is_undone_and_done_again(tmp_path: Path) -> None:
    async def journey(desk: Desk) -> None:
        stood: list[Postmortem] = [desk.postmortem]
        for step in STEPS.values():
            await step(desk)
            await desk.until(lambda: desk.postmortem != stood[-1], step.__name__)
            stood.append(desk.postmortem)
        labels = list(STEPS)
        for number in reversed(range(len(labels))):
            await desk.press("ctrl+z")
            assert desk.status.strip().startswith(f"undone: {labels[number]}")
            if labels[number] == "edit Action items 1":  # a new row and its words are two steps
                await desk.press("ctrl+z")
                assert "undone: add to Action items" in desk.status
            assert desk.postmortem == stood[number], labels[number]
        await desk.press("ctrl+z")
        assert "nothing to be undone" in desk.status
        for number, label in enumerate(labels):
            await desk.press(*["ctrl+y"] * (2 if label == "edit Action items 1" else 1))
            assert f"done again: {label}" in desk.status
            assert desk.postmortem == stood[number + 1], label
        await desk.press("ctrl+y")
        assert "nothing to be done again" in desk.status

    on_desk(report_file(tmp_path), journey)


@pytest.mark.parametrize(
    ("mode", "shown", "typed"),
    [
        ("incident", "15:42", "15:44"),
        ("local", "23:42", "23:44"),
        ("written", "15:42", "15:44"),
        ("utc", "14:42", "14:44"),
    ],
)
def test_a_time_is_read_by_the_clock_that_times_are_shown_by(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str, shown: str, typed: str
) -> None:
    monkeypatch.setattr(base, "local_zone", lambda: ZoneInfo("Asia/Tokyo"))

    async def journey(desk: Desk) -> None:
        await desk.go("/timeline/1/at")
        while desk.screen.clock.mode != mode:
            await desk.press("f7")
            assert desk.screen.clock.header in desk.status
        assert shown in desk.painted()
        await desk.press("enter")
        editor = desk.screen.query_one(TimeEditor)
        await desk.rewrite(typed)
        assert "14 Mar" in str(editor._told.content)
        await desk.press("enter")
        at = desk.postmortem.timeline[1].at
        assert at
        assert at.at == "2026-03-14T15:44:00+01:00"

    on_desk(report_file(tmp_path, REPORT.replace("UTC", "CET")), journey)


def test_a_time_that_is_none_is_refused_with_its_words_kept(tmp_path: Path) -> None:
    async def journey(desk: Desk) -> None:
        before = desk.postmortem
        await desk.go("/timeline/1/at")
        await desk.press("enter")
        await desk.rewrite("25:99")
        await desk.press("enter")
        await desk.until(lambda: desk.screen.query(TimeEditor))
        editor = desk.screen.query_one(TimeEditor)
        assert editor.typed == "25:99"
        assert "25:99" in str(editor._told.content)
        assert desk.postmortem == before
        await desk.press("escape")
        assert desk.postmortem == before
        assert not rows(desk).is_editing
        await desk.go("/milestones/detected")
        await desk.rewrite("soon")
        await desk.press("enter")
        assert "✗" in desk.painted()
        assert desk.postmortem == before

    on_desk(report_file(tmp_path), journey)
