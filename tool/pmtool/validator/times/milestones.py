"""PM121: milestones against each other."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pmtool.model import Instant, Milestones
from pmtool.model.finding import Severity, SourceSpan
from pmtool.patterns import Pattern
from pmtool.validator.facts.clock import day_and_clock
from pmtool.validator.record import Record
from pmtool.validator.rule import Flaw, Rule
from pmtool.validator.times.wording import apart
from pmtool.validator.times.written import is_open

_NAMES = ("started", "detected", "acknowledged", "mitigated", "resolved")
_COURSE: tuple[tuple[str, str, Severity], ...] = (
    ("started", "mitigated", "error"),
    ("started", "resolved", "error"),
    ("detected", "resolved", "warning"),
    ("mitigated", "resolved", "error"),
    ("started", "detected", "warning"),
    ("started", "acknowledged", "warning"),
    ("detected", "acknowledged", "warning"),
    ("acknowledged", "resolved", "warning"),
)
"""Milestones of which the first comes first. An early alarm may precede the harm, and people may learn of it late."""
_LONGEST_LABEL = 60
"""Characters."""
_LABEL = Pattern(
    r"[\W_]*(?:(?:incident|outage|impact|time|first|issue|service|event|problem)[ ]+){0,2}"
    r"(?:(?P<started>start(?:ed|s)?|began|begins?|beginning)|(?P<detected>detect(?:ed|ion)|reported|identified)"
    r"|(?P<acknowledged>ack(?:nowledged)?)|(?P<mitigated>mitigat(?:ed|ion)|repaired|restored|recovered|recovery)"
    r"|(?P<resolved>resolved|resolution|closed|end(?:ed|s)?))(?:[ ]+(?:at|on|time|date))?[ ]*[:|*_ \t-]*",
    re.I,
)


@dataclass(frozen=True)
class _Stone:
    words: str
    """What it is called."""
    at: Instant
    path: str
    span: SourceSpan | None


class MilestonesOutOfOrder(Rule):
    """Milestones that contradict each other: resolved before mitigated, detected before it started.

    Why: time to detect and time to resolve are computed from them, and come out negative or too short.

    Bad::

        ## Milestones

        | Milestone | Time |
        | --- | --- |
        | Started | 2026-03-12 14:05 UTC |
        | Mitigated | 2026-03-12 14:40 UTC |
        | Resolved | 2026-03-12 14:20 UTC |

    Good::

        ## Milestones

        | Milestone | Time |
        | --- | --- |
        | Started | 2026-03-12 14:05 UTC |
        | Mitigated | 2026-03-12 14:20 UTC |
        | Resolved | 2026-03-12 14:40 UTC |

    Fix: correct the wrong one; started is when the harm began, mitigated when it ended, resolved when all was over.
    """

    code = "PM121"
    name = "milestones-out-of-order"

    def check(self, record: Record) -> Iterator[Flaw]:
        """Each milestone with the first that it contradicts."""
        for stones in _labelled(record) if record.raw else (_stored(record.postmortem.milestones),):
            told: set[str] = set()
            for first, then, severity in _COURSE:
                one, other = stones.get(first), stones.get(then)
                if one and other and then not in told and _is_after(one.at, other.at):
                    told.add(then)
                    away = f"lies {_apart(one.at, other.at)} before {one.words} at {_shown(one.at)}"
                    what = f"{other.words} at {_shown(other.at)} {away}"
                    yield Flaw(what, other.path, other.span, severity=severity)


def _stored(milestones: Milestones) -> dict[str, _Stone]:
    stones = ((name, getattr(milestones, name)) for name in _NAMES)
    return {name: _Stone(name, at, f"/milestones/{name}", None) for name, at in stones if at}


def _labelled(record: Record) -> Iterator[dict[str, _Stone]]:
    """The milestones that each source names right before their times: `Detected: 14:05`. The first of each counts."""
    for telling in record.tellings:
        stones: dict[str, _Stone] = {}
        document = telling.document
        for m in telling.mentions:
            block, instant = document.block_at(m.start), m.instant()
            if block is None or instant is None or m.kind != "instant" or is_open(m):
                continue
            begin = max(block.start, m.start - _LONGEST_LABEL)
            begin = max(begin, document.text.rfind("\n", begin, m.start) + 1)
            label = _LABEL.fullmatch(document.text, begin, m.start)
            if label and label.lastgroup:
                words = " ".join(label[label.lastgroup].split()).lower()
                stone = _Stone(words, instant, telling.path_at(m.start), telling.span(m.start, m.end))
                stones.setdefault(label.lastgroup, stone)
        yield stones


def _is_after(one: Instant, other: Instant) -> bool:
    """Whether one is later beyond doubt: by days where one of them is but a day."""
    a, b = one.moment(), other.moment()
    if a and b:
        return a > b and not (one.approximate or other.approximate)
    days = _days(one, other)
    return days is not None and days > 0


def _days(one: Instant, other: Instant) -> int | None:
    """Days from the other to the one; null where people wrote what is no date."""
    try:
        return (dt.date.fromisoformat(one.at[:10]) - dt.date.fromisoformat(other.at[:10])).days
    except ValueError:
        return None


def _shown(instant: Instant) -> str:
    at = instant.moment()
    return day_and_clock(at) if at else instant.at


def _apart(one: Instant, other: Instant) -> str:
    a, b = one.moment(), other.moment()
    if a and b:
        return apart(a, b)
    return f"{_days(one, other)} d"


RULES: tuple[Rule, ...] = (MilestonesOutOfOrder(),)
