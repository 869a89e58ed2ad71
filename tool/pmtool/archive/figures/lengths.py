"""How long things took, gathered one by one."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter
from math import ceil
from statistics import median

from pmtool.archive.figures.shapes import Bar, Spread

_HOUR, _DAY = 60, 24 * 60
_EDGES = (5, 15, _HOUR, 4 * _HOUR, _DAY)
"""Minutes at which bins begin; each is about three to six times as wide as the one before it."""
_BINS = ("< 5 min", "5–15 min", "15–60 min", "1–4 h", "4–24 h", "≥ 1 day")


class Lengths:
    """Minutes, as far as they are known."""

    def __init__(self) -> None:
        self._minutes = array("d")
        self._unknown = 0

    def add(self, minutes: float | None) -> None:
        """Another incident's."""
        if minutes is None:
            self._unknown += 1
        else:
            self._minutes.append(minutes)

    def spread(self) -> Spread:
        """What they amount to."""
        known = sorted(self._minutes)
        bins = Counter(bisect_right(_EDGES, minutes) for minutes in known)
        return Spread(
            known=len(known),
            unknown=self._unknown,
            median=median(known) if known else None,
            p90=known[ceil(0.9 * len(known)) - 1] if known else None,
            bins=tuple(Bar(name=name, count=bins[i]) for i, name in enumerate(_BINS)),
        )


def told(minutes: float | None) -> str:
    """A length as people say it, to two units: `7 min`, `1 h 10 min`, `3 d 4 h`."""
    if minutes is None:
        return "not known"
    if 0 < minutes < 1:
        return "< 1 min"
    whole = round(minutes)
    if whole < _HOUR:
        return f"{whole} min"
    if whole < _DAY:
        return _pair(whole // _HOUR, "h", whole % _HOUR, "min")
    hours = round(whole / _HOUR)
    return _pair(hours // 24, "d", hours % 24, "h")


def _pair(large: int, unit: str, small: int, part: str) -> str:
    return f"{large:,} {unit} {small} {part}" if small else f"{large:,} {unit}"
