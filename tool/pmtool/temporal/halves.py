"""Which half of the day a clock time of twelve hours falls in, where am or pm is left out."""

from __future__ import annotations

import datetime as dt

from pmtool.model import Alternative
from pmtool.temporal.calendar_days import DAY, local_time, seen_from
from pmtool.temporal.expression import Expression, Meridiem
from pmtool.temporal.spoken import SPOKEN
from pmtool.temporal.walk import Walk
from pmtool.temporal.zones import Zone

_HALF_A_DAY = DAY / 2
_SLACK = dt.timedelta(minutes=5)
"""What an entry may fall behind the one before it without being in the other half of the day."""


def half_is_open(walk: Walk, e: Expression) -> bool:
    """Whether am or pm is left out where it is needed: beside others that carry it, or in words."""
    return e.halves_open and (walk.context.twelve_hour or e.form == SPOKEN)


def wall_time(
    walk: Walk, e: Expression, day: dt.date, key: tuple[object, ...] | None, zone: Zone
) -> tuple[dt.datetime, tuple[Alternative, ...]]:
    """The local time; where am or pm is left out on a page that uses them, the reading that keeps the order."""
    if e.halves_open and e.partner and e.partner.meridiem:
        first, second = (e, e.partner) if e.role == "start" else (e.partner, e)
        return local_time(day, e, _range_meridiem(first, second)), ()
    if not half_is_open(walk, e):
        return local_time(day, e), ()
    morning, evening = local_time(day, e, "am"), local_time(day, e, "pm")
    previous = _told_before(walk, key, day, zone)
    if previous is None and e.form != SPOKEN:
        return local_time(day, e), ()
    chosen = morning
    if previous and _is_quoted(walk, e):
        chosen = min((evening - DAY, morning, evening), key=lambda reading: abs(reading - previous))
    elif previous and key in walk.place.lists:
        chosen = _next_entry(morning, previous, backwards=key in walk.context.descending)
    elif previous and morning < previous - _SLACK:
        chosen = evening
    late = chosen.hour >= 12
    why = f"{'am' if late else 'pm'} instead of {'pm' if late else 'am'}, which the report leaves out"
    other = zone.attach(chosen - _HALF_A_DAY if late else chosen + _HALF_A_DAY)
    return chosen, (Alternative(at=other.isoformat(), why=why),)


def _next_entry(morning: dt.datetime, previous: dt.datetime, *, backwards: bool) -> dt.datetime:
    """The reading that keeps a list's order, from its first day on into the next."""
    readings = [morning + shift * _HALF_A_DAY for shift in range(3)]
    if backwards:
        readings = [morning + shift * _HALF_A_DAY for shift in (1, 0, -1)]
        return next((r for r in readings if r <= previous + _SLACK), readings[0])
    return next((r for r in readings if r >= previous - _SLACK), readings[0])


def _is_quoted(walk: Walk, e: Expression) -> bool:
    """Whether a time is spoken of in a chat line that has a stamp of its own."""
    block = walk.context.document.block_at(e.start)
    return block is not None and block.kind == "chat" and walk.place.entry == block.index


def _told_before(walk: Walk, key: tuple[object, ...] | None, day: dt.date, zone: Zone) -> dt.datetime | None:
    """The wall-clock time told before: the list's entry before, else the last one on the same day."""
    place = walk.place
    previous = place.lists.get(key) if key else None
    if previous is None and place.last and place.last.date() == day:
        previous = place.last
    return seen_from(previous, zone).replace(tzinfo=None) if previous else None


def _range_meridiem(first: Expression, second: Expression) -> Meridiem | None:
    """The am or pm that one end of a range takes from the other: `11:30 - 1:30 PM` starts in the morning."""
    known = first.meridiem or second.meridiem
    begin, end = ((e.hour or 0) % 12 * 60 + (e.minute or 0) for e in (first, second))
    if begin <= end:
        return known
    return "am" if known == "pm" else "pm"
