"""Dates and whole stamps at a position of a text. Every reader gives an expression or None."""

from __future__ import annotations

import re

from pmtool.patterns import Pattern
from pmtool.temporal.clocks import SPACE, offset_behind
from pmtool.temporal.expression import Expression
from pmtool.temporal.lexicon import MONTHS, WEEKDAYS

NAMED_DATE = "date with a month's name"

_YEAR = r"((?:19[7-9]|20\d)\d)"
_DAY = r"(0?[1-9]|[12]\d|3[01])"
_YEAR_AFTER = Pattern(
    rf"(?:{SPACE}*,{SPACE}*|{SPACE}+|[-/]|{SPACE}?\n(?!\d{{4}}[-/.\d])){_YEAR}(?!\d|:\d|\.\d|{SPACE}?(?:hrs|h)\b)"
)
_SHORT_YEAR_AFTER = Pattern(r"-(\d\d)(?![\w:-])")
_LONE_YEAR = Pattern(r"[ \t]+((?:19[7-9]|20\d)\d)(?!\d|:\d|\.\d)")

_ISO_STAMP = Pattern(
    rf"{_YEAR}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt_]([01]\d|2[0-3]):([0-5]\d)"
    rf"(?::([0-5]\d|60)(?:[.,](\d{{1,9}}))?)?(?:{SPACE}?(Z\b|[+-]\d\d(?::?\d\d)?\b))?(?!:?\d)"
)
_ISO_DATE = Pattern(
    rf"{_YEAR}(?:([-/])(0?[1-9]|1[0-2])\2{_DAY}|(\.)(0[1-9]|1[0-2])\.(0[1-9]|[12]\d|3[01]))(?![^\W_]|[-/.:]\w)"
)
_YEAR_THEN_NAME = Pattern(rf"{_YEAR}([ -])([A-Za-z]{{3,9}})\2{_DAY}(?!\w|[:.]\d)")
_VERSION_BEFORE = Pattern(r"(?:version|release|build|\bv)[ ]?$", re.I)
_COMPACT_STAMP = Pattern(
    r"(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])[T-]?([01]\d|2[0-3])([0-5]\d)([0-5]\d)?()"
    r"(Z|[+-]\d\d:?\d\d)?(?!\w|[-.]\d)"
)
_COMPACT_DATE = Pattern(r"(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\w|[-.:/]\w)")
_APACHE = Pattern(rf"(\d\d)/([A-Z][a-z]{{2}})/{_YEAR}:(\d\d):(\d\d):(\d\d)(?: ([+-]\d{{4}}))?")
_KLOG = Pattern(r"(?<=[IWEF])(0[1-9]|1[0-2])([0-3]\d) (\d\d):(\d\d):(\d\d)\.(\d{6})")
_EPOCH = Pattern(r"(1\d{9})(\.\d{1,6}|\d{3})?(?!\w|\.\d)")
_EPOCH_BEFORE = Pattern(
    r"(?:^|\n)\W{0,3}$|\b(?:ts|time|timestamp|epoch|date|when)[\"']? ?[:=@] ?[\"']?$|\b(?:epoch|timestamp) $", re.I
)

