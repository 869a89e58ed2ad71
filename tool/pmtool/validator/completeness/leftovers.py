"""PM220-PM221: what nobody has settled yet: open questions, and parts of the report that ended up nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from pmtool.model import Coverage
from pmtool.model.finding import SourceSpan
from pmtool.validator.quoting import quoted
from pmtool.validator.record import Record
from pmtool.validator.rule import Flaw, Rule

_NAMED = 3
"""Parts of a raw report that its one finding quotes."""
_IN_REPORT = "Place it in a section that a postmortem has, or leave it out knowingly."
_SINGLY = 5
"""Unplaced segments that get a finding each."""


class FinalWithOpenQuestions(Rule):
    """The postmortem is final while questions are open.

    Why: a final postmortem is put away; questions that nobody owns are never answered.

    Bad::

        ---
        schema_version: "1.0"
        status: "final"
        ---

        # Checkout unavailable

        ## Open questions

        - Why did the second alert not page?

    Good::

        ---
        schema_version: "1.0"
        status: "in_review"
        ---

        # Checkout unavailable

        ## Open questions

        - Why did the second alert not page?

    Fix: answer them, make each an action item with an owner, or set the status back to `in_review`.
    """

    code = "PM220"
    name = "final-with-open-questions"

    def check(self, record: Record) -> Iterator[Flaw]:
        pm = record.postmortem
        if pm.status == "final" and pm.open_questions:
            count, first = len(pm.open_questions), quoted(pm.open_questions[0].text)
            open_ones = f"a question is open: {first}" if count == 1 else f"{count} questions are open, as {first}"
            yield Flaw(f"the postmortem is final while {open_ones}", "/open_questions")


class UnplacedSegment(Rule):
    """A part of the source ended up nowhere in the postmortem.

    Why: what is left out unseen may be the fact that changes the story; what is left out should be so on purpose.

    Bad::

        # Checkout unavailable

        ## Unplaced

        - S7 R1:210-262 "The old pool had been raised by hand the week before."

    Good::

        # Checkout unavailable

        ## Contributing factors

        - The old pool had been raised by hand the week before.

    Fix: move it to the section where it belongs, or delete its line from `Unplaced` if it tells nothing.
    """

    code = "PM221"
    name = "unplaced-segment"
    severity = "info"

    def check(self, record: Record) -> Iterator[Flaw]:
        coverage = record.postmortem.coverage
        if record.raw:
            yield from _left_in_report(coverage)
            return
        for number, segment in enumerate(coverage.unplaced_segments[:_SINGLY]):
            span = SourceSpan(source=segment.source, start=segment.start, end=segment.end)
            place = f"/coverage/unplaced_segments/{number}"
            yield Flaw(f"part {segment.id} of the report ended up nowhere: {quoted(segment.text)}", place, span)
        yield from _summed(coverage, _SINGLY)


def _left_in_report(coverage: Coverage) -> Iterator[Flaw]:
    """One flaw for all that a raw report says in vain."""
    segments = coverage.unplaced_segments
    if segments:
        span = SourceSpan(source=segments[0].source, start=segments[0].start, end=segments[0].end)
        named = ", ".join(quoted(segment.text) for segment in segments[:_NAMED])
        more = len(segments) - _NAMED
        parts = f"{len(segments)} part{'s' if len(segments) != 1 else ''} of the report found no place"
        said = f"{parts} in the postmortem: {named}{f', and {more} more' if more > 0 else ''}"
        yield Flaw(said, "/coverage", span, fix=_IN_REPORT)


def _summed(coverage: Coverage, told: int) -> Iterator[Flaw]:
    """One flaw for all unplaced segments but the first `told`."""
    rest = len(coverage.unplaced_segments) - told
    if rest > 0:
        first = coverage.unplaced_segments[told]
        span = SourceSpan(source=first.source, start=first.start, end=first.end)
        parts = f"{rest} {'more ' if told else ''}{'part' if rest == 1 else 'parts'}"
        such = f"{':' if rest == 1 else ', such as'} {quoted(first.text)}"
        yield Flaw(f"{parts} of the report ended up nowhere in the postmortem{such}", "/coverage", span)


RULES: tuple[Rule, ...] = (FinalWithOpenQuestions(), UnplacedSegment())
