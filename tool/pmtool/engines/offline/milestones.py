"""When the incident started, was detected, acknowledged, mitigated and resolved: labels first, then what events tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache

from pmtool.engines.offline.event_cues import MILESTONE_EVENTS, MILESTONE_LABELS, Milestone
from pmtool.engines.offline.phrases import Phrases, valued, words_of
from pmtool.model import Document, Event, Instant, Mention, Milestones, StatusUpdate

_LABEL = 40
"""Characters before a time in which its label stands."""


def milestones(
    documents: Sequence[Document],
    ledgers: Mapping[str, Sequence[Mention]],
    events: Sequence[Event],
    updates: Sequence[StatusUpdate],
) -> Milestones:
    """The five instants, each from a label ("Detected: 14:22") where there is one, else from the timeline and posts."""
    found: dict[Milestone, Instant] = {}
    for document in documents:
        for milestone, instant in _labelled(document, ledgers[document.id]):
            found.setdefault(milestone, instant)
    started = found.get("started") or _started(events)
    floor = _utc(started)
    detected = found.get("detected") or _first(events, "detected", floor)
    acknowledged = found.get("acknowledged") or _first(events, "acknowledged", _utc(detected) or floor)
    mitigated = found.get("mitigated") or _last(events, "mitigated", floor) or _window_end(events)
    resolved = found.get("resolved") or _last(events, "resolved", _utc(mitigated) or floor) or _posted_resolved(updates)
    return Milestones(started=started, detected=detected, acknowledged=acknowledged, mitigated=mitigated, resolved=resolved)


def _labelled(document: Document, mentions: Sequence[Mention]) -> list[tuple[Milestone, Instant]]:
    """Times that stand right behind a label at the start of a line, item or cell."""
    found = []
    for m in mentions:
        instant = m.instant()
        block = document.block_at(m.start)
        if instant is None or block is None or block.kind in ("posted", "heading") or m.kind in ("duration", "relative"):
            continue
        line = max(block.start, document.text.rfind("\n", 0, m.start) + 1, m.start - _LABEL)
        before = document.text[line : m.start]
        words = words_of(before.rsplit("|", 2)[-2] if before.count("|") > 1 else before)
        if words and before.rstrip(" *_`~|").endswith((":", "|", "-", "–", "\t")) or before.endswith("\t"):
            found += [(f.value, instant) for f in _labels().at(words, 0) if f.end == len(words)] if words else []
    return found


def _utc(instant: Instant | None) -> str:
    if instant is None:
        return ""
    return datetime.fromisoformat(instant.at).astimezone(UTC).isoformat() if "T" in instant.at else instant.at


def _dated(events: Sequence[Event]) -> list[Event]:
    return [e for e in events if e.at is not None]


def _says(event: Event, milestone: Milestone) -> bool:
    return any(f.value == milestone for f in _events().find(words_of(event.text)))


def _started(events: Sequence[Event]) -> Instant | None:
    """The first window, impact or start that the timeline tells; else its first entry that is not a cause."""
    dated = _dated(events)
    exact = [e for e in dated if e.at and e.at.precision != "day"] or dated
    told = [e for e in exact if e.until or e.kind == "impact" or _says(e, "started")]
    told = told or [e for e in exact if e.kind != "trigger"]
    return told[0].at if told else None


def _first(events: Sequence[Event], milestone: Milestone, floor: str) -> Instant | None:
    told = [e for e in _dated(events) if _says(e, milestone) and _utc(e.at) >= floor]
    return told[0].at if told else None


def _last(events: Sequence[Event], milestone: Milestone, floor: str) -> Instant | None:
    told = [e for e in _dated(events) if _says(e, milestone) and _utc(e.at) >= floor]
    return (told[-1].until or told[-1].at) if told else None


def _window_end(events: Sequence[Event]) -> Instant | None:
    """The end of the last window of impact."""
    ends = [e.until for e in events if e.until is not None]
    return max(ends, key=_utc) if ends else None


def _posted_resolved(updates: Sequence[StatusUpdate]) -> Instant | None:
    posted = [u.at for u in updates if u.state == "resolved" and u.at is not None]
    return min(posted, key=_utc) if posted else None


@cache
def _labels() -> Phrases[Milestone]:
    return valued(MILESTONE_LABELS)


@cache
def _events() -> Phrases[Milestone]:
    return valued(MILESTONE_EVENTS)
