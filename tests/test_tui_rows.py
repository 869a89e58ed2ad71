"""The postmortem's lists: walked, edited in their cells, and shown again after each change."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.events import MouseScrollDown, Paste
from textual.pilot import Pilot
from textual.widgets import Input

from pmtool.editing import edits
from pmtool.editing.fields import FIELDS
from pmtool.editing.marks import marks
from pmtool.editing.times.showing import Mode, clock_for
from pmtool.editing.times.typed import Refused, resolve_typed
from pmtool.model import ActionItem, Claim, Event, Instant, Postmortem
from pmtool.model.postmortem import OtherSection, StatusUpdate
from pmtool.tui.widgets.rows.cell_editor import ChoiceEditor, LineEditor, TimeEditor
from pmtool.tui.widgets.rows.cells import time_to_edit
from pmtool.tui.widgets.rows.editor import RowsEditor

HOSTILE = "[/etc/passwd] [@click=app.exit]x[/] {{ 7*7 }} $x \\["


def at(clock: str, day: str = "2026-03-01") -> Instant:
    return Instant(at=f"{day}T{clock}:00+00:00", zone="UTC", zone_rule="explicit")


def events(*texts: str) -> Postmortem:
    return Postmortem(timeline=tuple(Event(at=at(f"10:{n:02d}"), text=text) for n, text in enumerate(texts)))


class Host(App[None]):
    """A postmortem's lists, and hands that put what they ask for into the postmortem."""

    def __init__(self, postmortem: Postmortem, *names: str) -> None:
        super().__init__()
        self.postmortem = postmortem
        self.names = names or ("timeline", "lessons")
        self.mode: Mode = "utc"
        self.heard: list[tuple[str, str]] = []

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            for name in self.names:
                yield RowsEditor(FIELDS[name], preview=self.preview, id=name)
        yield Input(id="elsewhere")

    def rows(self, name: str = "timeline") -> RowsEditor:
        return self.query_one(f"#{name}", RowsEditor)

    def preview(self, path: str, text: str) -> str:
        read = resolve_typed(text, self.postmortem, path)
        return read.why if isinstance(read, Refused) else read.how

    def on_mount(self) -> None:
        self.take(self.postmortem)

    def take(self, postmortem: Postmortem) -> None:
        self.postmortem = postmortem
        clock, worn = clock_for(postmortem, self.mode), marks(postmortem)
        for rows in self.query(RowsEditor):
            rows.show(postmortem, worn, clock)

    def on_rows_editor_edited(self, message: RowsEditor.Edited) -> None:
        self.take(edits.write(self.postmortem, message.path, message.text))

    def on_rows_editor_time_typed(self, message: RowsEditor.TimeTyped) -> None:
        read = resolve_typed(message.text, self.postmortem, message.path)
        if isinstance(read, Refused):
            self.rows().refuse(message.path, read.why)
        else:
            self.take(edits.set_time(self.postmortem, message.path, read.at, read.until))

    def on_rows_editor_add_asked(self, message: RowsEditor.AddAsked) -> None:
        name, number = message.field_name, message.number
        self.take(edits.insert(self.postmortem, name, number, edits.blank(name)))
        self.rows(name).edit_path(f"/{name}/{number}")

    def on_rows_editor_remove_asked(self, message: RowsEditor.RemoveAsked) -> None:
        self.take(edits.remove(self.postmortem, message.path))

    def on_rows_editor_move_asked(self, message: RowsEditor.MoveAsked) -> None:
        self.take(edits.move(self.postmortem, message.path, message.by))

    def on_rows_editor_sort_asked(self, message: RowsEditor.SortAsked) -> None:
        self.take(edits.sort_by_time(self.postmortem, message.field_name))

    def on_rows_editor_path_focused(self, message: RowsEditor.PathFocused) -> None:
        self.heard.append((message.path, message.part))

    def seen(self) -> str:
        """What the screen shows."""
        width, height = self.size
        strips = self.screen._compositor.render_strips()
        assert len(strips) == height
        assert all(strip.cell_length == width for strip in strips)
        return "\n".join(strip.text.rstrip() for strip in strips)


Journey = Callable[[Host, "Pilot[None]"], Awaitable[None]]


def travel(
    journey: Journey, postmortem: Postmortem, *names: str, size: tuple[int, int] = (100, 24), at: str = "/timeline/0/at"
) -> Host:
    host = Host(postmortem, *names)

    async def main() -> None:
        async with host.run_test(size=size) as pilot:
            await pilot.pause()
            if at:
                host.rows(at.split("/")[1]).focus_path(at)
                await pilot.pause()
            await journey(host, pilot)

    asyncio.run(main())
    return host


