"""Finds the words of sources that back a statement."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from pmtool.grounding.evidence import evidence
from pmtool.grounding.support import is_extract, unsupported
from pmtool.model import Document, Evidence, Segment
from pmtool.patterns import Pattern
from pmtool.source.sentences import split_sentences

_WORD = Pattern(r"[^\W_]{3,}|\d+")
_DENIAL = Pattern(r"\b(?:not|no|never|none|nobody|nothing|without|neither|nor|cannot)\b|n['’]t\b", re.I)
_STEM = 6
"""Letters by which words are held to be the same."""
_ENOUGH = 0.8
"""Part of a statement's words that a segment has to share."""
_AHEAD = 0.15
"""By how much it has to share more than any other."""
_FEWEST = 4
"""Words by which a statement can be told from others."""
_COMMON = 200
"""Segments; a word that more of them hold finds none."""
_RAREST = 12
"""Words of a statement that segments are looked up by."""

_Place = tuple[int, Segment]
"""A document's number and a segment of it."""


class Index:
    """The segments of documents by their words."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = documents

    def backing(self, text: str) -> tuple[Evidence, ...]:
        """For each sentence the one segment that says the same; empty where one has none, or lacks a value."""
        places = [self._place(text[start:end]) for start, end in split_sentences(text, 0, len(text))]
        spans = dict.fromkeys((number, s.start, s.end) for number, s in filter(None, places))
        found = tuple(evidence(self._documents[number], start, end) for number, start, end in spans)
        if not all(places) or unsupported(text, [cited.quote for cited in found]):
            return ()
        return found

    def _place(self, sentence: str) -> _Place | None:
        words = _words(sentence)
        if len(words) < _FEWEST:
            return None
        ranked = sorted(((self._likeness(sentence, words, place), place) for place in self._near(words)), key=_first)
        if not ranked or ranked[-1][0] < _ENOUGH:
            return None
        is_clear = len(ranked) == 1 or ranked[-1][0] - ranked[-2][0] >= _AHEAD
        return ranked[-1][1] if is_clear else None

    def _likeness(self, sentence: str, words: frozenset[str], place: _Place) -> float:
        """What part of the words a segment shares; one more where it holds the sentence, none where it denies it."""
        number, segment = place
        quote = self._documents[number].quote(segment)
        if is_extract(sentence, [quote]):
            return 2.0
        if _denials(sentence) != _denials(quote):
            return 0.0
        return len(words & _words(quote)) / len(words)

    def _near(self, words: frozenset[str]) -> list[_Place]:
        """Segments that share the most of the rarest words, in the order of the sources."""
        known = [self._places[word] for word in sorted(words) if word in self._places]
        rare = sorted((places for places in known if len(places) <= _COMMON), key=len)[:_RAREST]
        shared = Counter(at for places in rare for at in places)
        return [self._segments[at] for at in sorted(shared, key=lambda at: (-shared[at], at))[:_RAREST]]

    def _words_of(self, place: _Place) -> frozenset[str]:
        number, segment = place
        return _words(self._documents[number].quote(segment))

    @cached_property
    def _segments(self) -> list[_Place]:
        return [(number, segment) for number, document in enumerate(self._documents) for segment in document.segments]

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """The segments that hold each word."""
        places: dict[str, list[int]] = {}
        for at, place in enumerate(self._segments):
            for word in self._words_of(place):
                places.setdefault(word, []).append(at)
        return places


def _first(ranked: tuple[float, _Place]) -> float:
    return ranked[0]


def _words(text: str) -> frozenset[str]:
    return frozenset(match[0][:_STEM] for match in _WORD.finditer(text.casefold()))


def _denials(text: str) -> bool:
    return _DENIAL.search(text) is not None
