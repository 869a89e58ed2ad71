"""Summary, impact, detection, resolution and the look back: from their sections, else from sentences that tell them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from pmtool.engines.offline import cues
from pmtool.engines.offline.claims import claim, claims
from pmtool.engines.offline.lexicon import Topic
from pmtool.engines.offline.passages import Passage
from pmtool.engines.offline.phrases import Phrases, phrases
from pmtool.model import Claim

_LONGEST = 10
"""Passages taken from one section."""
_SHORTEST = 3
"""Words; anything shorter says nothing alone."""
_TELLING: frozenset[Topic] = frozenset({"narrative", "summary", "root_cause", "timeline", "impact"})
_PROSE = frozenset({"paragraph", "item", "row", "quote"})


@dataclass(frozen=True, slots=True)
class Sections:
    """The fields of a postmortem that sections of a report fill."""

    summary: Claim | None
    impact: Claim | None
    detection: Claim | None
    resolution: Claim | None
    went_well: tuple[Claim, ...]
    went_wrong: tuple[Claim, ...]
    got_lucky: tuple[Claim, ...]
    lessons: tuple[Claim, ...]
    open_questions: tuple[Claim, ...]


def sections(passages: Sequence[Passage]) -> Sections:
    """What the passages say, field by field; null rather than a guess that says nothing."""
    told = [p for p in passages if p.block.kind in _PROSE and len(p.words) >= _SHORTEST]
    return Sections(
        summary=claim(_section(told, "summary") or _opening(told)),
        impact=claim(_section(told, "impact") or _telling(told, _impact(), least=2)),
        detection=claim(_section(told, "detection") or _telling(told, _detection(), least=1, most=1)),
        resolution=claim(_section(told, "resolution") or _resolved(told) or _telling(told, _resolution(), least=1)),
        went_well=claims(_by_block(told, "went_well")),
        went_wrong=claims(_by_block(told, "went_wrong")),
        got_lucky=claims(_by_block(told, "got_lucky")),
        lessons=claims(_by_block(told, "lessons")),
        open_questions=claims(_by_block(told, "open_questions") or ([p] for p in told if _is_open(p))),
    )


def _section(told: Sequence[Passage], topic: Topic) -> list[Passage]:
    """The passages under a topic's own heading; where it shares one, those that sound like it."""
    found = [p for p in told if topic in p.topics and not _is_kind(p)]
    alone = [p for p in found if p.topics == (topic,)]
    sound = _SOUNDS.get(topic)
    return (alone or [p for p in found if not sound or sound().occur(p.words)])[:_LONGEST]


def _resolved(told: Sequence[Passage]) -> list[Passage]:
    """What was done under a heading that may speak of the repair as well as of prevention."""
    found = [p for p in told if "remediation" in p.topics and _resolution().occur(p.words)]
    return [p for p in found if not _plan().occur(p.words) and not _is_kind(p)][:_LONGEST]


def _opening(told: Sequence[Passage]) -> list[Passage]:
    """The first paragraph of prose; of a report that is all status posts, the newest and the oldest."""
    prose = [p for p in told if not p.topics or _TELLING.intersection(p.topics)]
    for _, members in groupby(prose, key=lambda p: p.block.index):
        paragraph = [p for p in members if not _is_kind(p) and not p.leads_in]
        if paragraph and paragraph[0].block.kind == "paragraph" and _is_prose(paragraph):
            return paragraph[:4]
    posts = [p for p in told if "status_updates" in p.topics and not _is_kind(p)]
    return list(dict.fromkeys([*posts[:1], *posts[-1:]])) if posts else []


def _is_prose(paragraph: Sequence[Passage]) -> bool:
    return sum(len(p.words) for p in paragraph) >= 12 and paragraph[0].text.rstrip("*_ ").endswith((".", "!", ":"))


def _telling(told: Sequence[Passage], cue: Phrases[None], least: int, most: int = 3) -> list[Passage]:
    """The sentences of the account that a table of cues speaks for most, in the report's order."""
    prose = [p for p in told if not p.topics or _TELLING.intersection(p.topics)]
    counted = {id(p): sum(1 for _ in cue.find(p.words)) for p in prose if not _is_kind(p) and not p.leads_in}
    loud = sorted((p for p in prose if counted.get(id(p), 0) >= least), key=lambda p: -counted[id(p)])[:most]
    return [p for p in prose if p in loud]


def _by_block(told: Iterable[Passage], topic: Topic) -> list[list[Passage]]:
    """The passages under a topic, a paragraph or list item each."""
    found = (p for p in told if topic in p.topics and not p.leads_in)
    return [list(members) for _, members in groupby(found, key=lambda p: (p.document.id, p.block.index))]


def _is_open(p: Passage) -> bool:
    return "status_updates" not in p.topics and _open().occur(p.words)


def _is_kind(p: Passage) -> bool:
    """Whether it only says sorry, thanks or where to write to."""
    return _pleasantries().occur(p.words)


@cache
def _pleasantries() -> Phrases[None]:
    return phrases(cues.PLEASANTRIES)


@cache
def _plan() -> Phrases[None]:
    return phrases(cues.PLAN)


@cache
def _impact() -> Phrases[None]:
    return phrases(cues.IMPACT)


@cache
def _detection() -> Phrases[None]:
    return phrases(cues.DETECTION)


@cache
def _resolution() -> Phrases[None]:
    return phrases(cues.RESOLUTION)


@cache
def _open() -> Phrases[None]:
    return phrases(cues.OPEN)


_SOUNDS = {"impact": _impact, "detection": _detection, "resolution": _resolution}
