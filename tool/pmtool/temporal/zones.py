"""Time zones as people write them: what a label means, what else it could mean, and whether the date allows it.

Abbreviations after the tz database's and CLDR's usage; the first region is the default reading.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pmtool.patterns import Pattern

_REGIONS: dict[str, tuple[tuple[int, str], ...]] = {
    # label: (offset in minutes, region) of each reading
    "UTC": ((0, "UTC"),), "GMT": ((0, "Europe/London"),), "Z": ((0, "UTC"),), "ZULU": ((0, "UTC"),),
    "UCT": ((0, "UTC"),),
    "PST": ((-480, "America/Los_Angeles"),), "PDT": ((-420, "America/Los_Angeles"),),
    "MST": ((-420, "America/Denver"),), "MDT": ((-360, "America/Denver"),),
    "CST": ((-360, "America/Chicago"), (480, "Asia/Shanghai")), "CDT": ((-300, "America/Chicago"),),
    "EST": ((-300, "America/New_York"),), "EDT": ((-240, "America/New_York"),),
    "AKST": ((-540, "America/Anchorage"),), "AKDT": ((-480, "America/Anchorage"),),
    "HST": ((-600, "Pacific/Honolulu"),),
    "AST": ((-240, "America/Halifax"), (180, "Asia/Riyadh")), "ADT": ((-180, "America/Halifax"),),
    "NST": ((-210, "America/St_Johns"),), "NDT": ((-150, "America/St_Johns"),),
    "BRT": ((-180, "America/Sao_Paulo"),), "ART": ((-180, "America/Argentina/Buenos_Aires"),),
    "CLT": ((-240, "America/Santiago"),), "CLST": ((-180, "America/Santiago"),), "COT": ((-300, "America/Bogota"),),
    "BST": ((60, "Europe/London"), (360, "Asia/Dhaka")),
    "WET": ((0, "Europe/Lisbon"),), "WEST": ((60, "Europe/Lisbon"),),
    "IST": ((330, "Asia/Kolkata"), (60, "Europe/Dublin"), (120, "Asia/Jerusalem")), "IDT": ((180, "Asia/Jerusalem"),),
    "CET": ((60, "Europe/Paris"),), "CEST": ((120, "Europe/Paris"),), "MEZ": ((60, "Europe/Berlin"),),
    "MESZ": ((120, "Europe/Berlin"),), "EET": ((120, "Europe/Helsinki"),), "EEST": ((180, "Europe/Helsinki"),),
    "MSK": ((180, "Europe/Moscow"),), "TRT": ((180, "Europe/Istanbul"),), "SAST": ((120, "Africa/Johannesburg"),),
    "EAT": ((180, "Africa/Nairobi"),), "CAT": ((120, "Africa/Maputo"),), "WAT": ((60, "Africa/Lagos"),),
    "GST": ((240, "Asia/Dubai"),), "PKT": ((300, "Asia/Karachi"),), "ICT": ((420, "Asia/Bangkok"),),
    "WIB": ((420, "Asia/Jakarta"),), "SGT": ((480, "Asia/Singapore"),), "HKT": ((480, "Asia/Hong_Kong"),),
    "PHT": ((480, "Asia/Manila"),), "MYT": ((480, "Asia/Kuala_Lumpur"),), "KST": ((540, "Asia/Seoul"),),
    "JST": ((540, "Asia/Tokyo"),), "AWST": ((480, "Australia/Perth"),), "ACST": ((570, "Australia/Adelaide"),),
    "ACDT": ((630, "Australia/Adelaide"),),
    "AEST": ((600, "Australia/Brisbane"),), "AEDT": ((660, "Australia/Sydney"),),
    "NZST": ((720, "Pacific/Auckland"),), "NZDT": ((780, "Pacific/Auckland"),),
}  # fmt: skip

_GENERIC = {
    # labels that follow the region's clock, winter and summer
    "PT": "America/Los_Angeles", "PACIFIC": "America/Los_Angeles", "MT": "America/Denver", "MOUNTAIN": "America/Denver",
    "CT": "America/Chicago", "CENTRAL": "America/Chicago", "ET": "America/New_York", "EASTERN": "America/New_York",
    "AET": "Australia/Sydney", "LONDON": "Europe/London", "UK": "Europe/London", "PARIS": "Europe/Paris",
    "BERLIN": "Europe/Berlin", "AMSTERDAM": "Europe/Amsterdam", "DUBLIN": "Europe/Dublin", "SYDNEY": "Australia/Sydney",
    "TOKYO": "Asia/Tokyo", "INDIA": "Asia/Kolkata", "SINGAPORE": "Asia/Singapore", "US/PACIFIC": "America/Los_Angeles",
    "US/EASTERN": "America/New_York", "US/CENTRAL": "America/Chicago", "US/MOUNTAIN": "America/Denver",
    "NZT": "Pacific/Auckland",
}  # fmt: skip

_REGION_CUES = {
    # words on the page that decide between the readings of one label
    "Asia/Shanghai": r"\bChina\b|Beijing|Shanghai|Asia/Shanghai|UTC\+0?8|GMT\+0?8|\+0?8:?00|Taiwan|Taipei|Hangzhou|cn-",
    "Europe/Dublin": r"\bIreland\b|\bIrish\b|\bDublin\b(?! ?Core)",
    "Asia/Jerusalem": r"\bIsrael\b|Tel[ -]Aviv|Jerusalem",
    "Asia/Riyadh": r"\bSaudi|Riyadh|Arabia",
    "Asia/Dhaka": r"Bangladesh|Dhaka",
}

LABELS = frozenset(_REGIONS) | {"PT", "MT", "CT", "ET", "AET", "NZT"}
"""Labels that mean a zone wherever they stand behind a time."""
LOWER_LABELS = frozenset({
    "utc", "gmt", "pst", "pdt", "cst", "cdt", "mst", "mdt", "est", "edt", "bst", "ist", "cet", "cest", "jst", "aest",
    "aedt", "sgt",
})  # fmt: skip
"""Labels that people in a hurry write small."""

_OFFSET = Pattern(
    r"(?:(?P<label>[A-Z]{1,5}) ?\(?)??(?:UTC|GMT)? ?(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d\d)?$"
)
_LONG_NAMES = {
    "COORDINATED UNIVERSAL": "UTC", "GREENWICH MEAN": "GMT", "BRITISH SUMMER": "BST", "INDIA STANDARD": "IST",
    "INDIAN STANDARD": "IST", "JAPAN STANDARD": "JST", "CENTRAL EUROPEAN SUMMER": "CEST", "CENTRAL EUROPEAN": "CET",
    "EASTERN STANDARD": "EST", "EASTERN DAYLIGHT": "EDT", "PACIFIC STANDARD": "PST", "PACIFIC DAYLIGHT": "PDT",
    "CENTRAL STANDARD": "CST", "CENTRAL DAYLIGHT": "CDT", "MOUNTAIN STANDARD": "MST", "MOUNTAIN DAYLIGHT": "MDT",
}  # fmt: skip


class Zone(NamedTuple):
    """One reading of a zone label. `region` follows its own summer time unless `offset` (minutes) is fixed."""

    label: str
    region: str | None
    offset: int | None = None

    def attach(self, local: dt.datetime) -> dt.datetime:
        """The local time with this zone's offset at that moment; the first of two in a fold."""
        if self.region == "UTC" or (self.region is None and self.offset is None):
            return local.replace(tzinfo=dt.UTC)
        if self.offset is not None:
            return local.replace(tzinfo=_fixed(self.offset))
        aware = local.replace(tzinfo=_zone_info(self.region))
        offset = aware.utcoffset() or dt.timedelta()
        return local.replace(tzinfo=dt.timezone(offset))

    def name(self, at: dt.datetime) -> str:
        """IANA name where the offset is the region's at that moment, else the offset."""
        if self.region and self._fits(at):
            return self.region
        return at.strftime("%z")[:3] + ":" + at.strftime("%z")[3:5]

    def _fits(self, at: dt.datetime) -> bool:
        if self.region is None or self.region == "UTC":
            return self.region is not None
        return at.astimezone(_zone_info(self.region)).utcoffset() == at.utcoffset()

    def doubts(self, at: dt.datetime) -> list[str]:
        """What is odd about this zone at this moment: a label of the other season, a fold, a gap."""
        if self.region is None or self.region == "UTC":
            return []
        if self.offset is not None:
            if self._fits(at):
                return []
            actual = at.astimezone(_zone_info(self.region)).tzname()
            return [f"{self.label} is not in force in {self.region} on {at.date()} ({actual} is); read as written"]
        wall = at.replace(tzinfo=None)
        region = _zone_info(self.region)
        first, second = (wall.replace(tzinfo=region, fold=f).utcoffset() for f in (0, 1))
        if first == second:
            return []
        if first is not None and second is not None and first > second:
            return [f"{wall:%H:%M} happens twice in {self.region} on {at.date()} (clocks go back); the first is taken"]
        return [f"{wall:%H:%M} does not exist in {self.region} on {at.date()} (clocks go forward)"]


