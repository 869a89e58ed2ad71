"""Why it happened: root cause, trigger and contributing factors, from their sections or by how sentences sound."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from pmtool.engines.offline import cues
from pmtool.engines.offline.action_language import is_announcement, is_done
from pmtool.engines.offline.claims import claim, claims
from pmtool.engines.offline.lexicon import Topic
from pmtool.engines.offline.passages import Passage
from pmtool.engines.offline.phrases import Phrases, phrases, valued
from pmtool.model import Claim

_LONGEST_SECTION = 8
"""Sentences; of a longer section on the root cause, the loudest are kept."""
_UNHEADED = 4
"""Sentences for a root cause without a section of its own."""
_FACTORS = 4
"""Contributing factors gathered where no section lists them."""
_MOST_CUES = 4
"""Cues that count in a sentence, so that long ones don't win by length."""
_FAINTEST = 2.0
"""Score below which a sentence tells no cause."""

_WEIGHTS: dict[Topic, float] = {
    "root_cause": 1.5,
    "trigger": 1.2,
    "contributing_factors": 1.2,
    "narrative": 1.0,
    "summary": 1.0,
    "background": 0.6,
    "went_wrong": 0.8,
    "impact": 0.7,
    "timeline": 0.7,
    "resolution": 0.6,
    "remediation": 0.4,
    "detection": 0.5,
    "lessons": 0.5,
    "action_items": 0.6,
    "other": 0.5,
    "status_updates": 0.3,
}
"""How far a section may be trusted to tell causes; none at all where it is not named."""
_KINDS = frozenset({"paragraph", "item", "row", "quote", "chat"})


@dataclass(frozen=True, slots=True)
class Causes:
    """What the report says about why it happened."""

    root_cause: Claim | None
    trigger: Claim | None
    contributing_factors: tuple[Claim, ...]


def causes(passages: Sequence[Passage]) -> Causes:
    """The causes that passages tell."""
    told = [p for p in passages if p.block.kind in _KINDS and not p.leads_in and len(p.words) > 1]
    scores = _scores(told)
    root = _loudest(_about(told, "root_cause"), scores, _LONGEST_SECTION) or _unheaded_cause(told, scores)
    trigger = _about(told, "trigger") or _trigger([p for p in told if p not in root], scores)
    factors = _groups([p for p in _about(told, "contributing_factors") if p not in root])
    if not factors:
        rest = [p for p in told if p not in root and p not in trigger and scores[p] >= 1.5 * _FAINTEST]
        factors = [[p] for p in _loudest(rest, scores, _FACTORS)]
    return Causes(claim(root), claim(trigger), claims(factors))


def _unheaded_cause(told: Sequence[Passage], scores: dict[Passage, float]) -> list[Passage]:
    """The loudest sentences of a report without a section on its root cause, and a short account as a whole."""
    loud = _loudest([p for p in told if scores[p] >= _FAINTEST], scores, _UNHEADED)
    account = _about(told, "narrative")
    if len(account) <= _UNHEADED and len(loud) < _UNHEADED:
        return [p for p in told if p in loud or p in account]
    return loud if len(loud) > 1 else _loudest([p for p in told if scores[p] >= _FAINTEST / 2], scores, 2)


def _about(passages: Iterable[Passage], topic: Topic) -> list[Passage]:
    return [p for p in passages if topic in p.topics and not phrases(cues.NOT_CAUSE).opens(p.words)]


def _scores(passages: Sequence[Passage]) -> dict[Passage, float]:
    """How loudly each passage tells a cause."""
    scores: dict[Passage, float] = {}
    before, asked = 0.0, False
    for p in passages:
        weight = max((_WEIGHTS.get(t, 0.0) for t in p.topics), default=1.0 if p.block.kind != "chat" else 0.7)
        loudness = sum(sorted(_cues_of(p.words), reverse=True)[:_MOST_CUES]) - _against(p.words)
        scores[p] = weight * (loudness + (3.0 if asked else 0.5 if before >= 3.0 else 0.0))
        before, asked = loudness, p.words[0] == "why" and p.text.endswith("?")
    return scores


def _cues_of(words: Sequence[str]) -> list[float]:
    """Weights of the cues in a sentence; of those that share words, the loudest."""
    weights: list[float] = []
    end = 0
    for found in _cause().find(words):
        if found.start < end:
            weights[-1] = max(weights[-1], found.value)
        else:
            weights.append(found.value)
        end = max(end, found.end)
    return weights


def _against(words: Sequence[str]) -> float:
    """How much a sentence sounds like something else: relief, plans, measures, courtesy."""
    other = phrases(cues.NOT_CAUSE).count(words) + phrases(cues.PLAN).count(words)
    return 2.0 * (other + is_done(words) + 2 * is_announcement(words))


def _loudest(passages: Sequence[Passage], scores: dict[Passage, float], most: int) -> list[Passage]:
    """At most so many of the passages, in the report's order."""
    kept = set(sorted(passages, key=lambda p: -scores[p])[:most])
    return [p for p in passages if p in kept]


def _trigger(passages: Sequence[Passage], scores: dict[Passage, float]) -> list[Passage]:
    """The sentence that tells what set it off."""
    told = [p for p in passages if scores[p] >= 1.0 and phrases(cues.TRIGGER).occur(p.words)]
    return [max(told, key=lambda p: phrases(cues.TRIGGER).count(p.words) + scores[p])] if told else []


def _groups(passages: Sequence[Passage]) -> list[list[Passage]]:
    """List items whole, other sentences by their paragraph."""
    groups: dict[tuple[str, int], list[Passage]] = {}
    for p in passages:
        groups.setdefault((p.document.id, p.block.index), []).append(p)
    return list(groups.values())


@cache
def _cause() -> Phrases[float]:
    return valued(cues.CAUSE)
