"""Candidates: which words of the sources could answer a finding, best first, and what taking one does."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pmtool.editing.candidates.actions import measures_for, parts_for
from pmtool.editing.candidates.backing import backing_for
from pmtool.editing.candidates.candidate import MOST, Candidate, Fill, Ranked, best, taken
from pmtool.editing.candidates.reading import Reading, reading
from pmtool.editing.candidates.statements import figures_for_impact, statements_for
from pmtool.editing.candidates.times import events_for, milestones_for, time_of_event
from pmtool.editing.candidates.unplaced import places_for
from pmtool.editing.places import field_of, item_path, number_of
from pmtool.model.finding import Finding
from pmtool.validator import Record
from pmtool.validator.completeness.essentials import missing_milestones

__all__ = ["ANSWERED", "Candidate", "Fill", "candidates", "taken"]

_Answer = Callable[[Reading, Finding], Iterator[Ranked]]
_CLAIMS = {
    "PM201": "summary",
    "PM202": "impact",
    "PM204": "detection",
    "PM205": "root_cause",
    "PM206": "resolution",
    "PM207": "trigger",
    "PM208": "went_well",
    "PM209": "lessons",
    "PM217": "root_cause",
    "PM218": "root_cause",
    "PM219": "root_cause",
}
_PARTS = {"PM402": "owner", "PM403": "owner", "PM404": "due", "PM405": "due", "PM407": "tracker"}


def candidates(record: Record, finding: Finding) -> tuple[Candidate, ...]:
    """What the sources have to say to a finding, at most eight; nothing for codes that are not in ANSWERED."""
    answer = ANSWERED.get(finding.code)
    if answer is None or not record.sources:
        return ()
    return best(answer(reading(record), finding), MOST)


def _claim(read: Reading, finding: Finding) -> Iterator[Ranked]:
    return statements_for(read, _CLAIMS[finding.code])


def _part(read: Reading, finding: Finding) -> Iterator[Ranked]:
    return parts_for(read, _PARTS[finding.code], number_of(finding.path))


def _milestones(read: Reading, finding: Finding) -> Iterator[Ranked]:
    named = finding.path.removeprefix("/milestones").strip("/")
    return milestones_for(read, [named] if named else missing_milestones(read.record.postmortem))


def _time(read: Reading, finding: Finding) -> Iterator[Ranked]:
    """The time of an event or a milestone; what backs a statement that tells one."""
    field, number = field_of(finding.path), number_of(finding.path)
    if field == "milestones":
        return _milestones(read, finding)
    if field == "timeline" and number is not None and number < len(read.record.postmortem.timeline):
        return time_of_event(read, number)
    return _backing(read, finding)


def _backing(read: Reading, finding: Finding) -> Iterator[Ranked]:
    return backing_for(read, item_path(finding.path))


def _unplaced(read: Reading, finding: Finding) -> Iterator[Ranked]:
    left = read.record.postmortem.coverage.unplaced_segments
    number = finding.path.rpartition("/")[2]
    return places_for(read, left[int(number) : int(number) + 1] if number.isdecimal() else left)


ANSWERED: dict[str, _Answer] = {
    **dict.fromkeys(_CLAIMS, _claim),
    **dict.fromkeys(_PARTS, _part),
    **dict.fromkeys(("PM203", "PM214"), lambda read, _: events_for(read)),
    **dict.fromkeys(("PM401", "PM410", "PM411"), lambda read, _: measures_for(read)),
    **dict.fromkeys(("PM301", "PM303", "PM305", "PM307", "PM310", "PM311", "PM313"), _backing),
    **dict.fromkeys(("PM101", "PM304"), _time),
    "PM213": _milestones,
    "PM216": lambda read, _: figures_for_impact(read),
    "PM221": _unplaced,
}
"""What answers for each code."""
