"""What causes have in common: pairs of words that stand together in them, whatever their order and endings."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from pmtool.grounding.words import stem, stems, words
from pmtool.patterns import Pattern

_STOP = Pattern(r"[.,;:!?()\n]+\s*")
_FRAME = frozenset(map(stem, "root cause causes trigger factor contribute incident outage issue problem lead".split()))
"""Say that something is a cause, not which."""
_LONGEST = 2_000
"""Characters of a cause that count."""


def themes(text: str) -> Mapping[str, str]:
    """Pairs of neighbouring words that carry meaning, as they are written, by their stems in order of the alphabet.

    `The certificate had expired` and `expired certificates` are known by the same stems.
    """
    found: dict[str, str] = {}
    for part in _STOP.split(text[:_LONGEST]):
        telling = [(stem(word), word) for word in words(part) if stems(word)]
        for (one, first), (other, second) in pairwise(pair for pair in telling if pair[0] not in _FRAME):
            if one != other:
                found.setdefault(" ".join(sorted((one, other))), f"{first} {second}")
    return found
