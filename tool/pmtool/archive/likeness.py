"""Which reports tell of the same incident in nearly the same words: scraped twice, headings lost, a sentence mended.

A report is known by a sketch of fixed size: the least hashes of its runs of three words, and those of its figures
(times, dates, counts). Two are alike where their words agree by a quarter and their figures by half, or nearly all
figures of one are the other's. Figures are what tells two incidents of one template apart; reports that hold next to
none have to agree in most of their words.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from heapq import nsmallest
from itertools import islice
from typing import NamedTuple

from pmtool.patterns import Pattern

_WORD = Pattern(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+(?:[.:,/-][^\W_]+)*")
"""A figure is one word with its marks (`14:05`, `2026-03-01`); scripts without spaces have a word a character."""
_RUN = 3
"""Words: with one in ten changed, still more than half of the runs are the same."""
_LONGEST = 1_000_000
"""Characters of a report that count."""
_SHORTEST = 16
"""Runs of words; a report with fewer says too little to be known by."""
_RUNS = 128
_FIGURES = 48
_HASH_BITS = 42
_NUMBER_BITS = 20
_WORDS_AGREE = 0.25
_FIGURES_AGREE = 0.5
_FIGURES_HELD = 0.9
"""Of the figures of the report with fewer, where parts of it are lost."""
_WORDS_ALONE_AGREE = 0.8
_FEW_FIGURES = 4
_NEIGHBOURS = 4
"""Reports that a report is held against for each run of words: what thousands share costs no more than what ten do."""
_IN_COMMON = 3
"""Runs of words that make it worth while to hold two reports against each other."""


def sketch(text: str) -> tuple[int, ...]:
    """What a text is known by: at most 176 numbers, the same on every machine; none of a text that is too short."""
    words = [match[0].lower() for match in _WORD.finditer(text[:_LONGEST])]
    runs = {_hash(" ".join(words[i : i + _RUN])) << 1 for i in range(len(words) - _RUN + 1)}
    if len(runs) < _SHORTEST:
        return ()
    figures = {_hash(word) << 1 | 1 for word in set(words) if word[0].isdigit()}
    return (*nsmallest(_RUNS, runs), *nsmallest(_FIGURES, figures))


def alike(sketches: Iterable[tuple[str, tuple[int, ...]]]) -> list[tuple[str, ...]]:
    """Names of reports that are alike, group by group, sorted. Time and memory grow with the number of reports."""
    known = [_Report(name, *_parted(values)) for name, values in sorted(sketches) if values]
    leaders = list(range(len(known)))
    for one, other in _candidates(known):
        if _leader(leaders, one) != _leader(leaders, other) and _tell_the_same(known[one], known[other]):
            first, second = sorted((_leader(leaders, one), _leader(leaders, other)))
            leaders[second] = first
    groups: dict[int, list[str]] = defaultdict(list)
    for number, report in enumerate(known):
        groups[_leader(leaders, number)].append(report.name)
    return [tuple(names) for names in groups.values() if len(names) > 1]


class _Report(NamedTuple):
    name: str
    runs: array[int]
    figures: array[int]


def _hash(words: str) -> int:
    """Not Python's own: that one differs from process to process."""
    from hashlib import blake2b

    data = words.encode("utf-8", "replace")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big") >> (64 - _HASH_BITS)


def _parted(values: Sequence[int]) -> tuple[array[int], array[int]]:
    """Runs and figures, each sorted."""
    return array("Q", sorted(v for v in values if not v & 1)), array("Q", sorted(v for v in values if v & 1))


def _candidates(known: Sequence[_Report]) -> Iterator[tuple[int, int]]:
    """Pairs of numbers of reports that may have enough words in common, the later one first."""
    postings = array("Q", sorted(value << _NUMBER_BITS | n for n, r in enumerate(known) for value in r.runs))
    for number, report in enumerate(known):
        shared: Counter[int] = Counter()
        for value in report.runs:
            run = value << _NUMBER_BITS
            here = bisect_left(postings, run | number)
            shared.update(p - run for p in postings[max(0, here - _NEIGHBOURS) : here] if p >= run)
        own = set(report.runs)
        for other, count in shared.items():
            if count >= _IN_COMMON and len(own.intersection(known[other].runs)) >= _WORDS_AGREE * len(own):
                yield number, other


def _leader(leaders: list[int], number: int) -> int:
    while leaders[number] != number:
        leaders[number] = leaders[leaders[number]]
        number = leaders[number]
    return number


def _tell_the_same(one: _Report, other: _Report) -> bool:
    runs = _Overlap.of(one.runs, other.runs, _RUNS)
    if runs.shared < _WORDS_AGREE * runs.either:
        return False
    figures = _Overlap.of(one.figures, other.figures, _FIGURES)
    if figures.smaller < _FEW_FIGURES:
        return runs.shared >= _WORDS_ALONE_AGREE * runs.either
    return figures.shared >= min(_FIGURES_AGREE * figures.either, _FIGURES_HELD * figures.smaller)


class _Overlap(NamedTuple):
    """How many values two sketches have in common, of those up to where both know all."""

    shared: int
    either: int
    smaller: int

    @classmethod
    def of(cls, one: array[int], other: array[int], size: int) -> _Overlap:
        ends = [values[-1] for values in (one, other) if len(values) == size]
        first, second = (set(islice(v, bisect_right(v, min(ends)) if ends else len(v))) for v in (one, other))
        shared = len(first & second)
        return cls(shared, len(first) + len(second) - shared, min(len(first), len(second)))
