"""The values in a text: numbers, times, versions, identifiers and names, which a statement must not make up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pmtool.patterns import Pattern
from pmtool.source.document import build_document
from pmtool.temporal.expression import Expression
from pmtool.temporal.find import find
from pmtool.temporal.lexicon import MONTHS, NUMBERS, WEEKDAYS
from pmtool.temporal.zones import LABELS

Kind = Literal["number", "percentage", "duration", "time", "date", "version", "identifier", "name"]

_PIECE = Pattern(r"[#@$€£¥]?/?[^\W_](?:[\w'’]|(?<=\d),(?=\d{3})|[.:/@+&=-](?=\w))*(?:[ ]?%)?")
_NUMBER = Pattern(r"[$€£¥#+-]?(\d{1,15}(?:,\d{3}){0,5}(?:\.\d{1,15})?)[ ]?-?(%|[^\W\d_]*)")
_VERSION = Pattern(r"v\d+(?:\.\w+)*(?:-[\w.]+)?|\d+(?:\.\d+){2,}(?:-[\w.]+)?", re.I)
_NUMBERS = Pattern(r"[\d.,]+(?:[-/][\d.,]+)+%?")
_ABBREVIATION = Pattern(r"(?:[^\W\d_]\.)*[^\W\d_]")
_BEHIND = Pattern(r"[ \t]+([^\W\d_]+)(?:[ ]([^\W\d_]+))?")
_CAMEL = Pattern(r"[^\W\d_]*[a-zß-ÿ][A-ZÀ-Þ]")
_ROUNDED = Pattern(
    r"(?:\b(?:about|around|approximately|approx\.?|roughly|nearly|almost|over|some|(?:more|less|fewer) than|at least"
    r"|up to|under|close to)|[~≈>])[ ]?$",
    re.I,
)
_NEAR = 16
"""Characters that tell whether a number is rounded."""
_SEPARATORS = frozenset("_@/:=.")
_SENTENCE_ENDS = ".!?:;…•|\n"
_BETWEEN = " \t\"'“”‘’()[]*_`~#>-–—"

_MAGNITUDES = {
    "k": 1e3, "thousand": 1e3, "hundred": 1e2, "dozen": 12.0, "m": 1e6, "mn": 1e6, "million": 1e6,
    "b": 1e9, "bn": 1e9, "billion": 1e9, "trillion": 1e12, "x": 1.0,
}  # fmt: skip
_UNITS = {
    "%": "%", "percent": "%", "pct": "%", "percentage": "%", "ms": "ms", "millisecond": "ms", "milliseconds": "ms",
    "s": "s", "sec": "s", "secs": "s", "second": "s", "seconds": "s",
    "kb": "kb", "mb": "mb", "gb": "gb", "tb": "tb", "pb": "pb", "kib": "kb", "mib": "mb", "gib": "gb", "tib": "tb",
    "kilobytes": "kb", "megabytes": "mb", "gigabytes": "gb", "terabytes": "tb", "megabyte": "mb", "gigabyte": "gb",
}  # fmt: skip
_NO_NAMES = frozenset(
    ("i", "i'm", "i’m", "i've", "i’ve", "ok", "am", "pm", *MONTHS, *WEEKDAYS, *map(str.lower, LABELS))
)


@dataclass(slots=True)
class Value:
    """A value and where it stands in its text: characters, end exclusive."""

    kind: Kind
    text: str
    start: int
    end: int
    amount: float | None = None
    """Of numbers and percentages; minutes of a duration."""
    unit: str = ""
    """`%`, `ms`, `gb`…; empty where none was told."""
    moment: Expression | None = None
    """The fields of a time or a date."""
    is_round: bool = False
    """Whether the words say that an amount is rounded: `about 1,200`, `1.2 million`."""

    @property
    def is_spelled(self) -> bool:
        """Whether it is told in words: `three`."""
        return not any(c.isdigit() for c in self.text)


def values(text: str) -> list[Value]:
    """Every value of a text, in order.

    `1,200`, `1200`, `1.2k` and `1.2 thousand` are one amount, as are `12` and `twelve`, `5 %` and `5 percent`.
    "One", ordinals in words and a sentence's plain first word are no values.
    """
    found: list[Value] = []
    at = 0
    for moment in find(build_document("", "", "", "", text)):
        if moment.start and text[moment.start - 1].isalnum():
            continue  # the end of an identifier: `T+2h10m`
        found += _pieces(text, at, moment.start)
        found += _moment(text, moment)
        at = moment.end
    found += _pieces(text, at, len(text))
    return found


def _moment(text: str, e: Expression) -> Iterator[Value]:
    words = text[e.start : e.end]
    if e.has_clock:
        yield Value("time", words, e.start, e.end, moment=e)
    elif e.minutes is not None:
        yield Value("duration", words, e.start, e.end, abs(e.minutes), moment=e)
    elif e.has_date:
        yield Value("date", words, e.start, e.end, moment=e)


def _pieces(text: str, start: int, end: int) -> Iterator[Value]:
    """Values between two times."""
    past = start
    for match in _PIECE.finditer(text, start, end):
        if match.start() < past:
            continue  # the unit or magnitude of the number before
        piece = match[0]
        if _NUMBERS.fullmatch(piece):
            yield from _several(match.start(), piece)
        elif value := _counted(text, match.start(), piece, end):
            past = value.end
            yield value
        elif kind := _word_kind(text, match.start(), piece):
            yield Value(kind, piece, match.start(), match.end())


def _several(start: int, piece: str) -> Iterator[Value]:
    """`5-10%`, `2/3`: each of the numbers."""
    kind: Kind = "percentage" if piece.endswith("%") else "number"
    at = start
    for number in piece.rstrip("%").replace("/", "-").split("-"):
        if amount := _amount(number):
            yield Value(kind, number, at, at + len(number), *amount)
        at += len(number) + 1


def _counted(text: str, start: int, piece: str, limit: int) -> Value | None:
    if any(c.isdigit() for c in piece):
        return _with_digits(text, start, piece, limit)
    return _spelled(text, start, piece, limit)


def _with_digits(text: str, start: int, piece: str, limit: int) -> Value:
    number = _NUMBER.fullmatch(piece)
    suffix = number[2].lower() if number else ""
    if number and (not suffix or suffix in _UNITS or suffix in _MAGNITUDES or "-" in piece):
        amount = float(number[1].replace(",", "")) * _MAGNITUDES.get(suffix, 1.0)
        return _measured(text, start, start + len(piece), amount, _UNITS.get(suffix, ""), limit)
    kind: Kind = "version" if _VERSION.fullmatch(piece) and not _is_address(piece) else "identifier"
    return Value(kind, piece, start, start + len(piece))


def _is_address(piece: str) -> bool:
    parts = piece.split(".")
    return len(parts) == 4 and all(part.isdigit() for part in parts)


def _amount(number: str) -> tuple[float, str] | None:
    found = _NUMBER.fullmatch(number.rstrip(".,"))
    return (float(found[1].replace(",", "")), "") if found else None


def _spelled(text: str, start: int, piece: str, limit: int) -> Value | None:
    """`twelve`, `twenty-five`, `two hundred`; null where it is no number."""
    tens, _, ones = piece.lower().partition("-")
    if tens not in NUMBERS or tens == "one" or (ones and NUMBERS.get(ones, 10) > 9):
        return None
    return _measured(text, start, start + len(piece), float(NUMBERS[tens] + NUMBERS.get(ones, 0)), "", limit)


def _measured(text: str, start: int, end: int, amount: float, unit: str, limit: int) -> Value:
    """A number with the magnitude and the unit behind it."""
    behind = _BEHIND.match(text, end, limit)
    for group in (1, 2) if behind and not unit else ():
        word = (behind[group] or "").lower() if behind else ""
        if word in _MAGNITUDES and len(word) > 1:
            amount *= _MAGNITUDES[word]
        elif word in _UNITS:
            unit = _UNITS[word]
        else:
            break
        end = behind.end(group) if behind else end
    words = "".join(c if c.isalpha() else " " for c in text[start:end].lower()).split()
    is_round = not _MAGNITUDES.keys().isdisjoint(words) or bool(_ROUNDED.search(text[max(0, start - _NEAR) : start]))
    kind: Kind = "percentage" if unit == "%" else "number"
    return Value(kind, text[start:end], start, end, amount, unit, is_round=is_round)


def _word_kind(text: str, start: int, piece: str) -> Kind | None:
    """What a word without digits is, if any value at all."""
    lowered = piece.lower()
    if lowered in _NO_NAMES or _ABBREVIATION.fullmatch(piece):
        return None
    if _SEPARATORS.intersection(piece.lstrip("/")) and not _is_choice(piece):
        return "identifier"
    if piece[0] in "@/" or _CAMEL.match(piece):
        return "name" if piece[0].isalpha() else "identifier"
    if not piece[0].isupper():
        return None
    return None if _opens_sentence(text, start) and not piece.isupper() else "name"


def _is_choice(piece: str) -> bool:
    """Whether it is words side by side (`and/or`, `read/write`) rather than a path."""
    return all(part.isalpha() for part in piece.split("/")) and len(piece.split("/")) == 2


def _opens_sentence(text: str, start: int) -> bool:
    while start and text[start - 1] in _BETWEEN:
        start -= 1
    return start == 0 or text[start - 1] in _SENTENCE_ENDS
