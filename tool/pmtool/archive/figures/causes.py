"""Which families of causes an incident's own words name. Nothing is guessed: each family comes with its words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

from pmtool.archive.figures.cause_words import DENIALS, FAMILIES
from pmtool.archive.figures.shapes import Bar, Cause
from pmtool.engines.offline.phrases import Phrases, phrases, valued, words_of
from pmtool.model import Claim, Postmortem
from pmtool.validator.completeness.blanks import is_told

NO_SUCH_WORDS = "none of these words"
NOT_TOLD = "not told"
_SHOWN = 5
"""Words that are kept of a family."""
_REACH = 3
"""Words after a denial that it denies."""


def causes(postmortem: Postmortem) -> Mapping[str, str]:
    """Families named by the root cause, the trigger and what contributed, each with the first words that name it.

    An incident that tells a cause in other words is of NO_SUCH_WORDS, one that tells none NOT_TOLD, both without words.
    """
    claims = [claim for claim in _claims(postmortem) if is_told(claim)]
    found: dict[str, str] = {}
    for claim in claims:
        for family, words in _named(claim.text):
            found.setdefault(family, words)
    return found or {NO_SUCH_WORDS if claims else NOT_TOLD: ""}


class Causes:
    """Families of causes, counted."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._words: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def add(self, found: Mapping[str, str]) -> None:
        """Counts what `causes` found in an incident."""
        for family, words in found.items():
            self._counts[family] += 1
            if words:
                self._words[family][words] += 1

    def listed(self) -> tuple[Cause, ...]:
        """Families that occur, the most frequent first; those without a family last."""
        families = sorted((name for name in FAMILIES if self._counts[name]), key=lambda name: -self._counts[name])
        rest = [name for name in (NO_SUCH_WORDS, NOT_TOLD) if self._counts[name]]
        return tuple(
            Cause(name=name, count=self._counts[name], words=self._commonest(name)) for name in [*families, *rest]
        )

    def _commonest(self, family: str) -> tuple[Bar, ...]:
        ranked = sorted(self._words[family].items(), key=lambda counted: (-counted[1], counted[0]))
        return tuple(Bar(name=words, count=count) for words, count in ranked[:_SHOWN])


def _claims(postmortem: Postmortem) -> Iterator[Claim]:
    for claim in (postmortem.root_cause, postmortem.trigger, *postmortem.contributing_factors):
        if claim:
            yield claim


def _named(text: str) -> Iterator[tuple[str, str]]:
    words = words_of(text)
    denied = {at for denial in phrases(DENIALS).find(words) for at in range(denial.end, denial.end + _REACH)}
    for found in _table().find(words):
        if found.start not in denied:
            yield found.value, " ".join(words[found.start : found.end])


@cache
def _table() -> Phrases[str]:
    return valued(FAMILIES)
