"""Rows of wrapped cells at a width: how high each is, and what stands on each line. Knows no screen."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

from pmtool.tui.widgets.rows.columns import Column, Place, places
from pmtool.tui.widgets.source.wrapping import cut, row_starts

MOST_LINES = 200
"""Of one row; a cell with more shows that it goes on."""
_MORE = "… (Enter shows it whole)"


class _Laid(NamedTuple):
    """A row's cells, where the lines of those that are shown begin, and its height in lines."""

    cells: tuple[str, ...]
    starts: tuple[array[int], ...]
    height: int


class Grid:
    """The cells of a list, laid out at a width."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = columns
        self.titles = tuple(column.title for column in columns)
        self.places: tuple[Place, ...] = ()
        """Of the columns shown."""
        self.width = 0
        self.kept = 0
        """The column that is always shown."""
        self._cells: Sequence[tuple[str, ...]] = ()
        self._rows: list[_Laid] = []
        self._head = _Laid(self.titles, (), 0)
        self._tops = [0]
        self.wraps = 0
        """How many rows were laid out so far."""

    @property
    def height(self) -> int:
        """Lines in all, with the titles."""
        return self._tops[-1]

    @property
    def head(self) -> int:
        """Lines of the titles."""
        return self._head.height

    def fill(self, cells: Sequence[tuple[str, ...]]) -> list[int] | None:
        """Takes other rows. Returns the numbers of those that look different now; null where lines move."""
        self._cells, before, tops, placed = cells, self._rows, self._tops, self.places
        self._lay()
        if not self.width or tops != self._tops or placed != self.places:
            return None
        return [number for number, row in enumerate(self._rows) if row is not before[number]]

    def fit(self, width: int, kept: int) -> bool:
        """Lays the rows out at a width, with one column surely shown. Returns whether anything moved."""
        if (width, kept) == (self.width, self.kept):
            return False
        self.width, self.kept = width, kept
        before = self.places
        self._lay()
        return before != self.places

    def lines_of(self, row: int) -> range:
        """The lines that a row stands on."""
        return range(self._tops[row], self._tops[row + 1])

    def row_at(self, line: int) -> int | None:
        """The number of the row that a line belongs to; null for the titles, and where nothing stands."""
        return bisect_right(self._tops, line) - 1 if self.head <= line < self.height else None

    def column_at(self, x: int) -> int:
        """The number of the column at a cell of a line, or of the one before it."""
        return max((place for place in self.places if place.x <= x), key=lambda place: place.x, default=self.places[0])[
            0
        ]

    def place_of(self, column: int) -> Place | None:
        """Where a column is shown."""
        return next((place for place in self.places if place.number == column), None)

    def line(self, line: int) -> Iterator[tuple[Place, str]]:
        """What stands on a line: each column's part of it, as wide as the column."""
        row = self.row_at(line)
        laid = self._head if row is None else self._rows[row]
        yield from _pieces(laid, self.places, line if row is None else line - self._tops[row])

    def _lay(self) -> None:
        """Lays out what is not laid out yet as it has to be."""
        if not self.width:
            return
        placed = places(self.columns, self._wanted(), self.width, self.kept)
        known = {row.cells: row for row in self._rows} if placed == self.places else {}
        self.places = placed
        self._head = self._laid(self.titles) if any(self.titles) else _Laid(self.titles, (), 0)
        self._rows = [known.get(cells) or self._laid(cells) for cells in self._cells]
        self._tops = list(accumulate((row.height for row in self._rows), initial=self._head.height))

    def _wanted(self) -> list[int]:
        """The width that each column would like: of its longest cell, or of its title."""
        return [
            max(map(cell_len, {title, *(cells[number] for cells in self._cells)}), default=0)
            if not self.columns[number].stretches
            else 0
            for number, title in enumerate(self.titles)
        ]

    def _laid(self, cells: tuple[str, ...]) -> _Laid:
        self.wraps += 1
        starts = tuple(_starts(cells[place.number], place.width) for place in self.places)
        return _Laid(cells, starts, min(MOST_LINES, max((len(lines) for lines in starts), default=1)) or 1)


def _starts(text: str, width: int) -> array[int]:
    """Where a cell's lines begin, and no more of them than can tell that there are too many."""
    if len(text) <= width and text.isascii() and (text.isprintable() or not text):
        return array("I", (0,))
    return row_starts(text, 0, _end(text, width), width)


def _end(text: str, width: int) -> int:
    """Behind the last character that may be shown."""
    return min(len(text), width * MOST_LINES + 1)


def _pieces(laid: _Laid, placed: Sequence[Place], line: int) -> Iterator[tuple[Place, str]]:
    for place, starts in zip(placed, laid.starts, strict=True):
        text = laid.cells[place.number]
        behind = _end(text, place.width)
        if line >= len(starts):
            words = ""
        elif line == min(MOST_LINES, len(starts)) - 1 and (len(starts) > MOST_LINES or behind < len(text)):
            words = _MORE
        else:
            end = starts[line + 1] if line + 1 < len(starts) else behind
            words = cut(text[starts[line] : end].removesuffix("\n"), ())[0]
        yield place, set_cell_size(words, place.width)
