"""Times of the sources that may be a missing milestone, the time of an event, or an event that the timeline lacks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from pmtool.editing.candidates.candidate import Candidate, Fill, Ranked
from pmtool.editing.candidates.reading import Reading
from pmtool.engines.offline.claims import clean, is_stamped
from pmtool.engines.offline.event_cues import KINDS, Sign
from pmtool.engines.offline.event_labels import Milestone
from pmtool.engines.offline.signs import clause_of, kind_of, signs
from pmtool.engines.offline.stated import labelled
from pmtool.grounding.evidence import evidence
from pmtool.grounding.words import stems
from pmtool.model import Document, Event, Instant, Mention, Milestones, Segment
from pmtool.model.plain import field_names

_LABELLED = 8.0
"""Score of a time that a label gives."""
_POSTED = 1.0
"""Score that a public post loses: people write it after the fact."""
_OUT_OF_ORDER = 4.0
"""Score that a time loses which lies before an earlier milestone, or after a later one."""
_LATE = 1.0
"""Score that the last of all times loses against the first; where the end is looked for, the first against the last."""

_TELLING: dict[Milestone, dict[Sign, float]] = {
    "started": {"began": 5, "harm": 3, "ill": 1.5, "changed": 2, "change": 0.5},
    "detected": {"alerted": 5, "seen": 3, "taken": 1, "looking": 1, "declared": 1},
    "acknowledged": {"taken": 5, "looking": 3, "declared": 3, "said": 0.5},
    "mitigated": {"mitigated": 6, "ended": 4, "recovered": 4, "repaired": 3, "drained": 2, "better": 2, "again": 1},
    "resolved": {"closed": 6, "ended": 4, "recovered": 3, "drained": 2, "better": 1, "again": 1},
}
"""What signs say of each milestone."""
_WORDS: dict[Sign, str] = {
    "began": "a beginning", "harm": "harm", "ill": "something odd", "changed": "a change", "change": "a change",
    "alerted": "an alert", "seen": "somebody noticing", "taken": "somebody taking it", "looking": "somebody looking",
    "declared": "an incident declared", "said": "somebody saying so", "mitigated": "the mitigation", "ended": "an end",
    "recovered": "a recovery", "repaired": "a repair", "drained": "a queue run dry", "better": "an improvement",
    "again": "something working again", "closed": "the close",
}  # fmt: skip
_FAR = 0.7
"""What a sign counts in another clause than the time's."""
_SAID_RESOLVED = 3.5
"""Score of a public post that says resolved."""
_ALIKE = 0.3
"""Part of its words that a segment has to share with an event to tell its time."""


def milestones_for(reading: Reading, names: Sequence[str]) -> Iterator[Ranked]:
    """Times that may be milestones, by what is told beside them."""
    told = reading.clocks()
    labels = {
        (d.id, m.start): milestone
        for d in reading.record.sources
        for milestone, m in labelled(d, reading.record.ledgers.get(d.id, ()))
    }
    for name in (name for name in _TELLING if name in names):
        if name == "resolved":
            yield from _resolved_posts(reading)
        for place, (document, segment, mention) in enumerate(told):
            label = labels.get((document.id, mention.start))
            instant = mention.instant()
            loudness, what = _told(document.quote(segment), mention, name, label)
            if instant is None or not loudness:
                continue
            share = place / len(told)
            late = _LATE * (1 - share if name == "resolved" else share)
            loudness -= late + _POSTED * (mention.kind == "posted")
            loudness -= _OUT_OF_ORDER * _is_out_of_order(reading, name, instant)
            why = f"{what} at {_clock(instant)}"
            yield Ranked(loudness, _candidate(document, segment, instant, why, f"/milestones/{name}"))


