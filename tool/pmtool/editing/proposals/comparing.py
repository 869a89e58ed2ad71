"""What differs between two texts, and between two lists: what belongs together, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from pmtool.editing.edits import Item
from pmtool.model import Instant
from pmtool.patterns import Pattern
from pmtool.source.sentences import split_sentences

_LINE = Pattern(r"[^\n]+")
_WORD = Pattern(r"\s+|\S+")
_MOST_WORDS = 1500
"""Of a text; longer ones are not compared word by word."""
_ALIKE = 0.3
"""Share of two texts that is the same, below which it says nothing which words are."""
_SAME_ITEM = 0.6
"""How much speaks for two items being one, from which on they are taken for it."""
_SAME_EVIDENCE, _SAME_TIME = 0.4, 0.3
_PARTS = ("kind", "actor", "type", "owner", "priority", "due", "tracker", "state")
"""Of an item, shown behind its text."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words of a text, side by side."""

    text: str
    is_changed: bool


def pieces(text: str) -> list[str]:
    """A text cut into its sentences, each with the white space behind it; together they are the text."""
    starts = [start for line in _LINE.finditer(text) for start, _ in split_sentences(text, line.start(), line.end())]
    return [text[start:end] for start, end in zip([0, *starts[1:]], [*starts[1:], len(text)], strict=True) if text]


def changes(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[slice, slice]]:
    """Where two lists of sentences differ, whatever the white space around these."""
    old, new = [piece.strip() for piece in before], [piece.strip() for piece in after]
    for tag, a, b, c, d in SequenceMatcher(None, old, new, False).get_opcodes():
        if tag != "equal":
            yield slice(a, b), slice(c, d)


def runs(before: str, after: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Two texts, each in runs of words that the other has or lacks."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if max(len(old), len(new)) <= _MOST_WORDS:
        matcher = SequenceMatcher(None, old, new, False)
        if matcher.ratio() >= _ALIKE:
            found = matcher.get_opcodes()
            told = (Run("".join(old[a:b]), tag != "equal") for tag, a, b, _, _ in found if b > a)
            telling = (Run("".join(new[c:d]), tag != "equal") for tag, _, _, c, d in found if d > c)
            return tuple(told), tuple(telling)
    return tuple(Run(text, True) for text in [before] if text), tuple(Run(text, True) for text in [after] if text)


def paired(old: Sequence[Item], new: Sequence[Item]) -> dict[int, int]:
    """Which item of a list is which of another, by their numbers: those that are most alike go first."""
    rated = [
        (-_likeness(one, other), a, b)
        for a, one in enumerate(map(_trait, old))
        for b, other in enumerate(map(_trait, new))
        if _likeness(one, other) >= _SAME_ITEM
    ]
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, a, b in sorted(rated):
        if a not in pairs and b not in taken:
            pairs[a] = b
            taken.add(b)
    return pairs


@dataclass(frozen=True, slots=True)
class _Trait:
    """What an item is known by."""

    words: frozenset[str]
    spans: frozenset[tuple[str, int]]
    at: str | None


def _trait(item: Item) -> _Trait:
    at: Instant | None = getattr(item, "at", None)
    return _Trait(
        frozenset(told(item).casefold().split()),
        frozenset((e.source, e.start) for e in getattr(item, "evidence", ())),
        at.at if at else None,
    )


def _likeness(one: _Trait, other: _Trait) -> float:
    shared = len(one.words & other.words) / max(len(one.words), len(other.words), 1)
    cited = _SAME_EVIDENCE * bool(one.spans & other.spans)
    return shared + cited + _SAME_TIME * (one.at is not None and one.at == other.at)


def told(item: Item) -> str:
    """An item in one line, with all that a person would compare."""
    at, until = (getattr(item, name, None) for name in ("at", "until"))
    when = " to ".join(instant.at.replace("T", " ") for instant in (at, until) if instant)
    parts = [when, getattr(item, "title", ""), item.text, *(getattr(item, name, None) for name in _PARTS)]
    return " · ".join(part for part in parts if part)
