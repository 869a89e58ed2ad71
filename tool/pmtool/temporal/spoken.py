"""Clock times as people say them: "quarter past eight", "half past two", "at ten to four"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pmtool.patterns import Pattern
from pmtool.temporal.clocks import finished
from pmtool.temporal.expression import Expression
from pmtool.temporal.lexicon import NUMBERS

SPOKEN = "spoken clock time"

_HOURS = "|".join(word for word, value in NUMBERS.items() if value <= 12)
_DIGITS = "|".join(word for word, value in NUMBERS.items() if value <= 9)
_LINK = Pattern(rf" (past|to) ({_HOURS}|1[0-2]|[1-9])\b")
_NOT_BEHIND = Pattern(
    r" ?%|[.,:]\d|[ -](?:of|in(?! the (?:morning|afternoon|evening))|per|percent|times|"
    r"seconds?|minutes?|mins?|hours?|days?|weeks?)\b"
)
_MINUTES_BEFORE = Pattern(
    rf"(?:\b(?P<at>at|until|till|since) )?\b(?P<phrase>(?:a )?(?P<quarter>quarter)|(?P<half>half)"
    rf"|(?P<count>(?:{'|'.join(NUMBERS)})(?:-(?:{_DIGITS}))?|[1-5]?\d)(?P<unit> minutes?)?)$",
    re.I,
)
_LEAD = 32
"""Characters that the words before the link may take."""


def spoken_times(text: str) -> Iterator[Expression]:
    """Every such time, in order."""
    for link in _LINK.finditer(text):
        before = _MINUTES_BEFORE.search(text, max(0, link.start() - _LEAD), link.start())
        if before and _is_time(before, link) and not _NOT_BEHIND.match(text, link.end()):
            yield finished(text, _clock(before, link))


def _is_time(before: re.Match[str], link: re.Match[str]) -> bool:
    """Whether the words tell a time rather than a count or a span ("from two to three")."""
    if before["half"] or before["quarter"]:
        return link[1] == "past" or before["half"] is None
    if link[2].isdigit():
        return False
    if link[1] == "past" or before["unit"]:
        return not before["count"].isdigit() or before["unit"] is not None
    return before["at"] is not None and before["count"].lower() in ("five", "ten", "twenty", "twenty-five")


def _clock(before: re.Match[str], link: re.Match[str]) -> Expression:
    minutes = 15 if before["quarter"] else 30 if before["half"] else _count(before["count"])
    hour = _count(link[2])
    if link[1] == "to":
        hour, minutes = hour - 1 or 12, 60 - minutes
    return Expression(before.start("phrase"), link.end(), SPOKEN, hour=hour, minute=minutes)


def _count(word: str) -> int:
    return int(word) if word.isdigit() else sum(NUMBERS[part] for part in word.lower().split("-"))
