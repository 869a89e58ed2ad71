"""Times that a person types while all times are shown by another clock than the incident's: read by that clock."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace

from pmtool.editing.times.showing import Clock
from pmtool.editing.times.typed import Refused, Resolved, Setting, resolve_typed
from pmtool.editing.times.zones import incident_zone, zone_info
from pmtool.model import Instant, Milestones, Postmortem


def resolve_as_shown(
    text: str, postmortem: Postmortem, path: str, setting: Setting, clock: Clock
) -> Resolved | Refused:
    """Like `resolve_typed`, with `15:42` by the clock that the person sees; kept in the incident's own zone."""
    plain = resolve_typed(text, postmortem, path, setting)
    names_zone = isinstance(plain, Resolved) and plain.at is not None and plain.at.zone_rule == "explicit"
    if clock.mode not in ("utc", "local") or names_zone:
        return plain
    read = resolve_typed(text, _seen(postmortem, clock), path, setting._replace(zone=_name(clock)))
    if isinstance(read, Refused) or read.at is None:
        return read
    home = incident_zone(postmortem)
    until = _by(read.until, home) if read.until else None
    return replace(read, at=_by(read.at, home), until=until)


def _seen(postmortem: Postmortem, clock: Clock) -> Postmortem:
    """The postmortem with its times by the clock."""

    def seen(instant: Instant | None) -> Instant | None:
        return _by(instant, _name(clock)) if instant else None

    reached = postmortem.milestones
    return replace(
        postmortem,
        timeline=tuple(replace(event, at=seen(event.at)) for event in postmortem.timeline),
        status_updates=tuple(replace(update, at=seen(update.at)) for update in postmortem.status_updates),
        milestones=replace(reached, **{f.name: seen(getattr(reached, f.name)) for f in fields(Milestones)}),
    )


def _name(clock: Clock) -> str:
    """A name by which the clock's zone is known everywhere; that of a machine may have none but its offset."""
    if zone_info(clock.name):
        return clock.name
    offset = dt.datetime(2000, 1, 1, tzinfo=clock.zone).isoformat()[-6:]
    return offset if offset[:1] in "+-" else "UTC"


def _by(instant: Instant, name: str) -> Instant:
    """The same instant by a zone's clock; a day stays the day."""
    at, zone = instant.moment(), zone_info(name)
    if at is None or zone is None:
        return instant
    try:
        return replace(instant, at=at.astimezone(zone).isoformat(), zone=name)
    except (OverflowError, ValueError):
        return instant