UTC = Zone("UTC", "UTC", 0)


@cache
def _fixed(minutes: int) -> dt.timezone:
    return dt.timezone(dt.timedelta(minutes=minutes))


@cache
def _zone_info(region: str) -> ZoneInfo:
    return ZoneInfo(region)


@cache
def zone_named(name: str) -> Zone | None:
    """The zone of an IANA name, an offset or a label; null if nobody knows it."""
    readings = readings_of(name.strip())
    return readings[0] if readings else None


@cache
def readings_of(written: str) -> tuple[Zone, ...]:
    """Every reading of a zone as written, the default first; empty if nobody knows it."""
    label = re.sub(r"\s+", " ", written).strip(" ([]*_")
    upper = _without_time(label)
    if upper in _LONG_NAMES:
        return _labelled(_LONG_NAMES[upper])[:1]  # spelled out, it is one zone only
    if upper in _REGIONS:
        return _labelled(upper)
    if upper in _GENERIC:
        return (Zone(label, _GENERIC[upper]),)
    if found := _OFFSET.match(upper):
        return _shifted(label, found)
    return _region(label) if "/" in label else ()


def is_named(words: str) -> bool:
    """Whether words that end in "time" name a zone: `Pacific Time`, `Indian Standard Time`."""
    upper = _without_time(words)
    return upper in _LONG_NAMES or upper in _GENERIC


