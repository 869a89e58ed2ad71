"""Summary, impact, detection, resolution and the look back: from their sections, else from sentences that tell them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise

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
_SENTENCE = 6
"""Words; anything shorter is no sentence to pick out of an account."""
_ADDRESS = 12
"""Words; something so short that holds a mail address is there for the address."""
_MAIL = re.compile(r"\S@\S+\.\w")
_TELLING: frozenset[Topic] = frozenset({"narrative", "summary", "root_cause", "timeline", "impact"})
_PROSE = frozenset({"paragraph", "item", "row", "quote"})
_TOLD = frozenset({"paragraph", "item"})


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
        summary=claim(_prose_first(_section(told, "summary")) or _opening(told)),
        impact=claim(_section(told, "impact") or _telling(told, _harm_told, most=3)),
        detection=claim(_section(told, "detection") or _telling(told, _detection_told, most=1)),
        resolution=claim(_section(told, "resolution") or _resolved(told) or _telling(told, _resolution_told, most=3)),
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


def _prose_first(passages: Sequence[Passage]) -> list[Passage]:
    """Without the fields of a form where there are sentences."""
    prose = [p for p in passages if p.block.kind == "paragraph" and len(p.words) >= _SENTENCE]
    return prose or list(passages)


def _resolved(told: Sequence[Passage]) -> list[Passage]:
    """What was done under a heading that may speak of the repair as well as of prevention."""
    found = [p for p in told if "remediation" in p.topics and _resolution().occur(p.words)]
    return [p for p in found if not _plan().occur(p.words) and not _is_kind(p)][:_LONGEST]


def _opening(told: Sequence[Passage]) -> list[Passage]:
    """The first paragraph of prose; of a report that is all status posts, how the newest and the oldest begin."""
    prose = [p for p in told if not p.topics or _TELLING.intersection(p.topics)]
    for _, members in groupby(prose, key=lambda p: p.block.index):
        paragraph = [p for p in members if not _is_kind(p) and not p.leads_in]
        if paragraph and paragraph[0].block.kind == "paragraph" and _is_prose(paragraph):
            return paragraph[:4]
    posts = [p for p in told if "status_updates" in p.topics and not _is_kind(p)]
    begins = [p for before, p in pairwise([None, *posts]) if p and (not before or p.block.index > before.block.index + 1)]
    return list(dict.fromkeys([*begins[:1], *begins[-1:]]))


def _is_prose(paragraph: Sequence[Passage]) -> bool:
    return sum(len(p.words) for p in paragraph) >= 12 and paragraph[0].text.rstrip("*_ ").endswith((".", "!", ":"))


def _telling(told: Sequence[Passage], score: Callable[[Passage], int], most: int) -> list[Passage]:
    """The sentences of the account that score highest, of equals the later ones, in the report's order."""
    prose = [p for p in told if (not p.topics or _TELLING.intersection(p.topics)) and p.block.kind in _TOLD]
    scores = [score(p) if len(p.words) >= _SENTENCE and not _is_kind(p) and not p.leads_in else 0 for p in prose]
    best = sorted((i for i, n in enumerate(scores) if n > 0), key=lambda i: (-scores[i], -i))[:most]
    return [prose[i] for i in sorted(best)]


def _harm_told(p: Passage) -> int:
    harm, harmed = _count(_harm(), p), _count(_harmed(), p) + ("%" in p.text)
    return harm + harmed if harm and harmed else 0


def _detection_told(p: Passage) -> int:
    return _count(_detection(), p)


def _resolution_told(p: Passage) -> int:
    return 0 if _in_vain().occur(p.words) else _count(_resolution(), p)


def _count(table: Phrases[None], p: Passage) -> int:
    return sum(1 for _ in table.find(p.words))


def _by_block(told: Iterable[Passage], topic: Topic) -> list[list[Passage]]:
    """The passages under a topic, a paragraph or list item each."""
    found = (p for p in told if topic in p.topics and not p.leads_in and not _is_kind(p))
    return [list(members) for _, members in groupby(found, key=lambda p: (p.document.id, p.block.index))]


def _is_open(p: Passage) -> bool:
    return "status_updates" not in p.topics and _open().occur(p.words)


def _is_kind(p: Passage) -> bool:
    """Whether it only says sorry, thanks or where to write to."""
    return _pleasantries().occur(p.words) or (len(p.words) < _ADDRESS and _MAIL.search(p.text) is not None)


@cache
def _pleasantries() -> Phrases[None]:
    return phrases(cues.PLEASANTRIES)


@cache
def _plan() -> Phrases[None]:
    return phrases(cues.PLAN)


@cache
def _harm() -> Phrases[None]:
    return phrases(cues.HARM)


@cache
def _harmed() -> Phrases[None]:
    return phrases(cues.HARMED)


@cache
def _in_vain() -> Phrases[None]:
    return phrases(cues.IN_VAIN)


@cache
def _detection() -> Phrases[None]:
    return phrases(cues.DETECTION)


@cache
def _resolution() -> Phrases[None]:
    return phrases(cues.RESOLUTION)


@cache
def _open() -> Phrases[None]:
    return phrases(cues.OPEN)


_SOUNDS = {"impact": _harm, "detection": _detection, "resolution": _resolution}
