"""Pieces of one expression: a date and its clock time, a told day and its clock time; both days of "3-5 March"."""

from __future__ import annotations

import re

from pmtool.model import Document
from pmtool.patterns import Pattern
from pmtool.temporal.dates import NAMED_DATE, take_trailing_year
from pmtool.temporal.expression import Expression
from pmtool.temporal.grammar import opens_line

HEDGE = (
    r"(?:about|around|approximately|approx\.?|roughly|circa|ca\.?|~|at/after|at or after|just (?:after|before)|"
    r"shortly (?:after|before)|some ?time (?:after|before)|after|before|by|nearly|almost)"
)
"""Regular expression, without groups, for a hedge between two pieces."""
_DATE_THEN_CLOCK = Pattern(
    r"(?:[ \t]*(?:[,;|·@T:]|\b(?:as|at|on|from|between|starting|beginning|since|until|till|to)\b|[-–—]+|[\[(*_`]+"
    rf"|({HEDGE}))){{0,4}}[ \t]*"
)
_CLOCK_THEN_DATE = Pattern(
    r"\s*[,)\]*|]{0,2}\s*(?:on|of|[-–])?\s*(?:the[ \n]+)?"
    r"(?:(?:early |late )?(?:morning|afternoon|evening|night) of )?(?:the[ \n]+)?\(?",
    re.I,
)
_LENGTH_CUE = Pattern(
    r"\b(?:duration|lasted|lasting|elapsed|took|downtime|uptime|length|time to [a-z]+|m?tt[a-z])[ :]*[*_]{0,2}[: ]*$",
    re.I,
)
_MOMENT_CUE = Pattern(r"\b(?:at|by|around|about|until|till|since|from|before|after)[ ~]*$", re.I)
_RELATIVE_GAP = Pattern(rf"[ \t\n]*,?[ \t\n]*(?:at|by|around|on|~|from|of|{HEDGE})?[ \t\n]*~?")
_DAY_BEFORE = Pattern(r"(?<![\w./:-])(0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?[ ]?(?:[-–—]|to|and|&)[ ]?$")
_DAY_AFTER = Pattern(
    r"[ ]?(?:[-–—]|to)[ ]?(0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\w:/-]|[.:]\d|[ ]?[AaPp]\.?[Mm]\b)"
    r"(?:,?[ ]+((?:19[7-9]|20\d)\d)(?![\d:]))?"
)
_FARTHEST_CLOCK, _FARTHEST_DATE = 30, 40
"""Characters between a date and the clock time that goes with it, in either order."""


def join_dates_and_clocks(text: str, document: Document, pieces: list[Expression]) -> list[Expression]:
    """One expression where a date and a clock time stand together; a clock's look behind "duration" is a length."""
    joined: list[Expression] = []
    i = 0
    while i < len(pieces):
        piece = pieces[i]
        following = pieces[i + 1] if i + 1 < len(pieces) else None
        if following and _date_then_clock(text, document, piece, following):
            piece = _merge(following, piece)
            i += 1
            take_trailing_year(text, piece)
            while i + 1 < len(pieces) and pieces[i + 1].start < piece.end:
                i += 1  # the year and its offset had looked like a time
        elif following and _clock_then_date(text, document, piece, following, pieces[i + 2 : i + 3]):
            piece = _merge(piece, following)
            i += 1
        elif piece.form == "clock time" and _is_length(text, piece):
            piece = _as_length(piece)
        joined.append(piece)
        i += 1
    return joined


def _is_length(text: str, clock: Expression) -> bool:
    """`Duration: 01:30`, `1:30 hours`."""
    if clock.zone or clock.meridiem:
        return False
    if clock.halves_open and text[clock.start : clock.end].endswith(("hours", "hrs", "h")):
        return _MOMENT_CUE.search(text, max(0, clock.start - 10), clock.start) is None
    return _LENGTH_CUE.search(text, max(0, clock.start - 24), clock.start) is not None


def _as_length(clock: Expression) -> Expression:
    minutes = (clock.hour or 0) * 60 + (clock.minute or 0) + (clock.second or 0) / 60
    return Expression(clock.start, clock.end, "duration", minutes=round(minutes, 4))


