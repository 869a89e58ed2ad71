"""Whether two instants are one, and whether they differ by nothing but the zone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from pmtool.model import Instant, Precision

_SECONDS: dict[Precision, float] = {"second": 1, "minute": 60, "hour": 3600}
"""Units of clock times."""
_DATE: dict[Precision, int] = {"year": 4, "month": 7}
"""Characters of an ISO date that a precision vouches for; all ten else."""
_DAY = len("2026-03-01")
_FINEST_LAST: tuple[Precision, ...] = ("year", "month", "day", "hour", "minute", "second")

Likeness = Callable[[Instant, Instant], bool]


def same(a: Instant, b: Instant) -> bool:
    """Whether two instants are less than one unit of the coarser precision apart.

    To the day, month or year, and where one is a plain date, each counts by the clock of its own zone.
    """
    if a.at == b.at:
        return True
    coarser = min(a.precision, b.precision, key=_FINEST_LAST.index)
    first, second = a.moment(), b.moment()
    if first and second and coarser in _SECONDS:
        return abs((first - second).total_seconds()) < _SECONDS[coarser]
    kept = _DATE.get(coarser, _DAY)
    return bool(a.at and b.at) and a.at[:kept] == b.at[:kept]


def only_zones_differ(a: Instant, b: Instant) -> bool:
    """Whether the clocks show the same, within the coarser precision, but in zones that make it two instants."""
    first, second = a.moment(), b.moment()
    coarser = min(a.precision, b.precision, key=_FINEST_LAST.index)
    if not (first and second) or coarser not in _SECONDS or same(a, b):
        return False
    faces = first.replace(tzinfo=None), second.replace(tzinfo=None)
    return abs((faces[0] - faces[1]).total_seconds()) < _SECONDS[coarser]


class Matched(NamedTuple):
    """How many instants found one like them, and those that found none."""

    hits: int
    gold: list[Instant]
    made: list[Instant]


def matched(gold: Iterable[Instant], made: Iterable[Instant], alike: Likeness) -> Matched:
    """Pairs each instant with at most one of the other side; their order does not matter."""
    left: dict[str, list[Instant]] = {}
    for instant in sorted(made, key=_key):
        left.setdefault(instant.at, []).append(instant)
    wanting = []
    hits = 0
    for instant in sorted(gold, key=_key):
        # First those that are written alike, so that one that is only near takes none of them away.
        others = left.get(instant.at)
        if others and alike(instant, others[0]):
            others.pop(0)
            hits += 1
        else:
            wanting.append(instant)
    rest = [instant for others in left.values() for instant in others]
    missed = []
    for instant in wanting:
        near = next((number for number, other in enumerate(rest) if alike(instant, other)), None)
        if near is None:
            missed.append(instant)
        else:
            rest.pop(near)
            hits += 1
    return Matched(hits, missed, rest)


def _key(instant: Instant) -> tuple[str, str]:
    return instant.at, instant.precision
