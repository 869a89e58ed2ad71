"""A list of the postmortem, shown as a table and edited in its cells. It asks for changes by messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.events import Click, Focus, Resize
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from pmtool.editing.fields import ITEM_CHOICES, Field
from pmtool.editing.marks import Marks
from pmtool.editing.places import number_of
from pmtool.editing.showing import Clock
from pmtool.model import Postmortem
from pmtool.tui.actions import bindings
from pmtool.tui.widgets.cell_editor import ChoiceEditor, Dropped, Kept, LineEditor, ProseEditor, TextEditor, TimeEditor
from pmtool.tui.widgets.cells import Shown, is_blank, shown_items, time_to_edit
from pmtool.tui.widgets.columns import COLUMNS, GAP, Column
from pmtool.tui.widgets.grid import Grid

Preview = Callable[[str, str], str]
"""Takes a path and what is typed there for a time; tells in a sentence how it is read, or why it can't be."""

_HERE = "▌"
_LEAST_LINE = 20
"""Cells; no line is edited in less."""


class RowsEditor(Widget, can_focus=True):
    """The items of a field that holds a list."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("rows"),
        Binding("up", "walk(-1)", show=False),
        Binding("down", "walk(1)", show=False),
        Binding("left", "step(-1)", show=False),
        Binding("right", "step(1)", show=False),
        Binding("home", "edge(-1)", show=False),
        Binding("end", "edge(1)", show=False),
        Binding("ctrl+home", "far(-1)", show=False),
        Binding("ctrl+end", "far(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "rows--title",
        "rows--quiet",
        "rows--broken",
        "rows--row",
        "rows--quiet-row",
        "rows--cursor",
        "rows--sign",
    }
    DEFAULT_CSS = """
    RowsEditor {
        layout: vertical;
        height: auto;
        overflow: hidden hidden;
        & > .rows--title { color: $text-muted; }
        & > .rows--quiet { color: $text-muted; }
        & > .rows--broken { color: $text-error; text-style: bold; }
        & > .rows--row { background: $boost; }
        & > .rows--quiet-row { color: $text-muted; background: $boost; }
        & > .rows--sign { color: $primary; background: $boost; }
        & > .rows--cursor {
            color: $block-cursor-foreground;
            background: $block-cursor-background;
            text-style: $block-cursor-text-style;
        }
        & > .over-cell { position: absolute; overlay: screen; constrain: inside inside; }
    }
    """

    @dataclass
    class Edited(Message):
        """Words were typed or picked for a part of an item: `/timeline/3/text`."""

        path: str
        text: str

    @dataclass
    class TimeTyped(Message):
        """A time was typed for an item: `/timeline/3/at`. It stands once it is shown; else it is refused."""

        path: str
        text: str

    @dataclass
    class AddAsked(Message):
        """An item is wanted at a number from 0."""

        field_name: str
        number: int

    @dataclass
    class RemoveAsked(Message):
        """An item is to go: `/timeline/3`."""

        path: str

    @dataclass
    class MoveAsked(Message):
        """An item is to go so many places down (or up)."""

        path: str
        by: int

    @dataclass
    class SortAsked(Message):
        """The items are to stand in the order of their times."""

        field_name: str

    @dataclass
    class PathFocused(Message):
        """The cursor came to an item (`/timeline/3`), or to a list without any (`/timeline`)."""

        path: str
        part: str
        """Of the item: `at`; empty where there is none."""

    def __init__(self, field: Field, *, preview: Preview | None = None, id: str | None = None) -> None:
        super().__init__(id=id)
        self.field = field
        self._columns = COLUMNS[field.kind]
        self._preview: Preview = preview or (lambda _path, _text: "")
        self._grid = Grid(self._columns)
        self._rows: list[Shown] = []
        self._clock: Clock | None = None
        self._row = 0
        self._column = 1 if self._columns[0].kind == "signs" else 0
        self._editor: Widget | None = None
        self._awaited: int | None = None
        """The number of an item that was asked for, to be opened when it comes."""
        self._refusable = ("", "")
        """The path and the words of the last time that was typed."""

    # -- what is shown

    def show(self, postmortem: Postmortem, marks: Mapping[str, Marks], clock: Clock) -> None:
        """Shows the list as it now is; the cursor stays on its item."""
        name = self.field.name
        items = getattr(postmortem, name)
        known = {id(row.item): row for row in self._rows} if clock == self._clock else {}
        worn = [marks.get(f"/{name}/{number}") for number in range(len(items))]
        rows = shown_items(items, self._columns, worn, clock, known)
        row, grew = self._row_after(rows), len(rows) > len(self._rows)
        self._rows, self._clock = rows, clock
        self._grid.titles = tuple(_title(column, clock) for column in self._columns)
        changed = self._grid.fill([row.cells for row in rows])
        if changed is None:
            self.refresh(layout=True)
        elif changed:
            self.refresh(*map(self._lines, changed))
        self._follow(row)
        if grew and self._awaited is not None:
            number, self._awaited = self._awaited, None
            self._open_new(number)

    def _row_after(self, rows: list[Shown]) -> int | None:
        """Where the cursor's item stands in other rows; null where it is gone."""
        if not self._rows:
            return 0
        item = self._rows[self._row].item
        if self._row < len(rows) and rows[self._row].item is item:
            return self._row
        found = next((number for number, row in enumerate(rows) if row.item is item), None)
        return self._row if found is None and len(rows) == len(self._rows) else found

    def _follow(self, row: int | None) -> None:
        """Takes the cursor, and an open editor, to where their item went."""
        if row is None:
            self._close()
            self._row = max(0, min(self._row, len(self._rows) - 1))
            if self.has_focus:
                self._tell()
        elif row != self._row:
            self._row = row
            self.call_after_refresh(self._reveal)
            if self.has_focus:
                self._tell()
        if self._editor:
            self.call_after_refresh(self._lay_over)

    # -- cursor

    @property
    def is_editing(self) -> bool:
        """Whether a cell's editor is open."""
        return self._editor is not None

    @property
    def path(self) -> str:
        """The item under the cursor: `/timeline/3`; `/timeline` where there is none."""
        return f"/{self.field.name}/{self._row}" if self._rows else f"/{self.field.name}"

    @property
    def part(self) -> str:
        """The part of the item under the cursor."""
        return self._columns[self._column].part if self._rows else ""

    def focus_path(self, path: str) -> None:
        """Takes the cursor to an item, or to a part of it, and focuses it."""
        self._close()
        self._go(number_of(path) or 0, self._column_of(path))
        self.focus(scroll_visible=False)
        self.call_after_refresh(self._reveal)

    def edit_path(self, path: str) -> None:
        """Opens the editor of a part of an item."""
        self.focus_path(path)
        self._open()

    def refuse(self, path: str, why: str) -> None:
        """Opens the editor of a time again, with what was typed, and says why it can't be kept."""
        typed_at, words = self._refusable
        self.focus_path(path)
        self._open(words if typed_at == path else None, why)

    def enter_from(self, by: int) -> None:
        """Takes the focus from a neighbour above (1) or below (-1), on the row next to it."""
        self.screen.set_focus(self, scroll_visible=False)
        self._go(0 if by > 0 else len(self._rows) - 1, self._column)

    def _column_of(self, path: str) -> int:
        steps = path.split("/")
        part = {"until": "at"}.get(steps[3], steps[3]) if len(steps) > 3 else ""
        return next((n for n, column in enumerate(self._columns) if part and column.part == part), self._column)

    def _go(self, row: int, column: int) -> None:
        """Takes the cursor to a cell, as near as there is one."""
        old = (self._row, self._column)
        first = int(self._columns[0].kind == "signs")
        self._row = max(0, min(row, len(self._rows) - 1))
        self._column = max(first, min(column, len(self._columns) - 1))
        if self._grid.width and self._grid.fit(self._grid.width, self._column):
            self.refresh(layout=True)
            self.call_after_refresh(self._reveal)
        elif self._rows:
            self.refresh(*map(self._lines, {min(old[0], len(self._rows) - 1), self._row}))
        self._reveal()
        if old != (self._row, self._column):
            self._tell()

    def _tell(self) -> None:
        self.post_message(self.PathFocused(self.path, self.part))

    def _lines(self, row: int) -> Region:
        lines = self._grid.lines_of(row)
        return Region(0, lines.start, self._grid.width, len(lines))

    def _reveal(self) -> None:
        """Scrolls what this stands in, so that the cursor's row is seen; with the titles, if it is the first."""
        if not (self._rows and self._grid.width):
            return
        region = self._lines(self._row)
        if self._row == 0:
            region = Region(0, 0, region.width, region.bottom)
        widget: Widget = self
        while isinstance(container := widget.parent, Widget):
            region = region.translate(widget.virtual_region.offset)
            if container.allow_vertical_scroll:
                container.scroll_to_region(region, animate=False, x_axis=False, immediate=True)
                return
            region = region.translate(container.gutter.top_left)
            widget = container

    # -- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No key of the rows is taken while a cell is edited; sorting is for what has times."""
        if action == "sort":
            return not self.is_editing and any(column.kind == "time" for column in self._columns)
        return not self.is_editing or not hasattr(RowsEditor, f"action_{action}")

    def action_edit(self) -> None:
        """Opens the cell, or adds the first row."""
        if self._rows:
            self._open()
        else:
            self.action_add()

    def action_add(self) -> None:
        """Asks for a row below."""
        self._awaited = self._row + 1 if self._rows else 0
        self.post_message(self.AddAsked(self.field.name, self._awaited))

    def action_remove(self) -> None:
        """Asks to take the row away."""
        if self._rows:
            self.post_message(self.RemoveAsked(self.path))

    def action_move(self, by: int) -> None:
        """Asks to move the row."""
        if 0 <= self._row + by < len(self._rows):
            self.post_message(self.MoveAsked(self.path, by))

    def action_sort(self) -> None:
        """Asks to sort the rows."""
        if len(self._rows) > 1:
            self.post_message(self.SortAsked(self.field.name))

    def action_walk(self, by: int) -> None:
        """To the next row, or out of the list."""
        if 0 <= self._row + by < len(self._rows):
            self._go(self._row + by, self._column)
        else:
            self._leave(by)

    def action_step(self, by: int) -> None:
        """To the next cell of the row."""
        self._go(self._row, self._column + by)

    def action_edge(self, by: int) -> None:
        """To the row's first or last cell."""
        self._go(self._row, by * len(self._columns))

    def action_far(self, by: int) -> None:
        """To the first or the last row."""
        self._go(by * len(self._rows), self._column)

    def action_page(self, by: int) -> None:
        """A screen up or down; from the first or the last row, out of the list."""
        if not self._rows or self._row == (len(self._rows) - 1 if by > 0 else 0):
            self._leave(by)
            return
        scroller = self._scroller()
        page = max(1, (scroller or self.screen).size.height - 2)
        line = self._grid.lines_of(self._row).start + by * page
        row = self._grid.row_at(min(line, self._grid.height - 1))
        self._go(row or 0, self._column)

    def _leave(self, by: int) -> None:
        """Goes on to the widget above or below in what both stand in."""
        scroller = self._scroller()
        chain = [widget for widget in self.screen.focus_chain if scroller in widget.ancestors]
        number = chain.index(self) + by if self in chain else -1
        if 0 <= number < len(chain):
            neighbour = chain[number]
            if isinstance(neighbour, RowsEditor):
                neighbour.enter_from(by)
            else:
                neighbour.focus()

    def _scroller(self) -> Widget | None:
        """What this stands in that scrolls."""
        ancestors = (node for node in self.ancestors if isinstance(node, Widget))
        return next((node for node in ancestors if node.styles.overflow_y in ("auto", "scroll")), None)

    # -- editing

    def _open(self, words: str | None = None, refused: str = "") -> None:
        """Lays an editor over the cursor's cell."""
        self._close()
        if not self._rows:
            return
        self._editor = self._editor_for(self._columns[self._column], words, refused)
        self._editor.add_class("over-cell")
        self._lay_over()
        self.mount(self._editor)
        if not isinstance(self._editor, TimeEditor):
            self._editor.focus()

    def _editor_for(self, column: Column, words: str | None, refused: str) -> Widget:
        item = self._rows[self._row].item
        if column.kind == "time":
            path = f"{self.path}/{column.part}"
            began = time_to_edit(item) if words is None else words
            return TimeEditor(began, lambda typed: self._preview(path, typed), refused)
        value = getattr(item, column.part) or ""
        if column.kind == "choice":
            return ChoiceEditor(ITEM_CHOICES[self.field.name][column.part], value)
        kinds: dict[str, type[LineEditor]] = {"text": TextEditor, "prose": ProseEditor}
        return kinds.get(column.kind, LineEditor)(value)

    def _lay_over(self) -> None:
        place = self._grid.place_of(self._column)
        if self._editor is None or place is None:
            return
        lines = self._grid.lines_of(self._row)
        styles = self._editor.styles
        styles.offset = (place.x, lines.start)
        if isinstance(self._editor, LineEditor):
            styles.width = max(_LEAST_LINE, place.width + 1)  # the cursor behind the last character takes a cell
            styles.min_height = len(lines)

    def _open_new(self, number: int) -> None:
        """Opens the first empty cell of a row that was asked for."""
        kinds = [column.kind for column in self._columns]
        self._go(number, kinds.index("time") if "time" in kinds else 0 if kinds[0] == "word" else kinds.index("text"))
        self._open()

    def on_kept(self, event: Kept) -> None:
        """An editor was closed to keep what it holds."""
        event.stop()
        if not self._is_mine(event.editor):
            return
        column, item = self._columns[self._column], self._rows[self._row].item
        path = f"{self.path}/{column.part}"
        stays = self.screen.focused in (None, event.editor)
        onward = event.onward
        began = time_to_edit(item) if column.kind == "time" else getattr(item, column.part) or ""
        self._close(stays)
        if event.text.strip() != began.strip():
            asked = self.TimeTyped(path, event.text) if column.kind == "time" else self.Edited(path, event.text)
            self._refusable = (path, event.text)
            self.post_message(asked)
        elif is_blank(item) and not onward and column.kind != "time":
            self.post_message(self.RemoveAsked(self.path))
        if column.kind == "time" and stays and not item.text:
            onward = onward or 1  # a new event's time was given: its text comes next
        if onward and 0 <= self._column + onward < len(self._columns):
            self.action_step(onward)
            self._open()

    def on_dropped(self, event: Dropped) -> None:
        """An editor was closed to forget what it holds; a row in which nobody wrote goes again."""
        event.stop()
        if not self._is_mine(event.editor):
            return
        self._close(self.screen.focused in (None, event.editor))
        if is_blank(self._rows[self._row].item):
            self.post_message(self.RemoveAsked(self.path))

    def _is_mine(self, editor: Widget) -> bool:
        return self._editor is not None and self._editor in editor.ancestors_with_self

    def _close(self, stays: bool = False) -> None:
        """Takes the editor away; the focus comes back where it `stays` here."""
        if self._editor:
            editor, self._editor = self._editor, None
            if stays:
                self.screen.set_focus(self, scroll_visible=False)
            editor.remove()
            self.refresh()

    # -- events

    def on_focus(self, event: Focus) -> None:
        """Tells where the cursor is."""
        self._tell()
        self.refresh()
        self.call_after_refresh(self._reveal)

    def on_blur(self) -> None:
        """Takes the cursor's look away."""
        self.refresh()

    def on_click(self, event: Click) -> None:
        """A click goes to a cell, two open it."""
        offset = event.get_content_offset(self)
        if event.widget is not self or offset is None:
            return
        row = self._grid.row_at(offset.y)
        if row is not None:
            self._go(row, self._grid.column_at(offset.x))
        if event.chain == 2 and (row is not None or not self._rows):
            self.action_edit()

    def on_resize(self, event: Resize) -> None:
        """Lays the rows out anew."""
        if self._grid.fit(self.content_size.width, self._column):
            self.refresh(layout=True)
        self.call_after_refresh(self._lay_over)

    # -- painting

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The lines of all rows."""
        self._grid.fit(width, self._column)
        return self._grid.height if self._rows else 1

    def render_line(self, y: int) -> Strip:
        """A line of the titles, of a row, or the hint where there is none."""
        width = self.content_size.width
        here = self.has_focus or self.is_editing
        if not self._rows:
            return self._hint(width, here)
        row = self._grid.row_at(y)
        if row is None and y >= self._grid.head:
            return Strip.blank(width, self.rich_style)
        current = here and row == self._row
        plain = self._style("rows--row") if current else self.rich_style
        segments = [Segment(_HERE if current else " ", self._style("rows--sign") if current else plain)]
        for place, words in self._grid.line(y):
            at_cursor = current and place.number == self._column
            style = self._look(place.number, words, row, current, at_cursor) or plain
            segments += (Segment(words, style), Segment(" " * GAP, plain))
        return Strip(segments).adjust_cell_length(width, plain)

    def _look(self, column: int, words: str, row: int | None, current: bool, at_cursor: bool) -> Style | None:
        """The style of a cell; null for that of plain text."""
        if at_cursor:
            return self._style("rows--cursor")
        if row is None:
            return self._style("rows--title")
        kind = self._columns[column].kind
        if kind == "signs" and "✗" in words:
            return self._style("rows--broken")
        if kind in ("text", "prose", "word"):
            return None
        return self._style("rows--quiet-row" if current else "rows--quiet")

    def _hint(self, width: int, here: bool) -> Strip:
        words = self.field.hint or "Nothing yet: a adds one."
        style = self._style("rows--quiet-row" if here else "rows--quiet")
        return Strip([Segment((_HERE if here else " ") + words, style)]).adjust_cell_length(width, style)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(name)


def _title(column: Column, clock: Clock) -> str:
    """What stands above a column; above times, by which clock they are shown."""
    if column.kind != "time":
        return column.title
    return clock.header if len(clock.header) <= column.most else clock.name