def _without_time(label: str) -> str:
    return re.sub(r" (LOCAL )?TIME$", "", label.strip(")").upper()).removeprefix("US ")


def _labelled(label: str) -> tuple[Zone, ...]:
    return tuple(Zone(label, region, offset) for offset, region in _REGIONS[label])


def _shifted(written: str, found: re.Match[str]) -> tuple[Zone, ...]:
    """`UTC+2`, `+02:00`, and `IST (UTC+1)`: the label's reading that has this offset."""
    minutes = int(found["hours"]) * 60 + int(found["minutes"] or 0)
    if minutes > 14 * 60:
        return ()
    minutes = minutes if found["sign"] == "+" else -minutes
    readings = _labelled(found["label"]) if found["label"] in _REGIONS else ()
    return tuple(z for z in readings if z.offset == minutes)[:1] or (Zone(written, None, minutes),)


def _region(label: str) -> tuple[Zone, ...]:
    """An IANA name, or two seasons' labels of one region (`EST/EDT`)."""
    first, _, second = label.partition("/")
    if first in _REGIONS and second in _REGIONS:
        return (
            (Zone(label, _REGIONS[first][0][1]),)
            if _REGIONS[first][0][1] == _REGIONS[second][0][1]
            else _labelled(first)
        )
    try:
        _zone_info(label)
    except (KeyError, ValueError, OSError):
        return ()
    return (Zone(label, label),)


def choose_reading(written: str, page: str) -> tuple[Zone, ...]:
    """The readings of a label with the one that the page's own words speak for put first."""
    readings = readings_of(written)
    if len(readings) < 2:
        return readings
    for zone in readings[1:]:
        cue = _REGION_CUES.get(zone.region or "")
        if cue and re.search(cue, page):
            return (zone, *(z for z in readings if z is not zone))
    return readings
