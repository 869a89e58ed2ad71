"""Stretches of texts, kept so that those of one row are found at once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of a document's text, by the document's id."""

    document: str
    start: int
    end: int


class Stretches:
    """Where something holds in several texts; `spans` are (number of the text, start, end), in any order."""

    def __init__(self, spans: Iterable[tuple[int, int, int]] = ()) -> None:
        self._starts: dict[int, list[int]] = {}
        self._ends: dict[int, list[int]] = {}
        for text, start, end in sorted(spans):
            starts, ends = self._starts.setdefault(text, []), self._ends.setdefault(text, [])
            if ends and start <= ends[-1]:
                ends[-1] = max(ends[-1], end)
            elif start < end:
                starts.append(start)
                ends.append(end)

    def within(self, text: int, start: int, end: int) -> list[tuple[int, int]]:
        """The stretches that overlap `start` to `end` of a text, in order; those that touch are one."""
        starts, ends = self._starts.get(text, []), self._ends.get(text, [])
        low, high = bisect_right(ends, start), bisect_left(starts, end)
        return list(zip(starts[low:high], ends[low:high], strict=True))


def located(
    spans: Iterable[tuple[str, int, int]], lengths: Mapping[str, tuple[int, int]]
) -> list[tuple[int, int, int]]:
    """Spans by document id as spans by text number, cut to the text; those of no text at hand are left out.

    `lengths` gives each document's number and length.
    """
    found = []
    for document, start, end in spans:
        if document in lengths:
            number, length = lengths[document]
            start, end = max(0, start), min(end, length)
            if start < end:
                found.append((number, start, end))
    return found
