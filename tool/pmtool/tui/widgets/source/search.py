"""Finding words in texts, without regard to case and to where lines break."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

LIMIT = 10_000
"""Matches that are told one by one; a search stops there."""


def folded(text: str) -> str:
    """A text to search in: as long as it was, without case, each white space a plain space."""
    if text.isascii():
        return text.lower().replace("\n", " ").replace("\t", " ")
    # the dotted capital I is the one letter that lowering makes longer; a final sigma is a sigma
    lowered = text.replace("İ", "i").lower().replace("ς", "σ")
    return lowered.replace("\n", " ").replace("\t", " ")


class Search:
    """The matches of some words and which of them is looked at."""

    def __init__(self, texts: Sequence[str] = (), words: str = "") -> None:
        """`texts` are folded."""
        self.words = folded(" ".join(words.split()))
        self.matches: list[tuple[int, int, int]] = []
        """Number of the text, start, end; in order, none overlaps another."""
        self.capped = False
        self._at = -1
        if self.words:
            for number, text in enumerate(texts):
                self._collect(number, text)

    def _collect(self, number: int, text: str) -> None:
        size = len(self.words)
        at = text.find(self.words)
        while at >= 0:
            if len(self.matches) == LIMIT:
                self.capped = True
                return
            self.matches.append((number, at, at + size))
            at = text.find(self.words, at + size)

    @property
    def current(self) -> tuple[int, int, int] | None:
        """The match looked at."""
        return self.matches[self._at] if self._at >= 0 else None

    @property
    def status(self) -> str:
        """`3 of 17`, `3 of the first 10,000`, `not found`; empty where nothing is searched for."""
        if not self.words:
            return ""
        if not self.matches:
            return "not found"
        return f"{self._at + 1:,} of {'the first ' * self.capped}{len(self.matches):,}"

    def within(self, text: int, start: int, end: int) -> list[tuple[int, int]]:
        """The matches that overlap `start` to `end` of a text."""
        size = len(self.words)
        low = bisect_left(self.matches, (text, start - size + 1, 0))
        high = bisect_left(self.matches, (text, end, 0))
        return [match[1:] for match in self.matches[low:high]]

    def start_at(self, text: int, offset: int) -> None:
        """Looks at the first match from a place on, or at the first of all."""
        if self.matches:
            self._at = bisect_left(self.matches, (text, offset, 0)) % len(self.matches)

    def step(self, by: int) -> None:
        """Looks at a match further on, or further back for a negative number; around the ends."""
        if self.matches:
            self._at = (self._at + by) % len(self.matches)
