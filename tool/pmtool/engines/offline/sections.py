"""Summary, impact, detection, resolution and the look back: from their sections, else from sentences that tell them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from pmtool.engines.offline import cues
from pmtool.engines.offline.claims import claim, claims
from pmtool.engines.offline.lexicon import Topic
from pmtool.engines.offline.passages import Passage
from pmtool.engines.offline.phrases import phrases
from pmtool.model import Claim

_LONGEST = 10
"""Passages taken from one section."""
_SHORTEST = 2
"""Words; anything shorter says nothing alone."""
_SENTENCE = 6
"""Words; anything shorter is no sentence to pick out of an account."""
_ADDRESS = 12
"""Words; something so short that holds a mail address is there for the address."""
_MAIL = re.compile(r"\S@\S+\.\w")
_TELLING: frozenset[Topic] = frozenset({"narrative", "summary", "root_cause", "timeline", "impact"})
_PROSE = frozenset({"paragraph", "item", "row", "quote"})
_SOUNDS: dict[Topic, str] = {"impact": cues.HARM, "detection": cues.DETECTION, "resolution": cues.RESOLUTION}


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
    return (alone or [p for p in found if not sound or phrases(sound).occur(p.words)])[:_LONGEST]


def _prose_first(passages: Sequence[Passage]) -> list[Passage]:
    """Without the fields of a form where there are sentences."""
    prose = [p for p in passages if p.block.kind == "paragraph" and len(p.words) >= _SENTENCE]
    return prose or list(passages)


def _resolved(told: Sequence[Passage]) -> list[Passage]:
    """What was done under a heading that may speak of the repair as well as of prevention."""
    found = [p for p in told if "remediation" in p.topics and phrases(cues.RESOLUTION).occur(p.words)]
    return [p for p in found if not phrases(cues.PLAN).occur(p.words) and not _is_kind(p)][:_LONGEST]


def _opening(told: Sequence[Passage]) -> list[Passage]:
    """The first paragraph of prose; of a report that is all status posts, how the newest and the oldest begin."""
    prose = [p for p in told if not p.topics or _TELLING.intersection(p.topics)]
    for _, members in groupby(prose, key=lambda p: p.block.index):
        paragraph = [p for p in members if not _is_kind(p) and not p.leads_in]
        if paragraph and paragraph[0].block.kind == "paragraph" and _is_prose(paragraph):
            return paragraph[:4]
    posts = [p for p in told if "status_updates" in p.topics and not _is_kind(p)]
    begins = posts[:1] + [p for before, p in pairwise(posts) if p.block.index > before.block.index + 1]
    return begins if len(begins) < 2 else [begins[0], begins[-1]]


def _is_prose(paragraph: Sequence[Passage]) -> bool:
    return sum(len(p.words) for p in paragraph) >= 12 and paragraph[0].text.rstrip("*_ ").endswith((".", "!", ":"))


def _telling(told: Sequence[Passage], score: Callable[[Passage, float], float], most: int) -> list[Passage]:
    """The sentences of the account that score highest, in the report's order."""
    prose = [p for p in told if (not p.topics or _TELLING.intersection(p.topics)) and _is_sentence(p)]
    scores = [
        score(p, i / len(prose)) if len(p.words) >= _SENTENCE and not _is_kind(p) and not p.leads_in else 0
        for i, p in enumerate(prose)
    ]
    best = sorted((i for i, n in enumerate(scores) if n > 0), key=lambda i: -scores[i])[:most]
    return [prose[i] for i in sorted(best)]


def _is_sentence(p: Passage) -> bool:
    """An entry of a list, or words that end like a sentence rather than like a title."""
    return p.block.kind == "item" or (p.block.kind == "paragraph" and p.text.rstrip('*_ )"”').endswith((".", "!", "?")))


def _harm_told(p: Passage, place: float) -> float:
    """Harm and whom it hit, rather early in the account (`place` runs from 0 to 1)."""
    harm, harmed = phrases(cues.HARM).count(p.words), phrases(cues.HARMED).count(p.words) + ("%" in p.text)
    return harm + harmed + 1 - place if harm and harmed and not phrases(cues.UNHARMED).occur(p.words) else 0


def _detection_told(p: Passage, place: float) -> float:
    """How it was noticed; the first time is the one."""
    found = phrases(cues.DETECTION).count(p.words)
    return found + 1 - place if found else 0


def _resolution_told(p: Passage, place: float) -> float:
    """What ended it, rather late in the account."""
    found = 0 if phrases(cues.IN_VAIN).occur(p.words) else phrases(cues.RESOLUTION).count(p.words)
    return found + place if found else 0


def _by_block(told: Iterable[Passage], topic: Topic) -> list[list[Passage]]:
    """The passages under a topic, a paragraph or list item each."""
    found = (p for p in told if topic in p.topics and not p.leads_in and not _is_kind(p))
    return [list(members) for _, members in groupby(found, key=lambda p: (p.document.id, p.block.index))]


def _is_open(p: Passage) -> bool:
    return "status_updates" not in p.topics and phrases(cues.OPEN).occur(p.words)


def _is_kind(p: Passage) -> bool:
    """Whether it only says sorry, thanks or where to write to."""
    return phrases(cues.PLEASANTRIES).occur(p.words) or (len(p.words) < _ADDRESS and _MAIL.search(p.text) is not None)
