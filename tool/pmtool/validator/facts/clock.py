"""Instants as messages tell them: by the clock of their own zone."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from pmtool.grounding.clock import Clock
from pmtool.grounding.values import values
from pmtool.model import Instant


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


def as_told(instant: Instant) -> str:
    """The words that an instant was read from; its day and clock where a person typed it, or changed it since."""
    at = instant.moment()
    if instant.as_written and not was_changed(instant):
        return instant.as_written
    return day_and_clock(at) if at else instant.at


def was_changed(instant: Instant) -> bool:
    """Whether the words that an instant was read from tell another time."""
    at = instant.moment()
    return bool(at and f"{at:%H:%M}" not in instant.as_written and _is_told(at, instant.as_written) is False)


def is_told(instant: Instant) -> bool:
    """Whether the words that an instant was read from tell its time of day."""
    at = instant.moment()
    return bool(at and _is_told(at, instant.as_written))


def _is_told(at: dt.datetime, words: str) -> bool | None:
    """Whether words tell the time of day of an instant; None where they tell none, or several."""
    told = [value.moment for value in values(words) if value.kind == "time" and value.moment]
    if len(told) != 1:
        return None
    # Which zone a label means is the clock's business, not that of the words.
    here, clock = replace(told[0], second=None), Clock([], [at])
    return clock.holds(here) or clock.holds(replace(here, zone=None))


def _zone(at: dt.datetime) -> str:
    return at.isoformat()[-6:] if at.utcoffset() else "UTC"
