"""PM115: times to detect, to respond and to recover, as told, against the milestones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pmtool.validator.facts.clock import from_to
from pmtool.validator.facts.lengths import minutes_between, shown
from pmtool.validator.facts.stated import Stated, stated
from pmtool.validator.facts.windows import instant_of, known_moments
from pmtool.validator.record import Record
from pmtool.validator.rule import Flaw, Rule
from pmtool.validator.times.phrases import ACHIEVED, TIME_TO

_KINDS = {
    "detect": ("detected", frozenset({"detection"})),
    "acknowledge": ("acknowledged", frozenset({"escalation", "diagnosis"})),
    "recover": ("resolved", frozenset({"mitigation", "recovery"})),
}
"""For each thing that takes time: its milestone, and the kinds of events that can be it."""
_BEFORE = {
    "detect": ("trigger", "impact"),
    "acknowledge": ("detection",),
    "recover": ("trigger", "impact", "detection"),
}
"""Kinds of events that it can be counted from."""
_FIELDS = frozenset({"", "summary", "impact", "detection", "resolution", "root_cause", "went_well", "went_wrong"})
_FEW = 12
_FARTHEST = 6
"""Times as long as told; what took longer is not what was meant."""


class ResponseTimeContradictsTimes(Rule):
    """A stated time to detect, respond or recover that the timeline does not give.

    Why: these are the figures that incidents are compared by; told from memory they flatter.

    Bad::

        ## Detection

        Our monitoring detected the issue within two minutes.

        ## Timeline

        | Time | Event | Kind |
        | --- | --- | --- |
        | 2026-03-01 10:00 UTC | Checkout fails | impact |
        | 2026-03-01 10:09 UTC | The on-call engineer is paged | detection |

    Good::

        ## Detection

        Our monitoring detected the issue within nine minutes.

        ## Timeline

        | Time | Event | Kind |
        | --- | --- | --- |
        | 2026-03-01 10:00 UTC | Checkout fails | impact |
        | 2026-03-01 10:09 UTC | The on-call engineer is paged | detection |

    Fix: Count from the first harm to the event that is meant, and name both.
    """

    code = "PM115"
    name = "response-time-contradicts-times"

    def check(self, record: Record) -> Iterator[Flaw]:
        for telling in record.tellings:
            for kind in ("duration", "relative"):
                for said in stated(telling, kind):
                    measured = _measured(said)
                    if measured and (flaw := self._against(said, measured, record)):
                        yield flaw

    def _against(self, said: Stated, measured: str, record: Record) -> Flaw | None:
        beside = _beside(said) if said.mention.kind == "duration" else []
        pairs = beside or record.once(_pairs)[measured]
        if not pairs or said.length.agrees_with_any(minutes_between(*pair) for pair in pairs):
            return None
        start, end = pairs[0]
        minutes = minutes_between(start, end)
        if minutes > _FARTHEST * said.length.high:
            return None
        sentence = said.telling.words(said.sentence.start, said.sentence.end)
        quote = sentence if len(sentence) <= 120 else f"… {said.quote} …"
        message = f'"{quote}" does not fit the timeline: {from_to(start, end)} it took {shown(minutes)}'
        return said.flaw(message, f"Write {shown(minutes)}, or mend the entry that is wrong.")


def _measured(said: Stated) -> str | None:
    """What the length measures: by its label, or by the verb of its sentence where it stands as `within`."""
    if said.field not in _FIELDS:
        return None
    if said.mention.kind == "duration":
        labels = [(m.end(), name) for name, label in TIME_TO.items() for m in label.finditer(said.before[-45:])]
        return max(labels)[1] if labels else None
    if not said.mention.text.lower().startswith("within") or said.after.lstrip().startswith("of "):
        return None
    sentence = said.before[-90:] + said.after[:60]
    found = [name for name, verbs in ACHIEVED.items() if verbs.search(sentence)]
    return found[0] if len(found) == 1 else None


def _pairs(record: Record) -> dict[str, list[tuple[dt.datetime, dt.datetime]]]:
    """Every (from, to) that the record gives for each of what can be measured."""
    return {measured: _pairs_of(record, measured) for measured in _KINDS}


def _pairs_of(record: Record, measured: str) -> list[tuple[dt.datetime, dt.datetime]]:
    """The milestones' own first."""
    name, kinds = _KINDS[measured]
    stones = record.postmortem.milestones
    ends = known_moments(getattr(stones, name), stones.mitigated if measured == "recover" else None)
    ends += [m.at for m in record.moments if m.event.kind in kinds][:_FEW]
    starts = known_moments(stones.started, stones.detected if measured != "detect" else None)
    for kind in _BEFORE[measured]:
        starts += [m.at for m in record.moments if m.event.kind == kind][:1]
    return [(start, end) for end in ends for start in starts if start <= end]


def _beside(said: Stated) -> list[tuple[dt.datetime, dt.datetime]]:
    """Every (from, to) of the times that stand under labels in the same list as a labelled duration."""
    telling = said.telling
    block = telling.document.block_at(said.mention.start)
    if block is None or block.kind not in ("item", "row"):
        return []
    same = [b for b in telling.document.blocks[max(0, block.index - _LIST) : block.index + _LIST] if b.run == block.run]
    inside = telling.mentions_in(same[0].start, same[-1].end)
    times = [at for m in inside if m.kind == "instant" and (at := instant_of(m))]
    return [(start, end) for start in times[:_MANY] for end in times[:_MANY] if start < end]


_LIST = 15
"""Entries before and behind."""
_MANY = 60
"""Times of a list that are tried with each other."""


RULES: tuple[Rule, ...] = (ResponseTimeContradictsTimes(),)
