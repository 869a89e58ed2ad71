"""PM705 and PM711: one figure told twice with two values, and lists that are longer or shorter than announced."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from pmtool.patterns import Pattern
from pmtool.validator.facts.quantities import Quantity, looks_mistyped, quantities
from pmtool.validator.facts.sentences import Sentence, sentences
from pmtool.validator.record import Record, Telling
from pmtool.validator.rule import Flaw, Rule

_MOVING = Pattern(
    r"\b(?:from|rose|fell|dropped|grew|increas\w+|decreas\w+|climb\w+|peak\w*|reach\w+|down to|instead of|rather than"
    r"|normally|usually|previously|now|another|additional|remaining|so far|by then|threshold|limit|raised"
    r"|lowered|per)\b",
    re.I,
)
"""In a sentence: its figures move, or are no facts of the incident."""
_COURSE = frozenset({"timeline", "status_updates"})
_PLANS = frozenset({"action_items", "lessons", "open_questions"})
_ALIKE, _SHARED = 0.6, 2
"""Part of the smaller clause's words, and number of words, that two clauses share where they tell the same."""
_ROUNDED = 0.12
"""How far, in parts of the larger, two figures may be apart where one is hedged."""
_FEW = 8


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
        told: dict[str, list[Quantity]] = {}
        for sentence in record.once(sentences):
            if _is_plan(sentence) or sentence.kind in ("log", "chat") or _MOVING.search(sentence.text):
                continue
            for quantity in quantities(sentence):
                group = told.setdefault(quantity.noun, [])
                twin = next((earlier for earlier in group if _contradict(earlier, quantity)), None)
                if twin:
                    other = f'"{twin.words}" in "{twin.sentence.quote}"'
                    yield sentence.flaw(f'"{quantity.words}" in "{sentence.quote}" contradicts {other}')
                if len(group) < _FEW:
                    group.append(quantity)


_HARMED = Pattern(r"\b(?:affected|impacted|failed|broken|unavailable|faulty)\b", re.I)
_HARM = Pattern(
    r"\b(?:reject\w*|fail\w*|affected|impacted|unavailable|down|offline|lost|crash\w*|stuck|read-only)\b", re.I
)


def _is_plan(sentence: Sentence) -> bool:
    return sentence.field in _PLANS and not _PAST.search(sentence.text)


_PAST = Pattern(r"\b(?:have|has|had|was|were)\b", re.I)


def _contradict(one: Quantity, other: Quantity) -> bool:
    """Whether two figures of one noun are told of the same thing and differ."""
    if one.value == other.value or one.sentence.text == other.sentence.text:
        return False
    if one.sentence.field in _COURSE and other.sentence.field in _COURSE:
        return False  # they move with time
    if (one.hedged or other.hedged) and abs(one.value - other.value) <= _ROUNDED * max(one.value, other.value):
        return False
    shared = len(one.clause & other.clause)
    if (one.total is None) is not (other.total is None) and _HARMED.search(one.words + other.words):
        part, whole = (one, other) if one.total is not None else (other, one)
        return whole.value != part.total and bool(_HARM.search(part.sentence.text))
    if one.total is not None and one.total == other.total:
        return shared >= 1
    if looks_mistyped(f"{one.value:.10g}", f"{other.value:.10g}"):
        return shared >= 1
    return shared >= _SHARED and shared >= _ALIKE * min(len(one.clause), len(other.clause))


_ANNOUNCED = Pattern(
    r"\b(?P<number>two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[2-9]|1[0-2])\s+(?:[\w-]+\s+){0,3}?"
    r"(?P<noun>[a-z]{3,}s)\b[^.:]*:\s*$",
    re.I,
)
_IN_BRACKETS = Pattern(
    r"\b(?P<number>two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[2-9]|1[0-2])\s+(?:[\w-]+\s+){0,6}?"
    r"[(:]\s?(?P<names>[\w.-]+(?:\s*,\s*[\w.-]+)*,?\s+and\s+[\w.-]+)[).]",
    re.I,
)
_NUMBERS = dict(zip("two three four five six seven eight nine ten eleven twelve".split(), range(2, 13), strict=True))


class ListNotAsAnnounced(Rule):
    """A list with more or fewer entries than the sentence before it announces.

    Why: an entry was lost on the way, or the sentence is from an older draft.

    Bad report::

        # Checkout down on 1 March 2026

        At 10:00 UTC checkout failed; at 10:40 UTC it worked again.

        ## Follow-up

        Three measures were agreed:

        - Alert on pool usage
        - Raise the size of the pool

    Good report::

        # Checkout down on 1 March 2026

        At 10:00 UTC checkout failed; at 10:40 UTC it worked again.

        ## Follow-up

        Two measures were agreed:

        - Alert on pool usage
        - Raise the size of the pool

    Fix: Find the missing entry, or mend the number.
    """

    code = "PM711"
    name = "list-not-as-announced"

    def check(self, record: Record) -> Iterator[Flaw]:
        for sentence in record.once(sentences):
            for listed in _IN_BRACKETS.finditer(sentence.text):
                names = re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+", listed["names"])
                if all(re.search(r"\d", name) for name in names) and len(names) != _number(listed["number"]):
                    yield sentence.flaw(f'"{listed[0]}" announces {listed["number"]}, but {len(names)} follow')
        for telling in record.tellings:
            for start, end, entries in _announcements(telling):
                line = telling.words(start, end)
                announced = _ANNOUNCED.search(line)
                if announced and entries != _number(announced["number"]):
                    message = f'"{line}" announces {announced["number"]}, but {entries} follow'
                    yield Flaw(message, telling.path_at(start), telling.span(start, end))


_LONGEST_LINE = 400
"""Characters that announce a list."""


def _number(text: str) -> int:
    return _NUMBERS.get(text.lower()) or int(text)


def _announcements(telling: Telling) -> Iterator[tuple[int, int, int]]:
    """Start and end of the last sentence before each list, and how many entries the list has."""
    document = telling.document
    entries = Counter((block.run, block.level) for block in document.blocks if block.kind == "item")
    for before, block in pairwise(document.blocks):
        if block.kind == "item" and before.kind in ("paragraph", "heading"):
            start = max((s.start for s in document.segments_by_block.get(before.index, ())), default=before.start)
            yield max(start, before.end - _LONGEST_LINE), before.end, entries[block.run, block.level]


RULES: tuple[Rule, ...] = (QuantityToldTwice(), ListNotAsAnnounced())
