"""What `structure` says at its end: what was found, what is missing, what was left unplaced."""

from __future__ import annotations

from collections.abc import Iterator

from pmtool.model import Postmortem

_SECTIONS = ("summary", "impact", "detection", "trigger", "root_cause", "resolution")
_SHOWN = 3


def found(postmortem: Postmortem) -> str:
    """What the postmortem holds, in a line."""
    pm = postmortem
    counts = (
        _count(len(pm.timeline), "event"),
        _count(len(pm.status_updates), "status update"),
        _count(len(pm.action_items), "action item"),
    )
    sections = [_words(name) for name in _SECTIONS if getattr(pm, name)]
    return ", ".join([*filter(None, counts), *sections]) or "nothing"


def missing(postmortem: Postmortem) -> str:
    """What a complete postmortem would hold and this one doesn't, in a line."""
    return ", ".join(_gaps(postmortem)) or "nothing"


def unplaced(postmortem: Postmortem) -> str:
    """How much of the sources ended up nowhere, and where it stands."""
    coverage = postmortem.coverage
    if not coverage.unplaced:
        return f"nothing: all {coverage.segments} segments are accounted for"
    ids = [segment.id for segment in coverage.unplaced_segments[:_SHOWN]]
    more = ", …" if coverage.unplaced > len(ids) else ""
    return f"{coverage.unplaced} of {coverage.segments} segments ({', '.join(ids)}{more})"


def _gaps(pm: Postmortem) -> Iterator[str]:
    yield from (_words(name) for name in _SECTIONS if not getattr(pm, name))
    yield from (f"time {name}" for name in ("started", "detected", "resolved") if not getattr(pm.milestones, name))
    if not pm.timeline:
        yield "timeline"
    if not pm.action_items:
        yield "action items"
    unowned = sum(not action.owner for action in pm.action_items)
    if unowned:
        yield f"an owner for {_count(unowned, 'action item')}"
    undated = sum(event.at is None for event in pm.timeline)
    if undated:
        yield f"a time for {_count(undated, 'event')}"


def _count(number: int, noun: str) -> str:
    if not number:
        return ""
    return f"{number} {noun}{'s' if number != 1 else ''}"


def _words(name: str) -> str:
    return name.replace("_", " ")
