"""What stands around a time in the postmortem: the rows and milestones that tell what a typed time leaves out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pmtool.editing.times.zones import zone_of
from pmtool.model import Instant, Milestones, Postmortem
from pmtool.model.plain import field_names

_DAY = len("2026-03-01")
_YEARS = range(1970, 2100)
"""Years in which incidents lie."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A time near the one that is typed, and what to call its place."""

    instant: Instant
    name: str

    @property
    def day(self) -> dt.date | None:
        """Its day by its own clock; null where only the month is known."""
        if self.instant.precision in ("month", "year"):
            return None
        try:
            day = dt.date.fromisoformat(self.instant.at[:_DAY])
        except ValueError:
            return None
        return day if day.year in _YEARS else None

    @property
    def zone(self) -> str | None:
        """Its zone's name or offset."""
        return zone_of(self.instant)

    @property
    def moment(self) -> dt.datetime | None:
        """The point in time, where a step may count from it."""
        at = self.instant.moment()
        return at if at and at.year in _YEARS else None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The neighbours of a place, and the moments that it lies between."""

    neighbours: tuple[Neighbour, ...]
    """Nearest first."""
    earliest: Neighbour | None = None
    latest: Neighbour | None = None
    timed: Neighbour | None = None
    """The nearest above whose moment is known: what `+20m` counts from."""
    ends: bool = False
    """Whether it is the end of a window, which never lies before its start."""

    @property
    def dated(self) -> Neighbour | None:
        """The nearest whose day is known."""
        return next((n for n in self.neighbours if n.day), None)

    @property
    def zoned(self) -> Neighbour | None:
        """The nearest whose zone is known."""
        return next((n for n in self.neighbours if n.zone), None)


def surroundings(postmortem: Postmortem, path: str) -> Surroundings:
    """What stands around `/timeline/3` (or its `/at`, `/until`), `/status_updates/0/at` or `/milestones/detected`."""
    field, _, rest = path.strip("/").partition("/")
    place, _, part = rest.partition("/")
    timeline = [event.at for event in postmortem.timeline]
    updates = [update.at for update in postmortem.status_updates]
    reached = list(_milestones(postmortem))
    if field == "milestones":
        names = [name for name, _ in reached]
        return _among_milestones(reached, names.index(place) if place in names else len(names), timeline)
    rows = updates if field == "status_updates" else timeline
    others = timeline if field == "status_updates" else []
    number = min(int(place), len(rows)) if place.isdecimal() else len(rows)
    elsewhere = (*_listed(others, "the timeline"), *(Neighbour(at, f"the milestone {n}") for n, at in reached if at))
    if part == "until" and number < len(rows) and (start := rows[number]):
        begun = Neighbour(start, "this row's start")
        bound = begun if begun.moment else None
        return Surroundings((begun, *elsewhere), earliest=bound, timed=bound, ends=True)
    return _among_rows(rows, number, elsewhere)


def _milestones(postmortem: Postmortem) -> Iterator[tuple[str, Instant | None]]:
    for name in field_names(Milestones):
        yield name, getattr(postmortem.milestones, name)


def _listed(rows: Sequence[Instant | None], of: str) -> Iterator[Neighbour]:
    for number, at in enumerate(rows):
        if at:
            yield Neighbour(at, f"row {number + 1} of {of}")


def _among_milestones(
    reached: Sequence[tuple[str, Instant | None]], number: int, timeline: Sequence[Instant | None]
) -> Surroundings:
    """Milestones come in order, so that those before and after bound one."""
    told = [Neighbour(at, f"the milestone {name}") if at else None for name, at in reached]
    before = [n for n in reversed(told[:number]) if n]
    after = [n for n in told[number + 1 :] if n]
    own = [n for n in told[number : number + 1] if n]
    listed = tuple(_listed(timeline, "the timeline"))
    near = (*before, *after, *listed, *own)
    return Surroundings(near, _timed(before), _timed(after), timed=_timed((*before, *listed)))


def _among_rows(rows: Sequence[Instant | None], number: int, elsewhere: Sequence[Neighbour]) -> Surroundings:
    above = [Neighbour(at, _row(i, number)) for i, at in enumerate(rows[:number]) if at][::-1]
    below = [Neighbour(at, _row(i, number)) for i, at in enumerate(rows) if at and i > number]
    own = [Neighbour(at, "this row as it was") for at in rows[number : number + 1] if at]
    first, last = _timed(above), _timed(below)
    moments = [n.moment for n in (*reversed(above), *below) if n.moment]
    if moments and moments[0] > moments[-1]:  # newest first, as status pages print them
        first, last = last, first
    return Surroundings((*above, *below, *elsewhere, *own), first, last, timed=_timed((*above, *elsewhere)))


def _timed(neighbours: Sequence[Neighbour]) -> Neighbour | None:
    return next((n for n in neighbours if n.moment), None)


def _row(number: int, here: int) -> str:
    """What to call a row, seen from another one."""
    return {-1: "the row above", 1: "the row below"}.get(number - here, f"row {number + 1}")
