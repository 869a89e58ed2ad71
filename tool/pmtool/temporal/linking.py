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
_OPENED = Pattern(r"[ \t\n]*[(\[](?:or |i\.e\.,? |that is,? |= ?|~)?")
_UP_TO_A_TIME = Pattern(r"(?:[ \n]+to)?(?:[ \n]+[^.;:\n]{1,40}\b(?:at|around|about|by|on))?[ \n]+[*_`~(]{0,2}")
_LONGEST_GAP = 60
"""Characters between the ends of a range."""


def link_ranges(text: str, document: Document, found: list[Expression]) -> None:
    """Make `start` and `end` of the expressions that a range stands between."""
    told = _without_asides(text, found)
    for i, ((a, done), (b, _)) in enumerate(pairwise(told)):
        if b.start - done > _LONGEST_GAP or a.role == "end" or a.has_clock != b.has_clock or a.epoch or b.epoch:
            continue
        if "\n" in text[done : b.start] and not same_block(document, a, b):
            continue
        again = i > 0 and _AND.fullmatch(text, done, b.start) and _tells_range_again(text, told[i - 1][0], a)
        if again or ((a.has_date or a.has_clock) and _is_range(text, a, done, b)):
            a.role, b.role, a.partner, b.partner = "start", "end", b, a


def _without_asides(text: str, found: list[Expression]) -> list[tuple[Expression, int]]:
    """Each expression and where it is done: `14:05 UTC (06:05 PST)` is one, done behind its brackets' words."""
    told: list[tuple[Expression, int]] = []
    for e in found:
        if told and _is_aside(text, told[-1][0], e):
            told[-1] = told[-1][0], e.end
        else:
            told.append((e, e.end))
    return told


def _is_aside(text: str, a: Expression, b: Expression) -> bool:
    """Whether the second tells the first in another zone, in brackets of its own."""
    if not (a.has_clock and b.has_clock and a.zone and b.zone and a.zone != b.zone):
        return False
    return _OPENED.fullmatch(text, a.end, b.start) is not None and text[b.end : b.end + 1] in (")", "]")


def _tells_range_again(text: str, before: Expression, a: Expression) -> bool:
    """Whether the second opens other words for the range that the first one ends."""
    return before.role == "end" and a.has_clock and _IN_OTHER_WORDS.fullmatch(text, before.end, a.start) is not None


def _is_range(text: str, a: Expression, done: int, b: Expression) -> bool:
    between = text[done : b.start]
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
        if not (here and there and here != there and _IN_OTHER_WORDS.fullmatch(text, a.end, b.start)):
            continue
        b.twin = a
        if a.role == "end" and b.role == "start" and b.partner:
            b.twin, b.partner.twin = a.partner, a


def _zone_of_partner(e: Expression) -> str | None:
    return e.partner.zone if e.partner else None


def link_anchors(text: str, found: list[Expression]) -> None:
    """In "20 minutes after the deploy at 14:05", the step counts from 14:05."""
    for step, clock in pairwise(found):
        if not (step.anchored and step.minutes is not None and clock.has_clock) or clock.role == "end":
            continue
        if clock.start - step.end <= _LONGEST_GAP and _UP_TO_A_TIME.fullmatch(text, step.end, clock.start):
            step.anchor = clock