def _date_then_clock(text: str, document: Document, date: Expression, clock: Expression) -> bool:
    if not (date.has_date and not date.has_clock and clock.has_clock and not clock.has_date):
        return False
    if clock.start - date.end > _FARTHEST_CLOCK:
        return False
    between = text[date.end : clock.start]
    if "\n" in between:
        wrapped = between.strip(" \n") == "" and same_block(document, date, clock)
        return wrapped and not opens_line(text, date.start)
    found = _DATE_THEN_CLOCK.fullmatch(between.rstrip("~"))
    if found and found[1]:
        clock.approximate = True
    return found is not None


def _clock_then_date(
    text: str, document: Document, clock: Expression, date: Expression, third: list[Expression]
) -> bool:
    if not (clock.has_clock and not clock.has_date and date.has_date and not date.has_clock):
        return False
    if date.month and not date.has_day:
        return False
    if date.start - clock.end > _FARTHEST_DATE:
        return False
    between = text[clock.end : date.start]
    if not _CLOCK_THEN_DATE.fullmatch(between) or ("\n" in between and not same_block(document, clock, date)):
        return False
    return not (third and "on" not in between.split() and _date_then_clock(text, document, date, third[0]))


def same_block(document: Document, a: Expression, b: Expression) -> bool:
    """Whether two expressions stand in one block, so that a line break between them means nothing."""
    return document.block_at(a.start) is document.block_at(b.start)


def _merge(clock: Expression, date: Expression) -> Expression:
    clock.start, clock.end = min(clock.start, date.start), max(clock.end, date.end)
    clock.year, clock.month, clock.day, clock.weekday = date.year, date.month, date.day, date.weekday
    clock.slashed, clock.daypart = date.slashed, date.daypart
    clock.form = f"{date.form}, {clock.form}"
    return clock


def spread_days(text: str, found: list[Expression]) -> list[Expression]:
    """Both days of `November 3-5, 2026` and `5-7 March`."""
    spread: list[Expression] = []
    for i, e in enumerate(found):
        if e.month and e.day and not e.has_clock and e.form == NAMED_DATE:
            if text[e.start].isdigit():
                spread += _day_before(text, e, spread[-1].end if spread else 0)
            elif second := _day_after(text, e, found[i + 1].start if i + 1 < len(found) else len(text)):
                spread.append(e)
                e = second
        spread.append(e)
    return spread


def _day_before(text: str, e: Expression, done: int) -> list[Expression]:
    first = _DAY_BEFORE.search(text, max(0, e.start - 10), e.start)
    if not first or first.start() < done:
        return []
    return [Expression(first.start(), first.end(1), e.form, year=e.year, month=e.month, day=int(first[1]))]


def _day_after(text: str, e: Expression, following: int) -> Expression | None:
    if not any(c.isdigit() for c in text[e.end : e.end + 5]):
        return None
    after = _DAY_AFTER.match(text, e.end)
    if not after or int(after[1]) <= (e.day or 0) or following < after.end():
        return None
    year = int(after[2]) if after[2] else e.year
    e.year = e.year or year
    return Expression(after.start(1), after.end(), e.form, year=year, month=e.month, day=int(after[1]))


def join_relative_days(text: str, found: list[Expression]) -> list[Expression]:
    """One expression of `the following day at 09:15` and `18:30 the same day`."""
    joined: list[Expression] = []
    for e in found:
        last = joined[-1] if joined else None
        if last and _is_told_day(last) and e.has_clock and not e.has_date and _touch(text, last, e):
            e.start, e.days = last.start, last.days
            joined[-1] = e
        elif last and _is_told_day(e) and last.has_clock and not last.has_date and _touch(text, last, e):
            last.end, last.days = e.end, e.days
        else:
            joined.append(e)
    return joined


def _is_told_day(e: Expression) -> bool:
    return e.relative and e.days is not None and e.minutes is None


def _touch(text: str, a: Expression, b: Expression) -> bool:
    return b.start - a.end < 20 and _RELATIVE_GAP.fullmatch(text, a.end, b.start) is not None
