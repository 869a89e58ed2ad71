"""Finds phrases from a table in a run of words, without a regular expression to compile."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from sys import intern
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_GAP = "…"
_END = "$"
_GAP_WORDS = 5
"""Words that `…` may stand for at most."""
_STEM = 4
"""Letters by which phrases that begin with a stem are filed; no stem has fewer."""


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in lower case; hyphens part words, apostrophes don't."""
    # Of words that recur all over a report one copy is enough.
    return tuple(map(intern, _WORD.findall(text.lower().replace("’", "'"))))


class Found(NamedTuple, Generic[T]):
    """A phrase's place among the words, end exclusive, and what the table says of it."""

    start: int
    end: int
    value: T
    named: int
    """Words that the phrase names itself, without those its `…` stood for."""


_Entry = tuple[str, tuple[str, ...], T, int]
"""A phrase's first word or stem, its other tokens, what the table says of it, and how many words it names."""


class Phrases(Generic[T]):
    """A table of phrases.

    `stem*` (four letters at least) is any word that begins so; `…` is up to five words; `$` is the end of the words.
    """

    def __init__(self, table: Iterable[tuple[str, T]]) -> None:
        self._by_word: dict[str, list[_Entry[T]]] = {}
        self._by_stem: dict[str, list[_Entry[T]]] = {}
        for phrase, value in table:
            first, *rest = phrase.split()
            named = 1 + sum(token not in (_GAP, _END) for token in rest)
            if first.endswith("*"):
                self._by_stem.setdefault(first[:_STEM], []).append((first[:-1], tuple(rest), value, named))
            else:
                self._by_word.setdefault(first, []).append((first, tuple(rest), value, named))

    def find(self, words: Sequence[str]) -> Iterator[Found[T]]:
        """Phrases anywhere, overlapping ones too, in order of their first words."""
        by_word, by_stem = self._by_word, self._by_stem
        for start, word in enumerate(words):
            if word in by_word:
                yield from _matches(by_word[word], words, start)
            if word[:_STEM] in by_stem:
                yield from _matches(by_stem[word[:_STEM]], words, start)

    def at(self, words: Sequence[str], start: int) -> Iterator[Found[T]]:
        """Phrases that begin at one word."""
        yield from _matches(self._by_word.get(words[start], ()), words, start)
        yield from _matches(self._by_stem.get(words[start][:_STEM], ()), words, start)

    def opens(self, words: Sequence[str]) -> bool:
        """Whether the words begin with a phrase."""
        return bool(words) and next(self.at(words, 0), None) is not None

    def occur(self, words: Sequence[str]) -> bool:
        """Whether a phrase stands anywhere among the words."""
        return next(self.find(words), None) is not None

    def count(self, words: Sequence[str]) -> int:
        """How many phrases stand among the words."""
        return sum(1 for _ in self.find(words))


def _matches(entries: Iterable[_Entry[T]], words: Sequence[str], start: int) -> Iterator[Found[T]]:
    for first, rest, value, named in entries:
        if words[start].startswith(first) and (end := _match(rest, 0, words, start + 1)):
            yield Found(start, end, value, named)


@cache
def phrases(text: str) -> Phrases[None]:
    """A table of bare phrases, parted by `|` or line ends; built once, when it is first needed."""
    return Phrases((phrase, None) for phrase in _split(text))


def valued(table: Mapping[T, str]) -> Phrases[T]:
    """A table that tells for each value its phrases."""
    return Phrases((phrase, value) for value, text in table.items() for phrase in _split(text))


def _split(text: str) -> Iterator[str]:
    return (phrase.strip() for line in text.splitlines() for phrase in line.split("|") if phrase.strip())


def _match(tokens: tuple[str, ...], i: int, words: Sequence[str], at: int) -> int:
    """Index after the last word of a phrase that begins at `at`; 0 where it does not."""
    while i < len(tokens):
        token = tokens[i]
        if token == _GAP:
            for after in range(at, min(at + _GAP_WORDS, len(words)) + 1):
                if end := _match(tokens, i + 1, words, after):
                    return end
            return 0
        if token == _END:
            return at if at == len(words) else 0
        if at >= len(words) or not (words[at].startswith(token[:-1]) if token.endswith("*") else words[at] == token):
            return 0
        i += 1
        at += 1
    return at
