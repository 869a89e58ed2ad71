"""From the text of a document to its time expressions: pieces found, joined, linked, and marked with what stands by."""

from __future__ import annotations

import re

from pmtool.model import Document
from pmtool.patterns import Pattern
from pmtool.temporal.day_words import relative_days
from pmtool.temporal.expression import Expression
from pmtool.temporal.grammar import opens_line, points
from pmtool.temporal.joining import join_dates_and_clocks, join_relative_days, spread_days
from pmtool.temporal.lexicon import HEDGES
from pmtool.temporal.linking import link_anchors, link_ranges, link_twins
from pmtool.temporal.plain_text import plain
from pmtool.temporal.spans import durations
from pmtool.temporal.spoken import spoken_times
from pmtool.temporal.zone_words import zone_behind, zone_end

_DAYPARTS = ("morning", "afternoon", "evening", "night")
_DAYPART_BEFORE = Pattern(
    r"\b(?:(?:early|late|mid)[ -])?(morning|afternoon|evening|night)(?:[ \n]+\([A-Z]{2,5}\))?[ \n]+of[ \n]+"
    r"(?:the[ \n]+|[A-Z][a-z]+day,?[ \n]+(?:the[ \n]+)?)?$",
    re.I,
)
_DAYPART_AFTER = Pattern(
    r"(?:,|[ \n])[ \n]?(?:\([A-Z]{2,5}\)[ \n])?(?:in the )?(?:early |late )?(morning|afternoon|evening|night)\b", re.I
)
_HEDGE_AFTER = Pattern(r"[ ]?\(?(?:or so|approx|approximately|roughly|ish)\b")
_ZONE_BEFORE = Pattern(r"\b([A-Z]{2,5}) $")
_DATED = Pattern(r"\b(?:on|since|until|by|from|dated?|of)[ :]*$")
_LINE_GOES_ON = Pattern(r"[ \t]*[*_)\]:.|]{0,3}[ \t]*(?:\||\n|$)")
_OPENING_MARKS = '([*_`"“'
_FARTHEST_HEDGE = 24
_FARTHEST_DAYPART = 50
_SAME_FORM = 2
"""Lines that open with a full date in slashes before `1/3` on a line of its own is taken for one, too."""


def find(document: Document) -> list[Expression]:
    """Every time expression of a document in order, none overlapping: its fields are as written.

    Of the document only the bounds of its blocks are used: nothing is joined across them.
    """
    text = plain(document.text)
    found = join_dates_and_clocks(text, document, _clear(points(text), list(spoken_times(text))))
    found = _drop_weak(text, spread_days(text, found))
    _mark_day_parts(text, found)
    link_ranges(text, document, found)
    found = _clear(found, _clear(list(durations(text)), list(relative_days(text))))
    found = join_relative_days(text, found)
    _mark_zones(text, found)
    link_twins(text, found)
    link_anchors(text, found)
    _mark_hedges(text, found)
    return found


def _clear(found: list[Expression], more: list[Expression]) -> list[Expression]:
    """Both in order, without those of `more` that touch one of `found`."""
    if not more:
        return found
    merged: list[Expression] = []
    first = {id(e) for e in found}
    for e in sorted([*found, *more], key=lambda e: e.start):
        while merged and e.start < merged[-1].end and id(e) in first and id(merged[-1]) not in first:
            merged.pop()
        if not merged or e.start >= merged[-1].end:
            merged.append(e)
    return merged


def _drop_weak(text: str, found: list[Expression]) -> list[Expression]:
    """Without numbers such as `1/2` that only a neighbour could make a date."""
    opening = sum(e.slashed is not None and (bool(e.year) or e.has_clock) and opens_line(text, e.start) for e in found)
    kept = []
    for e in found:
        if e.slashed and e.year is None and not e.has_clock and not _slashed_is_date(text, e, opening):
            continue
        kept.append(e)
    return kept


def _slashed_is_date(text: str, e: Expression, opening: int) -> bool:
    if e.weekday is not None or _DATED.search(text[max(0, e.start - 14) : e.start].lower()):
        return True
    if not opens_line(text, e.start) or text[e.end : e.end + 1] not in ("", " ", ":", "\n", ","):
        return False
    first, _, second = text[e.start : e.end].partition("/")
    return opening >= _SAME_FORM or first[0] == "0" or second[0] == "0"


def _mark_day_parts(text: str, found: list[Expression]) -> None:
    """`evening of the 8th`, `October 9th, morning`: the words become part of the date, which is approximate."""
    for i, e in enumerate(found):
        if e.has_clock or not e.has_date:
            continue
        low = max(found[i - 1].end if i else 0, e.start - _FARTHEST_DAYPART)
        high = min(found[i + 1].start if i + 1 < len(found) else len(text), e.end + _FARTHEST_DAYPART)
        stretch = text[low:high].lower()
        if not any(part in stretch for part in _DAYPARTS):
            continue
        if before := _DAYPART_BEFORE.search(text, low, e.start):
            e.start, e.daypart, e.approximate = before.start(), before[1].lower(), True
        elif after := _DAYPART_AFTER.match(text, e.end, high):
            e.end, e.daypart, e.approximate = after.end(), after[1].lower(), True


def _mark_zones(text: str, found: list[Expression]) -> None:
    """The zone before a clock time (`UTC 14:05`), and the one beside a date that others follow (`3 March (EST)`)."""
    done = 0
    for e in found:
        if e.zone is None and e.hour is not None:
            before = _ZONE_BEFORE.search(text, max(done, e.start - 6), e.start)
            if before and zone_end(text, before.start()) == before.end(1):
                e.zone, e.start = before[1], before.start()
        elif e.has_day and not e.has_clock and e.role is None:
            e.zone = _zone_beside(text, e.end)
        done = e.end


def _zone_beside(text: str, end: int) -> str | None:
    zone, stop = zone_behind(text, end + (text[end : end + 1] == ","))
    in_brackets = text[stop - 1 : stop] in (")", "]")
    return zone if zone and (in_brackets or _LINE_GOES_ON.match(text, stop)) else None


def _mark_hedges(text: str, found: list[Expression]) -> None:
    done = 0
    for e in found:
        if _is_hedged(text[max(done, e.start - _FARTHEST_HEDGE) : e.start]) or _HEDGE_AFTER.match(text, e.end):
            e.approximate = True
        done = e.end


def _is_hedged(before: str) -> bool:
    """Whether the words before a time end in a hedge: `about`, `(~`, `early on the`."""
    words = before.lower().replace("-", " ").rstrip("([*_` \n\t").split()
    if words and words[-1] == "the":
        words.pop()
    if not words:
        return False
    if words[-1] in ("on", "in"):
        return words[-2:-1] in (["early"], ["late"], ["mid"])
    return words[-1].lstrip(_OPENING_MARKS) in HEDGES or words[-1][-1] == "~"
