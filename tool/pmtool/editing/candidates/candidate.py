"""A piece of a source that may answer a finding, and what taking it does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pmtool.editing import edits
from pmtool.editing.places import field_of, number_of, put
from pmtool.model import ActionItem, Claim, Event, Evidence, Instant, Postmortem

MOST = 8
"""Candidates shown for one finding."""
_NEW = "/-"

Value = Claim | Event | ActionItem | Instant | str | tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Fill:
    """A value and where it goes; `/lessons/-` is behind the last of a list."""

    path: str
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Words of a source; offsets are characters, end exclusive."""

    source: str
    start: int
    end: int
    text: str
    why: str
    """Why it may be the answer, in a short phrase: `tells of an alert at 09:14`."""
    instant: Instant | None = None
    """The time told in it, if any."""
    fills: Fill


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate and how good it is."""

    score: float
    candidate: Candidate


def best(ranked: Iterable[Ranked], most: int = MOST) -> tuple[Candidate, ...]:
    """The best candidates, each place and time once; equals in the order they came."""
    chosen: dict[tuple[str, int, str, str], Candidate] = {}
    for one in sorted((one for one in ranked if one.score > 0), key=lambda one: -one.score):
        found = one.candidate
        at = found.instant.at if found.instant else ""
        chosen.setdefault((found.source, found.start, found.fills.path, at), found)
    return tuple(chosen.values())[:most]


def taken(postmortem: Postmortem, candidate: Candidate) -> Postmortem:
    """The postmortem with a candidate's value in its place; it is the person's from then on."""
    path, value = candidate.fills.path, candidate.fills.value
    if path.endswith(_NEW) and isinstance(value, (Claim, Event, ActionItem)):
        name = field_of(path)
        return edits.insert(postmortem, name, len(getattr(postmortem, name)), value)
    if number_of(path) is None:
        return put(postmortem, path, value)
    return edits.set_part(postmortem, path, value)
