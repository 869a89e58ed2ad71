"""Which statement of a run is which of gold: by what they cite, how they are worded, and when they say it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from pmtool.evaluation import citing
from pmtool.evaluation.instants import same
from pmtool.grounding.words import stems
from pmtool.model import ActionItem, Event, Instant, StatusUpdate

_ALIKE = 0.5
_ALIKE_AT_ONE_TIME = 0.25
"""How alike two statements must be at least to be one, where their times are no help, and where they agree."""

T = TypeVar("T", Event, StatusUpdate, ActionItem)


@dataclass(frozen=True, slots=True)
class Pair(Generic[T]):
    """A statement of gold, and the one that a run has for it."""

    gold: T
    made: T
    is_timed_alike: bool
    """Whether both tell the same time, or none."""


@dataclass(frozen=True, slots=True)
class Pairing(Generic[T]):
    """Statements of one kind, each of them in one place."""

    pairs: tuple[Pair[T], ...]
    missed: tuple[T, ...]
    """Gold's that the run lacks."""
    invented: tuple[T, ...]
    """The run's that gold lacks."""


@dataclass(frozen=True, slots=True)
class _Side(Generic[T]):
    """A statement, and what it is compared by."""

    item: T
    at: Instant | None
    words: str
    stems: frozenset[str]
    spans: citing.Spans
    length: int
    content: str
    """All of it: tells whether two are equal, and puts those in order that fit equally well."""


class _Fit(NamedTuple):
    """How well two statements fit, the most telling first."""

    is_equal: bool
    is_timed_alike: bool
    cited: float
    worded: float


def paired(gold: Iterable[T], gold_keys: citing.Keys, made: Iterable[T], made_keys: citing.Keys) -> Pairing[T]:
    """One to one, the best fit first: those equal, then those at one time, then by cited characters, then by words.

    Two statements may be a pair where the better of shared characters (intersection / union) and shared words
    (2 shared / (a + b)) is at least 0.5, or 0.25 where both tell the same time. No order of statements matters.
    """
    wanted, found = [_side(item, gold_keys) for item in gold], [_side(item, made_keys) for item in made]
    candidates = [
        (fit, i, j) for i, a in enumerate(wanted) for j, b in enumerate(found) if (fit := _fit(a, b)) is not None
    ]
    candidates.sort(key=lambda c: (tuple(-value for value in c[0]), wanted[c[1]].content, found[c[2]].content))
    partner: dict[int, tuple[int, bool]] = {}
    taken: set[int] = set()
    for fit, i, j in candidates:
        if i not in partner and j not in taken:
            partner[i] = (j, fit.is_timed_alike)
            taken.add(j)
    pairs = [Pair(wanted[i].item, found[j].item, timed) for i, (j, timed) in sorted(partner.items())]
    return Pairing(tuple(pairs), _but(wanted, partner), _but(found, taken))


def _but(sides: Sequence[_Side[T]], taken: Iterable[int]) -> tuple[T, ...]:
    gone = set(taken)
    return tuple(side.item for number, side in enumerate(sides) if number not in gone)


def _side(item: T, keys: citing.Keys) -> _Side[T]:
    cited = citing.spans(item.evidence, keys)
    at = None if isinstance(item, ActionItem) else item.at
    return _Side(
        item, at, " ".join(item.text.casefold().split()), stems(item.text), cited, citing.length(cited), repr(item)
    )


def _fit(a: _Side[T], b: _Side[T]) -> _Fit | None:
    """How well two fit; null where they are too unlike to be one."""
    cited, worded = _cited(a, b), _worded(a, b)
    likeness = max(cited, worded)
    if likeness < _ALIKE_AT_ONE_TIME:
        return None
    timed = same(a.at, b.at) if a.at and b.at else a.at is b.at
    if likeness < _ALIKE and not (timed and a.at):
        return None
    return _Fit(a.content == b.content, timed, cited, worded)


def _cited(a: _Side[T], b: _Side[T]) -> float:
    shared = citing.common(a.spans, b.spans) if a.length and b.length else 0
    return shared / (a.length + b.length - shared) if shared else 0.0


def _worded(a: _Side[T], b: _Side[T]) -> float:
    if a.words == b.words:
        return 1.0
    shared = len(a.stems & b.stems)
    return 2 * shared / (len(a.stems) + len(b.stems)) if shared else 0.0
