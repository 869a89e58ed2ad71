"""A long report's events, as the calls that sum it up get to see them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pmtool.engines.llm.spending import estimated_tokens
from pmtool.model import Event
from pmtool.model.postmortem import EventKind

_TELLING: tuple[EventKind, ...] = (
    *("trigger", "impact", "detection", "mitigation", "recovery"),
    *("escalation", "diagnosis"),
)
"""Kinds of events that summaries are made of, the most telling first."""


def recounted(events: Sequence[Event], most: int, hide: Callable[[str], str]) -> tuple[tuple[str, ...], int]:
    """A line for each event in order, as far as `most` tokens reach, and how many were left out for want of room."""
    lines = [hide(f"{event.at.at if event.at else 'time unknown'}: {event.text}") for event in events]
    kept: set[int] = set()
    for place in sorted(range(len(events)), key=lambda place: (_rank(events[place]), place)):
        most -= estimated_tokens(lines[place]) + 2
        if most < 0:
            break
        kept.add(place)
    return tuple(lines[place] for place in sorted(kept)), len(events) - len(kept)


def _rank(event: Event) -> int:
    return _TELLING.index(event.kind) if event.kind in _TELLING else len(_TELLING)
