"""Times as the desk shows them: as the report has them, in UTC, by the incident's clock, or by that of the machine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from pmtool.editing.times.zones import incident_zone, zone_info
from pmtool.model import Instant, Postmortem, ZoneRule

Mode = Literal["written", "utc", "incident", "local"]
MODES: tuple[Mode, ...] = get_args(Mode)
"""In the order that one key goes through them."""

_LONGEST = 28
"""Characters of a report's own words in a cell."""
_TO = "–"
_RULES: dict[ZoneRule, str] = {
    "explicit": "told with the time",
    "document": "told elsewhere in the report",
    "inherited": "taken from the times around it",
    "assumed": "assumed: the report does not tell it",
    "unknown": "",
}


@dataclass(frozen=True, slots=True)
class Clock:
    """By which clock times are shown."""

    mode: Mode
    zone: dt.tzinfo
    """Of the times shown; where they are shown as written, of those that nobody wrote."""
    name: str
    """The zone's, for people."""

    @property
    def header(self) -> str:
        """The title of a column of times."""
        told = {"written": "as written", "local": f"local, {self.name}"}.get(self.mode, self.name)
        return f"Time ({told})"


def clock_for(postmortem: Postmortem, mode: Mode, local: dt.tzinfo | None = None) -> Clock:
    """The clock of a mode; without a `local` zone, that of the incident stands for it."""
    if mode == "utc":
        return Clock(mode, dt.UTC, "UTC")
    if mode == "local" and local:
        return Clock(mode, local, str(local))
    name = incident_zone(postmortem)
    zone = zone_info(name)
    return Clock("incident" if mode == "local" else mode, zone or dt.UTC, name if zone else "UTC")


def next_mode(mode: Mode) -> Mode:
    """The mode behind one, round and round."""
    return MODES[(MODES.index(mode) + 1) % len(MODES)]


# -- cells


def shown(instant: Instant | None, clock: Clock, above: Instant | None = None) -> str:
    """A time in a cell: `15:42` on the day of the one above it, else `03-01 15:42`; `~15:42`, `1 Mar`, `Mar 2026`."""
    if instant is None:
        return ""
    if clock.mode != "written":
        return _told(instant, clock, above)
    from pmtool.validator.facts.clock import was_changed

    words = " ".join(instant.as_written.split())
    if not words or was_changed(instant):
        return f"({_told(instant, clock, above)})"
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"


def span(at: Instant | None, until: Instant | None, clock: Clock, above: Instant | None = None) -> str:
    """A window in a cell: `15:42–16:10`, `23:50–03-02 00:20`."""
    end = shown(until, clock, at)
    return f"{shown(at, clock, above)}{_TO}{end}" if end else shown(at, clock, above)


def column(windows: Iterable[tuple[Instant | None, Instant | None]], clock: Clock) -> Iterator[str]:
    """The cells of a table: each window's, with its day where it is another than the one above it."""
    above: Instant | None = None
    for at, until in windows:
        yield span(at, until, clock, above)
        above = at or above


def _told(instant: Instant, clock: Clock, above: Instant | None) -> str:
    about = "~" if instant.approximate else ""
    at, before = _on(clock, instant), _on(clock, above) if above else None
    if at is None or instant.precision in ("day", "month", "year"):
        return about + _day(instant)
    return f"{about}{_day_before(at, before)}{_clock(at, instant)}"


def _day_before(at: dt.datetime, before: dt.datetime | None) -> str:
    """The day in front of a clock time, as much of it as the row above does not tell."""
    if before and at.date() == before.date():
        return ""
    return f"{at:%Y-%m-%d} " if before and at.year != before.year else f"{at:%m-%d} "


def _clock(at: dt.datetime, instant: Instant) -> str:
    if instant.precision == "hour" and not at.minute:
        return f"{at:%H}h"
    return f"{at:%H:%M:%S}" if instant.precision == "second" else f"{at:%H:%M}"


def _day(instant: Instant) -> str:
    """`1 Mar`, `Mar 2026`, `2026`; what is no day as it stands."""
    try:
        day = dt.date.fromisoformat(instant.at[:10])
    except ValueError:
        return " ".join(instant.at.split())[:_LONGEST]
    return {"month": f"{day:%b %Y}", "year": f"{day.year}"}.get(instant.precision, f"{day.day} {day:%b}")


def _on(clock: Clock, instant: Instant) -> dt.datetime | None:
    """An instant by the clock's zone; null where only the day is known, and at the calendar's ends."""
    at = instant.moment()
    try:
        return at.astimezone(clock.zone) if at else None
    except (OverflowError, ValueError):
        return None


# -- the whole story of one


def explained(instant: Instant, clock: Clock) -> tuple[tuple[str, str], ...]:
    """All there is to tell of a time, as rows of a name and a text: as written, resolved to, its zone, what else."""
    at = _on(clock, instant)
    rows = [
        ("As written", " ".join(instant.as_written.split()) or "typed by a person"),
        ("Resolved to", _whole(instant)),
    ]
    if at and at.utcoffset() != _offset(instant):
        rows.append(
            (clock.name, f"{at:%Y-%m-%d %H:%M:%S}" if instant.precision == "second" else f"{at:%Y-%m-%d %H:%M}")
        )
    if rule := _RULES[instant.zone_rule]:
        rows.append(("Zone", f"{instant.zone or instant.at[-6:]}, {rule}"))
    if precision := _known(instant):
        rows.append(("Known", precision))
    rows += (("Or", f"{_spaced(other.at)}: {other.why}") for other in instant.alternatives)
    return tuple(rows)


def _whole(instant: Instant) -> str:
    told = _spaced(instant.at)
    return (
        f"{told} ({instant.zone})" if instant.zone and "T" in instant.at and not told.endswith(instant.zone) else told
    )


def _spaced(at: str) -> str:
    """The instant as people read it: blanks instead of the T and before the offset."""
    if Instant(at=at).moment() is None:
        return at
    clock, offset = at[11:-6].removesuffix(":00"), at[-6:]
    return f"{at[:10]} {clock} {'UTC' if offset == '+00:00' else offset}"


def _known(instant: Instant) -> str:
    """How well it is known, where that is not to the minute."""
    told = [f"to the {instant.precision}"] if instant.precision != "minute" else []
    return ", ".join((*told, "approximately")) if instant.approximate else ", ".join(told)


def _offset(instant: Instant) -> dt.timedelta | None:
    at = instant.moment()
    return at.utcoffset() if at else None
