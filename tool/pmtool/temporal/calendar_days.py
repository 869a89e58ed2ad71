"""Calendar arithmetic on expressions: no state, no context."""

from __future__ import annotations

import datetime as dt

from pmtool.temporal.expression import Expression, Meridiem, hour24
from pmtool.temporal.zones import Zone

DAY = dt.timedelta(days=1)
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def local_time(day: dt.date, e: Expression, meridiem: Meridiem | None = None) -> dt.datetime:
    """Wall-clock time of an expression on a day; 24:00 is the next day's midnight."""
    start = dt.datetime.combine(day, dt.time())
    second = min(e.second or 0, 59)  # a leap second has no place in datetime
    hour = hour24(e.hour or 0, meridiem or e.meridiem)
    return start + dt.timedelta(hours=hour, minutes=e.minute or 0, seconds=second, microseconds=e.microsecond)


def epoch_time(e: Expression) -> dt.datetime:
    """The instant of epoch seconds."""
    return dt.datetime.fromtimestamp(e.epoch or 0, dt.UTC)


def seen_from(moment: dt.datetime, zone: Zone) -> dt.datetime:
    """A moment on another zone's clock."""
    return moment.astimezone(zone.attach(moment.replace(tzinfo=None)).tzinfo)


def closest_day(e: Expression, zone: Zone, moment: dt.datetime) -> dt.date:
    """The day on which a clock time comes closest to a moment."""
    middle = seen_from(moment, zone).date()
    days = (middle + dt.timedelta(days=shift) for shift in (0, -1, 1))
    return min(days, key=lambda day: abs(zone.attach(local_time(day, e)) - moment))


def calendar_day(e: Expression, near: dt.date | None, *, day_first: bool | None, year: int | None) -> dt.date | None:
    """The day that an expression names; None where words or calendar don't allow it.

    What it leaves out is completed from the day `near`, or else from the `year` that the title gives.
    """
    if e.epoch is not None:
        return epoch_time(e).date()
    day, month = day_and_month(e, day_first=day_first)
    try:
        if day and month:
            given = e.year or (None if near else year)
            return dt.date(given, month, day) if given else _nearest_year(month, day, near)
        if day and near:
            return _nearest_month(day, near, e.year)
        if month:
            first = _nearest_year(month, 1, near)
            given = e.year or (first.year if first else year)
            return dt.date(given, month, 1) if given else None
    except ValueError:
        return None
    return None


def day_and_month(e: Expression, *, day_first: bool | None) -> tuple[int | None, int | None]:
    """Day and month as written; of two numbers with a slash, month first where nothing tells."""
    if not e.slashed:
        return e.day, e.month
    first, second = e.slashed
    if first > 12 or (day_first and second <= 12):
        return first, second
    return second, first


def _nearest_year(month: int, day: int, near: dt.date | None) -> dt.date | None:
    """The month and day in the year that lies closest to a known date."""
    if near is None:
        return None
    found = []
    for year in (near.year, near.year - 1, near.year + 1):
        try:
            found.append(dt.date(year, month, day))
        except ValueError:
            continue
    return min(found, key=lambda d: abs((d - near).days)) if found else None


def _nearest_month(day: int, near: dt.date, year: int | None) -> dt.date | None:
    """The day of the month that lies closest to a known date."""
    found = []
    for shift in (0, -1, 1):
        month = near.year * 12 + near.month - 1 + shift
        try:
            found.append(dt.date(year or month // 12, month % 12 + 1, day))
        except ValueError:
            continue
    return min(found, key=lambda d: abs((d - near).days)) if found else None


def day_doubts(e: Expression, day: dt.date | None) -> list[str]:
    """What is odd about a day: it does not exist, or its weekday is another."""
    if day is None and e.has_day:
        return ["no such day, or no year anywhere to go with it"]
    if e.weekday is None or day is None or day.weekday() == e.weekday or not e.has_day:
        return []
    return [f"{day.isoformat()} is a {_NAMES[day.weekday()]}, not a {_NAMES[e.weekday]}"]
