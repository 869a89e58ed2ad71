"""Which half of the day a clock time of twelve hours falls in, where am or pm is left out."""

from __future__ import annotations

import datetime as dt

from pmtool.model import Alternative
from pmtool.temporal.calendar_days import DAY, local_time, seen_from
from pmtool.temporal.expression import Expression, Meridiem
from pmtool.temporal.spoken import SPOKEN
from pmtool.temporal.walk import ClockTime, Walk

_HALF_A_DAY = DAY / 2
_SLACK = dt.timedelta(minutes=5)
"""What an entry may fall behind the one before it without being in the other half of the day."""


def half_is_open(walk: Walk, e: Expression) -> bool:
    """Whether am or pm is left out where it is needed: beside others that carry it, or in words."""
    return e.halves_open and (walk.context.twelve_hour or e.form == SPOKEN)


def wall_time(walk: Walk, clock: ClockTime, day: dt.date) -> tuple[dt.datetime, tuple[Alternative, ...]]:
    """The local time; where am or pm is left out on a page that uses them, the reading that keeps the order."""
    e = clock.e
    if e.halves_open and e.partner and e.partner.meridiem:
        first, second = (e, e.partner) if e.role == "start" else (e.partner, e)
        return local_time(day, e, _range_meridiem(first, second)), ()
    previous = _told_before(walk, clock, day)
    if not half_is_open(walk, e) or (previous is None and e.form != SPOKEN):
        return local_time(day, e), ()
    chosen = _half_after(walk, clock, day, previous)
    late = chosen.hour >= 12
    why = f"{'am' if late else 'pm'} instead of {'pm' if late else 'am'}, which the report leaves out"
    other = clock.zone.attach(chosen - _HALF_A_DAY if late else chosen + _HALF_A_DAY)
    return chosen, (Alternative(at=other.isoformat(), why=why),)


def _half_after(walk: Walk, clock: ClockTime, day: dt.date, previous: dt.datetime | None) -> dt.datetime:
    """The half of the day that fits the time told before; the morning where nothing tells."""
    morning, evening = local_time(day, clock.e, "am"), local_time(day, clock.e, "pm")
    if previous is None:
        return morning
    if _is_quoted(walk, clock):
        return min((evening - DAY, morning, evening), key=lambda reading: abs(reading - previous))
    if clock.key in walk.place.lists:
        return _next_entry(morning, previous, backwards=clock.key in walk.context.descending)
    return min(morning, evening, key=lambda reading: abs(reading - previous))


def _next_entry(morning: dt.datetime, previous: dt.datetime, *, backwards: bool) -> dt.datetime:
    """The reading that keeps a list's order, from its first day on into the next."""
    readings = [morning + shift * _HALF_A_DAY for shift in range(3)]
    if backwards:
        readings = [morning + shift * _HALF_A_DAY for shift in (1, 0, -1)]
        return next((r for r in readings if r <= previous + _SLACK), readings[0])
    return next((r for r in readings if r >= previous - _SLACK), readings[0])


def _is_quoted(walk: Walk, clock: ClockTime) -> bool:
    """Whether a time is spoken of in a chat line that has a stamp of its own."""
    return clock.block is not None and clock.block.kind == "chat" and walk.place.entry == clock.block.index


def _told_before(walk: Walk, clock: ClockTime, day: dt.date) -> dt.datetime | None:
    """The wall-clock time told before: the list's entry before, else the last one on the same day."""
    place = walk.place
    previous = place.lists.get(clock.key) if clock.key else None
    if previous is None and place.last and place.last.date() == day:
        previous = place.last
    return seen_from(previous, clock.zone).replace(tzinfo=None) if previous else None


def _range_meridiem(first: Expression, second: Expression) -> Meridiem | None:
    """The am or pm that one end of a range takes from the other: `11:30 - 1:30 PM` starts in the morning."""
    known = first.meridiem or second.meridiem
    begin, end = ((e.hour or 0) % 12 * 60 + (e.minute or 0) for e in (first, second))
    if begin <= end:
        return known
    return "am" if known == "pm" else "pm"
