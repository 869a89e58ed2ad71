"""The machine's time zone: the only thing here that another machine would tell otherwise."""

from __future__ import annotations

import datetime as dt
import os

from pmtool.editing.times.zones import zone_info

_LINK = "/etc/localtime"
_HOME = "zoneinfo/"


def local_zone() -> dt.tzinfo:
    """The zone that the machine's clock shows, by its name where the system tells it."""
    named = zone_info(os.environ.get("TZ", "").lstrip(":") or os.path.realpath(_LINK).rpartition(_HOME)[2])
    return named or MachineZone()


class MachineZone(dt.tzinfo):
    """The zone of a machine that does not name it: its own rules, summer and winter."""

    def utcoffset(self, moment: dt.datetime | None) -> dt.timedelta | None:
        """The offset at a wall-clock time."""
        return moment.replace(tzinfo=None).astimezone().utcoffset() if moment else None

    def dst(self, moment: dt.datetime | None) -> dt.timedelta | None:
        """Unknown, and not needed."""
        return None

    def tzname(self, moment: dt.datetime | None) -> str | None:
        """The label at a wall-clock time."""
        return moment.replace(tzinfo=None).astimezone().tzname() if moment else None

    def fromutc(self, moment: dt.datetime) -> dt.datetime:
        """The wall-clock time of a moment in UTC."""
        return moment.replace(tzinfo=dt.UTC).astimezone().replace(tzinfo=self)

    def __str__(self) -> str:
        return "this machine's zone"
