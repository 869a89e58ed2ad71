"""PM705 and PM706: one figure told twice with two values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pmtool.patterns import Pattern
from pmtool.validator.facts.sentences import Sentence, sentences
from pmtool.validator.facts.words import stem, stems
from pmtool.validator.record import Record
from pmtool.validator.rule import Flaw, Rule

_QUANTITY = Pattern(
    r"""
    (?<![\w.,:/$€£#-])
    (?P<number>\d{1,3}(?:[,\u202f\u00a0 ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)
    (?:\s?(?P<scale>k|m|bn|thousand|million|billion)\b)?
    (?:\s?(?P<percent>%|percent\b|per\ cent\b)(?:\s+of)?)?
    (?:\s+(?:the|our|all|of|total|different|separate|unique|affected|active|failed|individual|distinct))*
    \s+(?P<noun>[a-z][a-z-]{2,}(?:\s+[a-z][a-z-]{2,})?)
    """,
    re.I | re.X,
)
_SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}
_NOT_COUNTED = frozenset(
    stem(word)
    for word in """
    second minute hour day week month year am pm utc gmt ms min mins hrs sec january february march april may june july
    august september october november december error errors response responses status code http version times and or to
    in on at for from the with was were is are by per as of than until after before while seconds minutes hours days mb gb
    tb kb px rpm qps rps
    """.split()
)
_MOVING = Pattern(
    r"\b(?:from|rose|fell|dropped|grew|increas\w+|decreas\w+|climb\w+|peak\w*|reach\w+|up to|down to|instead of|rather than"
    r"|normally|usually|previously|now|more|another|additional|first|remaining|still|so far|by then|threshold|limit|above"
    r"|below|out of|of which|raised|lowered|per|each|every|average|total|only)\b",
    re.I,
)
_HEDGE = Pattern(
    r"(?:about|around|roughly|approximately|nearly|almost|over|more than|some|~|up to|at least|under)\s*$", re.I
)
_COURSE = frozenset({"timeline", "status_updates", "action_items", "lessons", "open_questions"})
"""Fields in which figures move with time, or are plans."""
_ALIKE, _SHARED = 0.6, 2
"""Part of the smaller clause's words, and number of words, that two clauses share where they tell the same."""
_CLAUSE = Pattern(r"[,;:()–—]|\s(?:and|but|while|whereas|which|who|after|before|because)\s")
_FEW = 6


@dataclass(frozen=True)
class _Quantity:
    sentence: Sentence
    words: str
    value: float
    unit: str
    """Stem of what is counted, and whether in percent."""
    hedged: bool
    clause: frozenset[str]
    """Stems of the clause around it, without what is counted."""


class QuantityToldTwice(Rule):
    """The same figure, told in two places with two values.

    Why: one of the two is wrong, and the wrong one gets quoted.

    Bad::

        ## Summary

        Checkout failed and 4,100 shoppers lost their baskets.

        ## Impact

        In the affected regions 3,900 shoppers lost their baskets.

    Good::

        ## Summary

        Checkout failed and 3,900 shoppers lost their baskets.

        ## Impact

        In the affected regions 3,900 shoppers lost their baskets.

    Fix: Look the figure up once and use it in both places, or say what each of the two counts.
    """

    code = "PM705"
    name = "quantity-told-twice"

    def check(self, record: Record) -> Iterator[Flaw]:
        told: dict[str, list[_Quantity]] = {}
        for sentence in record.once(sentences):
            if sentence.field in _COURSE or sentence.kind in ("log", "chat"):
                continue
            for quantity in _quantities(sentence):
                for earlier in told.get(quantity.unit, ()):
                    if _same_but_for_value(earlier, quantity):
                        yield quantity.sentence.flaw(
                            f'"{quantity.words}" in "{quantity.sentence.quote}" contradicts "{earlier.words}" in '
                            f'"{earlier.sentence.quote}"'
                        )
                        break
                group = told.setdefault(quantity.unit, [])
                if len(group) < _FEW:
                    group.append(quantity)


def _quantities(sentence: Sentence) -> Iterator[_Quantity]:
    if _MOVING.search(sentence.text):
        return
    for match in _QUANTITY.finditer(sentence.text):
        nouns = [stem(word) for word in match["noun"].lower().split()]
        nouns = [noun for noun in nouns if noun not in _NOT_COUNTED] if nouns[0] not in _NOT_COUNTED else []
        if not nouns:
            continue
        value = float(re.sub(r"[^\d.]", "", match["number"])) * _SCALES.get((match["scale"] or "").lower(), 1)
        unit = nouns[-1] + ("%" if match["percent"] else "")
        clause = stems(_clause_around(sentence.text, match.start(), match.end())) - set(nouns)
        words = match[0].strip()
        yield _Quantity(sentence, words, value, unit, bool(_HEDGE.search(sentence.text[: match.start()])), clause)


def _clause_around(text: str, start: int, end: int) -> str:
    before = [m.end() for m in _CLAUSE.finditer(text, 0, start)]
    after = _CLAUSE.search(text, end)
    return text[before[-1] if before else 0 : after.start() if after else len(text)]


def _same_but_for_value(one: _Quantity, other: _Quantity) -> bool:
    if one.sentence.text == other.sentence.text or one.value == other.value:
        return False
    if (one.hedged or other.hedged) and abs(one.value - other.value) <= 0.12 * max(one.value, other.value):
        return False
    shared, smaller = len(one.clause & other.clause), min(len(one.clause), len(other.clause))
    return shared >= _SHARED and shared >= _ALIKE * smaller


_STATUS = Pattern(
    r"\b(?:HTTP\s*)?(?P<code>5\d\d)(?:s\b|\s+(?:error|response|status|code|page)s?\b|(?=\s+(?:is|are|was|were)\b))"
    r"|\b(?:HTTP|status|error|code|return\w*|respond\w* with|serv(?:e|ed|es|ing))\s+(?:an?\s+)?(?P<code2>5\d\d)\b",
    re.I,
)


class StatusCodeToldTwice(Rule):
    """Two HTTP status codes for what reads like the same failure.

    Why: 502 and 503 point to different parts of a system.

    Bad::

        ## Root cause

        The handler crashed, so the load balancer began to serve 502s.

        ## Impact

        The load balancer served 503 responses to every client.

    Good::

        ## Root cause

        The handler crashed, so the load balancer began to serve 503s.

        ## Impact

        The load balancer served 503 responses to every client.

    Fix: Take the code from the logs; where both occurred, say which part sent which.
    """

    code = "PM706"
    name = "status-code-told-twice"
    severity = "info"

    def check(self, record: Record) -> Iterator[Flaw]:
        told: dict[str, Sentence] = {}
        for sentence in record.once(sentences):
            for match in _STATUS.finditer(sentence.text):
                told.setdefault(match["code"] or match["code2"], sentence)
        if len(told) != 2:
            return
        (one, first), (other, second) = sorted(told.items(), key=lambda pair: pair[1].start)
        if first is not second and first.stems & second.stems - {stem("error"), stem("http"), stem("status")}:
            yield second.flaw(f'"{other}" in "{second.quote}" contradicts "{one}" in "{first.quote}"')


RULES: tuple[Rule, ...] = (QuantityToldTwice(), StatusCodeToldTwice())
