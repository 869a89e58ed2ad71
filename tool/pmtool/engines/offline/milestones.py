"""When the incident started, was detected, acknowledged, mitigated and resolved: labels first, then what events tell.

Each milestone is looked for between those already known, so that they come in order; what nothing supports stays null.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from pmtool.engines.offline.event_cues import KINDS, Sign
from pmtool.engines.offline.event_labels import Milestone
from pmtool.engines.offline.signs import DONE, clause_of, signs
from pmtool.engines.offline.stated import labelled, told
from pmtool.model import Document, Event, Instant, Mention, Milestones, StatusUpdate
from pmtool.model.postmortem import EventKind

_NEVER = "9999"
_KNOWING: frozenset[Sign] = frozenset({"alerted", "taken", "looking", "declared"})
"""Signs that people know of it: they are told, or they respond."""
_RESPONSES: frozenset[EventKind] = frozenset({"diagnosis", "mitigation", "communication"})
_AUTOMATIC = 1
"""Steps against harm that machines may take before people know of it."""
_HARMFUL: frozenset[EventKind] = frozenset({"trigger", "detection", "other"})
"""Kinds of events that may tell of harm besides."""
_CAUSED_WITHIN = timedelta(days=1)
"""How long before its discovery a change may have begun an incident that shows no earlier harm."""


class _Entry(NamedTuple):
    """An event of known time. `utc` compares as text."""

    at: Instant
    utc: str
    kind: EventKind
    signs: frozenset[Sign]
    until: Instant | None = None

    def says(self, *signs: Sign) -> bool:
        return not self.signs.isdisjoint(signs)

    @property
    def hurts(self) -> bool:
        """Whether it tells of harm, rather than of what was said or done about it."""
        return self.kind == "impact" or (self.kind in _HARMFUL and self.says("began", "harm"))


def milestones(
    documents: Sequence[Document],
    ledgers: Mapping[str, Sequence[Mention]],
    events: Sequence[Event],
    updates: Sequence[StatusUpdate],
) -> Milestones:
    """The five instants, each from a label ("Detected: 14:22") where there is one, else from the timeline and posts."""
    labels = _labels(documents, ledgers)
    stated: dict[Milestone, Instant] = {name: at for name, at in labels.items() if "T" in at.at}
    course = _course(events, [pair for d in documents for pair in told(d, ledgers[d.id])])
    over = stated.get("resolved") or _closed(course) or _ended(course)
    limit = _utc(over) or _NEVER
    began = stated.get("started") or _began(course, min(_utc(stated.get("detected")) or _NEVER, limit))
    detected = stated.get("detected") or _detected(course, _utc(began), limit)
    started = began or _started(course, detected, limit)
    known = _utc(detected) or _utc(started)
    mitigated = stated.get("mitigated") or _mitigated(course, known, limit)
    better = _utc(mitigated)
    acknowledged = stated.get("acknowledged") or _acknowledged(course, known, better or limit)
    resolved = over or _posted(updates, better or known) or _recovered(course, better or known)
    return Milestones(
        started=started or labels.get("started"),
        detected=detected or labels.get("detected"),
        acknowledged=acknowledged or labels.get("acknowledged"),
        mitigated=mitigated or labels.get("mitigated"),
        resolved=resolved or labels.get("resolved"),
    )


def _labels(documents: Sequence[Document], ledgers: Mapping[str, Sequence[Mention]]) -> dict[Milestone, Instant]:
    """The first instant that a label gives for each milestone; clock times before mere days."""
    labels: dict[Milestone, Instant] = {}
    pairs = [(milestone, m.instant()) for d in documents for milestone, m in labelled(d, ledgers[d.id])]
    for milestone, at in sorted(pairs, key=lambda pair: pair[1] is None or "T" not in pair[1].at):
        if at is not None:
            labels.setdefault(milestone, at)
    return labels


def _course(events: Sequence[Event], beside: Sequence[tuple[Sign, Instant]]) -> list[_Entry]:
    """The events, and what is told beside other times, in order; mere days only where they tell most of it."""
    ends = {_utc(e.until) for e in events if e.until}
    shared = {text for text, n in Counter(e.text for e in events).items() if n > 1}
    entries = [_Entry(at, _utc(at), KINDS[sign][0], frozenset({sign})) for sign, at in beside]
    for e in events:
        if e.at is not None:
            words = clause_of(e.text, e.at.as_written) if e.text in shared and not e.until else e.text
            said = frozenset(t.sign for t in signs(words))
            said = said - DONE if "vain" in said else said
            closes = e.kind == "recovery" and _utc(e.at) in ends and not said & {"recovered", "closed", "ended"}
            entries.append(_Entry(e.at, _utc(e.at), e.kind, frozenset() if closes else said, e.until))
    exact = [e for e in entries if "T" in e.at.at]
    return sorted(exact if 2 * len(exact) >= len(entries) else entries, key=lambda e: e.utc)


def _utc(instant: Instant | None) -> str:
    if instant is None:
        return ""
    return datetime.fromisoformat(instant.at).astimezone(UTC).isoformat() if "T" in instant.at else instant.at


def _closed(course: Sequence[_Entry]) -> Instant | None:
    """The last that the report calls the end of the incident."""
    return next((e.until or e.at for e in reversed(course) if e.says("closed")), None)


def _ended(course: Sequence[_Entry]) -> Instant | None:
    """The end of the harm, unless it came back."""
    for e in reversed(course):
        if e.says("ended"):
            return e.until or e.at
        if e.hurts:
            return None
    return None


def _began(course: Sequence[_Entry], limit: str) -> Instant | None:
    """What the report calls the start, unless people knew before: then it is the start of something later."""
    for e in course:
        if e.utc > limit or e.says("alerted", "declared"):
            return e.at if e.says("began") and e.utc <= limit else None
        if e.says("began"):
            return e.at
    return None


def _detected(course: Sequence[_Entry], since: str, limit: str) -> Instant | None:
    """The first that people knew of it; null where they act on it before anything tells how they know."""
    hurt, steps = bool(since), 0
    for e in course:
        if not since <= e.utc <= limit:
            continue
        if e.kind == "detection" or e.says(*_KNOWING):
            return e.at if steps <= _AUTOMATIC else None
        steps += hurt and (e.kind in _RESPONSES or e.kind == "recovery")
        hurt = hurt or e.hurts
    return None


def _started(course: Sequence[_Entry], detected: Instant | None, limit: str) -> Instant | None:
    """The first harm before it was detected, else the change that came last before that, else its detection."""
    before = [e for e in course if e.utc < (_utc(detected) or limit)]
    harm = next((e.at for e in before if e.hurts), None)
    changes = (e.at for e in reversed(before) if e.kind == "trigger" and (not detected or _soon(e.at, detected)))
    return harm or next(changes, None) or detected


def _soon(change: Instant, detected: Instant) -> bool:
    first, last = (date.fromisoformat(_utc(at)[:10]) for at in (change, detected))
    return last - first <= _CAUSED_WITHIN


def _acknowledged(course: Sequence[_Entry], since: str, limit: str) -> Instant | None:
    """When somebody took it: says so, or is first to look or to declare it, before anything else is done about it."""
    within = [e for e in course if since <= e.utc <= limit]
    took = next((e.at for e in within if e.says("taken")), None)
    first = next((e for e in within if e.says("looking", "declared") or e.kind in _RESPONSES), None)
    return took or (first.at if first and first.says("looking", "declared") else None)


def _mitigated(course: Sequence[_Entry], since: str, limit: str) -> Instant | None:
    """When the harm ended: told so, its last window's end, the first recovery after it, the last step that mends."""
    within = [e for e in course if since <= e.utc <= limit]
    windows = [
        e.until for e in course if e.until and e.hurts and not e.says("ended", "closed") and _utc(e.until) <= limit
    ]
    after = _after_harm(within)
    return (
        next((e.at for e in within if e.says("mitigated")), None)
        or _ended([e for e in within if e.utc < limit])
        or max(windows, key=_utc, default=None)
        or next((e.at for e in after if e.says("recovered") or (e.says("closed") and e.utc < limit)), None)
        or next((e.at for e in reversed(after) if e.says("better", "again") and not e.hurts), None)
        or next((e.at for e in after if e.says("drained", "quiet")), None)
        or next((e.at for e in reversed(after) if e.says("repaired") and not e.says("closed")), None)
        or next((e.at for e in after if e.says("ended")), None)
    )


def _after_harm(within: Sequence[_Entry]) -> Sequence[_Entry]:
    """Events from the last harm on that something mends."""
    mended = [i for i, e in enumerate(within) if e.says("recovered", "better", "repaired", "ended")]
    harms = [i for i, e in enumerate(within) if e.hurts and not e.says("recovered", "better", "ended", "closed")]
    return within[max((i for i in harms if mended and i < mended[-1]), default=0) :]


def _posted(updates: Sequence[StatusUpdate], since: str) -> Instant | None:
    """The last post that says resolved."""
    posted = [u.at for u in updates if u.state == "resolved" and u.at is not None and _utc(u.at) >= since]
    return max(posted, key=_utc, default=None)


def _recovered(course: Sequence[_Entry], since: str) -> Instant | None:
    """The last recovery, where nothing else tells the end."""
    told = [e for e in course if e.says("recovered", "drained", "quiet", "again") and not e.hurts and e.utc >= since]
    return (told[-1].until or told[-1].at) if told else None
