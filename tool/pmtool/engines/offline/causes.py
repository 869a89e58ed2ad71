"""Why it happened: root cause, trigger and contributing factors, from their sections or by how sentences sound."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise

from pmtool.engines.offline import action_cues, cues
from pmtool.engines.offline.action_language import is_announcement, is_done, is_in_place
from pmtool.engines.offline.claims import claim, claims, is_event
from pmtool.engines.offline.forms import is_hint
from pmtool.engines.offline.furniture import is_headline, without_titles
from pmtool.engines.offline.lexicon import Topic
from pmtool.engines.offline.passages import Passage
from pmtool.engines.offline.phrases import Phrases, phrases, valued
from pmtool.grounding.coverage import only_dates
from pmtool.model import Claim, Evidence
from pmtool.patterns import Pattern

_LONGEST_SECTION = 8
"""Sentences; of a longer section on the root cause, the loudest are kept."""
_LONGEST_CHAIN = 16
"""Sentences of five whys, each with its answer."""
_UNHEADED = 4
"""Sentences for a root cause without a section of its own."""
_FACTORS = 4
"""Contributing factors gathered where no section lists them."""
_MOST_CUES = 4
"""Cues that count in a sentence, so that long ones don't win by length."""
_LOUD = 5.0
"""Score of a sentence that tells a cause whatever else it tells."""
_QUIETER = 0.5
"""Score that an entry of a timeline, or a sentence on the harm, loses; one on how long it lasted loses thrice that."""
_FAINTEST = 2.0
"""Score below which a sentence tells no cause."""

