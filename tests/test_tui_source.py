"""The source pane: what it shows, how one moves, selects and searches in it."""

from __future__ import annotations

import asyncio

from textual.app import App, ComposeResult
from textual.widgets import Input

from pmtool.tui.widgets.source.find_bar import FindBar
from pmtool.tui.widgets.source.view import SourceView
from source_desk import SIZE, Desk, drag, on_desk, raw, read

REPORT = """# Checkout outage

At 10:02 UTC the queue of the payment workers grew. Nobody was paged for it.

- 10:15 the first ticket came in
- 10:20 支払いが遅れています
- 10:41 the queue had drained
"""
CHAT = "10:03 Mina: is checkout slow?\n\n10:04 Tariq: it is, the QUEUE is long\n"


# ── what is shown ──


def test_lines_are_numbered_and_wrapped() -> None:
    async def journey(desk: Desk) -> None:
        rows = desk.rows()
        assert rows[0] == "  1  # Checkout outage"
        assert rows[2] == "  3  At 10:02 UTC the queue of the"
        assert rows[3] == "     payment workers grew. Nobody was"
        assert rows[6] == "  5  - 10:15 the first ticket came in"
        assert rows[7] == "  6  - 10:20 支払いが遅れています"
        assert "R1 report.md" in desk.screen()

    on_desk(journey, read(REPORT))


def test_several_documents_stand_below_their_titles() -> None:
    async def journey(desk: Desk) -> None:
        rows = desk.rows()
        assert rows[0] == " R1 report.md"
        below = rows.index(" R2 [b]chat[/b].txt")
        assert rows[below + 1] == "  1  10:03 Mina: is checkout slow?"
        await desk.press("end")
        assert desk.words == "10:04 Tariq: it is, the QUEUE is long"

    on_desk(journey, read(REPORT), read(CHAT, "[b]chat[/b].txt", "R2", 9))


def test_without_a_document_it_says_so_and_nothing_breaks() -> None:
    async def journey(desk: Desk) -> None:
        assert desk.rows()[0].startswith("No source at hand")
        await desk.press("down", "end", "pagedown", "home", "shift+down", "shift+right", "enter", "slash")
        await desk.pilot.click(SourceView, offset=(5, 0))
        desk.view.show_evidence([("R1", 0, 4)])
        assert desk.view.find("No") == 0
        assert not desk.view.next_unplaced()
        assert desk.view.selection is None

    on_desk(journey)


