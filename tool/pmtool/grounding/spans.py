"""Spans of a text: start and end in characters, end exclusive."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

Span = tuple[int, int]


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order, those that overlap or touch as one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def overlaps(spans: Sequence[Span], start: int, end: int) -> bool:
    """Whether one of the spans (in order, apart) shares a character with those from start to end."""
    after = bisect_left(spans, (end, 0))
    return after > 0 and spans[after - 1][1] > start