def keys(*pressed: str) -> Journey:
    async def journey(host: Host, pilot: Pilot[None]) -> None:
        await pilot.press(*pressed)
        await pilot.pause()

    return journey


# -- what is shown


def test_a_timeline_shows_marks_times_kinds_and_actors() -> None:
    postmortem = Postmortem(
        timeline=(
            Event(at=at("10:00"), until=at("10:20"), text="Errors rise", kind="impact", actor="Ana", origin="human"),
            Event(at=at("00:10", "2026-03-02"), text="Rolled back", kind="mitigation"),
        )
    )

    async def journey(host: Host, pilot: Pilot[None]) -> None:
        lines = host.seen().splitlines()
        assert lines[0].split() == ["Time", "(UTC)", "Event", "Kind", "Actor"]
        assert lines[1].split() == ["P·", "03-01", "10:00–10:20", "Errors", "rise", "impact", "Ana"]
        assert lines[2].split() == ["R·", "03-02", "00:10", "Rolled", "back", "mitigation"]

    travel(journey, postmortem, at="")


def test_each_list_has_its_columns() -> None:
    postmortem = Postmortem(
        action_items=(ActionItem(text="Alert", owner="Ana", priority="P1", due="2026-04-01", tracker="T-1"),),
        status_updates=(StatusUpdate(at=at("10:00"), state="investigating", text="We look"),),
        went_well=(Claim(text="Rollback", origin="model"),),
        other_sections=(OtherSection(title="Notes", text="one\n\ntwo"),),
    )

    async def journey(host: Host, pilot: Pilot[None]) -> None:
        seen = host.seen()
        for words in ("Alert", "Ana", "P1", "2026-04-01", "T-1", "planned", "investigating", "We look", "M·", "Notes"):
            assert words in seen
        assert host.rows("other_sections").size.height == 4, "a title, and the text in its own lines"

    travel(journey, postmortem, "action_items", "status_updates", "went_well", "other_sections", at="")


@pytest.mark.parametrize("width", [20, 40, 60, 110])
@pytest.mark.parametrize(
    "text", [HOSTILE, "結帳服務 🚀 naïve cafe\u0301 👩‍👩‍👧 " * 4, "x" * 500, "a\tb\nc\n\nd", "\u0301" * 300]
)
def test_any_text_is_shown_as_text(text: str, width: int) -> None:
    async def journey(host: Host, pilot: Pilot[None]) -> None:
        host.seen()
        shown = "".join(words for y in range(host.rows().grid.height) for _, words in host.rows().grid.line(y))
        assert all(part in shown for part in text.split() if cell_len(part) < 8)
        for _ in range(6):
            await pilot.press("right")
        await pilot.press("enter")
        await pilot.pause()
        host.seen()

    travel(journey, events(text), size=(width, 24))


def test_a_cell_without_end_shows_that_it_goes_on() -> None:
    async def journey(host: Host, pilot: Pilot[None]) -> None:
        grid = host.rows().grid
        assert grid.height - grid.head <= 201
        assert any("Enter shows it whole" in words for _, words in grid.line(grid.height - 2))

    travel(journey, events("word " * 200_000, "short"))


def test_few_cells_are_wrapped_and_few_lines_painted() -> None:
    painted: list[int] = []

    class Counting(RowsEditor):
        def render_line(self, y: int):  # type: ignore[no-untyped-def]
            painted.append(y)
            return super().render_line(y)

    async def journey(host: Host, pilot: Pilot[None]) -> None:
        rows = Counting(FIELDS["timeline"], id="counting")
        await host.query_one(VerticalScroll).mount(rows, before=0)
        postmortem = events(*(f"event {n} of the incident" for n in range(2000)))
        host.take(postmortem)
        await pilot.pause()
        once = len(set(painted))
        assert once <= 60, "no more than a screen or two of 2,000 rows"
        wraps = rows.grid.wraps
        painted.clear()
        changed = replace(postmortem.timeline[3], text="other words")
        host.take(replace(postmortem, timeline=(*postmortem.timeline[:3], changed, *postmortem.timeline[4:])))
        await pilot.pause()
        assert rows.grid.wraps <= wraps + 2, "the titles, and the row that changed"
        assert set(painted) == {4}

    travel(journey, Postmortem(), at="")


