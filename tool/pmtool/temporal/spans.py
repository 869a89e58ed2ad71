"""Durations ("1h50m", "an hour and a half", "one day and six hours") and the steps they make ("20 minutes later")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pmtool.patterns import Pattern
from pmtool.temporal.counts import count_before
from pmtool.temporal.expression import Expression
from pmtool.temporal.http_codes import is_code_in_plural
from pmtool.temporal.lexicon import EARLIER, LATER, UNIT_MINUTES, VAGUE_COUNTS

_UNIT_NAMES = ["seconds?", "secs?", "minutes?", "mins?", "hours?", "hrs?", "days?", "weeks?", "wks?"]
_UNIT = Pattern(rf"(?:{'|'.join(n for name in _UNIT_NAMES for n in (name, name.upper(), name.title()))})\b")
_SHORT = Pattern(
    r"[0-9](?:(?<![\w.:/$€£#+][0-9])|(?<=[0-9][dhm][0-9]))[0-9]{0,8}(?:\.[0-9]{1,8})?(?P<space>[ ]?)"
    r"(?P<unit>[smhd])(?:(?![A-Za-z0-9])|(?=[0-9]+[smh](?![A-Za-z0-9]))|(?<=h)(?P<rest>[0-5][0-9])(?![\w:]))"
)
_COUNTED = Pattern(r"[ ][a-z]{3,}s\b(?<!ms)")
"""What makes `20m requests` millions."""
_AND_A_HALF = Pattern(r"[ ]and[ ]a[ ]half\b")
_BETWEEN_PARTS = Pattern(r",?(?:[ ]and)?[ ]?")
_RATE = Pattern(r"(?:\bper|\btimes|\bonce|\btwice|/)[ \n]+$", re.I)
_STEP = Pattern(r"[ \n]+([a-z]+)\b(?P<than>[ ]than\b)?(?P<to>[ \n]+to\b)?(?P<told>[ \n]+(?:that|this)\b|[,.;:)\n]|$)?")
_LONGEST_LEAD = 40
_COUNTS_FROM = Pattern(
    r"\b(?P<word>after|within)[ \n]+(?:the[ \n]+)?(?:(?:first|next|following|last|past|previous)[ \n]+)?"
    r"(?:(?:only|just|about|around|approximately|roughly|nearly|another|a further)[ \n]+|~)?\Z"
)


@dataclass(slots=True)
class _Part:
    """A quantity and its unit."""

    start: int
    end: int
    minutes: float
    unit: float
    """Minutes in the unit."""
    words: str = ""
    """The quantity, where it is not in digits."""
    spread: bool = False
    """Whether it is a span such as `5 to 10 minutes`."""
    lone_letter: bool = False
    """`5 d`: a length only beside another part."""


def durations(text: str) -> Iterator[Expression]:
    """Every length of time in order; those that step from one moment to another are `relative`."""
    for part in _joined(text, _parts(text)):
        if part.lone_letter or _RATE.search(text, max(0, part.start - 8), part.start):
            continue
        vague = any(word in part.words for word in VAGUE_COUNTS)
        expression = Expression(
            part.start, part.end, "duration", minutes=round(part.minutes, 4), approximate=part.spread or vague
        )
        if part.unit >= UNIT_MINUTES["d"] and part.minutes % UNIT_MINUTES["d"] == 0:
            expression.days = int(part.minutes / UNIT_MINUTES["d"])
        _make_relative(text, expression)
        if "few" in part.words:
            expression.anchored = True  # too vague to count with
        yield expression


def _parts(text: str) -> list[_Part]:
    named = (_named_part(text, unit) for unit in _UNIT.finditer(text))
    short = (_short_part(text, found) for found in _SHORT.finditer(text))
    return sorted((part for parts in (named, short) for part in parts if part), key=lambda part: part.start)


def _named_part(text: str, unit: re.Match[str]) -> _Part | None:
    """`17 minutes`, `half an hour`, from the unit's name."""
    count = count_before(text, unit.start())
    letter = unit.group()[0].lower()
    if not count or (letter == "s" and count.words in ("a", "an")):
        return None  # "a second engineer"
    size, end, value = UNIT_MINUTES[letter], unit.end(), count.value
    if half := _AND_A_HALF.match(text, end):
        value, end = value + 0.5, half.end()
    return _Part(count.start, end, value * size, size, count.words, count.spread)


def _short_part(text: str, found: re.Match[str]) -> _Part | None:
    """`45m`, `1.5h`, `2h30`, `5 d`."""
    size = UNIT_MINUTES[found["unit"]]
    if _COUNTED.match(text, found.end()) or is_code_in_plural(text, found.start(), found.end()):
        return None
    minutes = float(text[found.start() : found.start("space")]) * size + int(found["rest"] or 0)
    return _Part(found.start(), found.end(), minutes, size, lone_letter=bool(found["space"]))


def _joined(text: str, parts: list[_Part]) -> Iterator[_Part]:
    """The parts with `2 hours` and `15 minutes` made one where they stand together, the smaller unit behind."""
    whole: _Part | None = None
    for part in parts:
        if whole and part.start < whole.end:
            continue
        if whole and part.unit < whole.unit and _BETWEEN_PARTS.fullmatch(text, whole.end, part.start):
            whole.end, whole.unit, whole.minutes = part.end, part.unit, whole.minutes + part.minutes
            whole.lone_letter = False
            continue
        if whole:
            yield whole
        whole = part
    if whole:
        yield whole


def _make_relative(text: str, e: Expression) -> None:
    """Turn a duration into a relative expression where the words around it say so."""
    assert e.minutes is not None
    step = _STEP.match(text, e.end)
    word = step[1] if step else ""
    if step and (word in LATER or word in EARLIER):
        e.relative, e.form, e.end = True, "relative", step.end(1)
        e.anchored = _names_anchor(step)
        if word in EARLIER:
            e.minutes, e.days = -e.minutes, -e.days if e.days else e.days
        return
    lead = text[max(0, e.start - _LONGEST_LEAD) : e.start].lower()
    before = _COUNTS_FROM.search(lead) if "after" in lead or "within" in lead else None
    if before:
        e.relative, e.form, e.start = True, "relative", e.start - len(lead) + before.start("word")
        e.approximate = e.approximate or before["word"] == "within"
        e.anchored = text.startswith(" of ", e.end) and not text.startswith((" of that", " of this"), e.end)


def _names_anchor(step: re.Match[str]) -> bool:
    """Whether "10 minutes before …" goes on to name what it counts from."""
    word = step[1]
    if word in ("before", "after"):
        return step["told"] is None
    if word == "prior":
        return step["to"] is not None and step["told"] is None
    return word in ("ago", "into") or step["than"] is not None
