"""A list of rows with a cursor. Only the rows in view are ever drawn, so there may be any number."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style
from textual.visual import Visual


class RowList(ScrollView, can_focus=True):
    """Rows of one line each. What they are, a subclass knows."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "cursor(-1)", "Up", show=False),
        Binding("down,j", "cursor(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home,g", "edge(False)", "First", show=False),
        Binding("end,G", "edge(True)", "Last", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"rowlist--cursor", "rowlist--row"}
    DEFAULT_CSS = """
    RowList {
        height: 1fr;
        overflow-x: hidden;
        text-wrap: nowrap;
        text-overflow: ellipsis;
        & > .rowlist--cursor {
            color: $block-cursor-blurred-foreground;
            background: $block-cursor-blurred-background;
            text-style: $block-cursor-blurred-text-style;
        }
        &:focus > .rowlist--cursor {
            color: $block-cursor-foreground;
            background: $block-cursor-background;
            text-style: $block-cursor-text-style;
        }
    }
    """

    cursor: reactive[int] = reactive(0)
    """The highlighted row."""

    class Moved(Message):
        """The person put the cursor on another row."""

    class Picked(Message):
        """The row under the cursor was picked with the mouse."""

    def count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def draw(self, row: int, width: int, is_cursor: bool) -> Content:
        """A row, or what stands in its place where there is none. The row of the cursor has no colours of its own."""
        raise NotImplementedError

    def reset(self, row: int) -> None:
        """Shows other rows, with the cursor on one of them."""
        self.virtual_size = Size(0, self.count())
        self.set_reactive(RowList.cursor, self.validate_cursor(row))
        self._scroll_to_cursor()
        self.refresh()

    def validate_cursor(self, row: int) -> int:
        """Rows there are."""
        return max(0, min(row, self.count() - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        """Shows the row, and tells."""
        self.refresh_line(old)
        self.refresh_line(new)
        self._scroll_to_cursor()
        self.post_message(self.Moved())

    def on_resize(self) -> None:
        """Keeps the cursor in sight."""
        self._scroll_to_cursor()

    def _scroll_to_cursor(self) -> None:
        self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False, force=True, immediate=True)

    def render_line(self, y: int) -> Strip:
        """A row in view."""
        row, width = y + self.scroll_offset.y, self.scrollable_content_region.width
        is_cursor = row == self.cursor and row < self.count()
        style = self.get_visual_style("rowlist--cursor" if is_cursor else "rowlist--row")
        if is_cursor and self.app.no_color:
            style += Style(reverse=True)
        strips = Visual.to_strips(self, self.draw(row, width, is_cursor), width, 1, style)
        return strips[0].extend_cell_length(width, style.rich_style) if strips else Strip.blank(width, style.rich_style)

    def on_click(self, event: events.Click) -> None:
        """Moves the cursor; a second click picks."""
        if (offset := event.get_content_offset(self)) is None:
            return
        row = offset.y + self.scroll_offset.y
        if row < self.count():
            self.cursor = row
            if self.is_picked(row, event.chain):
                self.post_message(self.Picked())

    def is_picked(self, row: int, clicks: int) -> bool:
        """Whether so many clicks on a row pick it."""
        return clicks == 2

    def action_cursor(self, by: int) -> None:
        """Some rows down, or up."""
        self.cursor += by

    def action_page(self, by: int) -> None:
        """A page down, or up."""
        self.cursor += by * max(1, self.scrollable_content_region.height - 1)

    def action_edge(self, is_last: bool) -> None:
        """To the first row, or the last."""
        self.cursor = self.count() - 1 if is_last else 0
