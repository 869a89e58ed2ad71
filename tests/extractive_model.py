"""A model that copies: it answers any request of pmtool from the report that the request shows, without a mistake.

For whatever needs an answer rather than a good one: benchmarks, many reports, faults.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

GROUPS = ("head", "timeline", "milestones", "account", "causes", "review", "actions", "digest", "unused")
_REPORT = re.compile(r"^===== report (\w+) begins;.*?^===== report \1 ends;", re.M | re.S)
_LINE = re.compile(r"^(S\d+) (\w+)\| (.*)$")
_TIME = re.compile(r'^   (T\d+) "(.*)" = (.*)$')
_STAMP = re.compile(r"^(?:[\W\d]|T(?=\d)|Z\b|UTC\b)*")


@dataclass
class Shown:
    """A line of a report as a request shows it."""

    id: str
    kind: str
    text: str
    times: list[tuple[str, str, str]] = field(default_factory=list)


def answer_to(messages: list[dict[str, str]]) -> str:
    """The answer to a request, as JSON."""
    shown = list(lines(messages[1]["content"]))
    request = messages[2]["content"]
    groups = [group for group in GROUPS if f"- `{group}`:" in request]
    scope = re.search(r"told from (S\d+) to (S\d+)", request)
    return json.dumps({group: (_part(group, shown, scope) if group in groups else None) for group in GROUPS})


def lines(report: str) -> Iterator[Shown]:
    """The lines between a report's fences."""
    for match in _REPORT.finditer(report):
        current: Shown | None = None
        for text in match[0].splitlines():
            if line := _LINE.match(text):
                current = Shown(*line.groups())
                yield current
            elif current and (time := _TIME.match(text)):
                current.times.append((time[1], time[2], time[3]))
            elif current and text.startswith("   | "):
                current.text += "\n" + text[5:]


def _part(group: str, shown: list[Shown], scope: re.Match[str] | None) -> Any:
    timed = [
        line for line in shown if line.times and line.kind != "heading" and " " in line.times[0][2].strip("about ")
    ]
    plain = [line for line in shown if not line.times and line.kind == "paragraph" and len(line.text.split()) > 4]
    if group == "head":
        title = shown[0].text.strip("# ") if shown else None
        return dict(
            title=title, organization=None, incident_id=None, severity=None, services=[], regions=[], authors=[]
        )
    if group == "timeline":
        first, last = (int(scope[1][1:]), int(scope[2][1:])) if scope else (0, 10**9)
        inside = [line for line in timed if first <= int(line.id[1:]) <= last]
        return [_event(number, line) for number, line in enumerate(inside, 1)]
    if group == "milestones":
        ids = [line.times[0][0] for line in timed]
        names = ("started", "detected", "acknowledged", "mitigated", "resolved")
        return dict.fromkeys(names) | ({"started": ids[0], "resolved": ids[-1]} if ids else {})
    if group == "account":
        summary = _statement(plain[0]) if plain else None
        return dict(summary=summary, impact=None, detection=None, resolution=None)
    if group == "causes":
        cause = next((line for line in plain if "because" in line.text or "cause" in line.text.lower()), None)
        return dict(trigger=None, root_cause=_statement(cause) if cause else None, contributing_factors=[])
    if group == "review":
        return dict(went_well=[], went_wrong=[], got_lucky=[], lessons=[], open_questions=[])
    if group == "digest":
        return [line.id for line in plain[:20]]
    return []


def _statement(line: Shown) -> dict[str, Any]:
    return {"text": line.text, "segments": [line.id]}


def _event(number: int, line: Shown) -> dict[str, Any]:
    text = _STAMP.sub("", line.text, count=1) or line.text
    return {
        "text": text, "segments": [line.id], "number": number, "time": line.times[0][0], "until": None,
        "time_words": None, "kind": "other", "actor": None,
    }  # fmt: skip
