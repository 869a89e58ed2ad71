"""How much goes into a block, and which part of what a model may be asked goes with it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Protocol, TypeVar

from pmtool.batch.outcome import Outcome, Usage

N = TypeVar("N", int, float)

_BLOCKS_A_SLOT = 2
"""One at work and one waiting, so that no worker stands idle."""
_BLOCK_SECONDS = 1.0
"""A hundred times what sending a block takes, and yet progress is smooth."""
_BLOCK_REPORTS = 200
_ROUNDS = 2
"""Reports of a block for each that it may have in flight: with one, all would wait for the slowest."""
_LATEST = 0.3
"""How much the latest block counts in how long a report takes."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a block may take."""

    reports: int
    at_once: int = 1
    """Of its reports."""
    calls: int = 0
    """In flight; 0 by rules."""
    max_cost: float | None = None
    """Of all its calls, in the currency of the prices."""
    max_tokens: int | None = None
    """In and out."""


class Portions(Protocol):
    """Deals out parts."""

    def next(self, slots: int, under_way: int) -> Part | None:
        """What the next block may take; null where so many are under way that it has to wait."""

    def alone(self) -> Part:
        """All there is, for a block of one report while none is under way."""

    def back(self, part: Part, outcomes: Sequence[Outcome]) -> None:
        """A block is over, with these outcomes; with none where nobody knows what became of it."""


class OfSeconds:
    """By rules, a block takes about a second; the first ones, of one report, tell how many that is."""

    def __init__(self) -> None:
        self._seconds: float | None = None

    def next(self, slots: int, under_way: int) -> Part | None:
        """See Portions."""
        if under_way >= _BLOCKS_A_SLOT * slots:
            return None
        if self._seconds is None:
            return Part(1)
        return Part(max(1, min(_BLOCK_REPORTS, int(_BLOCK_SECONDS / max(self._seconds, 1e-6)))))

    def alone(self) -> Part:
        """See Portions."""
        return Part(1)

    def back(self, part: Part, outcomes: Sequence[Outcome]) -> None:
        """See Portions."""
        if outcomes:
            latest = sum(outcome.seconds for outcome in outcomes) / len(outcomes)
            self._seconds = latest if self._seconds is None else self._seconds + _LATEST * (latest - self._seconds)


class OfCalls:
    """With a model, blocks share the calls and reports that may be in flight, and what is left to spend."""

    def __init__(self, whole: Part) -> None:
        self._whole = self._left = whole

    def next(self, slots: int, under_way: int) -> Part | None:
        """See Portions."""
        calls = min(ceil(self._whole.calls / slots), self._left.calls)
        return self._take(calls) if calls else None

    def alone(self) -> Part:
        """See Portions."""
        return replace(self._take(self._left.calls), reports=1)

    def back(self, part: Part, outcomes: Sequence[Outcome]) -> None:
        """See Portions."""
        used = sum((outcome.usage for outcome in outcomes), Usage())
        left = self._left
        self._left = replace(
            left,
            calls=left.calls + part.calls,
            max_cost=_sum(left.max_cost, part.max_cost, -used.cost),
            max_tokens=_sum(left.max_tokens, part.max_tokens, -used.input_tokens - used.output_tokens),
        )

    def _take(self, calls: int) -> Part:
        """So many calls, and as much of all else as falls to them."""
        left = self._left
        at_once = max(1, self._whole.at_once * calls // self._whole.calls)
        cost = None if left.max_cost is None else left.max_cost * calls / left.calls
        tokens = None if left.max_tokens is None else left.max_tokens * calls // left.calls
        self._left = replace(
            left,
            calls=left.calls - calls,
            max_cost=_sum(left.max_cost, -cost if cost else None),
            max_tokens=_sum(left.max_tokens, -tokens if tokens else None),
        )
        return Part(_ROUNDS * at_once, at_once, calls, cost, tokens)


def _sum(limit: N | None, *changes: N | None) -> N | None:
    """A limit after some changes, never below 0; null where there is none."""
    return None if limit is None else max(limit - limit, sum((change for change in changes if change), limit))