def test_columns_give_way_to_the_text_where_it_is_narrow() -> None:
    postmortem = Postmortem(
        timeline=(Event(at=at("10:00"), text="Errors rise", actor="Ana of payments"),),
        action_items=(ActionItem(text="Alert on it", owner="Ana", priority="P1", tracker="T-1", due="soon"),),
    )

    async def journey(host: Host, pilot: Pilot[None]) -> None:
        titles = host.seen()
        assert "Event" in titles
        assert "Actor" not in titles
        assert "Action" in titles
        assert not {"Type", "Priority", "Ticket"} & set(titles.split())
        for rows in host.query(RowsEditor):
            assert max(place.width for place in rows.grid.places) >= 20
        await pilot.press("right", "right", "right")
        assert "Actor" in host.seen(), "the cursor's column is always there"
        await pilot.resize_terminal(110, 24)
        await pilot.pause()
        assert {"Kind", "Actor", "Type", "Priority", "Ticket"} <= set(host.seen().split())

    travel(journey, postmortem, "timeline", "action_items", size=(58, 24))


def test_long_texts_wrap_anew_when_the_terminal_is_resized() -> None:
    async def journey(host: Host, pilot: Pilot[None]) -> None:
        wide = host.rows().size.height
        await pilot.resize_terminal(50, 24)
        await pilot.pause()
        assert host.rows().size.height > wide
        assert host.rows().size.height == host.rows().grid.height

    travel(journey, events("several words that have to be wrapped somewhere " * 3))


# -- walking


def test_arrows_walk_through_all_lists() -> None:
    postmortem = replace(events("one", "two"), lessons=(Claim(text="learn"),))

    async def journey(host: Host, pilot: Pilot[None]) -> None:
        await pilot.press("down", "down")
        assert host.focused is host.rows("lessons")
        await pilot.press("up")
        assert host.focused is host.rows()
        assert host.rows().path == "/timeline/1"
        await pilot.press("up", "up", "up")
        assert host.rows().path == "/timeline/0"
        assert host.focused is host.rows()
        await pilot.press("down", "down", "down", "down", "down")
        assert host.focused is host.rows("lessons"), "what is outside is left to the desk's own keys"

    host = travel(journey, postmortem)
    assert [path for path, _ in host.heard][:4] == ["/timeline/0", "/timeline/1", "/lessons/0", "/timeline/1"]


def test_the_cursor_moves_by_cells_ends_and_pages() -> None:
    async def journey(host: Host, pilot: Pilot[None]) -> None:
        rows, scroll = host.rows(), host.query_one(VerticalScroll)
        await pilot.press("end")
        assert rows.part == "actor"
        await pilot.press("home", "right")
        assert rows.part == "text"
        await pilot.press("ctrl+end")
        assert rows.path == "/timeline/99"
        assert scroll.scroll_y > 70
        await pilot.press("pageup")
        assert 70 < rows.row < 90
        await pilot.press("ctrl+home")
        await pilot.pause()
        assert rows.path == "/timeline/0"
        assert scroll.scroll_y == 0, "with the titles"
        await pilot.press("pagedown")
        assert rows.row > 10
        top = rows.grid.lines_of(rows.row).start
        assert scroll.scroll_y <= top < scroll.scroll_y + scroll.size.height

    travel(journey, events(*map(str, range(100))))


def test_coming_back_by_tab_shows_the_row_that_was_left() -> None:
    async def journey(host: Host, pilot: Pilot[None]) -> None:
        rows, scroll = host.rows(), host.query_one(VerticalScroll)
        await pilot.press("tab")
        scroll.scroll_to(y=0, animate=False)
        await pilot.pause()
        await pilot.press("shift+tab")
        await pilot.pause(0.4)
        line = rows.grid.lines_of(rows.row).start
        assert rows.row == 80
        assert scroll.scroll_y <= line < scroll.scroll_y + scroll.size.height

    travel(journey, events(*map(str, range(100))), at="/timeline/80")


def test_a_click_selects_and_two_open() -> None:
    async def journey(host: Host, pilot: Pilot[None]) -> None:
        x = host.rows().grid.places[2].x
        await pilot.click("#timeline", offset=(x + 1, 2))
        assert (host.rows().path, host.rows().part) == ("/timeline/1", "text")
        assert not host.rows().is_editing
        await pilot.click("#timeline", offset=(x + 1, 3), times=2)
        await pilot.pause()
        assert host.rows().path == "/timeline/2"
        assert isinstance(host.focused, LineEditor)

    travel(journey, events("one", "two", "three"))


