"""The order of events."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC

from pmtool.model import Event


def in_time(events: Iterable[Event]) -> list[Event]:
    """Events in order of time; those without one stay behind the one they were told after."""
    keyed: list[tuple[str, Event]] = []
    latest = ""
    for event in events:
        latest = _utc(event) or latest
        keyed.append((latest, event))
    return [event for _, event in sorted(keyed, key=lambda pair: pair[0])]


def _utc(event: Event) -> str:
    """The instant as text that sorts; empty where it is unknown."""
    if event.at is None:
        return ""
    moment = event.at.moment()
    return moment.astimezone(UTC).isoformat() if moment else event.at.at
