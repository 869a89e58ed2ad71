"""Zones by their names, and the one that an incident is told in."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import fields
from zoneinfo import ZoneInfo

from pmtool.model import Instant, Milestones, Postmortem


def zone_info(name: str) -> dt.tzinfo | None:
    """The zone of an IANA name or an offset (`+02:00`); null if nobody knows it."""
    try:
        if name[:1] in ("+", "-"):
            return dt.datetime.fromisoformat(f"2000-01-01T00:00{name}").tzinfo
        return dt.UTC if name == "UTC" else ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def zone_of(instant: Instant) -> str | None:
    """The name of an instant's zone, else its offset; null where only the day is known."""
    at = instant.moment()
    if at is None:
        return None
    offset = at.isoformat()[-6:]
    if instant.zone and zone_info(instant.zone):
        return "UTC" if instant.zone in ("+00:00", "-00:00") else instant.zone
    return "UTC" if not at.utcoffset() else offset if offset[0] in "+-" else None


def incident_zone(postmortem: Postmortem) -> str:
    """The zone that most of the timeline's times are in, else the milestones', else the posts'; else UTC."""
    reached = postmortem.milestones
    kinds: tuple[Iterable[Instant | None], ...] = (
        (event.at for event in postmortem.timeline),
        (getattr(reached, field.name) for field in fields(Milestones)),
        (update.at for update in postmortem.status_updates),
    )
    for instants in kinds:
        zones = Counter(zone for instant in instants if instant and (zone := zone_of(instant)))
        if zones:
            return zones.most_common(1)[0][0]
    return "UTC"