def test_a_click_on_another_cell_keeps_what_was_typed() -> None:
    async def journey(host: Host, pilot: Pilot[None]) -> None:
        await pilot.press("enter", "!")
        await pilot.click("#timeline", offset=(30, 3))
        await pilot.pause()
        assert host.rows().path == "/timeline/2"
        assert not host.rows().is_editing

    host = travel(journey, events("one", "two", "three"), at="/timeline/0/text")
    assert [event.text for event in host.postmortem.timeline] == ["one!", "two", "three"]


def test_the_wheel_scrolls_the_postmortem() -> None:
    async def journey(host: Host, pilot: Pilot[None]) -> None:
        await pilot._post_mouse_events([MouseScrollDown], "#timeline", offset=(5, 5))
        await pilot.pause(0.3)
        assert host.query_one(VerticalScroll).scroll_y > 0

    travel(journey, events(*map(str, range(100))))


# -- editing


def test_enter_edits_a_text_and_keeps_it() -> None:
    host = travel(keys("enter", "!", "enter"), events("one", "two"), at="/timeline/1/text")
    assert host.postmortem.timeline[1].text == "two!"
    assert host.postmortem.timeline[1].origin == "human"
    assert host.postmortem.timeline[0].origin == "rules"


def test_letters_are_commands_and_never_begin_to_edit() -> None:
    async def journey(host: Host, pilot: Pilot[None]) -> None:
        await pilot.press("x", "y")
        assert not host.rows().is_editing

    travel(journey, events("one"))


def test_escape_drops() -> None:
    host = travel(keys("enter", "!", "escape"), events("one"), at="/timeline/0/text")
    assert host.postmortem.timeline[0].text == "one"


def test_losing_the_focus_keeps() -> None:
    async def journey(host: Host, pilot: Pilot[None]) -> None:
        await pilot.press("enter", "!")
        host.query_one("#elsewhere").focus()
        await pilot.pause()
        assert host.focused is host.query_one("#elsewhere")
        assert not host.rows().is_editing

    host = travel(journey, events("one"), at="/timeline/0/text")
    assert host.postmortem.timeline[0].text == "one!"


@pytest.mark.parametrize("key", ["ctrl+j", "shift+enter"])
def test_a_line_is_broken_by_its_own_key(key: str) -> None:
    host = travel(keys("enter", key, "!", "enter"), events("one"), at="/timeline/0/text")
    assert host.postmortem.timeline[0].text == "one\n!"


def test_tab_keeps_and_goes_on() -> None:
    async def journey(host: Host, pilot: Pilot[None]) -> None:
        await pilot.press("enter", "!", "tab")
        await pilot.pause()
        assert isinstance(host.focused, ChoiceEditor)
        await pilot.press("m", "tab")
        await pilot.pause()
        assert host.rows().part == "actor"
        await pilot.press("A", "tab")
        await pilot.pause()
        assert host.focused is host.rows()

    event = travel(journey, events("one"), at="/timeline/0/text").postmortem.timeline[0]
    assert (event.text, event.kind, event.actor) == ("one!", "mitigation", "A")


def test_a_choice_is_narrowed_down_by_typing() -> None:
    async def journey(host: Host, pilot: Pilot[None]) -> None:
        await pilot.press("enter", "c", "o", "z", "m")
        await pilot.pause()
        editor = host.focused
        assert isinstance(editor, ChoiceEditor)
        assert editor.option_count == 1, "the z leaves none, and is ignored"
        await pilot.press("backspace", "backspace")
        assert editor.option_count > 1
        await pilot.press("o", "m", "enter")
        await pilot.pause()
        assert host.focused is host.rows()

    host = travel(journey, events("one"), at="/timeline/0/kind")
    assert host.postmortem.timeline[0].kind == "communication"


def test_a_choice_that_nobody_picks_stays() -> None:
    host = travel(keys("enter", "down", "escape"), events("one"), at="/timeline/0/kind")
    assert host.postmortem.timeline[0].kind == "other"
    assert host.postmortem.timeline[0].origin == "rules"


def test_an_owner_is_one_line() -> None:
    async def journey(host: Host, pilot: Pilot[None]) -> None:
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(host.focused, LineEditor)
        host.focused.post_message(Paste("Ana\nof payments\x1b]0;x\x07"))
        await pilot.press("enter")
        await pilot.pause()

    postmortem = Postmortem(action_items=(ActionItem(text="Alert"),))
    host = travel(journey, postmortem, "action_items", at="/action_items/0/owner")
    owner = host.postmortem.action_items[0].owner
    assert owner
    assert owner.startswith("Ana of payments")
    assert "\x1b" not in owner


