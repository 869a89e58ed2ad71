"""Which characters of the sources statements cite, so that what two postmortems cite can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pmtool.grounding.spans import merged
from pmtool.model import Evidence, Postmortem

Keys = Mapping[str, str]
"""What tells a source in two postmortems, by the id that one of them knows it by."""
Spans = Mapping[str, tuple[tuple[int, int], ...]]
"""Stretches of sources, by their keys: characters, end exclusive; in order and apart."""


def keys(postmortem: Postmortem) -> Keys:
    """The keys of a postmortem's sources: their SHA-256, else name and length."""
    return {source.id: source.sha256 or f"{source.name} {source.length}" for source in postmortem.sources}


def spans(evidence: Iterable[Evidence], known: Keys) -> Spans:
    """What is cited, each character once."""
    found: dict[str, list[tuple[int, int]]] = {}
    for cited in evidence:
        if cited.start < cited.end:
            found.setdefault(known.get(cited.source, cited.source), []).append((cited.start, cited.end))
    return {source: merged(stretches) for source, stretches in found.items()}


def length(cited: Spans) -> int:
    """Characters cited."""
    return sum(end - start for stretches in cited.values() for start, end in stretches)


def common(cited: Spans, others: Spans) -> int:
    """Characters that both cite."""
    return sum(_shared(stretches, others[source]) for source, stretches in cited.items() if source in others)


def _shared(a: tuple[tuple[int, int], ...], b: tuple[tuple[int, int], ...]) -> int:
    total = i = j = 0
    while i < len(a) and j < len(b):
        total += max(0, min(a[i][1], b[j][1]) - max(a[i][0], b[j][0]))
        if a[i][1] <= b[j][1]:
            i += 1
        else:
            j += 1
    return total
