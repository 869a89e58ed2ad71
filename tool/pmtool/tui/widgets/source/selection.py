"""What is selected in the source, and where it moves: by segments, by words, to characters."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pmtool.model import Document, Segment

Stretch = tuple[int, int]
"""Start and end in a text."""


@dataclass(frozen=True, slots=True)
class Selection:
    """From where it was begun to where it was moved, in one text; either may lie before the other."""

    text: int
    anchor: Stretch
    head: Stretch

    @property
    def start(self) -> int:
        """Offset of its first character."""
        return min(self.anchor[0], self.head[0])

    @property
    def end(self) -> int:
        """Offset behind its last character."""
        return max(self.anchor[1], self.head[1])


def selected(text: int, start: int, end: int) -> Selection:
    """A stretch of a text, selected at once."""
    return Selection(text, (start, end), (start, end))


def segment_from(document: Document, offset: int) -> Segment | None:
    """The first segment that begins at an offset or behind it."""
    index = bisect_left(document.segments, offset, key=lambda segment: segment.start)
    return document.segments[index] if index < len(document.segments) else None


def segment_before(document: Document, offset: int) -> Segment | None:
    """The last segment that ends before an offset."""
    index = bisect_left(document.segments, offset, key=lambda segment: segment.end) - 1
    return document.segments[index] if index >= 0 else None


def segment_on(document: Document, offset: int, start: int, end: int) -> Segment | None:
    """The segment that holds an offset, or else the last one that shows between `start` and `end`, a row around it."""
    if held := document.segment_at(offset):
        return held
    index = bisect_left(document.segments, end, key=lambda segment: segment.start) - 1
    last = document.segments[index] if index >= 0 else None
    return last if last and last.end > start else None


def next_segment(documents: Sequence[Document], selection: Selection) -> Selection | None:
    """The segment behind a selection's head, perhaps in a later text."""
    offset = selection.head[1]
    for number in range(selection.text, len(documents)):
        if found := segment_from(documents[number], offset):
            return selected(number, found.start, found.end)
        offset = 0
    return None


def previous_segment(documents: Sequence[Document], selection: Selection) -> Selection | None:
    """The segment before a selection's head, perhaps in an earlier text."""
    offset = selection.head[1]
    for number in range(selection.text, -1, -1):
        if found := segment_before(documents[number], offset):
            return selected(number, found.start, found.end)
        offset = len(documents[number - 1].text) + 1
    return None


def extended(selection: Selection, to: Selection | None) -> Selection:
    """A selection with its head moved to where another one stands, in the same text only."""
    return replace(selection, head=to.head) if to and to.text == selection.text else selection


def longer_by_word(text: str, selection: Selection) -> Selection:
    """A selection that ends a word later."""
    end = _word_end().search(text, selection.end)
    return _ending(selection, end.end() if end else len(text))


def shorter_by_word(text: str, selection: Selection) -> Selection:
    """A selection that ends a word earlier; the last word stays."""
    ends = [match.end() for match in _word_end().finditer(text, selection.start, selection.end)]
    earlier = [end for end in ends if end < selection.end]
    return _ending(selection, earlier[-1]) if earlier else selection


def _ending(selection: Selection, end: int) -> Selection:
    return Selection(selection.text, (selection.start, selection.start), (end, end))


def _word_end() -> re.Pattern[str]:
    return re.compile(r"\S(?=\s|\Z)")


def stripped(text: str, start: int, end: int) -> Stretch | None:
    """A stretch without the white space at its ends; null where there is nothing else."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
