"""A scroll view of a sheet: wraps what is in view, then the rest in idle moments, and keeps what is read in place."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter

from rich.style import Style
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.timer import Timer

from pmtool.tui.widgets.source.sheet import Row, Sheet
from pmtool.tui.widgets.source.wrapping import NARROWEST

_SLICE, _BETWEEN = 0.004, 0.02
"""Seconds to wrap at a time what is not in view, and between two such times."""


class SheetView(ScrollView):
    """Rows of texts at the width that is left of the pane; what a row looks like is a subclass's business."""

    DEFAULT_CSS = """
    SheetView { height: 1fr; overflow-x: hidden; overflow-y: scroll; scrollbar-size-vertical: 1; }
    """
    sheet = Sheet((), NARROWEST)
    _texts: Sequence[str] = ()
    _margin = 0
    _titled = False
    _room = 0
    """Cells that the sheet was wrapped for; 0 before the first time."""
    _awaited: tuple[int, int, int] | None = None
    """What to scroll to once the pane has a size."""

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._looks: dict[str, Style] = {}
        self._settling: Timer | None = None

    def paint(self, row: Row) -> Strip:
        """A row's strip, of any width."""
        raise NotImplementedError

    def on_resize(self) -> None:
        """Wraps anew; the row at the top stays there."""
        if self._room != self.scrollable_content_region.width:
            self._wrap()

    def lay_out(self, texts: Sequence[str], margin: int, *, titled: bool) -> None:
        """Shows other texts from their top, `margin` cells in, each under a title's row if `titled`."""
        self._texts, self._margin, self._titled = texts, margin, titled
        self._room, self._awaited = 0, None
        if self.is_mounted:
            self._wrap()
            self.scroll_to_row(0)

    @property
    def page(self) -> int:
        """Rows in view at once."""
        return self.scrollable_content_region.height

    def scroll_to_row(self, y: int) -> None:
        """Brings a row to the top of the view, as far as there are rows below it."""
        self.virtual_size = Size(self.scrollable_content_region.width, self.sheet.height)
        self._refresh_scrollbars()
        self.scroll_to(y=y, animate=False)

    def reveal(self, text: int, start: int, end: int, *, centred: bool = False) -> None:
        """Scrolls a stretch into view, by no more than it takes or to the middle; not at all where it is in view."""
        if not self._room or not self.page:
            self._awaited = (text, start, end)
            return
        last = self.sheet.y_of(text, max(start, end - 1))
        first = self.sheet.y_of(text, start)
        last = min(max(first, last), first + self.page - 1)
        top = self.scroll_offset.y
        if top <= first and last < top + self.page:
            return
        if centred:
            self.scroll_to_row((first + last + 1 - self.page) // 2)
        else:
            self.scroll_to_row(first if first < top else last - self.page + 1)

    def _wrap(self) -> None:
        room = self.scrollable_content_region.width
        if not room:
            return
        top = self.sheet.row(self.scroll_offset.y) if self._room else None
        self._room = room
        self.sheet = Sheet(self._texts, max(NARROWEST, room - self._margin), titled=self._titled)
        self.scroll_to_row(self.sheet.y_of_row(top) if top else 0)
        if self._awaited:
            self.reveal(*self._awaited, centred=True)
            self._awaited = None
        if self._settling:
            self._settling.stop()
        self._settling = self.set_interval(_BETWEEN, self._settle)
        self.refresh()

    def _settle(self) -> None:
        top = self.sheet.row(self.scroll_offset.y)
        deadline = perf_counter() + _SLICE
        while not self.sheet.settled and perf_counter() < deadline:
            self.sheet.settle()
        y = self.sheet.y_of_row(top) if top else 0
        if self.sheet.settled and self._settling:
            self._settling.stop()
        if self.sheet.settled or y != self.scroll_offset.y:
            self.scroll_to_row(y)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Rows in view; wrapping them may have shown how many there are."""
        self._looks.clear()
        strips = super().render_lines(crop)
        if self.sheet.height != self.virtual_size.height and self._room:
            self.call_after_refresh(self._stay)
        return strips

    def _stay(self) -> None:
        """Tells how many rows there are now; where one is by then is where one stays."""
        self.scroll_to_row(self.scroll_offset.y)

    def render_line(self, y: int) -> Strip:
        """One row, on the whole width."""
        width = self.scrollable_content_region.width
        row = self.sheet.row(self.scroll_offset.y + y)
        if row is None:
            return Strip.blank(width, self.look())
        return self.paint(row).adjust_cell_length(width, self.look())

    def look(self, part: str = "") -> Style:
        """The style of a component, or of the view itself; worked out once a frame."""
        if part not in self._looks:
            self._looks[part] = self.get_component_rich_style(part) if part else self.rich_style
        return self._looks[part]