_DAY_MONTH = Pattern(rf"{_DAY}(?:st|nd|rd|th)?(?:{SPACE}+of)?([ \t,/-]{{0,3}})([A-Za-z]{{3,9}})\b\.?")
_MONTH_DAY = Pattern(
    rf"\.?{SPACE}+(?:the{SPACE}+)?{_DAY}(?:st|nd|rd|th)?(?!\w|%|:\d|\.\d|[/]\d|{SPACE}?(?:[AaPp]\.?[Mm]\b))"
)
_GLUED_MONTH_DAY = Pattern(rf"-{_DAY}(?![\w:])")
_MONTH_YEAR = Pattern(rf"\.?,?{SPACE}+(?:of{SPACE}+)?{_YEAR}(?![\d:])")
_BARE_MONTH_BEFORE = Pattern(r"\b(?:in|since|during|until|of|early|late|mid)[ -]$", re.I)
_WORD = Pattern(r"[A-Za-z]{3,9}\b")
_WEEKDAY_GAP = Pattern(rf"\.?,?{SPACE}+(?:the{SPACE}+)?(?=\w)")
_WEEKDAY_IN_BRACKETS = Pattern(r"\s?[(\[]([A-Z][a-z]{2,8})\.?[)\]]")
_BEFORE_WEEKDAY = Pattern(
    r"(?:\b(?:on|last|since|until|till|from|by|this|past|early|late|of|and|through|before|after)\s|^|\n\W{0,6})"
    r"(?:the\s)?$",
    re.I,
)
_AFTER_WEEKDAY = Pattern(r"\s(?:morning|afternoon|evening|night)\b|,|\s(?:at|around|\d)")
_SLASHED = Pattern(rf"(\d\d?)/(\d\d?)(?:/({_YEAR[1:-1]}|\d\d))?(?![^\W_]|[/.:%]\w)")
_PAIRED = Pattern(r"(\d\d?)(?:st|nd|rd|th)?/(?=\d\d?(?:st|nd|rd|th)? [A-Z])")
_DOTTED = Pattern(rf"{_DAY}\.(0?[1-9]|1[0-2])\.{_YEAR}(?!\w|\.\d)")
_ORDINAL = Pattern(rf"(\d\d?)(?:st|nd|rd|th)\b(?:,?{SPACE}+{_YEAR}(?!\d))?")
_AFTER_ORDINAL = Pattern(
    r"(?!\s+(?:of|percentile)\b|-?\w)"
    r"(?:\W*$|[.,;:)\]*\n]|\s*[(&-]|\s*[–—]|\s+(?:and|at|when|due|to|we|the|our|a|an|as|after|before|with|for|in|until|from|"
    r"there|it|this|was|were|around|between|by|but|that|which|during|through|[A-Z]|\d))"
)
_BEFORE_ORDINAL = Pattern(
    r"(?:\b(?:on|of|since|until|by|from|to|through|between|and|the|till)|[,&-](?=\s)|[–—])\s+(?:the\s+)?$", re.I
)

_ALSO_WORDS = frozenset({"may", "mar", "march"})
"""Names of months that mean something else without a capital."""


def month_number(word: str) -> int | None:
    """The month a capitalised word names."""
    return MONTHS.get(word.lower()) if word[0].isupper() else None


def weekday_number(word: str) -> int | None:
    """The weekday a capitalised word names, Monday = 0."""
    return WEEKDAYS.get(word.lower()) if word[0].isupper() else None


def weekday_behind(text: str, end: int) -> int | None:
    """The weekday in brackets right behind a date: `10 November 2026 (Tue)`."""
    found = _WEEKDAY_IN_BRACKETS.match(text, end) if text[end : end + 2].strip()[:1] in ("(", "[") else None
    return weekday_number(found[1]) if found else None


def _fields(found: re.Match[str], form: str) -> Expression:
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    return Expression(
        found.start(), found.end(), form, year=int(year), month=int(month), day=int(day), hour=int(hour),
        minute=int(minute), second=int(second) if second else None,
        microsecond=int(fraction[:6].ljust(6, "0")) if fraction else 0, zone=zone or None, zero_padded=True,
    )  # fmt: skip


def year_first(text: str, at: int) -> Expression | None:
    """`2026-03-01T14:05Z`, `2026-03-01`, `2026/3/1`, `2026-Mar-01`, `2026 March 1`."""
    if text[at + 10 : at + 11] in ("T", "t", "_") and (found := _ISO_STAMP.match(text, at)):
        return _fields(found, "ISO 8601")
    if (found := _ISO_DATE.match(text, at)) and not (found[5] and _VERSION_BEFORE.search(text, max(0, at - 10), at)):
        month, day = int(found[3] or found[6]), int(found[4] or found[7])
        return Expression(at, found.end(), "year-month-day", year=int(found[1]), month=month, day=day)
    return _year_then_name(text, at) if text[at + 5 : at + 6].isalpha() else None


