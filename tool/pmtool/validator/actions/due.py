"""Due dates as people write them."""

from __future__ import annotations

import datetime as dt

from pmtool.patterns import Pattern

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = Pattern(r"\b(\d{4})-(\d\d)-(\d\d)(?!\d)")
_DAY_FIRST = Pattern(r"\b(\d{1,2})(?:st|nd|rd|th)?\.?(?: of)? ([A-Za-z]{3,9})\.?,?(?: (\d{4}))?\b")
_MONTH_FIRST = Pattern(r"\b([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?\b,?(?: (\d{4}))?")
_FIGURES = Pattern(r"\b\d{1,2}[./-]\d{1,2}(?:[./-]\d{2,4})?(?!\d)")


def due_date(words: str) -> dt.date | None:
    """The day that a due date names, null where its year is left out or its order of figures is anybody's guess."""
    if found := _ISO.search(words):
        return _date(*(int(part) for part in found.groups()))
    day, month, year = _worded(words)
    return _date(int(year), month, int(day)) if year else None


def names_day(words: str) -> bool:
    """Whether a due date names a day, in whatever form."""
    return due_date(words) is not None or bool(_worded(words)[0]) or _FIGURES.search(words) is not None


def _worded(words: str) -> tuple[str, int, str]:
    """Day, number of the month and year of `3 March 2026` or `March 3`; empty where there is none."""
    orders = ((_DAY_FIRST, (1, 2, 3)), (_MONTH_FIRST, (2, 1, 3)))
    for pattern, (day, month, year) in orders:
        for found in pattern.finditer(words):
            name = found[month][:3].lower()
            if name in _MONTHS:
                return found[day], _MONTHS.index(name) + 1, found[year] or ""
    return "", 0, ""


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