_WEIGHTS: dict[Topic, float] = {
    "root_cause": 1.5,
    "whys": 1.5,
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
_POSTS_ALONE = 0.8
"""How far status posts may be trusted where nothing else tells of the incident."""
_TALK = 0.7
"""The same for what people said to each other."""
_SENTENCE = 6
"""Words; what is shorter is a title or a label."""
_KINDS = frozenset({"paragraph", "item", "row", "quote", "chat"})
_HOMES: frozenset[Topic] = frozenset(
    (
        "contributing_factors",
        *("impact", "detection", "resolution", "went_well", "went_wrong", "got_lucky", "lessons"),
        *("open_questions", "action_items", "remediation", "header"),
    )
)
"""Sections whose sentences have a field of their own."""
_OWN: frozenset[Topic] = frozenset({"root_cause", "whys", "trigger", "contributing_factors"})
"""Sections on causes."""
_LINK = Pattern(r"\W*\[[^\]]*\]\([^)]*\)\W*$")
_FREE: frozenset[Topic] = frozenset({"narrative", "background", "root_cause"})
_THEREFORE = frozenset({"so", "therefore", "thus", "hence", "consequently"})
"""Words that begin a sentence whose reason stands in the one before it."""
_POINTING = frozenset({"this", "these", "that", "it", "they", "he", "she", "we", "there", "then", "so", "but", "by"})
"""Words that begin a sentence which leans on the one before it."""
_CLOCK = r"\d[:.]\d\d(?!\d)|\d\s?[ap]\.?m\b"
_PERIOD = r"(?i)\b(?:from|between) \d[\d:.]+ ?\w{0,3} (?:to|and|until|till) \d|\bfor (?:\w+ ){0,2}\d+ (?:hour|minute)"
_DAY = r"\b\d{1,2}(?:st|nd|rd|th)\b|\b[A-Z][a-z]{2,8}\.? \d{1,2}\b|\b\d{4}-\d\d|\b\d{1,2} [A-Z][a-z]{2}|day\b"


@dataclass(frozen=True, slots=True)
class Causes:
    """What the report says about why it happened. `passages` are those that say it."""

    root_cause: Claim | None
    trigger: Claim | None
    contributing_factors: tuple[Claim, ...]
    passages: frozenset[Passage]


def causes(passages: Sequence[Passage], titles: Sequence[Evidence] = ()) -> Causes:
    """The causes that passages tell; `titles` are the lines that name the sources: they tell what happened, not why."""
    told = [p for p in without_titles(passages, titles) if p.block.kind in _KINDS and _may_tell(p)]
    scores = _scores(told)
    headed, whys = _headed(told, scores)
    trigger = _about(told, "trigger") or _trigger(_without(told, headed), scores)
    if said := [p for p in trigger if p in headed and phrases(cues.TRIGGER).occur(p.words)]:
        trigger, headed = said, _without(headed, said) or headed
    root = headed or _unheaded_cause(_without(told, trigger), scores)
    if trigger and not headed and max((scores[p] for p in root), default=0.0) < _FAINTEST:
        root = []  # what set it off is all that the report tells of the cause
    listed = frozenset((*whys, *_about(told, "contributing_factors")))
    factors = _groups(_without((p for p in told if p in listed), root))
    if not factors:
        rest = [p for p in _without(told, [*root, *trigger]) if _is_factor(p, scores[p])]
        factors = [[p] for p in _loudest(rest, scores, _FACTORS)]
    told_by = frozenset((*root, *trigger, *chain.from_iterable(factors)))
    return Causes(claim(root), claim(trigger), claims(factors), told_by)


def _headed(told: Sequence[Passage], scores: dict[Passage, float]) -> tuple[list[Passage], list[Passage]]:
    """What stands under a heading for the root cause, and the chain of whys that leads to it, if told apart from it."""
    causes, whys = _about(told, "root_cause"), _about(told, "whys")
    if apart := _without(causes, whys):
        return _loudest(apart, scores, _LONGEST_SECTION), whys
    return _loudest(whys, scores, _LONGEST_CHAIN), []


def _without(passages: Iterable[Passage], others: Iterable[Passage]) -> list[Passage]:
    left_out = frozenset(others)
    return [p for p in passages if p not in left_out]


def _may_tell(p: Passage) -> bool:
    """Not what announces a cause, or mentions one without telling it."""
    if p.leads_in or len(p.words) < 2 or only_dates(p.words) or is_headline(p):
        return False
    if (is_hint(p.text) or _LINK.match(p.text)) and _OWN.isdisjoint(p.topics):
        return False
    return not phrases(cues.EMPTY_CAUSE).occur(p.words)


def _unheaded_cause(told: Sequence[Passage], scores: dict[Passage, float]) -> list[Passage]:
    """The loudest sentences of a report without a section on its root cause, and a short account as a whole."""
    sentences = [p for p in told if not p.text.endswith("?") and not _has_home(p)]
    loud = _loudest([p for p in sentences if scores[p] >= _FAINTEST], scores, _UNHEADED)
    loud = [p for p in loud if "timeline" not in p.topics] or loud
    account = _about(sentences, "narrative")
    if 0 < len(account) <= _UNHEADED and len(loud) < _UNHEADED:
        return [p for p in sentences if p in loud or (p in account and not (loud and _tells_course(p)))]
    return loud or _with_reasons(_loudest([p for p in sentences if scores[p] >= _FAINTEST / 2], scores, 2), sentences)


def _tells_course(p: Passage) -> bool:
    """Whether a sentence tells how it was noticed, how it ended, or what was when."""
    told = phrases(cues.DETECTION).occur(p.words) or phrases(cues.RESOLUTION).occur(p.words)
    return told or _pattern(_CLOCK).search(p.text) is not None


def _with_reasons(picked: Sequence[Passage], sentences: Sequence[Passage]) -> list[Passage]:
    """The passages picked, and before `So clients never saw it` the sentence that says why."""
    leaning = {b for b in picked if b.words[0] in _THEREFORE}
    reasons = {a for a, b in pairwise(sentences) if b in leaning and a.block is b.block}
    return [p for p in sentences if p in picked or p in reasons]


def _about(passages: Iterable[Passage], topic: Topic) -> list[Passage]:
    return [p for p in passages if topic in p.topics and not phrases(cues.NOT_CAUSE).opens(p.words)]


def _scores(passages: Sequence[Passage]) -> dict[Passage, float]:
    """How loudly each passage tells a cause."""
    scores: dict[Passage, float] = {}
    before, asked = 0.0, False
    weights = _WEIGHTS
    if all("status_updates" in p.topics or len(p.words) < _SENTENCE for p in passages):
        weights = {**_WEIGHTS, "status_updates": _POSTS_ALONE}
    for p in passages:
        alone = _TALK if p.block.kind in ("chat", "quote") else 1.0
        weight = max((weights.get(t, 0.0) for t in p.topics), default=alone)
        if loudness := sum(sorted(_cues_of(p.words), reverse=True)[:_MOST_CUES]):
            loudness -= _against(p.words)
            loudness -= _QUIETER * (is_event(p) + _tells_harm(p.words, loudness) + 3 * _tells_period(p, loudness))
        scores[p] = weight * (loudness + (3.0 if asked else 0.5 if before >= 3.0 else 0.0))
        before, asked = loudness, p.words[0] == "why" and p.text.endswith("?")
    return scores


def _tells_harm(words: Sequence[str], loudness: float) -> bool:
    """Whether a sentence rather tells whom it hit."""
    return loudness < _LOUD and phrases(cues.HARM).occur(words) and phrases(cues.HARMED).count(words) > 1


def _tells_period(p: Passage, loudness: float) -> bool:
    """Whether a sentence rather tells from when until when, without a reason."""
    return loudness < _LOUD and "because" not in p.words and _pattern(_PERIOD).search(p.text) is not None


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
    other = phrases(cues.NOT_CAUSE).count(words) + phrases(action_cues.PLAN).count(words)
    ended = phrases(cues.RESOLUTION).count(words) + phrases(cues.DETECTION).count(words)
    return 2.0 * (other + _is_measure(words) + 2 * (is_in_place(words) + is_announcement(words))) + 1.5 * ended


def _is_measure(words: Sequence[str]) -> bool:
    return is_done(words) and not phrases(action_cues.NEWS).occur(words)


def _loudest(passages: Sequence[Passage], scores: dict[Passage, float], most: int) -> list[Passage]:
    """At most so many of the passages, in the report's order."""
    kept = set(sorted(passages, key=lambda p: -scores[p])[:most])
    return [p for p in passages if p in kept]


def _trigger(passages: Sequence[Passage], scores: dict[Passage, float]) -> list[Passage]:
    """The sentence that tells what set it off: it says so, or something was changed at a time that it names."""
    told: dict[Passage, float] = {}
    for i, p in enumerate(passages):
        if _has_home(p) or p.text.endswith("?"):
            continue
        said, changed = phrases(cues.TRIGGER).count(p.words), phrases(cues.CHANGED).count(p.words)
        if (
            phrases(cues.NO_TRIGGER).occur(p.words)
            or scores[p] < 1.0
            or not _pattern(f"{_CLOCK}|{_DAY}").search(p.text)
        ):
            changed = 0
        if said or changed:
            told[p] = 4 * said + changed + 3 * (1 - i / len(passages)) + min(scores[p], 3.0) / 3
    return [max(told, key=lambda p: told[p])] if told else []


def _has_home(p: Passage) -> bool:
    return bool(p.topics) and _HOMES.issuperset(p.topics)


def _is_factor(p: Passage, loudness: float) -> bool:
    """Whether a sentence stands by itself as something that let it happen, last or spread; no event, no effect."""
    is_free = not p.topics or not _FREE.isdisjoint(p.topics)
    if not is_free or loudness < _FAINTEST or p.words[0] in _POINTING or _pattern(_CLOCK).search(p.text):
        return False
    return phrases(cues.FACTOR).occur(p.words) and not phrases(cues.DETECTION).occur(p.words)


def _groups(passages: Sequence[Passage]) -> list[list[Passage]]:
    """List items whole, other sentences by their paragraph."""
    groups: dict[tuple[str, int], list[Passage]] = {}
    for p in passages:
        groups.setdefault((p.document.id, p.block.index), []).append(p)
    return list(groups.values())


@cache
def _cause() -> Phrases[float]:
    return valued(cues.CAUSE)


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
