"""Text on rows of a width: where rows end, and what stands in which column. Widths are terminal cells."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from rich.cells import split_graphemes

TAB = 4
NARROWEST = 2
"""Cells; the least that holds any character."""
_PLAIN = (
    " -~\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2190-\u22ff\u2500-\u25fc"
)
"""Characters of one cell each, whatever stands beside them (a sign that widens them is itself not plain)."""
_WIDE = "\u3001-\u3029\u3041-\u3096\u30a0-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60"
"""Characters of two cells each; a row may break between them."""


class Cluster(NamedTuple):
    """Characters that a terminal shows as one, at offsets `start` to `end` of a row."""

    start: int
    end: int
    column: int
    cells: int


@cache
def _odd() -> re.Pattern[str]:
    return re.compile(f"[^{_PLAIN}\n]")


@cache
def _plain_row(width: int) -> re.Pattern[str]:
    """A row of plain characters: the rest of a line, or up to a space (which may hang over), or what fits."""
    return re.compile(rf"[^\n]{{0,{width}}}+(?:\n|\Z)|[^\n]{{0,{width}}} |[^\n]{{{width}}}")


def row_starts(text: str, start: int, end: int, width: int) -> array[int]:
    """Where the rows of `text[start:end]` begin, the first at `start`; `width` is at least NARROWEST.

    A row runs to the next one's start and holds its line's break. Its cells fit the width, but for one white space
    that hangs over where it breaks.
    """
    starts = array("I", [start])
    while start < end:
        odd = _odd().search(text, start, end)
        plain = end if odd is None else text.rfind("\n", start, odd.start()) + 1 or start
        starts.extend(_plain_row_ends(text, start, plain, width))
        start = plain
        if odd is not None:
            start = text.find("\n", odd.start(), end) + 1 or end
            starts.extend(_odd_row_ends(text, plain, start, width))
    starts.pop()  # the end of the last row
    return starts


def _plain_row_ends(text: str, start: int, end: int, width: int) -> Iterable[int]:
    """Ends of the rows of whole lines of plain characters."""
    if start == end:
        return ()
    ends = [match.end() for match in _plain_row(width).finditer(text, start, end)]
    if ends[-2:] == [end, end]:
        ends.pop()  # the empty match behind the last row
    return ends


def _odd_row_ends(text: str, start: int, end: int, width: int) -> Iterator[int]:
    """Ends of the rows of one line, in which any character may stand."""
    row = rest = start
    column = since = 0  # cells of the row, and of what stands after `rest`, the last place to break at
    for run in _runs(text, start, end):
        at, left, cells = run.start, run.clusters, run.cells
        if run.white:
            if column > width:
                yield at
                row, column = at, 0
            column += TAB - column % TAB if text[at] == "\t" else 1
        else:
            if cells == 1 and rest > row and column + left > width:
                yield rest
                row, column = rest, since
            while cells and column + left * cells > width:
                fit = max(0, width - column) // cells
                at, left = at + fit * run.step, left - fit
                yield at
                row, column = at, 0
            column += left * cells
        if run.white or cells > 1:
            rest, since = run.end, 0
        else:
            since = column if rest <= row else since + left * cells
    yield end


class _Run(NamedTuple):
    """So many clusters of so many characters and cells each; a white space alone, or characters that are none."""

    start: int
    end: int
    clusters: int
    step: int
    cells: int
    white: bool = False


@cache
def _run() -> re.Pattern[str]:
    """White space, plain words, wide characters, and stretches of what changes the cells of its neighbours."""
    word, odd = f"[!{_PLAIN[1:]}]", f"[^{_PLAIN}{_WIDE}\t\n]"
    near = f"[{_PLAIN}{_WIDE}]"
    return re.compile(
        rf"(\t)|( )(?!{odd})|({word}+)(?!{odd})|([{_WIDE}]+)(?!{odd})|({near}?{odd}+(?:(?<=\u200d){near}{odd}*)*)"
    )


def _runs(text: str, start: int, end: int) -> Iterator[_Run]:
    for match in _run().finditer(text, start, end):
        first, last = match.span()
        match match.lastindex:
            case 1 | 2:
                yield _Run(first, last, 1, 1, 1, white=True)
            case 3:
                yield _Run(first, last, last - first, 1, 1)
            case 4:
                yield _Run(first, last, last - first, 1, 2)
            case _:
                for begin, stop, cells in split_graphemes(match[0])[0]:
                    yield _Run(first + begin, first + stop, 1, stop - begin, cells)


def _clusters(text: str) -> Iterator[Cluster]:
    """Clusters without their columns; a tab is one of its own, of one cell here."""
    base = 0
    for index, part in enumerate(text.split("\t")):
        if index:
            yield Cluster(base - 1, base, 0, 1)
        for start, end, cells in split_graphemes(part)[0]:
            yield Cluster(base + start, base + end, 0, cells)
        base += len(part) + 1


def laid_out(row: str) -> Iterator[Cluster]:
    """The clusters of a row, which holds no line break, in their columns."""
    column = 0
    for start, end, _, cells in _clusters(row):
        if row[start] == "\t":
            cells = TAB - column % TAB
        yield Cluster(start, end, column, cells)
        column += cells


def cluster_at(row: str, column: int) -> tuple[int, int]:
    """Offsets of the cluster that a column shows; both the row's length where nothing stands there."""
    if _odd().search(row) is None:
        return min(column, len(row)), min(column + 1, len(row))
    for cluster in laid_out(row):
        if column < cluster.column + cluster.cells:
            return cluster.start, cluster.end
    return len(row), len(row)


def cut(row: str, offsets: Iterable[int]) -> list[str]:
    """A row as it is shown, tabs as spaces, cut at rising offsets into one piece more than there are offsets.

    A cut that would part a cluster falls behind it.
    """
    inner = [min(offset, len(row)) for offset in offsets]
    if _odd().search(row) is None:
        return [row[start:end] for start, end in pairwise([0, *inner, len(row)])]
    pieces, piece = [], ""
    waiting = iter([*inner, len(row) + 1])
    next_cut = next(waiting)
    for cluster in laid_out(row):
        while cluster.start >= next_cut:
            pieces.append(piece)
            piece, next_cut = "", next(waiting)
        piece += " " * cluster.cells if row[cluster.start] == "\t" else row[cluster.start : cluster.end]
    pieces.append(piece)
    return pieces + [""] * (len(inner) + 1 - len(pieces))
