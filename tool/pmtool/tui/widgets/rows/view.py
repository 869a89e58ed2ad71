"""A list of the postmortem as a table that is as high as its rows, with a cursor on one cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import MouseMove, Resize
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from pmtool.editing.fields import Field
from pmtool.editing.marks import Marks
from pmtool.editing.times.showing import Clock
from pmtool.model import Postmortem
from pmtool.tui.widgets.rows.cells import Shown, shown_items
from pmtool.tui.widgets.rows.columns import COLUMNS, GAP, Column
from pmtool.tui.widgets.rows.grid import Grid
from pmtool.tui.widgets.walking import leave, scroller_of

_HERE = "▌"


class RowsView(Widget, can_focus=True):
    """The items of a field that holds a list. Arrow keys lead out of it at both ends."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
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
        "rows--quiet",
        "rows--broken",
        "rows--row",
        "rows--quiet-row",
        "rows--here",
        "rows--cursor",
    }
    DEFAULT_CSS = """
    RowsView {
        layout: vertical;
        height: auto;
        overflow: hidden hidden;
        & > .rows--quiet { color: $text-muted; }
        & > .rows--broken { color: $text-error; text-style: bold; }
        & > .rows--row { background: $boost; }
        & > .rows--quiet-row { color: $text-muted; background: $boost; }
        & > .rows--here { color: $primary; background: $boost; }
        & > .rows--cursor {
            color: $block-cursor-foreground;
            background: $block-cursor-background;
            text-style: $block-cursor-text-style;
        }
    }
    """

    def __init__(self, field: Field, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.field = field
        self.columns = COLUMNS[field.kind]
        self.grid = Grid(self.columns)
        self.shown: list[Shown] = []
        self.row = 0
        self.column = self._first_column
        self._clock: Clock | None = None

    @property
    def path(self) -> str:
        """The item under the cursor: `/timeline/3`; `/timeline` where there is none."""
        return f"/{self.field.name}/{self.row}" if self.shown else f"/{self.field.name}"

    @property
    def part(self) -> str:
        """The part of the item under the cursor: `text`; empty where there is none."""
        return self.columns[self.column].part if self.shown else ""

    @property
    def is_active(self) -> bool:
        """Whether the cursor is to be seen."""
        return self.has_focus

    def cursor_came(self) -> None:
        """Called when the cursor came to another cell, or to another item."""

    # -- what is shown

    def take(self, postmortem: Postmortem, marks: Mapping[str, Marks], clock: Clock) -> bool:
        """Shows the list as it now is, by painting what changed. Returns whether the cursor's item is still there."""
        name = self.field.name
        items = getattr(postmortem, name)
        known = {id(row.item): row for row in self.shown} if clock == self._clock else {}
        worn = [marks.get(f"/{name}/{number}") for number in range(len(items))]
        before, self._clock = self.shown, clock
        self.shown = shown_items(items, self.columns, worn, clock, known)
        self.grid.titles = tuple(_title(column, clock) for column in self.columns)
        changed = self.grid.fill([row.cells for row in self.shown])
        if changed is None:
            self.refresh(layout=True)
        elif changed:
            self.refresh(*map(self._lines, changed))
        return self._follow(before)

    def _follow(self, before: list[Shown]) -> bool:
        """Takes the cursor to where its item went; where it is gone, to the next. Returns whether it is there."""
        old, item = self.row, before[self.row].item if before else None
        here = self.row < len(self.shown) and self.shown[self.row].item is item
        if not here:
            changed = self.row if len(before) == len(self.shown) else None
            found = next((n for n, row in enumerate(self.shown) if row.item is item), changed)
            here = found is not None
            self.row = max(0, min(self.row, len(self.shown) - 1)) if found is None else found
        if self.is_active and (self.row != old or not here):
            self.call_after_refresh(self.reveal)
            self.cursor_came()
        return here

    # -- the cursor

    @property
    def _first_column(self) -> int:
        return int(self.columns[0].kind == "signs")

    def go(self, row: int, column: int) -> None:
        """Takes the cursor to a cell, or to the nearest that there is."""
        old = (self.row, self.column)
        self.row = max(0, min(row, len(self.shown) - 1))
        self.column = max(self._first_column, min(column, len(self.columns) - 1))
        if self.grid.fit(self.grid.width, self.column):
            self.refresh(layout=True)
            self.call_after_refresh(self.reveal)
        elif self.shown and self.grid.width:
            self.refresh(*map(self._lines, {min(old[0], len(self.shown) - 1), self.row}))
        self.reveal()
        if old != (self.row, self.column):
            self.cursor_came()

    def enter_from(self, by: int) -> None:
        """Takes the focus from a neighbour above (1) or below (-1), on the row next to it."""
        self.screen.set_focus(self, scroll_visible=False)
        self.go(0 if by > 0 else len(self.shown) - 1, self.column)

    def reveal(self, below: int = 0) -> None:
        """Scrolls what this stands in, so that the cursor's row is seen, and as many lines below it.

        The first row is seen with the titles.
        """
        scroller = scroller_of(self)
        if not (scroller and self.grid.width):
            return
        region = self._lines(self.row) if self.shown else Region(0, 0, self.grid.width, 1)
        if self.row == 0:
            region = Region(0, 0, region.width, region.bottom)
        region = region.grow((0, 0, below, 0))
        widget: Widget = self
        while widget is not scroller and isinstance(widget.parent, Widget):
            inset = widget.parent.gutter.top_left if widget.parent is not scroller else (0, 0)
            region = region.translate(widget.virtual_region.offset).translate(inset)
            widget = widget.parent
        scroller.scroll_to_region(region, animate=False, x_axis=False, immediate=True)

    def _lines(self, row: int) -> Region:
        lines = self.grid.lines_of(row)
        return Region(0, lines.start, self.grid.width, len(lines))

    # -- keys

    def action_walk(self, by: int) -> None:
        """To the next row, or out of the list."""
        if 0 <= self.row + by < len(self.shown):
            self.go(self.row + by, self.column)
        else:
            leave(self, by)

    def action_step(self, by: int) -> None:
        """To the next cell of the row."""
        self.go(self.row, self.column + by)

    def action_edge(self, by: int) -> None:
        """To the row's first or last cell."""
        self.go(self.row, by * len(self.columns))

    def action_far(self, by: int) -> None:
        """To the first or the last row."""
        self.go(by * len(self.shown), self.column)

    def action_page(self, by: int) -> None:
        """A screen up or down; from the first or the last row, out of the list."""
        if not self.shown or self.row == (len(self.shown) - 1 if by > 0 else 0):
            leave(self, by)
            return
        page = max(1, (scroller_of(self) or self.screen).size.height - 2)
        line = self.grid.lines_of(self.row).start + by * page
        self.go(self.grid.row_at(min(line, self.grid.height - 1)) or 0, self.column)

    # -- events

    def on_focus(self) -> None:
        """Shows the cursor, and tells where it is."""
        self.cursor_came()
        self.refresh()
        self.call_after_refresh(self.reveal)

    def on_blur(self) -> None:
        """Hides the cursor."""
        self.refresh()

    def on_mouse_move(self, event: MouseMove) -> None:
        """Tells what the marks under the mouse mean."""
        offset = event.get_content_offset(self)
        row = self.grid.row_at(offset.y) if offset and event.widget is self else None
        over_signs = offset and row is not None and self.columns[self.grid.column_at(offset.x)].kind == "signs"
        marks = self.shown[row].marks if over_signs and row is not None else None
        self.tooltip = Content(marks.words) if marks else None

    def on_resize(self, event: Resize) -> None:
        """Lays the rows out anew."""
        if self.grid.fit(self.content_size.width, self.column):
            self.refresh(layout=True)

    # -- painting

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The lines of all rows, or one for the hint."""
        self.grid.fit(width, self.column)
        return self.grid.height if self.shown else 1

    def render_line(self, y: int) -> Strip:
        """A line of the titles or of a row, or the hint where there is no row."""
        width = self.content_size.width
        if not self.shown:
            return self._hint(width)
        row = self.grid.row_at(y)
        current = self.is_active and row == self.row
        plain = self.get_component_rich_style("rows--row") if current else self.rich_style
        here = self.get_component_rich_style("rows--here") if current else plain
        segments = [Segment(_HERE if current else " ", here)]
        for place, words in self.grid.line(y) if y < self.grid.height else ():
            segments += (Segment(words, self._look(place.number, words, row, plain)), Segment(" " * GAP, plain))
        return Strip(segments).adjust_cell_length(width, plain)

    def _look(self, column: int, words: str, row: int | None, plain: Style) -> Style:
        """The style of a cell's words; `row` is null for the titles."""
        current = self.is_active and row == self.row
        if current and column == self.column:
            return self.get_component_rich_style("rows--cursor")
        kind = self.columns[column].kind
        if kind == "signs" and words.endswith("✗"):
            return plain + self.get_component_rich_style("rows--broken", partial=True)
        if row is not None and kind in ("text", "prose", "word"):
            return plain
        return self.get_component_rich_style("rows--quiet-row" if current else "rows--quiet")

    def _hint(self, width: int) -> Strip:
        words = self.field.hint or "Nothing yet: a adds one."
        style = self.get_component_rich_style("rows--quiet-row" if self.is_active else "rows--quiet")
        return Strip([Segment((_HERE if self.is_active else " ") + words, style)]).adjust_cell_length(width, style)


def _title(column: Column, clock: Clock) -> str:
    """What stands above a column; above times, by which clock they are shown."""
    if column.kind != "time":
        return column.title
    return clock.header if len(clock.header) <= column.most else clock.name.rpartition("/")[2].replace("_", " ")
