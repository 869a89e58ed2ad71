"""A model that copies: it answers any request of pmtool from the report that the request shows, without a mistake.

For whatever needs an answer rather than a good one: benchmarks, many reports, faults.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

GROUPS = ("head", "timeline", "milestones", "account", "causes", "review", "actions", "digest", "unused")
LISTS = ("contributing_factors", "went_well", "went_wrong", "got_lucky", "lessons", "open_questions")
HEADINGS = {
    "summary": "summary overview",
    "impact": "impact",
    "detection": "detection",
    "resolution": "resolution mitigation",
    "trigger": "trigger",
    "root_cause": "cause",
    "contributing_factors": "contributing",
    "went_well": "well",
    "went_wrong": "wrong badly",
    "got_lucky": "lucky luck",
    "lessons": "lessons learned",
    "open_questions": "questions",
    "actions": "action actions todo remediation",
}
"""Words of headings, by what stands below them."""
_REPORT = re.compile(r"^===== report (\w+) begins;.*?^===== report \1 ends;", re.M | re.S)
_LINE = re.compile(r"^(S\d+) (\w+)\| (.*)$")
_TIME = re.compile(r'^   (T\d+) "(.*)" = (.*)$')
_STAMP = re.compile(r"^(?:[\W\d]|T(?=\d)|Z\b|UTC\b)*")
_FIELD = re.compile(r"(\w+): ([^,;()]+(?:, [^,;()]+)*)")
_TRACKER = re.compile(r"\b[A-Z]{2,8}-\d+\b")
_KINDS = (
    ("communication", "status page support customers"),
    ("detection", "alarm alert pages paged"),
    ("escalation", "acknowledges declared command"),
    ("diagnosis", "finds found sees compares"),
    ("recovery", "complete back drained again confirmed"),
    ("mitigation", "rollback raised restarted"),
    ("trigger", "release deployed upgraded"),
)
"""Words of events of each kind, those that tell most first."""


@dataclass
class Shown:
    """A line of a report as a request shows it."""

    id: str
    kind: str
    text: str
    section: str | None = None
    """What the heading above it is about, if that is known."""
    times: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def has_clock_time(self) -> bool:
        return bool(self.times) and self.kind != "heading" and " " in self.times[0][2].strip("about ")


def answer_to(messages: Sequence[dict[str, Any]]) -> str:
    """The answer to a request, as JSON."""
    shown = list(lines(messages[1]["content"]))
    request = messages[2]["content"]
    groups = [group for group in GROUPS if f"- `{group}`:" in request]
    scope = re.search(r"told from (S\d+) to (S\d+)", request)
    first, last = (int(scope[1][1:]), int(scope[2][1:])) if scope else (0, 10**9)
    inside = [line for line in shown if first <= int(line.id[1:]) <= last]
    return json.dumps({group: (_part(group, shown, inside) if group in groups else None) for group in GROUPS})


def lines(report: str) -> Iterator[Shown]:
    """The lines between a report's fences."""
    section = None
    for match in _REPORT.finditer(report):
        current: Shown | None = None
        for text in match[0].splitlines():
            if line := _LINE.match(text):
                section = _section(line[3]) if line[2] == "heading" else section
                current = Shown(*line.groups(), section=section)
                yield current
            elif current and (time := _TIME.match(text)):
                current.times.append((time[1], time[2], time[3]))
            elif current and text.startswith("   | "):
                current.text += "\n" + text[5:]


def _part(group: str, shown: list[Shown], inside: list[Shown]) -> Any:
    match group:
        case "head":
            return _head(shown)
        case "timeline":
            return [_event(number, line) for number, line in enumerate(filter(_is_event, inside), 1)]
        case "milestones":
            return _milestones([line for line in shown if _is_event(line)])
        case "account":
            told = {name: _statement(_below(shown, name)) for name in ("summary", "impact", "detection", "resolution")}
            return told | {"summary": told["summary"] or _statement(_plain(shown)[:1])}
        case "causes":
            told = {name: _statement(_below(shown, name)) for name in ("trigger", "root_cause")}
            cause = told["root_cause"] or _statement(
                [line for line in _plain(shown) if "cause" in line.text.lower()][:1]
            )
            return told | {"root_cause": cause, "contributing_factors": _items(shown, "contributing_factors")}
        case "review":
            return {name: _items(shown, name) for name in LISTS[1:]}
        case "actions":
            told = _below(shown, "actions")
            items = [line for line in told if line.kind == "item"] or told
            return [_measure(number, line) for number, line in enumerate(items, 1)]
        case "digest":
            return [line.id for line in _plain(shown)[:20]]
    return []


def _section(heading: str) -> str | None:
    words = set(re.findall(r"\w+", heading.lower()))
    return next((name for name, cues in HEADINGS.items() if words & set(cues.split())), None)


def _below(shown: list[Shown], section: str) -> list[Shown]:
    return [line for line in shown if line.section == section and line.kind != "heading"]


def _plain(shown: list[Shown]) -> list[Shown]:
    return [line for line in shown if not line.times and line.kind == "paragraph" and len(line.text.split()) > 4]


def _is_event(line: Shown) -> bool:
    return line.has_clock_time and line.section is None


def _head(shown: list[Shown]) -> dict[str, Any]:
    named = {match[1].lower(): match[2] for line in shown[:12] if (match := _FIELD.fullmatch(line.text))}
    listed = {name: named[name].split(", ") if name in named else [] for name in ("services", "regions", "authors")}
    head = {"title": shown[0].text.strip("# ") if shown else None, "organization": None}
    return {**head, "incident_id": named.get("incident"), "severity": named.get("severity"), **listed}


def _milestones(events: list[Shown]) -> dict[str, str | None]:
    found: dict[str, str | None] = dict.fromkeys(("started", "detected", "acknowledged", "mitigated", "resolved"))
    if not events:
        return found
    for name, cue in (("detected", "alarm"), ("acknowledged", "acknowledges")):
        found[name] = next((line.times[0][0] for line in events if cue in line.text), None)
    return found | {"started": events[0].times[0][0], "resolved": events[-1].times[0][0]}


def _statement(told: list[Shown]) -> dict[str, Any] | None:
    return {"text": " ".join(line.text for line in told), "segments": [line.id for line in told]} if told else None


def _items(shown: list[Shown], section: str) -> list[dict[str, Any]]:
    told = enumerate(_below(shown, section), 1)
    return [{"text": line.text, "segments": [line.id], "number": number} for number, line in told]


def _event(number: int, line: Shown) -> dict[str, Any]:
    text = _STAMP.sub("", line.text, count=1) or line.text
    words = set(re.findall(r"\w+", text.lower()))
    return {
        "text": text, "segments": [line.id], "number": number, "time": line.times[0][0], "until": None,
        "time_words": None, "kind": next((kind for kind, cues in _KINDS if words & set(cues.split())), "other"),
        "actor": None,
    }  # fmt: skip


def _measure(number: int, line: Shown) -> dict[str, Any]:
    text, _, notes = line.text.partition(" (")
    told = {match[1]: match[2] for match in _FIELD.finditer(notes)}
    tracker = _TRACKER.search(notes)
    return {
        "text": text, "segments": [line.id], "number": number, "type": "detect" if "alert" in text.lower() else "other",
        "state": "done" if "done" in notes else "planned", "owner": told.get("owner"), "priority": None,
        "due": line.times[0][0] if line.times else None, "tracker": tracker[0] if tracker else None,
    }  # fmt: skip