def test_a_paste_flows_in_a_timeline_and_keeps_its_lines_in_a_lesson() -> None:
    async def journey(host: Host, pilot: Pilot[None]) -> None:
        for name in ("timeline", "lessons"):
            host.rows(name).edit_path(f"/{name}/0/text")
            await pilot.pause()
            assert isinstance(host.focused, LineEditor)
            host.focused.post_message(Paste(" two\nthree"))
            await pilot.pause()
            await pilot.press("enter")
            await pilot.pause()

    postmortem = replace(events("one"), lessons=(Claim(text="one"),))
    host = travel(journey, postmortem)
    assert host.postmortem.timeline[0].text == "onetwo three"
    assert host.postmortem.lessons[0].text == "one two\nthree"


def test_undo_in_an_open_cell_undoes_typing() -> None:
    host = travel(keys("enter", "!", "ctrl+z", "?", "enter"), events("one"), at="/timeline/0/text")
    assert host.postmortem.timeline[0].text == "one?"


def test_commands_sleep_while_a_cell_is_edited() -> None:
    host = travel(keys("enter", "insert", "alt+down", "d", "enter"), events("one", "two"), at="/timeline/0/text")
    assert [event.text for event in host.postmortem.timeline] == ["oned", "two"]


# -- times


def test_a_time_is_explained_while_it_is_typed() -> None:
    async def journey(host: Host, pilot: Pilot[None]) -> None:
        await pilot.press("enter", *"15:42")
        await pilot.pause()
        assert "15:42 on 1 March 2026" in host.seen()
        await pilot.press("enter")
        await pilot.pause()
        assert host.focused is host.rows()

    host = travel(journey, events("one", "two"), at="/timeline/1/at")
    assert host.postmortem.timeline[1].at == replace(at("15:42"), zone_rule="inherited")


def test_a_time_that_is_none_comes_back_with_the_reason() -> None:
    async def journey(host: Host, pilot: Pilot[None]) -> None:
        await pilot.press("enter", *"soon", "enter")
        await pilot.pause()
        editor = host.focused
        assert isinstance(editor, LineEditor)
        assert editor.text == "soon"
        assert "can't be read as a time" in host.seen()
        await pilot.press("escape")
        await pilot.pause()
        assert host.focused is host.rows()

    host = travel(journey, events("one"))
    assert host.postmortem.timeline[0].at == at("10:00")


def test_a_time_that_was_not_touched_stays_as_it_was() -> None:
    postmortem = Postmortem(
        timeline=(Event(at=replace(at("10:00"), as_written="10 sharp", approximate=True), text="x"),)
    )
    host = travel(keys("enter", "enter"), postmortem)
    assert host.postmortem is postmortem


@pytest.mark.parametrize(
    "event",
    [
        Event(at=at("10:00"), text=""),
        Event(at=replace(at("10:00"), approximate=True), text=""),
        Event(at=at("10:00"), until=at("10:20"), text=""),
        Event(at=at("23:50"), until=at("00:20", "2026-03-02"), text=""),
        Event(at=Instant(at="2026-03-01T10:00:09+05:30", precision="second"), text=""),
        Event(at=Instant(at="2026-03-01", precision="day"), text=""),
        Event(at=Instant(at="2026-03-01", precision="month"), text=""),
        Event(at=None, text=""),
    ],
)
def test_what_a_time_s_editor_begins_with_means_that_time(event: Event) -> None:
    read = resolve_typed(time_to_edit(event), Postmortem(timeline=(event,)), "/timeline/0")
    assert not isinstance(read, Refused)
    for told, meant in ((read.at, event.at), (read.until, event.until)):
        assert (told is None) == (meant is None)
        if told and meant:
            assert (told.at, told.precision, told.approximate) == (meant.at, meant.precision, meant.approximate)


# -- rows


