"""Finds every date and clock time of a text: one scan for numbers and names, then the readers that may apply there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pmtool.patterns import Pattern
from pmtool.temporal import clocks, dates
from pmtool.temporal.expression import Expression

_CHUNK = 65_536
"""Characters looked at in one go; bounds memory on large logs."""

_NOTE_LINES = 3

# Both scans begin with a set of characters, so that the engine skips to the next candidate at its own speed, and
# look far enough ahead to pass over numbers and words that cannot begin a time.
_NUMBER = Pattern(
    r"""[0-9](?<![0-9][0-9])(?:
      [0-9]{7,}
    | [0-9]{3}(?![0-9])
    | [0-9]?(?![0-9])(?:
        (?=[:./h][0-9])
      | (?=st\b|nd\b|rd\b|th\b)
      | (?=[ ]?(?:[AaPp]\.?[ ]?[Mm]|h\b|hrs?\b|hours\b|[A-Z]{1,4}T\b|UTC|GMT|o'c|in[ ]the|at[ ]ni))
      | (?=[ \t,/-]{0,3}(?:of[ ])?(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))
      | (?=[ ]?(?:[-–—]|to[ ]|until[ ]|till[ ]|and[ ])[ ]?[0-9][0-9]?(?:[:.][0-5][0-9])?[ ]?[AaPp]\.?[Mm])
      )
    )""",
    re.X,
)
_NAME = Pattern(
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC"
    r"|Mon|Tue|Wed|Thu|Fri|Sat|Sun|Noon|Midnight|Midday)[A-Za-z]{0,6}\b"
)
_SMALL_NAMES = (
    "january", "february", "april", "june", "july", "august", "september", "october", "november", "december", "noon",
    "midnight", "midday",
)  # fmt: skip
_SMALL_WITH_DAY = (
    "jan ",
    "feb ",
    "mar ",
    "march ",
    "apr ",
    "jun ",
    "jul ",
    "aug ",
    "sep ",
    "sept ",
    "oct ",
    "nov ",
    "dec ",
)
"""Names that count only before a number; `may` is never looked for by itself."""
_SMALL_NAME = Pattern(
    "|".join([*(rf"{name}\b" for name in _SMALL_NAMES), *(rf"{n}(?=[0-9])" for n in _SMALL_WITH_DAY)])
)
_LETTER_BEFORE = Pattern(r"[^\W_]|[_/]")
_IN_ADDRESS = Pattern(r"(?:\b[a-z]+://|\bwww\.)[^\s<>\")\]]*\Z")
_LONGEST_ADDRESS = 250
_NO_START = frozenset("/.+$€£#@\\&")
"""Characters before a number that make it part of a path, version, price, offset or query."""
_TIME_KEY = Pattern(
    r"(?:time|date|ts|stamp|epoch|when|at|start|started|end|ended|since|until|from|to)[\"']?[=:]$", re.I
)

Reader = Callable[[str, int], Expression | None]

_YEAR_FIRST: tuple[Reader, ...] = (dates.year_first, clocks.four_digit_clock)
_LONG: tuple[Reader, ...] = (dates.long_number,)
_COLON: tuple[Reader, ...] = (clocks.colon_clock, clocks.twelve_hour_clock)
_SLASH: tuple[Reader, ...] = (dates.log_stamp, dates.paired_days, dates.day_month, dates.slashed)
_DOT: tuple[Reader, ...] = (dates.dotted, clocks.twelve_hour_clock, clocks.dotted_clock)
_SHORT: tuple[Reader, ...] = (
    dates.day_month,
    dates.paired_days,
    dates.ordinal_day,
    clocks.twelve_hour_clock,
    clocks.dotted_clock,
    clocks.opening_hour,
    clocks.bare_hour,
)


def points(text: str) -> list[Expression]:
    """Every date and clock time, in order; none inside a web address."""
    found: list[Expression] = []
    done = 0
    for at, end in _candidates(text):
        if at < done:
            continue
        expression = _number(text, at, end) if text[at].isdigit() else _name(text, at, end)
        if expression is not None and not _in_address(text, at):
            if expression.has_day and expression.weekday is None:
                expression.weekday = dates.weekday_behind(text, expression.end)
            found.append(expression)
            done = expression.end
    return _without_stray_numbers(text, found)


def _in_address(text: str, at: int) -> bool:
    """Whether a position is inside a web address."""
    before = text[max(0, at - _LONGEST_ADDRESS) : at]
    return ("://" in before or "www." in before) and _IN_ADDRESS.search(before) is not None


def _without_stray_numbers(text: str, found: list[Expression]) -> list[Expression]:
    """Four digits with nothing to say that they are a time count only in notes where several lines open with one.

    With a leading zero they count anyway: `at 0845`.
    """
    bare = [e for e in found if e.form == clocks.BARE_DIGITS]
    if not bare or sum(opens_line(text, e.start) for e in bare) >= _NOTE_LINES:
        return found
    return [e for e in found if e.form != clocks.BARE_DIGITS or text[e.start] == "0"]


def opens_line(text: str, at: int) -> bool:
    """Whether nothing but a list's or a heading's marks stands before a position on its line."""
    begin = max(0, at - 24)
    line = text.rfind("\n", begin, at) + 1
    return (line > 0 or begin == 0) and not text[line:at].strip(" \t-*#>|[(_~")


def _candidates(text: str) -> Iterator[tuple[int, int]]:
    """Spans of numbers and of words that may be a month's, a weekday's or an hour's name."""
    begin = 0
    while begin < len(text):
        end = text.find("\n", begin + _CHUNK)
        end = len(text) if end < 0 else end
        spans = [m.span() for scan in (_NUMBER, _NAME) for m in scan.finditer(text, begin, end)]
        if any(text.find(name, begin, end) >= 0 for name in (*_SMALL_NAMES, *_SMALL_WITH_DAY)):
            spans += [(m.start(), m.start() + len(m.group().rstrip())) for m in _SMALL_NAME.finditer(text, begin, end)]
        spans.sort()
        yield from spans
        begin = end


def _number(text: str, at: int, end: int) -> Expression | None:
    """The expression that begins with the number at [at, end)."""
    before = text[at - 1] if at else " "
    follower = text[end] if end < len(text) else " "
    readers = _readers(end - at, follower)
    if before.isalnum():
        return dates.klog_stamp(text, at) if end - at == 4 and before in "IWEF" else None
    if before in "=:":
        readers = _keyed(text, at, readers)
    elif (before in _NO_START and not _slash_between_times(text, at)) or _part_of_a_name(text, at):
        return None
    for reader in readers:
        if (expression := reader(text, at)) is not None:
            return expression
    return None


def _keyed(text: str, at: int, readers: tuple[Reader, ...]) -> tuple[Reader, ...]:
    """The readers for a field's value: `ts=1772546709`, `{"timestamp":1772546709250`, `window=2026-02-11T14:05Z/…`."""
    certain = readers is _YEAR_FIRST and (text[at - 1] == "=" or text[at - 2 : at - 1] in ('"', "'"))
    return readers if certain or _TIME_KEY.search(text, max(0, at - 12), at) else ()


def _part_of_a_name(text: str, at: int) -> bool:
    """`web-09-30`, `job_0930`: a hyphen may stand between two times or dates, or glue a stamp's parts."""
    if at < 2 or text[at - 1] not in "-_":
        return False
    glued = text[at - 2]
    if text[at - 1] == "_":
        return glued.isalnum()
    return not (glued.isdigit() or glued in " mMzZT-\n\t*" or text[at - 4 : at - 1] in ("UTC", "GMT"))


def _slash_between_times(text: str, at: int) -> bool:
    """`(…at/3pm`, `…13:00/14:00`: a slash between two times is no path."""
    return text[at - 1] == "/" and at > 2 and (text[at - 2] in "mM)" or text[at - 5 : at - 1].count(":") == 1)


def _readers(length: int, follower: str) -> tuple[Reader, ...]:
    if length >= 8:
        return _LONG
    if length == 4:
        return _YEAR_FIRST
    if follower == ":":
        return _COLON
    if follower == "/":
        return _SLASH
    if follower == ".":
        return _DOT
    return _SHORT


def _name(text: str, at: int, end: int) -> Expression | None:
    """The expression that begins with the word at [at, end)."""
    if at and _LETTER_BEFORE.match(text, at - 1):
        return None
    word = text[at:end].lower()
    if word in ("noon", "midnight", "midday"):
        begin = at - 3 if text[max(0, at - 3) : at] == "12 " else at
        return clocks.named_hour(text, begin, end, word)
    return dates.weekday_first(text, at, end) or dates.month_first(text, at, end)