def _year_then_name(text: str, at: int) -> Expression | None:
    found = _YEAR_THEN_NAME.match(text, at)
    month = month_number(found[3]) if found else None
    if not found or not month:
        return None
    return Expression(at, found.end(), NAMED_DATE, year=int(found[1]), month=month, day=int(found[4]))


def long_number(text: str, at: int) -> Expression | None:
    """`20260301T140500Z`, `20260301`, epoch seconds where a log or a key says so."""
    if found := _COMPACT_STAMP.match(text, at):
        return _fields(found, "compact stamp")
    if found := _COMPACT_DATE.match(text, at):
        year, month, day = (int(part) for part in found.groups())
        return Expression(at, found.end(), "compact date", year=year, month=month, day=day)
    found = _EPOCH.match(text, at)
    if found and _EPOCH_BEFORE.search(text, max(0, at - 14), at):
        fraction = found[2] or ""
        seconds = int(found[1]) + (float("0." + fraction.lstrip(".")) if fraction else 0.0)
        return Expression(at, found.end(), "epoch seconds", epoch=round(seconds, 6))
    return None


def log_stamp(text: str, at: int) -> Expression | None:
    """Apache's `10/Oct/2026:13:55:36 -0700`."""
    found = _APACHE.match(text, at)
    month = month_number(found[2]) if found else None
    if not found or not month:
        return None
    return Expression(
        at, found.end(), "log stamp", year=int(found[3]), month=month, day=int(found[1]), hour=int(found[4]),
        minute=int(found[5]), second=int(found[6]), zone=found[7], zero_padded=True,
    )  # fmt: skip


def klog_stamp(text: str, at: int) -> Expression | None:
    """Kubernetes' `E0123 16:08:30.123456`."""
    found = _KLOG.match(text, at)
    if not found:
        return None
    month, day, hour, minute, second, micro = (int(g) for g in found.groups())
    return Expression(
        at, found.end(), "log stamp", month=month, day=day, hour=hour, minute=minute, second=second, microsecond=micro,
        zero_padded=True,
    )  # fmt: skip


def take_trailing_year(text: str, stamp: Expression) -> None:
    """`Tue Oct 13 18:01:02 UTC 2026`, and git's `Tue Oct 13 18:01:02 2026 +0200`."""
    if stamp.year is None and stamp.month and (found := _LONE_YEAR.match(text, stamp.end)):
        stamp.year, stamp.end = int(found[1]), found.end()
        if stamp.zone is None:
            stamp.zone, stamp.end = offset_behind(text, stamp.end, stamp)


def _with_year(text: str, expression: Expression, *, hyphens: bool = False) -> Expression:
    if found := _YEAR_AFTER.match(text, expression.end):
        expression.year, expression.end = int(found[1]), found.end()
    elif hyphens and (found := _SHORT_YEAR_AFTER.match(text, expression.end)):
        expression.year, expression.end = 2000 + int(found[1]), found.end()
    elif text[expression.end - 1] == ".":
        expression.end -= 1
    return expression


def _named_date(text: str, date: Expression, word: str, *, hyphens: bool = False) -> Expression | None:
    """A day and month with the year behind; None where a small `may` or `mar` is only a word."""
    date = _with_year(text, date, hyphens=hyphens)
    return None if date.year is None and word in _ALSO_WORDS else date


def day_month(text: str, at: int) -> Expression | None:
    """`15 December 2024`, `9th of October`, `29-Jan-2018`, `14 sept 2026`."""
    found = _DAY_MONTH.match(text, at)
    month = MONTHS.get(found[3].lower()) if found else None
    if not found or not month:
        return None
    if "," in found[2] and found[3].islower():
        return None  # "on the 4, dec 10"
    following = _MONTH_DAY.match(text, found.end())
    if following and _YEAR_AFTER.match(text, following.end()):
        return None  # "on 3 March 5, 2026": the number belongs to something else
    date = Expression(at, found.end(), NAMED_DATE, month=month, day=int(found[1]))
    return _named_date(text, date, found[3], hyphens=found[2] == "-")


