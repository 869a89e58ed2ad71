"""Where a segment that ended up nowhere may go."""

from __future__ import annotations

from collections.abc import Iterator

from pmtool.editing.candidates.actions import measures_for
from pmtool.editing.candidates.candidate import Ranked
from pmtool.editing.candidates.reading import Reading
from pmtool.editing.candidates.statements import fields, statements_for
from pmtool.editing.candidates.times import events_for
from pmtool.model import UnplacedSegment


def places_for(reading: Reading, segments: tuple[UnplacedSegment, ...]) -> Iterator[Ranked]:
    """For each segment the fields that its words speak for, if they are empty, and the lists."""
    left = {segment.id for segment in segments}
    pm = reading.record.postmortem
    for field in fields():
        if field in ("went_well", "lessons") or getattr(pm, field) is None:
            yield from _within(reading, statements_for(reading, field), left)
    yield from _within(reading, measures_for(reading), left)
    yield from _within(reading, events_for(reading), left)


def _within(reading: Reading, ranked: Iterator[Ranked], left: set[str]) -> Iterator[Ranked]:
    for one in ranked:
        segment = reading.record.documents[one.candidate.source].segment_at(one.candidate.start)
        if segment and segment.id in left:
            yield one
