"""Instants as messages tell them: by the clock of their own zone."""

from __future__ import annotations

import datetime as dt


def clock(at: dt.datetime) -> str:
    """The time of day: `14:05 UTC`, `14:05 +02:00`."""
    return f"{at:%H:%M} {_zone(at)}"


def day_and_clock(at: dt.datetime) -> str:
    """The day and the time: `2026-03-12 14:05 UTC`."""
    return f"{at:%Y-%m-%d %H:%M} {_zone(at)}"


def from_to(start: dt.datetime, end: dt.datetime) -> str:
    """Two instants: `from 14:05 to 15:10 UTC`, with the day where they are of two."""
    if start.utcoffset() == end.utcoffset() and start.date() == end.date():
        return f"from {start:%H:%M} to {clock(end)}"
    return f"from {day_and_clock(start)} to {day_and_clock(end)}"


def _zone(at: dt.datetime) -> str:
    return at.isoformat()[-6:] if at.utcoffset() else "UTC"
