"""The postmortems of a batch, a row each: whether reviewed, risk, score, day, title, reasons."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from textual.content import Content

from pmtool.pipeline.triage import Triage
from pmtool.tui.widgets.row_list import RowList

_FIXED = 28
"""Cells of the columns before the title."""
_TITLES = 0.42
"""Share of the rest that titles get."""


class QueueList(RowList):
    """Entries of the queue, in an order that others decide."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[Triage] = ()
        self._reviewed: Collection[str] = ()

    def show(self, rows: Sequence[Triage], reviewed: Collection[str], row: int) -> None:
        """Shows other entries, with the cursor on one of them; `reviewed` has their names."""
        self.rows, self._reviewed = rows, reviewed
        self.reset(row)

    @property
    def current(self) -> Triage | None:
        """The entry under the cursor."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    def count(self) -> int:
        """How many entries there are."""
        return len(self.rows)

    def draw(self, row: int, width: int, is_cursor: bool) -> Content:
        """An entry on its line."""
        if row >= len(self.rows):
            return Content("")
        entry = self.rows[row]
        faint = "" if is_cursor else "$foreground-muted"
        return Content.assemble(
            (" ✓ " if entry.name in self._reviewed else " · ", "" if is_cursor else "$text-success"),
            (f"{risk_words(entry):>5} ", "" if is_cursor else "$text-error" if entry.is_broken else "bold"),
            (f"{'–' if entry.score is None else entry.score:>5}  ", ""),
            (f"{entry.date:<10}  ", faint),
            Content(entry.title).truncate(title_width(width), ellipsis=True, pad=True),
            "  ",
            ("; ".join(entry.reasons), faint),
        )


def title_width(width: int) -> int:
    """Cells for titles in a list so wide."""
    return max(8, int((width - _FIXED) * _TITLES))


def head(width: int) -> Content:
    """What the columns are called."""
    return Content.assemble(
        f"    risk score  {'day':<10}  ", Content("title").truncate(title_width(width), pad=True), "  why"
    )


def risk_words(entry: Triage) -> str:
    """The risk: `✗` for a file that can't be read, with a tilde before the validator has seen it."""
    if entry.is_broken:
        return "✗"
    return str(entry.risk) if entry.is_checked else f"~{entry.risk}"
