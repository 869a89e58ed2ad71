"""Clock times that tell an incident over again, in another paragraph or list: they fall into the time that it took."""

from __future__ import annotations

import datetime as dt

from pmtool.temporal.calendar_days import local_time, seen_from
from pmtool.temporal.halves import half_is_open
from pmtool.temporal.walk import ClockTime, Walk

_BESIDE = dt.timedelta(hours=2)
"""What still belongs to a window: the deploy shortly before it, the last check after it."""
_LONG_STEP = dt.timedelta(hours=12)
"""What no story leaps over without a word about the day."""


def told_again(walk: Walk, clock: ClockTime, day: dt.date) -> dt.date | None:
    """The day that keeps a clock time within the incident's window, where `day` takes it out of it; None if it stays.

    The window is the one that the report states; without one, for prose, what the story has covered so far.
    """
    listed = walk.place.lists.get(clock.key) if clock.key else None
    windows = walk.windows or ([walk.place.story] if walk.place.story and not listed else [])
    if not windows or half_is_open(walk, clock.e) or walk.is_announced(clock.e):
        return None

    def distance(day: dt.date) -> dt.timedelta:
        at = clock.zone.attach(local_time(day, clock.e))
        return min(window.distance(at) for window in windows)

    if distance(day) <= _BESIDE or not _starts_over(walk, clock, day, listed or walk.place.last):
        return None
    days = _days_in_words(walk, clock) or {day for window in windows for day in window.days(clock.zone)}
    nearest = min(sorted(days), key=distance)
    return nearest if distance(nearest) <= (dt.timedelta() if listed else _BESIDE) else None


def _starts_over(walk: Walk, clock: ClockTime, day: dt.date, last: dt.datetime | None) -> bool:
    """Whether a time need not go on from the last one: in a new part of the report, a long step, out of the window."""
    place, block = walk.place, clock.block
    if last is None or block is None:
        return False
    before = walk.context.document.blocks[place.last_block] if place.last_block >= 0 else block
    if before.section != block.section or (before.kind in ("row", "item") and block.kind == "paragraph"):
        return True
    if place.day_is_worded and not walk.day_of_passage(block):
        return False
    previous = seen_from(last, clock.zone)
    rolled = bool(walk.windows) and day > previous.date()
    return rolled or clock.zone.attach(local_time(day, clock.e)) - previous >= _LONG_STEP


def _days_in_words(walk: Walk, clock: ClockTime) -> set[dt.date]:
    """The days that the passage tells in words, or else its section's heading."""
    worded, block = walk.place.worded, clock.block
    return (worded.get(block.index) or worded.get(block.section) or set()) if block else set()
