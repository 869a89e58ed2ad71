"""From the pieces of a text to its time expressions: dates joined with clock times, ranges, hedges, parts of the day."""

from __future__ import annotations

import re

from pmtool.temporal.expression import Expression
from pmtool.temporal.grammar import points
from pmtool.temporal.lexicon import HEDGES
from pmtool.temporal.spans import phrases

_HEDGE = (
    r"(?:about|around|approximately|approx\.?|roughly|circa|ca\.?|~|≈|at/after|at or after|just (?:after|before)|"
    r"shortly (?:after|before)|some ?time (?:after|before)|after|before|by|nearly|almost)"
)
_DATE_THEN_CLOCK = re.compile(
    rf"(?:[ \t\u00a0]*(?:[,;|·@T]|\ba[st]\b|\bon\b|\bfrom\b|\bbetween\b|\bstarting\b|\bbeginning\b|\bsince\b|\buntil\b|\btill\b|"
    rf"\bto\b|[-–—]+|[\[(*_`]+|:|\*+|{_HEDGE})){{0,4}}[ \t\u00a0]*$"
)
_CLOCK_THEN_DATE = re.compile(
    r"[ \t\u00a0\n]*[,)\]*|]{0,2}[ \t\u00a0\n]*(?:on|of|-|–)?[ \t\u00a0\n]*(?:the[ \n]+)?(?:(?:early |late )?(?:morning|afternoon|evening|night) of )?(?:the[ \n]+)?\(?$", re.I
)
_TO = re.compile(
    rf"[ \t\u00a0\n]*[)\]*_`]{{0,3}}(?:[ \t\u00a0\n]*(?:-|–|—|−|→|->|\.\.\.?|~)[ \t\u00a0\n]*|[ \t\u00a0\n]+(?:to|until|till|til|through|thru|up to|up until)[ \t\u00a0\n]+)"
    rf"(?:(?:{_HEDGE})[ \t\u00a0\n]*)?[*_`(]{{0,3}}$"
)
_AND = re.compile(rf"[ \t\u00a0\n]*[)\]*_`]{{0,2}}[ \t\u00a0\n]*(?:and|&)[ \t\u00a0\n]+(?:(?:{_HEDGE})[ \t\u00a0\n]*)?[*_`(]{{0,2}}$")
_BETWEEN = re.compile(r"\b(?:[Bb]etween|[Bb]etw\.)[ \t\u00a0\n]+(?:the[ \n]+)?(?:hours of[ \n]+)?[*_`~(]{0,2}(?:about |around |approximately )?$")
_ENDED = re.compile(r"(?:[^.\n]|\n(?!\n)){0,40}\b(?:and|,)[ \n]+(?:ended|ending|lasted until|lasting until|until)[ \n]+(?:at|around)?[ \n]*[*_`]{0,2}$")
_BEGAN = re.compile(r"\b(?:began|started|starting|beginning|from)\b[^.\n]{0,20}$", re.I)
_DAYPART_BEFORE = re.compile(
    r"(?:(?:early|late|mid)[ -])?(morning|afternoon|evening|night)(?:[ \n]+\([A-Z]{2,5}\))?[ \n]+of[ \n]+(?:the[ \n]+|[A-Z][a-z]+day,?[ \n]+(?:the[ \n]+)?)?$",
    re.I,
)
_DAYPART_AFTER = re.compile(r"(?:,|[ \n])[ \n]?(?:\((?P<z>[A-Z]{2,5})\)[ \n])?(?:in the )?(?:early |late )?(morning|afternoon|evening|night)\b", re.I)
_HEDGE_BEFORE = re.compile(
    r"(?:(~|≈|\bca\.|\bc\.|\bapprox\.)|\b([a-z]+(?:/[a-z]+)?)[ \t\u00a0\n]+(?:the[ \n]+)?[*_`(]{0,3})[ \t\u00a0]*$", re.I
)
_LONE_YEAR = re.compile(r"[ \t]+((?:19[7-9]|20\d)\d)(?![\d:.])")
_DURATION_CUE = re.compile(r"\b(?:duration|lasted|lasting|elapsed|took|for|downtime|length)[ :]*[*_]{0,2}[: ]*$", re.I)
_POSTED = re.compile(r"^[*_ \t]*(?:Posted|Updated)\b", re.I)
_DAY_AFTER = re.compile(r"[ ]?(?:-|–|—|to)[ ]?(0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\w:/-]|[.:]\d|[ ]?[AaPp]\.?[Mm]\b)(?:,?[ ]+((?:19[7-9]|20\d)\d)(?![\d:]))?")
_RELATIVE_GAP = re.compile(rf"[ \t\n]*,?[ \t\n]*(?:at|by|around|on|~|from|of|{_HEDGE})?[ \t\n]*~?")
_DAY_BEFORE = re.compile(r"(?<![\w./:-])(0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?[ ]?(?:-|–|—|to|and|&)[ ]?$")