def test_a_new_event_takes_its_time_and_then_its_text() -> None:
    async def journey(host: Host, pilot: Pilot[None]) -> None:
        await pilot.press("a")
        await pilot.pause()
        assert isinstance(host.focused, LineEditor)
        assert isinstance(host.focused.parent, TimeEditor)
        await pilot.press(*"10:30", "enter")
        await pilot.pause()
        assert not isinstance(host.focused.parent, TimeEditor) if host.focused else False
        await pilot.press(*"New", "enter")
        await pilot.pause()
        assert host.focused is host.rows()
        assert host.rows().path == "/timeline/1"

    host = travel(journey, events("one", "two"))
    assert [event.text for event in host.postmortem.timeline] == ["one", "New", "two"]
    assert host.postmortem.timeline[1].at
    assert host.postmortem.timeline[1].at.at == at("10:30").at


def test_a_new_row_that_stays_empty_goes_again() -> None:
    for leaving in (("escape",), ("enter", "enter"), ("enter", "escape")):
        postmortem = events("one", "two")
        host = travel(keys("a", *leaving), postmortem)
        assert host.postmortem == postmortem
    host = travel(keys("a", *leaving), Postmortem(), at="/lessons")
    assert host.postmortem == Postmortem()


def test_a_refused_time_of_a_new_row_is_mended_in_place() -> None:
    async def journey(host: Host, pilot: Pilot[None]) -> None:
        await pilot.press("a", *"soon", "enter")
        await pilot.pause()
        assert isinstance(host.focused, LineEditor)
        assert host.focused.text == "soon"
        await pilot.press("ctrl+u", *"10:30", "enter")
        await pilot.pause()
        await pilot.press("N", "enter")
        await pilot.pause()

    host = travel(journey, events("one"))
    assert [event.text for event in host.postmortem.timeline] == ["one", "N"]


def test_the_first_row_of_an_empty_list() -> None:
    async def journey(host: Host, pilot: Pilot[None]) -> None:
        assert "No event yet" in host.seen()
        assert "Nothing yet: a adds one." in host.seen()
        await pilot.press("enter", "L", "enter")
        await pilot.pause()

    host = travel(journey, Postmortem(), at="/lessons")
    assert [claim.text for claim in host.postmortem.lessons] == ["L"]


def test_delete_move_and_sort() -> None:
    async def journey(host: Host, pilot: Pilot[None]) -> None:
        def texts() -> list[str]:
            return [event.text for event in host.postmortem.timeline]

        await pilot.press("J")
        await pilot.pause()
        assert texts() == ["two", "one", "three"]
        assert host.rows().path == "/timeline/1", "the cursor goes along"
        await pilot.press("K", "K", "alt+down")
        await pilot.pause()
        assert texts() == ["two", "one", "three"]
        await pilot.press("s")
        await pilot.pause()
        assert texts() == ["one", "two", "three"]
        assert host.rows().path == "/timeline/0"
        await pilot.press("ctrl+end", "d")
        await pilot.pause()
        assert texts() == ["one", "two"]
        assert host.rows().path == "/timeline/1"

    host = travel(journey, events("one", "two", "three"))
    assert host.heard[-1][0] == "/timeline/1"


def test_an_open_editor_stays_with_its_item_when_rows_come_and_go() -> None:
    async def journey(host: Host, pilot: Pilot[None]) -> None:
        await pilot.press("enter", "!")
        host.take(edits.insert(host.postmortem, "timeline", 0, Event(at=None, text="before")))
        await pilot.pause()
        await pilot.press("?", "enter")
        await pilot.pause()

    host = travel(journey, events("one", "two"), at="/timeline/1/text")
    assert [event.text for event in host.postmortem.timeline] == ["before", "one", "two!?"]


def test_going_elsewhere_keeps_what_was_typed() -> None:
    async def journey(host: Host, pilot: Pilot[None]) -> None:
        await pilot.press("enter", "!")
        host.rows().edit_path("/timeline/1/actor")
        await pilot.pause()
        await pilot.press("A", "enter")
        await pilot.pause()

    timeline = travel(journey, events("one", "two"), at="/timeline/0/text").postmortem.timeline
    assert [(event.text, event.actor) for event in timeline] == [("one!", None), ("two", "A")]


def test_the_editor_lies_over_its_cell_within_the_screen() -> None:
    async def journey(host: Host, pilot: Pilot[None]) -> None:
        await pilot.press("enter", *("long" * 30))
        await pilot.pause()
        editor = host.focused
        assert isinstance(editor, LineEditor)
        assert editor.region.x == host.rows().region.x + host.rows().grid.places[2].x
        assert editor.size.height == editor.wrapped_document.height > 1
        assert host.screen.region.contains_region(editor.region)

    travel(journey, events(*map(str, range(60))), at="/timeline/59/text")
