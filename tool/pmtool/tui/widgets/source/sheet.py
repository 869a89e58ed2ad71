"""Several texts, one below the other, as rows of one width.

A text is cut into pieces of some thousand characters; a piece is wrapped when one of its rows is first asked for, so
that no text is too long to open. Until then its height is a guess, and the rows below it move when it is wrapped.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

from rich.cells import get_character_cell_size

from pmtool.tui.widgets.source.wrapping import row_starts

PIECE = 8192
"""Characters; wrapping this many stays far below a frame's time."""
_MOST_MARKS = 64
"""Characters; a pile of marks higher than this may be parted."""
_JOINER = "\u200d"


class Row(NamedTuple):
    """A row of text number `text`, from offset `start` to `end`, on line `line` (from 1; 0 for a title's row)."""

    text: int
    start: int
    end: int
    line: int
    opens_line: bool


@dataclass(slots=True)
class _Piece:
    text: int
    start: int
    end: int
    line: int
    height: int
    """A guess until it is wrapped."""
    starts: array[int] | None = field(default=None, repr=False)


class Sheet:
    """The rows of texts at a width of at least NARROWEST cells; each text under a row for its title if `titled`."""

    def __init__(self, texts: Sequence[str], width: int, *, titled: bool = False) -> None:
        self._texts = texts
        self._width = width
        self._pieces: list[_Piece] = []
        self._own: list[tuple[int, int]] = []  # which pieces are a text's, without its title
        self.last_line = 0
        """The highest line number."""
        for index, text in enumerate(texts):
            if titled:
                self._pieces.append(_Piece(index, 0, 0, 0, 1, array("I", [0])))
            first = len(self._pieces)
            self._pieces.extend(_pieces(index, text, width))
            self._own.append((first, len(self._pieces)))
            self.last_line = max(self.last_line, text.count("\n") + (not text.endswith("\n")))
        self._settled = 0
        self._tops: list[int] | None = None

    @property
    def height(self) -> int:
        """Rows in all."""
        return self._piece_tops()[-1]

    @property
    def settled(self) -> bool:
        """Whether every piece is wrapped, so that no row moves any more."""
        return self._settled == len(self._pieces)

    @property
    def wrapped(self) -> int:
        """Characters in pieces that are wrapped."""
        return sum(piece.end - piece.start for piece in self._pieces if piece.starts is not None)

    def row(self, y: int) -> Row | None:
        """The row at a height, from 0; null below the last."""
        while y < self._piece_tops()[-1]:
            index = bisect_right(self._piece_tops(), y) - 1
            piece = self._pieces[index]
            if piece.starts is not None:
                return self._row(piece, piece.starts, y - self._piece_tops()[index])
            self._wrap(piece)
        return None

    def y_of(self, text: int, offset: int) -> int:
        """The height of the row that holds a character of a text, or of the text's last row."""
        low, high = self._own[text]
        if low == high:
            return self._piece_tops()[low]
        index = bisect_right(self._pieces, offset, low + 1, high, key=lambda piece: piece.start) - 1
        starts = self._wrap(self._pieces[index])
        return self._piece_tops()[index] + max(0, bisect_right(starts, offset) - 1)

    def y_of_row(self, row: Row) -> int:
        """The height at which a row of this sheet, or its place of another one, now stands."""
        return self.y_of(row.text, row.start) - (row.line == 0)

    def settle(self) -> None:
        """Wraps one piece more, from the top."""
        while self._settled < len(self._pieces):
            piece = self._pieces[self._settled]
            self._settled += 1
            if piece.starts is None:
                self._wrap(piece)
                return

    def _row(self, piece: _Piece, starts: array[int], index: int) -> Row:
        text, start = self._texts[piece.text], starts[index]
        end = starts[index + 1] if index + 1 < len(starts) else piece.end
        line = piece.line + text.count("\n", piece.start, start)
        return Row(piece.text, start, end, line, start == 0 or text[start - 1] == "\n")

    def _wrap(self, piece: _Piece) -> array[int]:
        if piece.starts is None:
            piece.starts = row_starts(self._texts[piece.text], piece.start, piece.end, self._width)
            if piece.height != len(piece.starts):
                piece.height = len(piece.starts)
                self._tops = None
        return piece.starts

    def _piece_tops(self) -> list[int]:
        """The height at which each piece begins, and behind them the height of all."""
        if self._tops is None:
            self._tops = list(accumulate((piece.height for piece in self._pieces), initial=0))
        return self._tops


def _pieces(index: int, text: str, width: int) -> Iterator[_Piece]:
    """A text cut behind a line, or where a line is longer than a piece, behind a space or anywhere."""
    start, line = 0, 1
    while start < len(text):
        end = _piece_end(text, start)
        breaks = text.count("\n", start, end)
        yield _Piece(index, start, end, line, breaks + (end - start) // width + 1)
        start, line = end, line + breaks


def _piece_end(text: str, start: int) -> int:
    end = start + PIECE
    if end >= len(text):
        return len(text)
    if behind := text.rfind("\n", start, end) + 1 or text.rfind(" ", start, end) + 1:
        return behind
    while end > start + PIECE - _MOST_MARKS and (not get_character_cell_size(text[end]) or text[end - 1] == _JOINER):
        end -= 1  # keep marks with what they are set on
    return end
