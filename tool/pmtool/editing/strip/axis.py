"""Time on a line of columns: broken where long nothing happens, with labels at round steps.

Times are seconds since 1970, UTC.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import pairwise
from typing import NamedTuple

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_MONTH = 31 * _DAY
_STEPS = (
    *(1, 2, 5, 10, 15, 30),
    *(_MINUTE * n for n in (1, 2, 5, 10, 15, 30)),
    *(_HOUR * n for n in (1, 2, 3, 6, 12)),
    *(_DAY * n for n in (1, 2, 7)),
    *(_MONTH * n for n in (1, 3, 6)),
    *(12 * _MONTH * n for n in (1, 2, 5, 10, 25, 50, 100, 250, 500, 1000)),
)
"""Seconds; a month counts 31 days, a year twelve months."""
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_LONG = 12
"""Times all the rest that a pause is broken: the rest would be squeezed into a few columns."""
_BREAKS = 3
BREAK = "//"
_NARROWEST = 12
"""Columns of a piece between breaks: a date fits below."""
_AIR = 2
"""Columns on either side of a piece, where there is room."""
_APART = 3
"""Columns between labels, at least."""


class Label(NamedTuple):
    """A time below the line."""

    column: int
    """What it is the time of."""
    start: int
    """Where it is written."""
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of time without a break, on the columns from `first` to `last`."""

    start: float
    end: float
    first: int
    last: int

    @property
    def _air(self) -> int:
        return _AIR if self.last - self.first >= _NARROWEST - 1 else 0

    @property
    def columns_per_second(self) -> float:
        """How fine it is; 0 for a single instant, and on a single column."""
        span = self.end - self.start
        return (self.last - self.first - 2 * self._air) / span if span else 0.0

    def column(self, at: float) -> int:
        """Where a time stands; what is outside stands at the edge."""
        if self.end == self.start:
            return (self.first + self.last) // 2
        part = (min(max(at, self.start), self.end) - self.start) / (self.end - self.start)
        return self.first + self._air + round(part * (self.last - self.first - 2 * self._air))


@dataclass(frozen=True, slots=True)
class Axis:
    """The line: pieces with breaks of two columns between."""

    pieces: tuple[Piece, ...]
    width: int

    def column(self, at: float) -> int:
        """Where a time stands. Later times never stand further left."""
        behind = bisect_right(self.pieces, at, key=lambda piece: piece.start)
        return self.pieces[max(0, behind - 1)].column(at)

    def is_one_day(self, zone: dt.tzinfo) -> bool:
        """Whether it begins and ends on the same day of a zone."""
        first, last = _local(self.pieces[0].start, zone), _local(self.pieces[-1].end, zone)
        return first is not None and last is not None and first.date() == last.date()


