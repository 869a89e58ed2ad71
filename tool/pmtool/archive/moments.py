"""When things happened in an incident, as far as that is known to the minute or so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from pmtool.model import Postmortem
from pmtool.model.postmortem import EventKind

REACHED = ("started", "detected", "acknowledged", "mitigated", "resolved")
"""Milestones, in the order in which they should come."""


class Moment(NamedTuple):
    """An event of a timeline."""

    at: dt.datetime
    until: dt.datetime | None
    """Not before `at`."""
    kind: EventKind
    text: str


def moments(postmortem: Postmortem) -> list[Moment]:
    """Events whose time is known, in order."""
    return sorted(_timed(postmortem), key=lambda moment: moment.at)


def milestones(postmortem: Postmortem) -> list[tuple[str, dt.datetime]]:
    """Milestones whose time is known, by their names."""
    told = ((name, getattr(postmortem.milestones, name)) for name in REACHED)
    return [(name, at) for name, instant in told if instant and (at := instant.moment())]


def have_a_span(postmortem: Postmortem) -> bool:
    """Whether times enough are known for a picture: two that differ."""
    known = {moment.at for moment in _timed(postmortem)}
    return len(known | {at for _, at in milestones(postmortem)}) > 1


def _timed(postmortem: Postmortem) -> Iterator[Moment]:
    for event in postmortem.timeline:
        if event.at and (at := event.at.moment()):
            until = event.until.moment() if event.until else None
            yield Moment(at, until if until and until >= at else None, event.kind, event.text)
