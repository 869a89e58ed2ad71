"""Durations ("1h50m", "an hour and a half") and relative expressions ("20 minutes later", "the following day")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pmtool.temporal.expression import Expression
from pmtool.temporal.lexicon import NUMBERS, UNIT_MINUTES, VAGUE_NUMBERS

_SP = r"[ \t\u00a0\n-]{0,3}"
_WORDS = "|".join(sorted((w for w in NUMBERS if w not in ("a", "couple", "few", "half")), key=len, reverse=True))
_LONG_UNIT = r"(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|wks?)"
_DURATION = re.compile(
    rf"""(?<![\w.:/$€£#+])(?:
      (?P<low>\d+(?:[.,]\d+)?)(?:[ ]?(?:-|–|—|to|or)[ ]?(?P<high>\d+(?:\.\d+)?))?
    | (?P<word>(?:{_WORDS})(?:[ ]to[ ](?:{_WORDS}))?(?:[ ]and[ ]a[ ]half)?|(?:half[ ])?an?(?:[ ]half|[ ]few|[ ]couple(?:[ ]of)?)?|couple(?:[ ]of)?|few|half)
    ){_SP}(?:(?P<unit>{_LONG_UNIT})|(?P<short>[smhd]))\b(?P<half>[ ]and[ ]a[ ]half)?"""
    r"(?P<more>(?:,?(?:[ ]and)?[ ]?\d+(?:\.\d+)?[ -]?(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|[smh])\b)*)",
    re.X | re.I,
)
_MORE = re.compile(r"(\d+(?:\.\d+)?)[ -]?([a-zA-Z]+)")
_AFTER = re.compile(
    r"[ \n]+(?P<word>later|earlier|afterwards?|before(?:hand)?|prior|previously|ago|after|into|past)\b(?P<anchor>[ \n]+(?:that|this)\b|[ \n]+(?:the|its|our|to|an?|[A-Z]\w+|\d|we|it)\b)?",
    re.I,
)
_BEFORE = re.compile(
    r"(?:\b(?P<word>after|within|in|over|for)[ \n]+)(?:the[ \n]+)?(?:(?:first|next|following|last|past|previous)[ \n]+)?"
    r"(?:(?:only|just|about|around|approximately|roughly|nearly|another|a further)[ \n]+|~)?$",
    re.I,
)
_RATE = re.compile(r"(?:\bper|\btimes|\bonce|\btwice|/)[ \n]+$", re.I)
_COUNTED = re.compile(r"(?<=[A-Z])|(?<=\d[a-z])[ ][a-z]{3,}s\b(?<!ms)|(?<=\d [a-z])")
"""Behind a one-letter unit: what makes it thousands, a plural noun that is counted, or a letter on its own."""

_DAYS = re.compile(
    r"""\b(?:
      (?P<next>(?:the[ ])?(?:following|next)[ ](?:day|morning|afternoon|evening)|tomorrow|(?:the[ ])?day[ ]after(?![ ]\w))
    | (?P<before>(?:the[ ])?(?:previous|prior)[ ](?:day|morning|afternoon|evening|night)|(?:the[ ])?day[ ]before(?![ ]\w)|(?:the[ ])?night[ ]before(?![ ]\w)|yesterday|last[ ]night)
    | (?P<same>(?:later|earlier)[ ](?:that|the[ ]same|this)[ ](?:same[ ])?(?:day|morning|afternoon|evening|night)|(?:the[ ])?same[ ](?:day|morning|afternoon|evening|night)|that[ ](?:same[ ])?(?:morning|afternoon|evening|night)|(?:later|earlier)[ ]today|this[ ](?:morning|afternoon|evening)|today|tonight)
    )\b(?!['’]s)""",
    re.X | re.I,
)  # fmt: skip
_DAY_WORDS = ("day", "morning", "night", "evening", "afternoon", "tomorrow", "yesterday", "oday")


def number(word: str) -> float:
    """A count written out: `an`, `half an`, `two and a half`, `a couple of`."""
    words = word.lower().replace("-", " - ").split()
    if "half" in words and words[0] in ("half", "a"):
        return 0.5
    for vague in VAGUE_NUMBERS:
        if vague in words:
            return NUMBERS[vague]
    value = NUMBERS.get(word.lower().split()[0], 1.0)
    return value + 0.5 if "half" in words else value


def phrases(text: str, points: list[Expression]) -> Iterator[Expression]:
    """Durations and relative expressions that lie clear of the dates and clock times already found."""
    for low, high in _gaps(text, points):
        yield from _durations(text, low, high)
        if any(word in text[low:high] for word in _DAY_WORDS):
            yield from _day_words(text, low, high)


def _gaps(text: str, points: list[Expression]) -> Iterator[tuple[int, int]]:
    begin = 0
    for point in points:
        if point.start > begin:
            yield begin, point.start
        begin = max(begin, point.end)
    if begin < len(text):
        yield begin, len(text)


def _durations(text: str, low: int, high: int) -> Iterator[Expression]:
    for found in _DURATION.finditer(text, low, high):
        measured = _minutes(found)
        if measured is None or _RATE.search(text, max(low, found.start() - 8), found.start()):
            continue
        minutes, end = measured
        approximate = bool(found["high"]) or any(w in (found["word"] or "").lower() for w in VAGUE_NUMBERS)
        expression = Expression(found.start(), end, "duration", minutes=minutes, approximate=approximate)
        _make_relative(text, expression, low, high)
        yield expression


def _minutes(found: re.Match[str]) -> tuple[float, int] | None:
    """Length in minutes and where the expression ends; None for what only looks like a duration."""
    unit = (found["unit"] or found["short"])[0].lower()
    word = (found["word"] or "").lower()
    if word and (found["short"] or unit == "s" and word in ("a", "an")):
        return None  # "a m", "a second engineer"
    if found["short"] and not found["more"] and _COUNTED.match(found.string, found.end()):
        return None  # "20m requests", "5 d", "8M"
    value = float(found["low"].replace(",", ".")) if found["low"] else number(word)
    if found["high"]:
        value = (value + float(found["high"])) / 2
    total = (value + (0.5 if found["half"] else 0.0)) * UNIT_MINUTES[unit]
    end = found.end("half") if found["half"] else found.end("short") if found["short"] else found.end("unit")
    size = UNIT_MINUTES[unit]
    for more in _MORE.finditer(found.string, found.start("more"), found.end("more")):
        smaller = UNIT_MINUTES[more[2][0].lower()]
        if smaller >= size:
            break  # "23 minutes and 38 minutes" are two
        total, size, end = total + float(more[1]) * smaller, smaller, more.end()
    return round(total, 4), end


def _make_relative(text: str, expression: Expression, low: int, high: int) -> None:
    """Turn a duration into a relative expression where the words around it say so."""
    assert expression.minutes is not None
    if found := _AFTER.match(text, expression.end, high):
        word = found["word"].lower()
        if word == "past":
            return
        backwards = word in ("earlier", "before", "beforehand", "prior", "previously", "ago")
        anchor = (found["anchor"] or "").lower().split()
        expression.relative = True
        expression.form = "relative"
        expression.anchored = word == "ago" or word == "into" or bool(anchor and anchor[0] not in ("that", "this"))
        if word in ("later", "earlier", "afterward", "afterwards", "beforehand", "previously"):
            expression.anchored = False
        expression.end = found.end("word")
        if backwards:
            expression.minutes = -expression.minutes
        return
    found = _BEFORE.search(text, max(low, expression.start - 40), expression.start)
    if found and found["word"].lower() in ("after", "within"):
        follows = text[expression.end : expression.end + 4].lower()
        if found["word"].lower() == "within" or not follows.startswith(" of "):
            expression.relative = True
            expression.form = "relative"
            expression.anchored = follows.startswith(" of ")
            expression.start = found.start("word")


def _day_words(text: str, low: int, high: int) -> Iterator[Expression]:
    for found in _DAYS.finditer(text, low, high):
        days = 1 if found["next"] else -1 if found["before"] else 0
        last = found.group().lower().split()[-1]
        daypart = last if last in ("morning", "afternoon", "evening", "night") else None
        yield Expression(
            found.start(), found.end(), "relative day", relative=True, days=days, daypart=daypart, approximate=True
        )
