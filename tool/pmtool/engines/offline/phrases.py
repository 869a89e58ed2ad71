"""Finds phrases from a table in a run of words, without a regular expression to compile."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_GAP = "…"
_END = "$"
_GAP_WORDS = 5
"""Words that `…` may stand for at most."""
_STEM = 3
"""Letters by which phrases that begin with a stem are filed."""


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in lower case; hyphens part words, apostrophes don't."""
    return tuple(_WORD.findall(text.lower().replace("’", "'")))


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A phrase's place among the words, end exclusive, and what the table says of it."""

    start: int
    end: int
    value: T


class Phrases(Generic[T]):
    """A table of phrases.

    `stem*` (three letters at least) is any word that begins so; `…` is up to five words; `$` is the end of the words.
    """

    def __init__(self, table: Iterable[tuple[str, T]]) -> None:
        self._by_word: dict[str, list[tuple[tuple[str, ...], T]]] = {}
        self._by_stem: dict[str, list[tuple[tuple[str, ...], T]]] = {}
        for phrase, value in table:
            tokens = tuple(phrase.split())
            first = tokens[0]
            if first.endswith("*"):
                self._by_stem.setdefault(first[:_STEM], []).append((tokens, value))
            else:
                self._by_word.setdefault(first, []).append((tokens, value))

    def at(self, words: Sequence[str], start: int) -> Iterator[Found[T]]:
        """Phrases that begin at one word."""
        word = words[start]
        for tokens, value in (*self._by_word.get(word, ()), *self._by_stem.get(word[:_STEM], ())):
            end = _match(tokens, 0, words, start)
            if end:
                yield Found(start, end, value)

    def find(self, words: Sequence[str]) -> Iterator[Found[T]]:
        """Phrases anywhere, overlapping ones too, in order of their first words."""
        for start in range(len(words)):
            yield from self.at(words, start)

    def opens(self, words: Sequence[str]) -> bool:
        """Whether the words begin with a phrase."""
        return bool(words) and any(True for _ in self.at(words, 0))

    def occur(self, words: Sequence[str]) -> bool:
        """Whether a phrase stands anywhere among the words."""
        return any(True for _ in self.find(words))


def phrases(text: str) -> Phrases[None]:
    """A table of bare phrases, parted by `|` or line ends."""
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
            ends = (_match(tokens, i + 1, words, j) for j in range(at, min(at + _GAP_WORDS, len(words)) + 1))
            return next((end for end in ends if end), 0)
        if token == _END:
            return at if at == len(words) else 0
        if at >= len(words) or not (words[at].startswith(token[:-1]) if token.endswith("*") else words[at] == token):
            return 0
        i += 1
        at += 1
    return at
