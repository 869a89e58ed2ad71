"""How sure it is that one run is better than another: paired bootstrap over the reports."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pmtool.evaluation.measures import MAIN, MEASURES, Scores

FEWEST = 10
"""Reports below which an interval would feign a sureness that nobody has."""
OVERALL = "overall"
_ROUNDS = 1000
_MOST = 200
"""Draws in a round; of more reports, several are drawn together."""
_TAIL = 0.025
_SEED = 20260301


class Interval(NamedTuple):
    """Where a difference lies in 95 of 100 draws."""

    low: float
    high: float

    @property
    def is_sure(self) -> bool:
        """Whether 0 is not in it."""
        return self.low > 0 or self.high < 0


class _Columns(NamedTuple):
    """Of one measure and run, for each draw: twice its hits, and what they are a part of."""

    parts: list[int]
    wholes: list[int]

    def score(self, drawn: Sequence[int]) -> float | None:
        whole = sum(map(self.wholes.__getitem__, drawn))
        return sum(map(self.parts.__getitem__, drawn)) / whole if whole else None


def intervals(first: Sequence[Scores], second: Sequence[Scores]) -> Mapping[str, Interval]:
    """The 95 % intervals of what the first run is ahead, by measure, and of the overall score; reports are in the same
    order in both. Each round draws as many reports as there are, with replacement and the same for both runs.

    Empty for fewer than 10 reports. The draws are the same each time.
    """
    if len(first) < FEWEST:
        return {}
    names = [measure.name for measure in MEASURES]
    columns = [(_columns(first, name), _columns(second, name)) for name in names]
    draw = random.Random(_SEED).random
    count = min(len(first), _MOST)
    ahead: dict[str, list[float]] = {name: [] for name in (*names, OVERALL)}
    for _ in range(_ROUNDS):
        drawn = [int(draw() * count) for _ in range(count)]
        scores = {name: (a.score(drawn), b.score(drawn)) for name, (a, b) in zip(names, columns, strict=True)}
        for name, (a, b) in scores.items():
            if a is not None and b is not None:
                ahead[name].append(a - b)
        means = [_mean(scores[name][run] for name in MAIN) for run in (0, 1)]
        if means[0] is not None and means[1] is not None:
            ahead[OVERALL].append(means[0] - means[1])
    return {name: _interval(found) for name, found in ahead.items() if found}


def _columns(run: Sequence[Scores], name: str) -> _Columns:
    together = min(len(run), _MOST)
    parts, wholes = [0] * together, [0] * together
    for number, scores in enumerate(run):
        tally = scores[name]
        parts[number % together] += 2 * tally.hits
        wholes[number % together] += tally.made + tally.gold
    return _Columns(parts, wholes)


def _mean(scores: Iterable[float | None]) -> float | None:
    told = [score for score in scores if score is not None]
    return sum(told) / len(told) if told else None


def _interval(found: list[float]) -> Interval:
    found.sort()
    last = len(found) - 1
    return Interval(found[round(_TAIL * last)], found[round((1 - _TAIL) * last)])
