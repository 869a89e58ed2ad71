"""The timeline as a Mermaid chart. A view for people: nothing is read back from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from pmtool.model import Event, Instant

FEWEST, MOST = 3, 40
"""Below, a chart shows no more than the table; above, nobody can read it."""
LONGEST_LABEL = 60
_PLAIN = frozenset(" .,-_()/'")


def gantt(timeline: Sequence[Event]) -> list[str]:
    """Lines of a chart of the events known to the minute, on one clock; none where a chart doesn't help."""
    known = [(i, event, start) for i, event in enumerate(timeline, 1) if (start := _utc(event.at)) is not None]
    if not FEWEST <= len(known) <= MOST:
        return []
    days = {start.date() for _, _, start in known}
    lines = [
        "```mermaid",
        "gantt",
        "    title Timeline (UTC)",
        "    dateFormat YYYY-MM-DDTHH:mm",
        f"    axisFormat {'%H:%M' if len(days) == 1 else '%d %b %H:%M'}",
        "    todayMarker off",
    ]
    section = ""
    for number, event, start in known:
        if event.kind != section:
            section = event.kind
            lines.append(f"    section {section.capitalize()}")
        end = _utc(event.until)
        span = f"{end:%Y-%m-%dT%H:%M}" if end and end > start else "0m"
        tag = "" if span != "0m" else "milestone, "
        lines.append(f"    {number}. {_label(event.text)} :{tag}{start:%Y-%m-%dT%H:%M}, {span}")
    return [*lines, "```"]


def _utc(instant: Instant | None) -> dt.datetime | None:
    if instant is None or instant.precision not in ("second", "minute"):
        return None
    try:
        at = dt.datetime.fromisoformat(instant.at)
        return at.astimezone(dt.UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _label(text: str) -> str:
    """The text's start, letters, digits and plain punctuation only: anything else may mean something to Mermaid."""
    words = " ".join("".join(c if c.isalnum() or c in _PLAIN else " " for c in text.replace(":", ".")).split())
    return words if len(words) <= LONGEST_LABEL else words[: LONGEST_LABEL - 1].rstrip() + "…"
