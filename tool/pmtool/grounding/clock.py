"""Times and dates of evidence, and whether they are those that a statement tells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

from pmtool.temporal.expression import Expression
from pmtool.temporal.zones import Zone, zone_named

_DAY = 1440
_ABOUT = 5
"""Minutes that a hedged clock time may be off, and of which it is a multiple."""
_MOST = 12
"""Times between which lengths are told; among more, nearly any length is found."""
_YEARS = range(1900, 2200)
"""Years that zones can be reckoned in."""
_SEASONS = tuple(dt.datetime(2026, month, 1, tzinfo=dt.UTC).replace(tzinfo=None) for month in (1, 7))


class _Day(NamedTuple):
    """As much of a date as the words give."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None

    def agrees(self, other: _Day) -> bool:
        """Whether what both tell is the same, and there is such."""
        both = [(a, b) for a, b in zip(self, other, strict=True) if a is not None and b is not None]
        return bool(both) and all(a == b for a, b in both)


class Clock:
    """Times that evidence tells, as expressions and resolved."""

    def __init__(self, told: Sequence[Expression], instants: Sequence[dt.datetime] = ()) -> None:
        self._told = told
        self._instants = tuple(dict.fromkeys(at for at in instants if at.tzinfo and at.year in _YEARS))

    def holds(self, e: Expression) -> bool:
        """Whether a time or date is one of them."""
        if e.has_date and not any(day.agrees(other) for day in _days(e) for other in self._days):
            return False
        if e.hour is None:
            return e.has_date
        told = (other for minute in _minutes_near(e) for other in self._by_minute.get(minute, ()))
        return any(_is_same(e, other) for other in told) or any(_shows(e, at) for at in self._instants)

    @cached_property
    def years(self) -> frozenset[int]:
        """Years of the dates."""
        return frozenset(day.year for day in self._days if day.year)

    @cached_property
    def lengths(self) -> frozenset[float]:
        """Minutes between any two times, across midnight too where the days are not told."""
        faces = list(dict.fromkeys(_minute(e) for e in self._told if e.hour is not None))[:_MOST]
        moments = self._instants[:_MOST]
        found = {abs((a - b).total_seconds()) / 60 for a, b in combinations(moments, 2)}
        for a, b in combinations(faces, 2):
            found |= {abs(a - b), _DAY - abs(a - b)}
        return frozenset(found)

    @cached_property
    def _by_minute(self) -> dict[int, list[Expression]]:
        """Clock times by their minute of the day, those alike once."""
        times = {(e.minute_of_day, e.second, _zone(e), e.halves_open): e for e in self._told if e.hour is not None}
        found: dict[int, list[Expression]] = {}
        for e in times.values():
            found.setdefault(e.minute_of_day % _DAY, []).append(e)
        return found

    @cached_property
    def _days(self) -> frozenset[_Day]:
        told = {day for e in self._told if e.has_date for day in _days(e)}
        faces = [*self._instants, *(at.astimezone(dt.UTC) for at in self._instants)]
        return frozenset(told | {_Day(at.year, at.month, at.day, at.weekday()) for at in faces})


def _days(e: Expression) -> Iterator[_Day]:
    if e.slashed is None:
        yield _Day(e.year, e.month, e.day, e.weekday)
    else:
        first, second = e.slashed
        yield _Day(e.year, first, second, e.weekday)
        yield _Day(e.year, second, first, e.weekday)


def _minutes_near(e: Expression) -> Iterator[int]:
    """Minutes of the day at which what is the same time may be told."""
    off = _leeway(e)
    for half in (0, _DAY // 2):
        yield from ((e.minute_of_day + half + by) % _DAY for by in range(-off, off + 1))


def _minute(e: Expression) -> float:
    return e.minute_of_day + (e.second or 0) / 60


def _is_same(e: Expression, other: Expression) -> bool:
    """Whether two clock times can be one."""
    if other.hour is None or not _zones_agree(_zone(e), _zone(other)):
        return False
    off = _leeway(e)
    if e.second is not None and e.second != other.second:
        return False
    halves = (0, _DAY // 2) if e.halves_open or other.halves_open else (0,)
    return any(_apart(e.minute_of_day, other.minute_of_day + half) <= off for half in halves)


def _shows(e: Expression, at: dt.datetime) -> bool:
    """Whether a clock shows this time at an instant: where it names no zone, the instant's own or UTC."""
    zone = zone_named(e.zone) if e.zone else None
    faces = [_in_zone(zone, at)] if zone else [at, at.astimezone(dt.UTC)]
    off = _leeway(e)
    halves = (0, _DAY // 2) if e.halves_open else (0,)
    return any(
        _apart(face.hour * 60 + face.minute, e.minute_of_day + half) <= off
        and (e.second is None or e.second == face.second)
        for face in faces
        for half in halves
    )


def _zone(e: Expression) -> str | None:
    """Its zone as written; of the ends of a range, one may speak for both."""
    return e.zone or (e.partner.zone if e.partner else None)


def _leeway(e: Expression) -> int:
    return _ABOUT if e.approximate and e.minute_of_day % _ABOUT == 0 else 0


def _apart(minute: int, other: int) -> int:
    gap = abs(minute - other) % _DAY
    return min(gap, _DAY - gap)


def _in_zone(zone: Zone, at: dt.datetime) -> dt.datetime:
    offset = zone.attach(at.replace(tzinfo=None)).tzinfo
    return at.astimezone(offset)


def _zones_agree(label: str | None, other: str | None) -> bool:
    """Whether two labels can mean one zone; where one is left out, they can."""
    if not label or not other or label == other:
        return True
    zone, against = zone_named(label), zone_named(other)
    if zone is None or against is None:
        return True
    return any(zone.attach(at).utcoffset() == against.attach(at).utcoffset() for at in _SEASONS)
