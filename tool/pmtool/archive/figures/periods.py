"""Days sorted into periods: months where there are few, else quarters, years and so on."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from pmtool.archive.figures.shapes import Bar, OverTime

_MOST = 36
"""Bars that a chart can hold."""
_UNITS = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
"""Months in each."""


class Days:
    """The days of incidents."""

    def __init__(self) -> None:
        self._months: Counter[int] = Counter()
        self._undated = 0
        self._first = self._last = ""

    def add(self, date: dt.date | None) -> None:
        """Another incident's."""
        if date is None:
            self._undated += 1
            return
        self._months[date.year * 12 + date.month - 1] += 1
        shown = date.isoformat()
        self._first = min(self._first or shown, shown)
        self._last = max(self._last, shown)

    def over_time(self) -> OverTime:
        """How many there were in each period, in periods that suit the span."""
        first, last = min(self._months, default=0), max(self._months, default=0)
        fitting = (unit for unit, size in _UNITS.items() if last // size - first // size < _MOST)
        unit = next(fitting, "century")
        size = _UNITS[unit]
        counts: Counter[int] = Counter()
        for month, count in self._months.items():
            counts[month // size] += count
        periods = range(first // size, last // size + 1) if counts else ()
        return OverTime(
            unit=unit,
            bars=tuple(Bar(name=_name(unit, period * size), count=counts[period]) for period in periods),
            undated=self._undated,
            first=self._first,
            last=self._last,
        )


def day(text: str) -> dt.date | None:
    """The day that is written `2026-03-01`; null for all other texts."""
    try:
        date = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return date if date.isoformat() == text else None


def _name(unit: str, month: int) -> str:
    year, month = divmod(month, 12)
    if unit == "month":
        return f"{year:04}-{month + 1:02}"
    if unit == "quarter":
        return f"{year:04} Q{month // 3 + 1}"
    return f"{year:04}" if unit == "year" else f"{year:04}s"
