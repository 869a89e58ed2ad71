"""Which column a table's title means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from pmtool.formats.markdown.inline import unescape
from pmtool.formats.markdown.vocabulary import ACTIONS, METRICS, MILESTONES, TIMELINE, UPDATES
from pmtool.patterns import Pattern

TABLES: Mapping[str, Mapping[str, str]] = {
    "milestones": MILESTONES,
    "metrics": METRICS,
    "timeline": TIMELINE,
    "status_updates": UPDATES,
    "action_items": ACTIONS,
}
_TIME = {"time": "time, when, timestamp, at, date and time, date/time, datetime", "date": "date, day"}
_ALSO: Mapping[str, Mapping[str, str]] = {
    "milestones": _TIME | {"milestone": "milestones, name, what, event"},
    "metrics": {"metric": "metrics, name, what, measure", "time": "duration, value, minutes, time"},
    "timeline": _TIME
    | {
        "text": "events, description, what, what happened, details, entry, note, notes, action, message",
        "kind": "type, category, phase",
        "actor": "who, by, person, owner, responsible",
    },
    "status_updates": _TIME | {"text": "text, message, post, description, what", "state": "status, phase"},
    "action_items": {
        "text": "actions, action item, action items, item, task, tasks, what, description, todo",
        "type": "kind, category",
        "owner": "owners, who, assignee, assigned to, responsible, person, team",
        "priority": "prio, importance, urgency",
        "due": "due date, due by, deadline, by when, when, target date, date, eta",
        "tracker": "ticket, tickets, issue, bug, jira, link, tracking, tracking ticket, id, reference",
        "state": "status, progress, done",
    },
}
_ZONE = Pattern(r"[(\[]([^()\[\]]*)[)\]]")


def columns_of(field: str, titles: Sequence[str]) -> tuple[list[str | None], str]:
    """The field of each column, null for one that no field fits, and the zone that a title names for its times."""
    zone = ""
    found: list[str | None] = []
    for title in titles:
        words = unescape(title).replace("*", "").replace("\\", "")
        named = _ZONE.search(words)
        words = " ".join(_ZONE.sub("", words).lower().replace("_", " ").split()).rstrip(":")
        column = _known(field).get(words)
        if named and column in ("time", "date"):
            zone = named[1].strip()
        found.append(column if column not in found else None)
    if "date" in found and "time" not in found:
        found[found.index("date")] = "time"
    return found, zone


@cache
def _known(field: str) -> Mapping[str, str]:
    own = {title.lower(): column for column, title in TABLES[field].items()}
    return {word: column for column, words in _ALSO[field].items() for word in words.split(", ")} | own
