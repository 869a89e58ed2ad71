"""Stretches of time, less than a day long: the one that a report states for its incident, the one a story covers."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from pmtool.temporal.calendar_days import DAY, seen_from
from pmtool.temporal.zones import Zone


class Window(NamedTuple):
    """From one moment to a later one, both included."""

    begin: dt.datetime
    end: dt.datetime

    def is_short(self) -> bool:
        """Whether no clock time falls into it twice."""
        return dt.timedelta() <= self.end - self.begin < DAY

    def with_moment(self, at: dt.datetime) -> Window:
        """The window grown to hold a moment; as it is where that would make it a day or more."""
        grown = Window(min(self.begin, at), max(self.end, at))
        return grown if grown.is_short() else self

    def distance(self, at: dt.datetime) -> dt.timedelta:
        """How far a moment lies outside."""
        return max(self.begin - at, at - self.end, dt.timedelta())

    def days(self, zone: Zone) -> set[dt.date]:
        """The days that it touches on a zone's clock."""
        return {seen_from(self.begin, zone).date(), seen_from(self.end, zone).date()}
