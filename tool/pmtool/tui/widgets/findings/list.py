"""The findings, a row each. Only the rows in view are ever drawn, so there may be any number."""

from __future__ import annotations

from collections.abc import Callable
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

from pmtool.editing.fields import label_of as label_of_field
from pmtool.editing.sifting import Entry, Listing
from pmtool.model.finding import Severity
from pmtool.source.sanitize import sanitize

SIGNS: dict[Severity, str] = {"error": "✗", "warning": "▲", "info": "·"}
_COLOURS: dict[Severity, str] = {"error": "$text-error", "warning": "$text-warning", "info": "$foreground-muted"}
_LET_STAND = "–"
_PLACE = 22
"""Cells of a place, where there is room."""


def one_line(text: str, longest: int) -> str:
    """The beginning of any text on one line, safe to show."""
    return " ".join(sanitize(text[:longest]).split())


class FindingList(ScrollView, can_focus=True):
    """Rows of a listing, with a cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "cursor(-1)", "Up", show=False),
        Binding("down,j", "cursor(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home,g", "edge(False)", "First", show=False),
        Binding("end,G", "edge(True)", "Last", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"finding--cursor", "finding--row"}
    DEFAULT_CSS = """
    FindingList {
        height: 1fr;
        overflow-x: hidden;
        text-wrap: nowrap;
        text-overflow: ellipsis;
        & > .finding--cursor {
            color: $block-cursor-blurred-foreground;
            background: $block-cursor-blurred-background;
            text-style: $block-cursor-blurred-text-style;
        }
        &:focus > .finding--cursor {
            color: $block-cursor-foreground;
            background: $block-cursor-background;
            text-style: $block-cursor-text-style;
        }
    }
    """

    cursor: reactive[int] = reactive(0)
    """The highlighted row."""

    class Moved(Message):
        """The cursor went to another row."""

    class Picked(Message):
        """The row under the cursor was clicked twice, or is one that a click unfolds."""

    def __init__(self) -> None:
        super().__init__()
        self.listing = Listing()
        self._label_of: Callable[[str], str] = label_of_field
        self._words_for_none = "Checking …"

    def show(self, listing: Listing, row: int, label_of: Callable[[str], str], words_for_none: str) -> None:
        """Shows other rows, with the cursor on one of them."""
        self.listing, self._label_of, self._words_for_none = listing, label_of, words_for_none
        self.virtual_size = Size(0, len(listing))
        self.set_reactive(FindingList.cursor, self.validate_cursor(row))
        self._scroll_to_cursor()
        self.refresh()

    def validate_cursor(self, row: int) -> int:
        """Rows there are."""
        return max(0, min(row, len(self.listing) - 1))

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
        is_cursor = row == self.cursor and row < len(self.listing)
        style = self.get_visual_style("finding--cursor" if is_cursor else "finding--row")
        if is_cursor and self.app.no_color:
            style += Style(reverse=True)
        content = self._content(row, width, is_plain=is_cursor)
        strips = Visual.to_strips(self, content, width, 1, style)
        return strips[0].extend_cell_length(width, style.rich_style) if strips else Strip.blank(width, style.rich_style)

    def _content(self, row: int, width: int, is_plain: bool) -> Content:
        if entry := self.listing.entry(row):
            return self._entry(entry, width, is_plain)
        if self.listing.is_fold(row):
            sign = "▾" if self.listing.is_unfolded else "▸"
            return Content(f" {sign} {len(self.listing.let_stand)} let stand")
        return Content(f" {self._words_for_none}" if row == 0 and not len(self.listing) else "")

    def _entry(self, entry: Entry, width: int, is_plain: bool) -> Content:
        finding = entry.finding
        sign = _LET_STAND if entry.ignore else SIGNS[finding.severity]
        words = f"{entry.ignore.reason} — {finding.message}" if entry.ignore else finding.message
        place = Content(one_line(self._label_of(finding.path), width) or "Whole")
        place = place.truncate(min(_PLACE, width // 4), ellipsis=True, pad=True)
        is_faint = entry.ignore or is_plain
        return Content.assemble(
            (f" {sign} ", "" if is_faint else _COLOURS[finding.severity]),
            (f"{finding.code} ", "" if is_plain else "$foreground-muted"),
            place.stylize("" if is_plain else "bold"),
            "  ",
            (one_line(words, 4 * width), "$foreground-muted" if entry.ignore and not is_plain else ""),
        )

    def on_click(self, event: events.Click) -> None:
        """Moves the cursor; a second click picks."""
        if (offset := event.get_content_offset(self)) is None:
            return
        row = offset.y + self.scroll_offset.y
        if row < len(self.listing):
            self.cursor = row
            if event.chain == 2 or self.listing.is_fold(row):
                self.post_message(self.Picked())

    def action_cursor(self, by: int) -> None:
        """Some rows down, or up."""
        self.cursor += by

    def action_page(self, by: int) -> None:
        """A page down, or up."""
        self.cursor += by * max(1, self.scrollable_content_region.height - 1)

    def action_edge(self, is_last: bool) -> None:
        """To the first row, or the last."""
        self.cursor = len(self.listing) - 1 if is_last else 0
