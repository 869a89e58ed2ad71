"""What an event's words are signs of: harm, discovery, repair, recovery; and from them its kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from pmtool.engines.offline.event_cues import CLASSES, FILLERS, HOPES, KINDS, NEGATIONS, SIGNS, Sign
from pmtool.engines.offline.event_labels import KIND_LABELS
from pmtool.engines.offline.phrases import Found, Phrases, valued, words_of
from pmtool.model.postmortem import EventKind
from pmtool.patterns import Pattern

_CLAUSES = Pattern(r"[.;:!?,(](?=\s|$)|\s[-–—]+\s")
_JOINTS = Pattern(r"[;:,]\s+|\s(?:and|but|then|before|until)\s+")
_LABEL = Pattern(r"[\[(]?([A-Za-z][A-Za-z ]{2,18}?)[\])]?(?:\s?[:|\])]|\s[-–—])\s")
_CLEARED = Pattern(r"\W*(?:RESOLVED|RECOVERED|RECOVERY|CLEARED|OK)\b(?::\d+)?\W+\w")
"""What a monitor writes in front of an alarm's name when it ends; the name tells no event: `RESOLVED error rate`."""
_TELLING = 2
"""Weight of a sign that says enough without the rest of its sentence."""
_FADING = 50
"""Words after which a sign weighs one less: what comes first is what happened."""
_NEGATED = 3
"""Words before a phrase in which a negation turns it round."""
DONE: frozenset[Sign] = frozenset({"closed", "ended", "mitigated", "recovered", "drained", "repaired"})
"""Signs of what may as well be hoped for: `to restore service` restores nothing yet."""


class Told(NamedTuple):
    """A phrase found: what it is a sign of, its place among the words, and how many of them it names."""

    sign: Sign
    start: int
    named: int
    closes: bool
    """Whether it ends the clause it stands in."""


def kind_of(text: str) -> EventKind:
    """The kind of an event: its label's, else that of the sign that says most, the earlier the more."""
    best = max(signs(text), key=lambda t: (KINDS[t.sign][1] - t.start / _FADING, -t.start, t.named), default=None)
    return _labelled(text) or (KINDS[best.sign][0] if best else "other")


@lru_cache(maxsize=512)
def signs(text: str) -> tuple[Told, ...]:
    """The signs in a text, clause by clause."""
    if _CLEARED.match(text):
        return (Told("quiet", 0, 1, False),)
    told: list[Told] = []
    passed = 0
    for clause in _CLAUSES.split(text):
        words = _plain(clause)
        found = [f for f in _table().find(words) if _stands(f, words)]
        told += (Told(f.value, passed + f.start, f.named, f.end == len(words)) for f in _widest(found))
        passed += len(words)
    return tuple(told)


def last_clause(text: str) -> str:
    """What stands behind the last mark."""
    return _CLAUSES.split(text)[-1]


def clause_of(text: str, words: str) -> str:
    """The clause that holds some of a text's words; the whole text where the clause says too little."""
    at = text.find(words)
    if at < 0:
        return text
    begin = max((m.end() for m in _JOINTS.finditer(text, 0, at)), default=0)
    end = next((m.start() for m in _JOINTS.finditer(text, at + len(words))), len(text))
    clause = text[begin:end]
    return clause if any(KINDS[t.sign][1] >= _TELLING for t in signs(clause)) else text


def _plain(clause: str) -> list[str]:
    """The words that count: neither fillers nor numbers, each as the first of its class."""
    plain = _plain_words()
    words = (plain.get(word, word) for word in words_of(clause))
    return [w for w in words if w and not w.isdigit()]


def _widest(found: Sequence[Found[Sign]]) -> Iterator[Found[Sign]]:
    """Phrases that are no part of a longer one: to be paged is not to be paged in."""
    whole = [f for f in found if f.end - f.start == f.named > 1]
    for f in found:
        if not any(g.start <= f.start and f.end <= g.end and f.named < g.named for g in whole):
            yield f


def _stands(f: Found[Sign], words: Sequence[str]) -> bool:
    """Whether a phrase is told as a fact, rather than denied before or within it, or hoped for."""
    within = words[f.start : f.end - 1] if f.end - f.start > f.named else ()
    if not _negations().isdisjoint((*words[max(0, f.start - _NEGATED) : f.start], *within)):
        return False
    if f.value not in DONE or not f.start or words[f.start].endswith("ing"):
        return True
    return words[f.start - 1] not in _hopes()


def _labelled(text: str) -> EventKind | None:
    """The kind that a label in front of the words names: `Detection: …`, `[Mitigation] …`."""
    found = _LABEL.match(text)
    return _kind_labels().get(" ".join(words_of(found[1]))) if found else None


@cache
def _table() -> Phrases[Sign]:
    return valued(SIGNS)


@cache
def _plain_words() -> dict[str, str]:
    """What stands for a word: the first of its class, or nothing for a filler."""
    rows = [line.split() for line in CLASSES.splitlines() if line.strip()]
    return {word: row[0] for row in rows for word in row} | dict.fromkeys(FILLERS.split(), "")


@cache
def _negations() -> frozenset[str]:
    return frozenset(NEGATIONS.split())


@cache
def _hopes() -> frozenset[str]:
    return frozenset(HOPES.split())


@cache
def _kind_labels() -> dict[str, EventKind]:
    return {label.strip(): kind for kind, text in KIND_LABELS.items() for label in text.split("|")}