def find(text: str) -> list[Expression]:
    """Every time expression of a text in order, none overlapping. No context is used: fields are as written."""
    found = _join_dates_and_clocks(text, points(text))
    found = _drop_weak(text, _day_spans(text, found))
    _mark_day_parts(text, found)
    _link_ranges(text, found)
    found = sorted([*found, *phrases(text, found)], key=lambda e: e.start)
    found = _join_relative_days(text, found)
    found = [e for i, e in enumerate(found) if i == 0 or e.start >= found[i - 1].end]
    _mark_hedges(text, found)
    return found


def _join_dates_and_clocks(text: str, pieces: list[Expression]) -> list[Expression]:
    """One expression where a date and a clock time stand together."""
    joined: list[Expression] = []
    i = 0
    while i < len(pieces):
        piece = pieces[i]
        following = pieces[i + 1] if i + 1 < len(pieces) else None
        if following and _date_then_clock(text, piece, following):
            piece = _merge(following, piece)
            i += 1
            _take_trailing_year(text, piece)
        elif following and _clock_then_date(text, piece, following, pieces[i + 2] if i + 2 < len(pieces) else None):
            piece = _merge(piece, following)
            i += 1
        elif piece.form == "clock time" and _is_length(text, piece):
            piece = Expression(
                piece.start, piece.end, "duration",
                minutes=(piece.hour or 0) * 60 + (piece.minute or 0) + (piece.second or 0) / 60,
            )  # fmt: skip
        joined.append(piece)
        i += 1
    return joined


def _is_length(text: str, clock: Expression) -> bool:
    """`Duration: 01:30`: a clock's look, but a length."""
    if clock.zone or clock.meridiem or not _DURATION_CUE.search(text, max(0, clock.start - 24), clock.start):
        return False
    return not re.search(r"\bfor[ *_]*$", text[max(0, clock.start - 6) : clock.start]) or "for " not in text[clock.start - 4 : clock.start]


def _date_then_clock(text: str, date: Expression, clock: Expression) -> bool:
    if not (date.has_date and not date.has_clock and clock.has_clock and not clock.has_date):
        return False
    if clock.start - date.end > 30:
        return False
    between = text[date.end : clock.start]
    if "\n" in between:
        return bool(between.strip(" \n") == "" and between.count("\n") == 1 and not _begins_line(text, date.start))
    return bool(_DATE_THEN_CLOCK.fullmatch(between.rstrip("~")))


def _clock_then_date(text: str, clock: Expression, date: Expression, third: Expression | None) -> bool:
    if not (clock.has_clock and not clock.has_date and date.has_date and not date.has_clock):
        return False
    if date.month and not date.has_day:
        return False
    if date.start - clock.end > 40 or not _CLOCK_THEN_DATE.fullmatch(text[clock.end : date.start]):
        return False
    if "\n\n" in text[clock.end : date.start]:
        return False
    return not (third and "on" not in text[clock.end : date.start].split() and _date_then_clock(text, date, third))


def _begins_line(text: str, start: int) -> bool:
    line = text.rfind("\n", 0, start) + 1
    return not text[line:start].strip(" \t-*•#>|[(_")


def _merge(clock: Expression, date: Expression) -> Expression:
    clock.start, clock.end = min(clock.start, date.start), max(clock.end, date.end)
    clock.year, clock.month, clock.day, clock.weekday = date.year, date.month, date.day, date.weekday
    clock.slashed, clock.daypart = date.slashed, date.daypart
    clock.form = f"{date.form}, {clock.form}"
    return clock


