"""Expressions that lean on each other: the ends of a range, one moment in two zones, a step and what it counts from."""

from __future__ import annotations

import re
from itertools import pairwise

from pmtool.model import Document
from pmtool.patterns import Pattern
from pmtool.temporal.expression import Expression
from pmtool.temporal.joining import HEDGE, same_block

_TO = Pattern(
    rf"\s*[)\]*_`]{{0,3}}(?:\s*(?:[-–—]|~|->|→|\.\.\.?)\s*|\s+(?:up )?(?:to|until|till?|through|thru)\s+)"
    rf"(?:{HEDGE}\s*)?[*_`(]{{0,3}}"
)
_AND = Pattern(rf"\s*[)\]*_`]{{0,2}}\s*(?:and|&)\s+(?:{HEDGE}\s*)?[*_`(]{{0,2}}")
_BETWEEN = Pattern(
    r"\b[Bb]etw(?:een|\.)\s+(?:the[ \n]+)?(?:hours of[ \n]+)?[*_`~(]{0,2}(?:about |around |approximately )?$"
)
_ENDED = Pattern(
    r"[^.]{0,40}\b(?:and|,)[ \n]+(?:ended|ending|lasted until|lasting until|until)[ \n]+(?:at|around)?[ \n]*[*_`]{0,2}"
)
_BEGAN = Pattern(r"\b(?:began|started|starting|beginning|from)\b[^.\n]{0,20}$", re.I)
_IN_OTHER_WORDS = Pattern(r"[ \t\n]*(?:[(\[/=|~]|\bor\b|,[ ]?i\.e\.)[ \t\n]*(?:or |i\.e\.,? |that is,? |= ?|~)?")
_UP_TO_A_TIME = Pattern(r"(?:[ \n]+to)?(?:[ \n]+[^.;:\n]{1,40}\b(?:at|around|about|by|on))?[ \n]+[*_`~(]{0,2}")
_LONGEST_GAP = 60
"""Characters between the ends of a range."""


def link_ranges(text: str, document: Document, found: list[Expression]) -> None:
    """Make `start` and `end` of the expressions that a range stands between."""
    for a, b in pairwise(found):
        if b.start - a.end > _LONGEST_GAP or a.role == "end" or a.has_clock != b.has_clock or a.epoch or b.epoch:
            continue
        if "\n" in text[a.end : b.start] and not same_block(document, a, b):
            continue
        if (a.has_date or a.has_clock) and _is_range(text, a, b):
            a.role, b.role, a.partner, b.partner = "start", "end", b, a


def _is_range(text: str, a: Expression, b: Expression) -> bool:
    between = text[a.end : b.start]
    if between == "/":
        return bool(a.year and b.year)  # ISO 8601's interval
    if len(between) < _LONGEST_GAP // 2:
        if _TO.fullmatch(between):
            return True
        if ("and" in between or "&" in between) and _AND.fullmatch(between):
            # The word may have become part of the first end: "on 3 March, between 14:05 and 15:10".
            before = _BETWEEN.search(text, max(0, a.start - 40), a.start)
            return before is not None or "between " in text[a.start : a.end].lower()
    if not a.has_clock or not ("end" in between or "until" in between):
        return False
    return bool(_ENDED.fullmatch(between) and _BEGAN.search(text, max(0, a.start - 30), a.start))


def link_twins(text: str, found: list[Expression]) -> None:
    """`14:05 UTC (06:05 PST)`, `09:00–10:30 EST (14:00–15:30 UTC)`: one moment, told twice."""
    for a, b in pairwise(found):
        if not (a.has_clock and b.has_clock) or b.has_date or b.role == "end" or b.start - a.end > 10:
            continue
        here, there = a.zone or _zone_of_partner(a), b.zone or _zone_of_partner(b)
        if here and there and here != there and _IN_OTHER_WORDS.fullmatch(text, a.end, b.start):
            b.twin = a.partner if a.role == "end" and b.role == "start" else a


def _zone_of_partner(e: Expression) -> str | None:
    return e.partner.zone if e.partner else None


def link_anchors(text: str, found: list[Expression]) -> None:
    """In "20 minutes after the deploy at 14:05", the step counts from 14:05."""
    for step, clock in pairwise(found):
        if not (step.anchored and step.minutes is not None and clock.has_clock) or clock.role == "end":
            continue
        if clock.start - step.end <= _LONGEST_GAP and _UP_TO_A_TIME.fullmatch(text, step.end, clock.start):
            step.anchor = clock
