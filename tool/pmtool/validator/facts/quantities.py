"""Figures and what they count: `three of the nine brokers`, `11,400 guests`, `31 % of Android notifications`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pmtool.grounding.words import stem, stems
from pmtool.patterns import Pattern
from pmtool.validator.facts.sentences import Sentence

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
_TENS = {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_WORDS = {word: float(value) for value, word in enumerate(_SMALL)} | {w: float(v) for w, v in _TENS.items()}
_SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}
_SPELLED = "|".join(word for word in _WORDS if word != "zero")
_NUMBER = rf"(?:\d{{1,3}}(?:[,\u202f\u00a0]\d{{3}})+|\d+(?:\.\d+)?)(?![\d.:/-]*\d)|\b(?:{_SPELLED})\b"
_QUANTITY = Pattern(
    rf"""
    (?<![\w.,:/$€£#+-]) (?<!\bversion\ ) (?<!\bv)
    (?P<number>{_NUMBER})
    (?:\s?(?P<scale>k|m|bn|thousand|million|billion)\b)?
    (?:\s?(?P<percent>%|percent\b|per\ cent\b))?
    (?:\s+of(?:\s+(?:the|our|all))*(?:\s+(?P<total>{_NUMBER}))?)?
    \s+(?P<noun>(?:[A-Za-z][\w'’-]*\s+){{0,2}}[A-Za-z][\w'’-]*)
    """,
    re.I | re.X,
)
_LISTED = Pattern(
    r"\b(?P<noun>[A-Za-z]{3,}s)\s+(?P<items>#?\w{1,4}(?:\s*,\s*#?\w{1,4})*\s*,?\s+and\s+#?\w{1,4})\b(?=[^\w,]|,\s)"
)
_NO_NOUN = frozenset(
    stem(word)
    for word in """
    second seconds minute minutes hour hours day days week weeks month months year years am pm utc gmt
    ms min mins hr hrs sec secs january february march april may june july august september october november december
    quarter half times time and or to in on at for from the with was were is are by per as of than until after before
    while that this these who which had has have did do can could would will more less other others mb gb tb kb mib
    gib tib px qps rps ist est
    pst pdt edt cst cdt bst cet cest s h d m x th st nd rd percent
    """.split()
)
_HEDGE = Pattern(
    r"(?:about|around|roughly|approximately|approx\.?|nearly|almost|over|more than|some|~|up to|at least"
    r"|under|just)\s*$",
    re.I,
)
_CLAUSE = Pattern(r"[;:()–—]|,\s|\s(?:and|but|while|whereas|which|who|after|before|because)\s")


@dataclass(frozen=True)
class Quantity:
    """A figure in its sentence."""

    sentence: Sentence
    words: str
    value: float
    noun: str
    """Stem of what is counted, `%` behind it for a share."""
    total: float | None
    """Of how many, where the words tell."""
    hedged: bool
    clause: frozenset[str]
    """Stems of the clause around it, without what is counted."""


def quantities(sentence: Sentence) -> Iterator[Quantity]:
    """The figures of a sentence that count something other than time."""
    text = sentence.text
    for match in _QUANTITY.finditer(text):
        noun = _noun(match["noun"])
        if noun:
            value = _value(match["number"]) * _SCALES.get((match["scale"] or "").lower(), 1)
            total = _value(match["total"]) if match["total"] else None
            words = text[match.start() : match.start("noun") + match["noun"].find(noun) + len(noun)]
            yield _quantity(sentence, match.start(), match.end(), words, value, noun, total, bool(match["percent"]))
    for match in _LISTED.finditer(text):
        items = re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+", match["items"])
        if all(re.search(r"\d|^[A-Z]$", item) for item in items):
            yield _quantity(
                sentence, match.start(), match.end(), match[0], float(len(items)), match["noun"], None, False
            )


def _quantity(
    sentence: Sentence, start: int, end: int, words: str, value: float, noun: str, total: float | None, percent: bool
) -> Quantity:
    text = sentence.text
    before = [m.end() for m in _CLAUSE.finditer(text, 0, start)]
    after = _CLAUSE.search(text, end)
    clause = stems(text[before[-1] if before else 0 : after.start() if after else len(text)])
    key = stem(noun)
    hedged = bool(_HEDGE.search(text[:start]))
    return Quantity(sentence, words, value, key + ("%" if percent else ""), total, hedged, clause - {key} - _WORD_STEMS)


_WORD_STEMS = frozenset(map(stem, _WORDS))


def _noun(phrase: str) -> str | None:
    """What is counted: the first plural of a phrase, else its first word; null where that is a unit or no noun."""
    words = phrase.split()
    for word in words:
        if stem(word) in _NO_NOUN:
            break
        if word.endswith("s") and not word.endswith("ss"):
            return word
    return words[0] if stem(words[0]) not in _NO_NOUN else None


def _value(text: str) -> float:
    found = _WORDS.get(text.lower())
    return float(re.sub(r"[^\d.]", "", text)) if found is None else found


def looks_mistyped(one: str, other: str) -> bool:
    """Whether two runs of characters differ as slips do: the same ones in another order, or one of three or more."""
    if len(one) != len(other) or len(one) < 2 or one == other:
        return False
    differ = [i for i in range(len(one)) if one[i] != other[i]]
    if len(differ) == 2 and sorted(one) == sorted(other):
        return one.strip("0.") != "" and other.strip("0.") != ""
    return len(differ) == 1 and len(one) >= 4 and differ[0] < len(one) - 1