def month_first(text: str, at: int, end: int) -> Expression | None:
    """`Oct 09, 2020`, `January 21st`, `March 2026`, `in March`, from the month's name at [at, end)."""
    word = text[at:end]
    month = MONTHS.get(word.lower())
    if not month:
        return None
    if found := _MONTH_DAY.match(text, end) or _GLUED_MONTH_DAY.match(text, end):
        return _named_date(text, Expression(at, found.end(), NAMED_DATE, month=month, day=int(found[1])), word)
    if word[0].islower() and (len(word) < 4 or word in _ALSO_WORDS):
        return None
    if found := _MONTH_YEAR.match(text, end):
        return Expression(at, found.end(), "month", month=month, year=int(found[1]))
    if len(word) > 3 and _BARE_MONTH_BEFORE.search(text, max(0, at - 8), at):
        return Expression(at, end, "month", month=month)
    return None


def weekday_first(text: str, at: int, end: int) -> Expression | None:
    """`Saturday, Aug 31`, `Sat, 18 Jul`, `on Monday`, from the weekday's name at [at, end)."""
    weekday = weekday_number(text[at:end])
    if weekday is None:
        return None
    gap = _WEEKDAY_GAP.match(text, end)
    dated = _date_behind_weekday(text, gap.end()) if gap else None
    if dated and dated.has_day:
        dated.start, dated.weekday = at, weekday
        return dated
    if end - at < 5 and not (gap and text[gap.end()].isdigit()):
        return None  # "Sun", "Sat", "Wed" alone are too often something else
    if not (_BEFORE_WEEKDAY.search(text, max(0, at - 14), at) or _AFTER_WEEKDAY.match(text, end)):
        return None  # "the Sunday run"
    return Expression(at, end, "weekday", weekday=weekday)


def _date_behind_weekday(text: str, start: int) -> Expression | None:
    if word := _WORD.match(text, start):
        return month_first(text, start, word.end())
    for reader in (day_month, year_first, slashed, dotted, _ordinal):
        if dated := reader(text, start):
            return dated
    return None


def slashed(text: str, at: int) -> Expression | None:
    """`3/4/2026`, `13/05`: which number is the day, the document decides."""
    found = _SLASHED.match(text, at)
    if not found:
        return None
    first, second = int(found[1]), int(found[2])
    if not (1 <= min(first, second) <= 12 and max(first, second) <= 31):
        return None
    year = int(found[3]) + (2000 if len(found[3]) == 2 else 0) if found[3] else None
    return Expression(at, found.end(), "numbers with slashes", year=year, slashed=(first, second))


def paired_days(text: str, at: int) -> Expression | None:
    """`22/23 June`, `3rd/4th March`: the first of the two nights."""
    found = _PAIRED.match(text, at)
    dated = day_month(text, found.end()) if found else None
    if not found or not dated or not 1 <= int(found[1]) < (dated.day or 0):
        return None
    dated.start, dated.day = at, int(found[1])
    return dated


def dotted(text: str, at: int) -> Expression | None:
    """`29.08.2018`."""
    found = _DOTTED.match(text, at)
    if not found:
        return None
    return Expression(at, found.end(), "day.month.year", year=int(found[3]), month=int(found[2]), day=int(found[1]))


def _ordinal(text: str, at: int) -> Expression | None:
    found = _ORDINAL.match(text, at)
    if not found or not 1 <= int(found[1]) <= 31:
        return None
    year = int(found[2]) if found[2] else None
    return Expression(at, found.end(), "day of the month", day=int(found[1]), year=year)


def ordinal_day(text: str, at: int) -> Expression | None:
    """`the 9th`, `and 30th`: a day whose month stands elsewhere; not `the 2nd attempt`."""
    found = _ordinal(text, at)
    if found and _AFTER_ORDINAL.match(text, found.end) and _BEFORE_ORDINAL.search(text, max(0, at - 16), at):
        return found
    return None