def axis(instants: Sequence[float], windows: Iterable[tuple[float, float]], width: int) -> Axis:
    """The line for some times in order, at least one, on at least one column. Windows are never broken."""
    most = min(_BREAKS, max(0, (width - _NARROWEST) // (_NARROWEST + len(BREAK))))
    parts = _parts(instants, _pauses(instants, windows, most))
    left = width - len(BREAK) * (len(parts) - 1) - _NARROWEST * len(parts)
    total = sum(end - start for start, end in parts)
    cells = [_NARROWEST + int(left * (end - start) / total) if total else 0 for start, end in parts]
    longest = max(range(len(parts)), key=lambda n: parts[n][1] - parts[n][0])
    cells[longest] += width - sum(cells) - len(BREAK) * (len(parts) - 1)
    pieces, column = [], 0
    for (start, end), many in zip(parts, cells, strict=True):
        pieces.append(Piece(start, end, column, column + many - 1))
        column += many + len(BREAK)
    return Axis(tuple(pieces), width)


def _pauses(instants: Sequence[float], windows: Iterable[tuple[float, float]], most: int) -> list[tuple[float, float]]:
    """The pauses to break, in order: each much longer than all that is left without them."""
    waiting = sorted(windows, reverse=True)
    covered = instants[0]
    free: list[tuple[float, float]] = []
    for before, after in pairwise(instants):
        while waiting and waiting[-1][0] <= before:
            covered = max(covered, waiting.pop()[1])
        if covered < after:
            free.append((before, after))
    longest = nlargest(most, free, key=lambda pause: pause[1] - pause[0])
    left, broken = instants[-1] - instants[0], 0
    for number, (before, after) in enumerate(longest, 1):
        left -= after - before
        if 0 < left * _LONG < after - before:
            broken = number
    return sorted(longest[:broken])


def _parts(instants: Sequence[float], pauses: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    edges = [instants[0], *(edge for pause in pauses for edge in pause), instants[-1]]
    return list(zip(edges[::2], edges[1::2], strict=True))


# -- labels


def days(axis: Axis, zone: dt.tzinfo) -> Iterator[Label]:
    """The day that each piece begins on, at its left; none where labels are months apart."""
    year = None
    for piece in axis.pieces:
        at = _local(piece.start, zone)
        if at and _step(piece) < _MONTH:
            text = _day(at) if at.year == year else f"{_day(at)} {at.year}"
            yield Label(piece.first, piece.first, text)
            year = at.year


def ticks(axis: Axis, zone: dt.tzinfo) -> Iterator[Label]:
    """Round times, as close as their labels have room; those of neighbouring pieces may overlap."""
    for piece in axis.pieces:
        yield from _ticks(piece, _step(piece), zone)


def _step(piece: Piece) -> int:
    """Seconds between labels: the least for which they have room."""
    if piece.end == piece.start:
        return _MINUTE
    per_second = piece.columns_per_second
    return next((step for step in _STEPS if step * per_second >= _label_width(step) + _APART), _STEPS[-1])


def _label_width(step: int) -> int:
    return 8 if step < _MINUTE or _MONTH <= step < 12 * _MONTH else 5 if step < 12 * _MONTH else 4


def _ticks(piece: Piece, step: int, zone: dt.tzinfo) -> Iterator[Label]:
    start = _local(piece.start, zone)
    try:
        for round_time in _rounds(start.replace(tzinfo=None), step) if start else ():
            at = (round_time.replace(tzinfo=zone) - _EPOCH).total_seconds()
            if not _is_shown(at, round_time, zone):
                continue
            if at > piece.end:
                return
            if at >= piece.start:
                column, text = piece.column(at), _told(round_time, step)
                yield Label(column, min(max(column - len(text) // 2, piece.first), piece.last - len(text) + 1), text)
    except (OverflowError, ValueError):  # the calendar's end
        return


def _rounds(start: dt.datetime, step: int) -> Iterator[dt.datetime]:
    """Round times on a wall clock, from one at or before the start."""
    if step >= _MONTH:
        months = step // _MONTH
        number = (start.year * 12 + start.month - 1) // months * months or months  # there is no year 0
        while True:
            yield dt.datetime.fromordinal(dt.date(number // 12, number % 12 + 1, 1).toordinal())
            number += months
    day = start.toordinal()
    at = dt.datetime.fromordinal(max(1, day - (day - 1) % max(1, step // _DAY)))
    by = dt.timedelta(seconds=step)
    at += max(0, (start - at) // by) * by
    while True:
        yield at
        at += by


def _is_shown(at: float, round_time: dt.datetime, zone: dt.tzinfo) -> bool:
    """Whether clocks ever show a time: summer time skips some."""
    local = _local(at, zone)
    return local is not None and local.replace(tzinfo=None) == round_time


def _told(at: dt.datetime, step: int) -> str:
    if step >= _MONTH:
        return str(at.year) if step >= 12 * _MONTH else f"{_MONTHS[at.month - 1]} {at.year}"
    if not (at.hour or at.minute or at.second):
        return _day(at)
    return f"{at:%H:%M:%S}" if step < _MINUTE else f"{at:%H:%M}"


def _day(at: dt.datetime) -> str:
    return f"{at.day} {_MONTHS[at.month - 1]}"


def _local(at: float, zone: dt.tzinfo) -> dt.datetime | None:
    try:
        return (_EPOCH + dt.timedelta(seconds=at)).astimezone(zone)
    except (OverflowError, ValueError):
        return None