def _told(text: str, mention: Mention, name: Milestone, label: Milestone | None) -> tuple[float, str]:
    """How loudly a time is told as a milestone, and as what: beside it counts more than elsewhere in the sentence."""
    if label == name:
        return _LABELLED, f"labelled {name}"
    weights = _TELLING[name]
    near = {t.sign: weights[t.sign] for t in signs(clause_of(text, mention.text)) if t.sign in weights}
    far = {t.sign: _FAR * weights[t.sign] for t in signs(text) if t.sign in weights}
    told = far | near
    if told:
        sign = max(told, key=lambda sign: told[sign])
        return told[sign], f"tells of {_WORDS[sign]}"
    return (1.0, "tells of harm") if name == "started" and kind_of(text) == "impact" else (0.0, "")


def _resolved_posts(reading: Reading) -> Iterator[Ranked]:
    """Public posts that say resolved."""
    for update in reading.record.postmortem.status_updates:
        cited = update.evidence[0] if update.evidence else None
        if update.state != "resolved" or not update.at or not cited or cited.source not in reading.record.documents:
            continue
        document = reading.record.documents[cited.source]
        segment = document.segment_at(cited.start)
        if segment:
            why = f"posted as resolved at {_clock(update.at)}"
            yield Ranked(_SAID_RESOLVED, _candidate(document, segment, update.at, why, "/milestones/resolved"))


def _is_out_of_order(reading: Reading, name: str, instant: Instant) -> bool:
    reached = reading.record.postmortem.milestones
    names = field_names(Milestones)
    at, here = instant.moment(), names.index(name)
    for number, other in enumerate(names):
        milestone: Instant | None = getattr(reached, other)
        moment = milestone.moment() if milestone and other != name else None
        if at and moment and (at < moment if number < here else at > moment):
            return True
    return False


def time_of_event(reading: Reading, number: int) -> Iterator[Ranked]:
    """Times told beside words that an event of the timeline shares."""
    event = reading.record.postmortem.timeline[number]
    told = stems(event.text)
    cited = {(e.source, e.start) for e in event.evidence}
    for document, segment, mention in reading.clocks():
        shared = told & stems(document.quote(segment))
        instant = mention.instant()
        if instant is None or mention.kind == "range_end" or not shared:
            continue
        is_own = any(source == document.id and segment.start <= at < segment.end for source, at in cited)
        why = f"cited by the event, tells {_clock(instant)}" if is_own else f"tells of the same at {_clock(instant)}"
        score = len(shared) / max(len(told), 1) + is_own
        if score > _ALIKE:
            yield Ranked(score, _candidate(document, segment, instant, why, f"/timeline/{number}/at"))


def events_for(reading: Reading) -> Iterator[Ranked]:
    """Times that no entry of the timeline tells, with what happened then."""
    pm = reading.record.postmortem
    known = {event.at.moment() for event in pm.timeline if event.at}
    for document, segment, mention in reading.clocks():
        instant, text = mention.instant(), document.quote(segment)
        if instant is None or mention.kind in ("range_end", "posted") or instant.moment() in known:
            continue
        loudest = max((KINDS[t.sign][1] for t in signs(text)), default=0.0)
        words = _without_stamp(text, mention.start - segment.start, mention.end - segment.start)
        cited = (evidence(document, segment.start, segment.end),)
        event = Event(at=instant, text=words, kind=kind_of(text), evidence=cited, origin="human")
        why = f"tells what happened at {_clock(instant)}"
        yield Ranked(1 + loudest, _candidate(document, segment, instant, why, "/timeline/-", event))


def _without_stamp(text: str, start: int, end: int) -> str:
    """What is told behind a stamp; the whole where the time stands within the sentence."""
    rest = clean(text[end:]).lstrip(" :;,-–—|)]") if is_stamped(text) or not text[:start].strip(" *-[(|") else ""
    return rest or clean(text)


def _candidate(
    document: Document, segment: Segment, instant: Instant, why: str, path: str, event: Event | None = None
) -> Candidate:
    return Candidate(
        source=document.id,
        start=segment.start,
        end=segment.end,
        text=document.quote(segment),
        why=why,
        instant=instant,
        fills=Fill(path, event or instant),
    )


def _clock(instant: Instant) -> str:
    at = instant.moment()
    return f"{dt.datetime.fromisoformat(instant.at):%H:%M}" if at else instant.at
