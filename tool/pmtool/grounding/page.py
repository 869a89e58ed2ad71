"""A source's text in which quotes are looked for: at their place, elsewhere, or in another case and spacing."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from functools import cached_property

from pmtool.model import Document, Evidence
from pmtool.patterns import Pattern

_WORD = Pattern(r"\S+")


class Page:
    """The text of a document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.text

    def holds(self, evidence: Evidence) -> bool:
        """Whether the quote stands where the evidence says."""
        start, end = evidence.start, evidence.end
        return 0 <= start < end <= len(self.text) and self.text[start:end] == evidence.quote

    def find(self, quote: str, near: int) -> tuple[int, int] | None:
        """Where a quote stands, as it is or in another case and spacing: the place nearest to an offset.

        Null for one that stands nowhere, and for one without words.
        """
        if not quote.strip():
            return None
        start = _nearest(self.text, quote, near)
        if start is not None:
            return start, start + len(quote)
        return self._find_folded(quote, near)

    def _find_folded(self, quote: str, near: int) -> tuple[int, int] | None:
        words = quote.split()
        folded = _one_for_one(" ".join(words))
        word = bisect_right(self._starts, max(0, min(near, len(self.text)))) - 1
        start = _nearest(self._folded, folded, self._folded_starts[word] if word >= 0 else 0)
        if start is None:
            return None
        return self._offset(start), self._offset(start + len(folded) - 1) + 1

    def _offset(self, folded: int) -> int:
        """The place in the text of a character of the folded text."""
        word = bisect_right(self._folded_starts, folded) - 1
        return self._starts[word] + folded - self._folded_starts[word]

    @cached_property
    def _starts(self) -> array[int]:
        """Where each word begins."""
        return array("q", (match.start() for match in _WORD.finditer(self.text)))

    @cached_property
    def _folded(self) -> str:
        return _one_for_one(" ".join(self.text.split()))

    @cached_property
    def _folded_starts(self) -> array[int]:
        """Where each word begins in the folded text."""
        starts, at = array("q"), 0
        for match in _WORD.finditer(self.text):
            starts.append(at)
            at += match.end() - match.start() + 1
        return starts


def _nearest(text: str, words: str, near: int) -> int | None:
    near = max(0, min(near, len(text)))
    before, behind = text.rfind(words, 0, near + len(words)), text.find(words, near)
    if before < 0 or behind < 0:
        return max(before, behind) if max(before, behind) >= 0 else None
    return before if near - before <= behind - near else behind


def _one_for_one(text: str) -> str:
    """In lower case, each character for itself."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
