"""A source's text in which quotes are looked for: at their place, elsewhere, or in another case and spacing."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate

from pmtool.model import Document, Evidence
from pmtool.patterns import Pattern

_WORD = Pattern(r"\S+")
_CUT = 2
"""Words of a quote that may be cut: the first and the last."""


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
        """Where a quote stands, in whatever case and spacing: word for word if it does so anywhere, nearest to `near`.

        Null for one that stands nowhere, and for one without words.
        """
        words = _one_for_one(" ".join(quote.split())).split(" ")
        folded = " ".join(words)
        if not folded:
            return None
        starts = self._by_rarest_word(words, folded) if len(words) > _CUT else self._anywhere(folded, near)
        spans = [(self._offset(start), self._offset(start + len(folded) - 1) + 1) for start in starts]
        return min(spans, key=lambda s: (self.text[s[0] : s[1]] != quote, abs(s[0] - near)), default=None)

    def _by_rarest_word(self, words: list[str], folded: str) -> Iterator[int]:
        """Where a quote begins in the folded text; its first and last word may be parts of words."""
        number = min(range(1, len(words) - 1), key=lambda i: len(self._places.get(words[i], ())))
        before = sum(len(word) + 1 for word in words[:number])
        for place in self._places.get(words[number], ()):
            start = self._folded_starts[place] - before
            if start >= 0 and self._folded.startswith(folded, start):
                yield start

    def _anywhere(self, folded: str, near: int) -> Iterator[int]:
        """The last place before an offset, and the first behind it."""
        word = bisect_right(self._starts, max(0, min(near, len(self.text)))) - 1
        middle = self._folded_starts[word] if word >= 0 else 0
        found = (self._folded.rfind(folded, 0, middle + len(folded)), self._folded.find(folded, middle))
        return (start for start in found if start >= 0)

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
    def _places(self) -> dict[str, list[int]]:
        """The numbers of each word."""
        places: dict[str, list[int]] = {}
        for number, word in enumerate(self._folded.split(" ")):
            places.setdefault(word, []).append(number)
        return places

    @cached_property
    def _folded_starts(self) -> array[int]:
        """Where each word begins in the folded text."""
        lengths = (len(word) + 1 for word in self._folded.split(" "))
        return array("q", accumulate(lengths, initial=0))


def _one_for_one(text: str) -> str:
    """In lower case, each character for itself."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
