"""Counts before a unit of time: `1,440`, `2½`, `5-10`, `half an`, `two and a half`, `twenty-five`."""

from __future__ import annotations

from typing import NamedTuple

from pmtool.patterns import Pattern
from pmtool.temporal.lexicon import COUNT_PHRASES, FRACTIONS, NUMBERS

_IN_DIGITS = Pattern(
    r"(?<![\w.:/$€£#+,])([0-9][0-9.,]*[¼½¾]?|[¼½¾])(?: ?(?:[-–—]|to|or) ?([0-9][0-9.,]*)| (and a half))?"
    r"(?:-|[ \t]{0,2}\n?[ \t]{0,2})\Z"
)
_AND_A_HALF = " and a half"
_DIGITS = frozenset("0123456789¼½¾")
_MOST_DIGITS = 12
_LONGEST = 40
_MOST_WORDS = 6


class Count(NamedTuple):
    """A quantity and where it begins."""

    start: int
    value: float
    words: str = ""
    """As written, where it is not in digits."""
    spread: bool = False
    """Whether it is a span such as `5 to 10`."""


def count_before(text: str, at: int) -> Count | None:
    """The count that stands right before a unit's name."""
    before = text[max(0, at - _LONGEST) : at]
    if before.rstrip(" \t\n-").removesuffix(_AND_A_HALF)[-1:] in _DIGITS:
        return _in_digits(before, at - len(before))
    words = words_before(text, at, _MOST_WORDS)
    for i, (start, _) in enumerate(words):
        phrase = " ".join(word for _, word in words[i:])
        if (value := _in_words(phrase)) is not None:
            return Count(start, value, phrase, spread=" to " in phrase)
    return None


def words_before(text: str, at: int, most: int) -> list[tuple[int, str]]:
    """Up to so many words right before a position, small, with where each begins: only spaces or hyphens between."""
    words: list[tuple[int, str]] = []
    while len(words) < most:
        stop = at
        while stop and text[stop - 1] in " -\n" and at - stop < 2:
            stop -= 1
        begin = stop
        while begin and text[begin - 1].isalpha():
            begin -= 1
        if begin == stop or "\n\n" in text[stop:at]:
            break
        words.insert(0, (begin, text[begin:stop].lower()))
        at = begin
    return words


def _in_digits(before: str, at: int) -> Count | None:
    """The count that some text ends in; `at` is where the text begins."""
    found = _IN_DIGITS.search(before)
    low, high = (_numeral(found[1]), _numeral(found[2] or found[1])) if found else (None, None)
    if found is None or low is None or high is None:
        return None
    return Count(at + found.start(), (low + high + bool(found[3])) / 2, spread=found[2] is not None)


def _numeral(digits: str) -> float | None:
    """The value of digits; a comma before three of them separates thousands, any other is a decimal point."""
    if len(digits) > _MOST_DIGITS:
        return None
    whole = digits.rstrip("¼½¾")
    comma = whole.find(",")
    whole = whole.replace(",", "") if comma > 0 and len(whole) - comma >= 4 else whole.replace(",", ".")
    try:
        return float(whole or 0) + FRACTIONS.get(digits[-1], 0.0)
    except ValueError:
        return None


def _in_words(phrase: str) -> float | None:
    """The value of a whole phrase, null if it is none."""
    if phrase in COUNT_PHRASES:
        return COUNT_PHRASES[phrase]
    if phrase.endswith(_AND_A_HALF):
        whole = _number(phrase.removesuffix(_AND_A_HALF))
        return whole + 0.5 if whole is not None else None
    low, to, high = phrase.partition(" to ")
    if to:
        ends = _number(low), _number(high)
        return (ends[0] + ends[1]) / 2 if ends[0] is not None and ends[1] is not None else None
    return _number(phrase)


def _number(phrase: str) -> float | None:
    """`seven`, `twenty five`."""
    tens, _, ones = phrase.partition(" ")
    if tens not in NUMBERS or (ones and (NUMBERS.get(ones, 10) > 9 or NUMBERS[tens] < 20)):
        return None
    return float(NUMBERS[tens] + NUMBERS.get(ones, 0))