def _take_trailing_year(text: str, stamp: Expression) -> None:
    """`Tue Oct 13 18:01:02 UTC 2026`."""
    if stamp.year is None and stamp.month and (found := _LONE_YEAR.match(text, stamp.end)):
        stamp.year, stamp.end = int(found[1]), found.end()


def _drop_weak(text: str, found: list[Expression]) -> list[Expression]:
    """Without numbers such as `1/2` that only a neighbour could make a date."""
    kept = []
    for e in found:
        if e.slashed and e.year is None and not e.has_clock and not _slashed_is_date(text, e):
            continue
        kept.append(e)
    return kept


def _day_spans(text: str, found: list[Expression]) -> list[Expression]:
    """Both days of `November 3-5, 2026` and `5-7 March`."""
    spread: list[Expression] = []
    for e in found:
        if e.month and e.day and not e.has_clock and e.form == "date with a month's name":
            if text[e.start].isdigit() and (first := _DAY_BEFORE.search(text, max(0, e.start - 10), e.start)):
                if not spread or spread[-1].end <= first.start():
                    spread.append(Expression(first.start(), first.end(1), e.form, year=e.year, month=e.month, day=int(first[1])))
            elif (after := _DAY_AFTER.match(text, e.end)) and int(after[1]) > e.day:
                year = int(after[2]) if after[2] else e.year
                e.year = e.year or year
                spread.append(e)
                e = Expression(after.start(1), after.end(), e.form, year=year, month=e.month, day=int(after[1]))
        spread.append(e)
    return spread


def _slashed_is_date(text: str, e: Expression) -> bool:
    before = text[max(0, e.start - 14) : e.start].lower()
    return bool(e.weekday is not None or re.search(r"\b(?:on|since|until|by|from|dated?|of)[ :]*$", before)) or (
        _begins_line(text, e.start) and text[e.end : e.end + 1] in ("", " ", ":", "\n", ",") and "0" in text[e.start : e.end]
    )


def _mark_day_parts(text: str, found: list[Expression]) -> None:
    """`evening of the 8th`, `October 9th, morning`: the words become part of the date, which is approximate."""
    for e in found:
        if e.has_clock or not e.has_date:
            continue
        if before := _DAYPART_BEFORE.search(text, max(0, e.start - 50), e.start):
            e.start, e.daypart, e.approximate = before.start(), before[1].lower(), True
        elif after := _DAYPART_AFTER.match(text, e.end):
            e.end, e.daypart, e.approximate = after.end(), after[2].lower(), True


def _join_relative_days(text: str, found: list[Expression]) -> list[Expression]:
    """One expression of `the following day at 09:15` and `18:30 the same day`."""
    joined: list[Expression] = []
    for e in found:
        last = joined[-1] if joined else None
        if last and last.days is not None and last.relative and e.has_clock and not e.has_date and _touch(text, last, e):
            e.start, e.days = last.start, last.days
            joined[-1] = e
        elif last and e.days is not None and e.relative and last.has_clock and not last.has_date and _touch(text, last, e):
            last.end, last.days = e.end, e.days
        else:
            joined.append(e)
    return joined


def _touch(text: str, a: Expression, b: Expression) -> bool:
    return b.start - a.end < 20 and _RELATIVE_GAP.fullmatch(text, a.end, b.start) is not None


def _link_ranges(text: str, found: list[Expression]) -> None:
    for a, b in zip(found, found[1:], strict=False):
        if b.start - a.end > 60 or a.role == "end" or a.has_clock != b.has_clock or not (a.has_date or a.has_clock):
            continue
        between = text[a.end : b.start]
        if len(between) < 30 and (
            _TO.fullmatch(between)
            or (_AND.fullmatch(between) and _BETWEEN.search(text, max(0, a.start - 40), a.start))
        ) or (a.has_clock and _ENDED.fullmatch(between) and _BEGAN.search(text, max(0, a.start - 30), a.start)):
            if "\n\n" not in between and not (a.epoch or b.epoch):
                a.role, b.role, a.partner, b.partner = "start", "end", b, a


def _mark_hedges(text: str, found: list[Expression]) -> None:
    for e in found:
        hedge = _HEDGE_BEFORE.search(text, max(0, e.start - 16), e.start)
        if hedge and (hedge[1] or (hedge[2] or "").lower() in HEDGES):
            e.approximate = True