def test_evidence_is_signed_and_scrolled_to_only_where_it_is_out_of_view() -> None:
    text = "\n".join(f"line {n} of the log" for n in range(1, 301))

    async def journey(desk: Desk) -> None:
        start = text.index("line 150 ")
        desk.view.show_evidence([("R1", start, start + 8)])
        await desk.pilot.pause()
        rows = desk.rows()
        here = next(y for y, row in enumerate(rows) if row == " 150● line 150 of the log")
        assert abs(here - len(rows) // 2) <= 1
        before = desk.view.scroll_offset
        start = text.index("line 152 ")
        desk.view.show_evidence([("R1", start, start + 8), ("R9", 0, 5), ("R1", 99_999, 100_000)])
        await desk.pilot.pause()
        assert desk.view.scroll_offset == before
        assert " 152● line 152 of the log" in desk.rows()
        assert not any("150●" in row for row in desk.rows())
        desk.view.show_evidence([])
        assert not any("●" in row for row in desk.rows())

    on_desk(journey, raw(text))


def test_evidence_shown_before_the_pane_has_a_size_is_scrolled_to_when_it_has() -> None:
    async def journey(desk: Desk) -> None:
        desk.pane.display = False
        await desk.pilot.pause()
        desk.view.show([raw("word\n" * 500 + "here\n", "other")])
        desk.view.show_evidence([("R1", 2500, 2504)])
        desk.pane.display = True
        await desk.pilot.pause()
        assert any(row.endswith("● here") for row in desk.rows())

    on_desk(journey, read(REPORT))


def test_documents_may_be_given_from_the_start() -> None:
    class Reader(App[None]):
        def compose(self) -> ComposeResult:
            view = SourceView([read(REPORT)])
            view.show_evidence([("R1", 0, 4)])
            yield view

    async def main() -> None:
        async with Reader().run_test(size=SIZE) as pilot:
            view = pilot.app.query_one(SourceView)
            assert view.top_document is view.documents[0]
            assert "●" in view.render_line(0).text

    asyncio.run(main())


def test_unplaced_segments_are_signed_counted_and_stepped_through() -> None:
    async def journey(desk: Desk) -> None:
        document = desk.view.documents[0]
        first, last = document.segments[1], document.segments[-1]
        desk.view.mark_unplaced([("R1", last.start, last.end), ("R1", first.start, first.end)])
        await desk.pilot.pause()
        assert "○ 2 unplaced" in desk.screen()
        assert sum("○" in row for row in desk.rows()) == 3
        stops = []
        for step in (desk.view.next_unplaced, desk.view.next_unplaced, desk.view.next_unplaced):
            assert step()
            stops.append(desk.words)
        assert stops == [document.quote(first), document.quote(last), document.quote(first)]
        assert desk.view.previous_unplaced()
        assert desk.words == document.quote(last)

    on_desk(journey, read(REPORT))


# ── keys ──


def test_keys_move_and_extend_by_segments_and_words() -> None:
    async def journey(desk: Desk) -> None:
        seen = []
        for key in ("down", "j", "down", "up", "shift+down", "shift+up", "shift+left", "ctrl+shift+right", "k"):
            await desk.press(key)
            seen.append(desk.words)
        grew, paged = "At 10:02 UTC the queue of the payment workers grew.", "Nobody was paged for it."
        assert seen == [
            "Checkout outage", grew, paged, grew, f"{grew} {paged}", grew, grew.removesuffix(" grew."), grew,
            "Checkout outage",
        ]  # fmt: skip
        assert desk.rows()[0].startswith("▌")
        await desk.press("end")
        assert desk.words == "10:41 the queue had drained"
        await desk.press("home", "enter")
        assert desk.told[-1] == ("chosen", desk.view.selection)
        assert desk.told[-2] == desk.view.selection
        assert len(desk.told) == 11 + 1

    on_desk(journey, read(REPORT))


def test_segments_follow_one_another_across_documents_but_a_selection_stays_in_one() -> None:
    async def journey(desk: Desk) -> None:
        await desk.press("end", "home")
        for _ in desk.view.documents[0].segments:
            await desk.press("down")
        assert desk.view.selection is not None
        assert desk.view.selection.document == "R2"
        await desk.press("shift+up")
        assert desk.view.selection.document == "R2"
        await desk.press("up")
        assert desk.words == "10:41 the queue had drained"

    on_desk(journey, read(REPORT), read(CHAT, "chat.txt", "R2", 9))


def test_pages_scroll_and_select_what_begins_there() -> None:
    text = "\n".join(f"line {n}" for n in range(1, 101))

    async def journey(desk: Desk) -> None:
        await desk.press("home", "pagedown")
        assert desk.words == f"line {desk.view.page}"
        for _ in range(10):
            await desk.press("pagedown")
        assert desk.words == "line 100"
        for _ in range(10):
            await desk.press("pageup")
        assert desk.words == "line 1"

    on_desk(journey, raw(text))


def test_a_segment_longer_than_the_view_is_paged_through() -> None:
    async def journey(desk: Desk) -> None:
        await desk.press("home", "down")
        assert desk.words is not None
        assert desk.words.startswith("long long")
        seen = set()
        for _ in range(100):
            seen.update(desk.rows())
            if desk.words == "the end":
                break
            await desk.press("down")
        assert desk.words == "the end"
        assert any("MIDDLE" in row for row in seen)

    on_desk(journey, raw("begin\n" + "long " * 300 + "MIDDLE " + "long " * 300 + "\nthe end"))


# ── mouse ──


def test_a_click_selects_the_segment_and_a_drag_the_exact_characters() -> None:
    async def journey(desk: Desk) -> None:
        await desk.pilot.click(SourceView, offset=(12, 3))
        assert desk.words == "At 10:02 UTC the queue of the payment workers grew."
        await desk.pilot.click(SourceView, offset=(0, 6))
        assert desk.words == "10:15 the first ticket came in"
        await desk.pilot.click(SourceView, offset=(36, 0))
        assert desk.words == "Checkout outage"
        await desk.pilot.click(SourceView, offset=(12, 7), shift=True)
        assert desk.words is not None
        assert desk.words.startswith("Checkout outage\n\nAt 10:02")
        assert desk.words.endswith("支払いが遅れています")
        await drag(desk, (16, 7), (18, 7))
        assert desk.words == "払い"
        await drag(desk, (8, 6), (3, 2))
        assert desk.words == REPORT[REPORT.index("At 10:02") : REPORT.index(":15 the")].rstrip()

    on_desk(journey, read(REPORT))


def test_a_drag_into_another_document_ends_at_its_own() -> None:
    async def journey(desk: Desk) -> None:
        y = desk.rows().index(" R2 chat.txt")
        await drag(desk, (11, y - 1), (15, y + 2))
        assert desk.words == "1 the queue had drained"

    on_desk(journey, read(REPORT), read(CHAT, "chat.txt", "R2", 9))


def test_a_double_click_chooses() -> None:
    async def journey(desk: Desk) -> None:
        await desk.pilot.click(SourceView, offset=(12, 6), times=2)
        await desk.pilot.pause()
        assert desk.told[-1] == ("chosen", desk.view.selection)
        assert desk.words == "10:15 the first ticket came in"

    on_desk(journey, read(REPORT))


# ── find ──


def test_the_find_bar_finds_while_one_types_and_steps() -> None:
    async def journey(desk: Desk) -> None:
        bar = desk.app.query_one(FindBar)
        await desk.press("slash", *"Queue")
        assert bar.is_open
        assert desk.view.find_status == "1 of 3"
        assert "1 of 3" in desk.screen()
        statuses = []
        for key in ("enter", "enter", "f3", "shift+f3", "up", "down"):
            await desk.press(key)
            statuses.append(desk.view.find_status)
        assert statuses == ["2 of 3", "3 of 3", "1 of 3", "3 of 3", "2 of 3", "3 of 3"]
        await desk.press("escape")
        assert not bar.is_open
        assert desk.view.has_focus
        assert desk.words == "10:04 Tariq: it is, the QUEUE is long"
        desk.pane.action_find_next()
        assert desk.view.find_status == "1 of 3"
        await desk.press("escape")
        assert desk.view.find_status == ""
        await desk.press("slash", *"zebra")
        assert "not found" in desk.screen()

    on_desk(journey, read(REPORT), read(CHAT, "chat.txt", "R2", 9))


def test_the_find_bar_works_by_mouse_and_takes_hostile_words() -> None:
    async def journey(desk: Desk) -> None:
        desk.pane.open_find()
        bar = desk.app.query_one(FindBar)
        bar.query_one(Input).value = "[/b]\x1b[31m\u202e"
        await desk.pilot.pause()
        assert "\x1b" not in bar.query_one(Input).value
        bar.query_one(Input).value = "queue"
        await desk.pilot.pause()
        _, later, close = bar.query("Button")
        await desk.pilot.click(later)
        assert desk.view.find_status == "2 of 2"
        await desk.pilot.click(close)
        assert not bar.is_open

    on_desk(journey, read(REPORT))


def test_the_same_documents_shown_again_stay_as_they_are() -> None:
    async def journey(desk: Desk) -> None:
        await desk.press("down", "down")
        words = desk.words
        desk.view.show(desk.view.documents)
        assert desk.words == words
        desk.view.show([read(CHAT, "chat.txt")])
        await desk.pilot.pause()
        assert desk.view.selection is None
        assert desk.told[-1] is None
        assert "R1 chat.txt" in desk.screen()

    on_desk(journey, read(REPORT))
