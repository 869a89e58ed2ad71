"""The timeline as a Mermaid chart. A view for people: nothing is read back from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from pmtool.model import Event, Instant

FEWEST, MOST = 3, 40
"""Below, a chart shows no more than the table; above, nobody can read it."""
LONGEST_LABEL = 60
_MINUTE = "%Y-%m-%dT%H:%M"
_PLAIN = frozenset(" .,-_()/'")


def gantt(timeline: Sequence[Event]) -> list[str]:
    """A chart of the events known to the minute, on one clock, a lane for each kind; none where it can't help."""
    starts = [(number, event, start) for number, event in enumerate(timeline, 1) if (start := _utc(event.at))]
    if not FEWEST <= len(starts) <= MOST:
        return []
    one_day = len({start.date() for _, _, start in starts}) == 1
    lines = [
        "```mermaid",
        "gantt",
        "    title Timeline (UTC)",
        "    dateFormat YYYY-MM-DDTHH:mm",
        f"    axisFormat {'%H:%M' if one_day else '%d %b %H:%M'}",
        "    todayMarker off",
    ]
    for lane in dict.fromkeys(event.kind for _, event, _ in starts):
        lines.append(f"    section {lane.capitalize()}")
        lines += [_task(number, event, start) for number, event, start in starts if event.kind == lane]
    return [*lines, "```"]


def _task(number: int, event: Event, start: dt.datetime) -> str:
    end = _utc(event.until)
    if end and end > start:
        return f"    {number}. {_label(event.text)} :{start:{_MINUTE}}, {end:{_MINUTE}}"
    return f"    {number}. {_label(event.text)} :milestone, {start:{_MINUTE}}, 0m"


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
