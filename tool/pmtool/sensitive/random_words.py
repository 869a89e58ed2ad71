"""Words that look drawn by lot: keys of makers that nobody told us of, and keys without a word around them."""

from __future__ import annotations

from collections.abc import Iterator

from pmtool.patterns import Pattern
from pmtool.sensitive.sight import Sight

_RUN = Pattern(r"[\w+/=.~-]{20,}")
_PART = Pattern(r"[A-Za-z0-9+_-]{20,}")
_MIXED = Pattern(r"(?=[^A-Z]*[A-Z])(?=[^a-z]*[a-z])[^0-9]*[0-9][^0-9]*[0-9]")
_TURN = Pattern(r"[0-9][A-Za-z]|[A-Za-z](?=[0-9])")
_NATURAL = Pattern(r"[A-Z]?[a-z]{3,}|[A-Z]{3,}|[0-9]{4,}")
_SEPARATOR = Pattern(r"[^A-Za-z0-9]")
_TURNS, _SEPARATORS, _UNNATURAL = 0.12, 0.1, 0.5
"""Shares of a word's characters: changes between digits and letters, marks between parts, and what reads as no word."""


def random_words(text: str) -> Iterator[Sight]:
    """Web tokens, and long words of digits and of letters large and small in no order that people would choose.

    Hashes and ids in hexadecimal are none of them: a report is full of those, and nobody can log in with one.
    """
    for run in _RUN.finditer(text):
        word = run[0]
        token = word.find("eyJ")  # "{" and a quote: the head of a web token
        if 0 <= token < len(word) - 20:
            yield _sight(run.start() + token, run.end())
        elif _is_random(word):
            yield _sight(run.start(), run.end())
        else:
            for part in _PART.finditer(word):
                if _is_random(part[0]):
                    yield _sight(run.start() + part.start(), run.start() + part.end())


def _is_random(word: str) -> bool:
    if not _MIXED.match(word):
        return False
    size = len(word)
    if len(_SEPARATOR.findall(word)) > _SEPARATORS * size:
        return False
    turns = len(_TURN.findall(word))
    return turns >= max(3, _TURNS * size) or len("".join(_NATURAL.split(word))) >= _UNNATURAL * size


def _sight(start: int, end: int) -> Sight:
    return Sight(start, end, "secret", "what may be a key")
