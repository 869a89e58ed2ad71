"""Days that no calendar has, and times that no clock shows."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator

from pmtool.grounding.values import values
from pmtool.patterns import Pattern
from pmtool.validator.record import Telling

_LEAP_YEAR = 2024
_STAMP = Pattern(
    r"^[ \t]*(?:[-*+•|][ \t]*)*[*_\[(]{0,3}(?:\d{4}-\d\d-\d\d[ T])?"
    r"(?P<time>(?P<hour>\d{1,2}):(?P<minute>\d\d))(?![\d:.,])",
    re.M,
)
_ENTRIES = frozenset({"item", "row", "log", "paragraph"})
_FEWEST = 2
"""Entries of a list that bear times; then what looks like one in the others is meant for one."""
_LAST_HOUR, _LAST_MINUTE = 24, 59


def names_no_day(words: str) -> bool:
    """Whether words name a day of a month that does not have it: `2026-02-30`, `31 June`."""
    for value in values(words):
        told = value.moment
        if told and told.month and told.day:
            try:
                dt.date(told.year or _LEAP_YEAR, told.month, told.day)
            except ValueError:
                return True
    return False


def impossible_stamps(telling: Telling) -> Iterator[tuple[int, int]]:
    """Where entries of a list open with a time that there is not (`25:10`, `10:61`), as others open with real ones."""
    found = [m for m in _STAMP.finditer(telling.document.text) if not _exists(m)]
    stamped = _stamped(telling) if found else Counter()
    for match in found:
        key = _list(telling, match.start("time"))
        if key and stamped[key] >= _FEWEST:
            yield match.span("time")


def _exists(match: re.Match[str]) -> bool:
    return int(match["hour"]) <= _LAST_HOUR and int(match["minute"]) <= _LAST_MINUTE


def _stamped(telling: Telling) -> Counter[tuple[str, int] | None]:
    """How many entries of each list open with a time."""
    text = telling.document.text
    opening = (m for m in telling.mentions if m.at and m.precision in ("minute", "second"))
    lines = ((m, text.rfind("\n", 0, m.start) + 1) for m in opening)
    return Counter(_list(telling, m.start) for m, line in lines if not any(map(str.isalpha, text[line : m.start])))


def _list(telling: Telling, offset: int) -> tuple[str, int] | None:
    """What the entries of one list share; null for what is no entry."""
    block = telling.document.block_at(offset)
    if block is None or block.kind not in _ENTRIES:
        return None
    return (block.kind, block.section if block.kind == "paragraph" else block.run)
