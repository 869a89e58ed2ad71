"""The findings, a row each."""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content

from pmtool.editing.fields import label_of as label_of_field
from pmtool.editing.sifting import Entry, Listing
from pmtool.model.finding import Severity
from pmtool.source.sanitize import sanitize
from pmtool.tui.widgets.row_list import RowList

SIGNS: dict[Severity, str] = {"error": "✗", "warning": "▲", "info": "·"}
_COLOURS: dict[Severity, str] = {"error": "$text-error", "warning": "$text-warning", "info": "$foreground-muted"}
_LET_STAND = "–"
_PLACE = 22
"""Cells of a place, where there is room."""


def one_line(text: str, longest: int) -> str:
    """The beginning of any text on one line, safe to show."""
    return " ".join(sanitize(text[:longest]).split())


class FindingList(RowList):
    """Rows of a listing, and what stands in their place where there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.listing = Listing()
        self._label_of: Callable[[str], str] = label_of_field
        self._words_for_none = "Checking …"

    def show(self, listing: Listing, row: int, label_of: Callable[[str], str], words_for_none: str) -> None:
        """Shows other rows, with the cursor on one of them."""
        self.listing, self._label_of, self._words_for_none = listing, label_of, words_for_none
        self.reset(row)

    def count(self) -> int:
        """How many rows there are."""
        return len(self.listing)

    def draw(self, row: int, width: int, is_cursor: bool) -> Content:
        """A finding on its line, or the row of those let stand."""
        if entry := self.listing.entry(row):
            return self._entry(entry, width, is_cursor)
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

    def is_picked(self, row: int, clicks: int) -> bool:
        """A click unfolds the row of those let stand; a finding takes two."""
        return self.listing.is_fold(row) or super().is_picked(row, clicks)
