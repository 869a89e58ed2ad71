"""Finds every date and clock time of a text: one scan for numbers and names, then the readers that may apply there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pmtool.temporal import clocks, dates
from pmtool.temporal.expression import Expression

_CHUNK = 65_536
"""Characters looked at in one go; bounds memory on large logs."""

_NOTE_LINES = 3

_NUMBER = re.compile(r"[0-9]+")
_NAME = re.compile(r"[JFMASONDTW][A-Za-z]{2,8}\b")
_LOWER_NAME = re.compile(
    r"\b(?:january|february|april|june|july|august|september|october|november|december|[Nn]oon|[Mm]idnight|[Mm]idday)\b"
)
_ADDRESS = re.compile(r"(?:https?|ftp|file)://[^\s<>\")\]]+|\bwww\.[^\s<>\")\]]+")
_NO_START = frozenset("/.:+$€£#@\\&=")
"""Characters before a number that make it part of a path, version, price, offset or query."""

Reader = Callable[[str, int], Expression | None]

_YEAR_FIRST: tuple[Reader, ...] = (dates.year_first, clocks.four_digit_clock)
_LONG: tuple[Reader, ...] = (dates.long_number,)
_COLON: tuple[Reader, ...] = (clocks.colon_clock, clocks.twelve_hour_clock)
_SLASH: tuple[Reader, ...] = (dates.log_stamp, dates.paired_days, dates.day_month, dates.slashed)
_DOT: tuple[Reader, ...] = (dates.dotted, clocks.twelve_hour_clock, clocks.dotted_clock)
_SHORT: tuple[Reader, ...] = (
    dates.day_month,
    dates.ordinal_day,
    clocks.twelve_hour_clock,
    clocks.dotted_clock,
    clocks.bare_hour,
)


def points(text: str) -> list[Expression]:
    """Every date and clock time, in order; none inside a web address."""
    found: list[Expression] = []
    done = 0
    addresses = _ADDRESS.finditer(text)
    address = next(addresses, None)
    for at, end in _candidates(text):
        if at < done:
            continue
        while address and address.end() <= at:
            address = next(addresses, None)
        if address and address.start() <= at:
            continue
        expression = _number(text, at, end) if text[at].isdigit() else _name(text, at, end)
        if expression is not None:
            found.append(expression)
            done = expression.end
    return _without_stray_numbers(text, found)


def _without_stray_numbers(text: str, found: list[Expression]) -> list[Expression]:
    """Four digits with nothing to say that they are a time count only in notes where several lines open with one."""
    bare = [e for e in found if e.form == clocks.BARE_DIGITS]
    if not bare or sum(_opens_line(text, e.start) for e in bare) >= _NOTE_LINES:
        return found
    return [e for e in found if e.form != clocks.BARE_DIGITS]


def _opens_line(text: str, at: int) -> bool:
    line = text.rfind("\n", 0, at) + 1
    return not text[line:at].strip(" \t-*•[(~")


def _candidates(text: str) -> Iterator[tuple[int, int]]:
    """Spans of numbers and of words that may be a month's, a weekday's or an hour's name."""
    lower = any(word in text for word in _LOWER_WORDS)
    begin = 0
    while begin < len(text):
        end = text.find("\n", begin + _CHUNK)
        end = len(text) if end < 0 else end
        spans = [m.span() for m in _NUMBER.finditer(text, begin, end)]
        spans += [m.span() for m in _NAME.finditer(text, begin, end)]
        if lower:
            spans += [m.span() for m in _LOWER_NAME.finditer(text, begin, end)]
        spans.sort()
        yield from spans
        begin = end


_LOWER_WORDS = (
    "january", "february", "april", "june", "july", "august", "september", "october", "november", "december",
    "noon", "midnight", "midday", "Noon", "Midnight", "Midday",
)  # fmt: skip


def _number(text: str, at: int, end: int) -> Expression | None:
    """The expression that begins with the number at [at, end)."""
    before = text[at - 1] if at else " "
    follower = text[end] if end < len(text) else " "
    length = end - at
    if before.isalnum():
        return dates.klog_stamp(text, at) if length == 4 and before in "IWEF" else None
    if before in _NO_START and not _dash_before(text, at):
        return None
    if before == "_" and at > 1 and text[at - 2].isalnum():
        return None
    if before == "-" and at > 1 and not (text[at - 2].isdigit() or text[at - 2] in " mMzZT-\n\t\u00a0*"):
        return None
    for reader in _readers(length, follower):
        if (expression := reader(text, at)) is not None:
            return expression
    return None


def _dash_before(text: str, at: int) -> bool:
    """`(…at/3pm`, `…13:00/14:00`: a slash between two times is no path."""
    return text[at - 1] == "/" and at > 2 and (text[at - 2] in "mM)" or text[at - 5 : at - 1].count(":") == 1)


def _readers(length: int, follower: str) -> tuple[Reader, ...]:
    if length >= 8:
        return _LONG
    if length == 4:
        return _YEAR_FIRST
    if length > 2:
        return ()
    if follower == ":":
        return _COLON
    if follower == "/":
        return _SLASH
    if follower == ".":
        return _DOT
    return _SHORT


def _name(text: str, at: int, end: int) -> Expression | None:
    """The expression that begins with the word at [at, end)."""
    if at and (text[at - 1].isalnum() or text[at - 1] in "_/"):
        return None
    word = text[at:end].lower()
    if word in ("noon", "midnight", "midday"):
        begin = at - 3 if text[max(0, at - 3) : at] == "12 " else at
        return clocks.named_hour(text, begin, end, word)
    return dates.weekday_first(text, at, end) or dates.month_first(text, at, end)
