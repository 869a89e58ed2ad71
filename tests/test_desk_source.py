"""What is made of the source's words at the desk."""

from __future__ import annotations

from pathlib import Path

from desk import REPORT, Desk, on_desk, report_file
from pmtool.tui.widgets.source.find_bar import FindBar
from pmtool.tui.widgets.source.pane import SourcePane
from pmtool.tui.widgets.source.view import SourceView

LEFT_OUT = "The dashboard was renamed the week before, which nobody had heard of."


def selected(desk: Desk) -> str:
    span = desk.source.selection
    assert span
    text = next(document.text for document in desk.source.documents if document.id == span.document)
    return text[span.start : span.end]


async def to_source(desk: Desk) -> None:
    desk.screen.enter_pane("source")
    await desk.calm()
    assert desk.source.has_focus


def test_words_that_were_left_out_become_a_statement_an_event_and_an_action(tmp_path: Path) -> None:
    async def journey(desk: Desk) -> None:
        left_out = desk.source.unplaced_count
        assert left_out == 1
        assert "1 unplaced" in desk.painted()
        await desk.go("/trigger")
        await to_source(desk)
        await desk.press("u")
        assert selected(desk) == LEFT_OUT
        await desk.press("b")
        trigger = desk.postmortem.trigger
        assert trigger
        assert trigger.text == LEFT_OUT
        assert [evidence.quote for evidence in trigger.evidence] == [LEFT_OUT]
        assert "these words back Trigger now" in desk.status
        await desk.until(lambda: desk.source.unplaced_count == 0)
        assert "unplaced" not in desk.painted()

        await to_source(desk)
        await desk.press("home", "down", "shift+right", "e")
        await desk.settled()
        number = next(n for n, event in enumerate(desk.postmortem.timeline) if event.origin == "human")
        event = desk.postmortem.timeline[number]
        assert event.evidence
        assert desk.screen.at == f"/timeline/{number}"

        await to_source(desk)
        await desk.press("end", "t")
        item = desk.postmortem.action_items[0]
        assert (item.text, item.origin, item.evidence[0].quote) == (LEFT_OUT, "human", LEFT_OUT)

    on_desk(report_file(tmp_path), journey)


def test_a_person_takes_words_with_the_mouse(tmp_path: Path) -> None:
    async def journey(desk: Desk) -> None:
        y = next(y for y, row in enumerate(rows(desk)) if "An alert fired" in row)
        x = rows(desk)[y].index("An alert")
        await desk.pilot.mouse_down(SourceView, offset=(x, y))
        await desk.pilot.hover(SourceView, offset=(x + len("An alert fire"), y))
        await desk.pilot.mouse_up(SourceView, offset=(x + len("An alert fire"), y))
        await desk.calm()
        assert selected(desk) == "An alert fired"
        before = len(desk.postmortem.timeline)
        await to_source(desk)
        await desk.press("e")
        assert len(desk.postmortem.timeline) == before + 1
        assert "An alert fired" in [event.text for event in desk.postmortem.timeline]

    on_desk(report_file(tmp_path), journey)


def look(desk: Desk, words: str) -> str:
    """How words in view are painted."""
    strips = [desk.source.render_line(y) for y in range(desk.source.size.height)]
    return next(str(segment.style) for strip in strips for segment in strip if words in segment.text)


def rows(desk: Desk) -> list[str]:
    strips = [desk.source.render_line(y) for y in range(desk.source.size.height)]
    return ["".join(segment.text for segment in strip) for strip in strips]


def test_the_words_behind_the_statement_at_the_cursor_are_shown(tmp_path: Path) -> None:
    filler = "".join(f"Notes of hour {n} say that nothing else happened then.\n\n" for n in range(60))
    text = REPORT.replace("## Root cause", f"## Notes\n\n{filler}## Root cause")

    async def journey(desk: Desk) -> None:
        await desk.go("/timeline/1")
        await desk.until(lambda: look(desk, "An alert fired") != look(desk, "Ines joined"))
        await desk.go("/root_cause")
        await desk.until(lambda: any("opened a connection" in row for row in rows(desk)))
        assert not any("An alert fired" in row for row in rows(desk))

    on_desk(report_file(tmp_path, text), journey)


def test_words_are_found_in_the_source_from_anywhere(tmp_path: Path) -> None:
    async def journey(desk: Desk) -> None:
        await desk.go("/summary")
        await desk.press("ctrl+f")
        await desk.type("RELEASE")
        bar = desk.screen.query_one(FindBar)
        assert bar.is_open
        assert desk.source.find_status == "1 of 3"
        await desk.press("enter")
        assert desk.source.find_status == "2 of 3"
        await desk.press("escape")
        assert desk.source.has_focus
        assert selected(desk).lower().count("release")
        await desk.press("n")
        assert desk.source.find_status == "3 of 3"
        assert desk.screen.query_one(SourcePane).has_focus_within

    on_desk(report_file(tmp_path), journey)
