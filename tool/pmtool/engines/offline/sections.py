"""Summary, impact, detection, resolution and the look back: from their sections, else from sentences that tell them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from pmtool.engines.offline import action_cues, cues
from pmtool.engines.offline import action_language as language
from pmtool.engines.offline.claims import claim, claims, is_event
from pmtool.engines.offline.forms import is_hint
from pmtool.engines.offline.lexicon import Topic
from pmtool.engines.offline.passages import Passage
from pmtool.engines.offline.phrases import phrases
from pmtool.grounding.coverage import only_dates
from pmtool.model import Claim
from pmtool.patterns import Pattern

_LONGEST = 10
"""Passages taken from one section."""
_SHORTEST = 2
"""Words; anything shorter says nothing alone."""
_SENTENCE = 6
"""Words; anything shorter is no sentence to pick out of an account."""
_ADDRESS = 12
"""Words; something so short that holds a mail address is there for the address."""
_MAIL = Pattern(r"\S@\S+\.\w")
_LASTED = Pattern(r"\d ?(?:h|hrs?|hours?|m|mins?|minutes?|days?)\b|\bfrom \d.{0,20} (?:to|until) \d|\bbetween \d")
_WAS = frozenset({"was", "were"})
_TOLD = _WAS | {"had", "could", "couldn't", "did", "didn't", "saw"}
"""Of what happened, so that `export jobs were late` orders nothing."""
_FEW = 3
"""Entries with a stamp; a section with more of them tells a course."""
_NEAR = 0.6
"""Share of the best score below which a sentence is left out."""
_BYLINE = 30
"""Words of a line on the report itself."""
_TELLING: frozenset[Topic] = frozenset({"narrative", "summary", "root_cause", "whys", "timeline", "impact"})
_OPENING: frozenset[Topic] = frozenset({"narrative", "summary", "impact"})
_MEASURES: frozenset[Topic] = frozenset({"action_items", "remediation"})
_REPAIR: frozenset[Topic] = frozenset({"resolution", "remediation"})
_OTHERS: frozenset[Topic] = frozenset({"timeline", "root_cause", "whys"})
_POSTS: frozenset[Topic] = frozenset({"status_updates"})
_PROSE = frozenset({"paragraph", "item", "row", "quote"})
_TALK = _PROSE | {"chat"}
"""Where nobody wrote it up."""
_SOUNDS: dict[Topic, str] = {"impact": cues.HARM, "detection": cues.DETECTION, "resolution": cues.RESOLUTION}


class Sections(NamedTuple):
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


def sections(passages: Sequence[Passage], elsewhere: Collection[Passage]) -> Sections:
    """What the passages say, field by field; null rather than a guess that says nothing.

    `elsewhere` are passages that tell the causes: what they say is not looked for once more.
    """
    kinds = _PROSE if any(p.block.kind == "paragraph" and _is_sentence(p) for p in passages) else _TALK
    told = [p for p in passages if p.block.kind in kinds and len(p.words) >= _SHORTEST and not _is_aside(p)]
    told = [p for p in told if not only_dates(p.words)]
    free = [p for p in told if p not in elsewhere]
    impact = [p for p in _section(told, "impact") if not _is_measure(p)]
    detection = _section(told, "detection") or _telling(free, _detection_told, most=1, among=_REPAIR)
    free = [p for p in free if p not in detection]
    if not impact:
        harmed = _telling(free, _harm_told, most=3) or _telling(told, _harm_told, most=1)
        impact = harmed or _telling(told, _harm_told, most=1, among=_POSTS)
        free = [p for p in free if p not in impact]
    repaired = _section(told, "resolution")
    repaired = [p for p in repaired if not _is_measure(p)] or repaired or _resolved(told)
    return Sections(
        summary=claim(_prose_first(_section(told, "summary")) or _opening(told) or impact[:2]),
        impact=claim(impact),
        detection=claim(detection),
        resolution=claim(repaired or _telling(free, _resolution_told, most=3)),
        went_well=claims(_by_block(told, "went_well")),
        went_wrong=claims(_by_block(told, "went_wrong")),
        got_lucky=claims(_by_block(told, "got_lucky")),
        lessons=claims(_by_block(told, "lessons")),
        open_questions=claims(_questions(told)),
    )


def _section(told: Sequence[Passage], topic: Topic) -> list[Passage]:
    """The passages under a topic's own heading; where it shares one or tells a course, those that sound like it."""
    found = [p for p in told if topic in p.topics]
    if all(p.text.rstrip("*_").endswith("?") for p in found):
        return []  # a form's questions, and no answer
    alone = [p for p in found if p.topics == (topic,)]
    if not (sound := _SOUNDS.get(topic)):
        return (alone or found)[:_LONGEST]
    loud = [p for p in found if phrases(sound).occur(p.words) and not phrases(cues.IN_VAIN).occur(p.words)]
    if sum(is_event(p) for p in alone) > _FEW and (course := [p for p in alone if p in loud]):
        return course[:_LONGEST]
    near = {p.block.section for p in alone or found}
    shared = [p for p in found if p.block.section in near and (p in loud or _is_quiet(p, topic))]
    return [p for p in found if p in alone or p in shared][:_LONGEST]


def _is_quiet(p: Passage, topic: Topic) -> bool:
    """Whether it sounds like none of the topics that share a heading: then it is about the first."""
    is_first = p.topics[0] == topic and p.topics != (topic,) and _SOUNDS.keys() >= {*p.topics}
    return is_first and not any(phrases(_SOUNDS[other]).occur(p.words) for other in p.topics[1:])


def _prose_first(passages: Sequence[Passage]) -> list[Passage]:
    """Without the fields of a form where there are sentences."""
    prose = [p for p in passages if p.block.kind == "paragraph" and len(p.words) >= _SENTENCE]
    return prose or [p for p in passages if not (p.leads_in and p.block.kind == "item")]


def _resolved(told: Sequence[Passage]) -> list[Passage]:
    """What was done under a heading that may speak of the repair as well as of prevention."""
    found = [p for p in told if _MEASURES.intersection(p.topics) and not language.is_plan(p.words)]
    loud = [p for p in found if phrases(cues.RESOLUTION).occur(p.words) and (p.labelled or "remediation" in p.topics)]
    found = [p for p in found if "remediation" in p.topics]
    return (loud or [p for p in found if p.labelled and not _WAS.isdisjoint(p.words)])[:_LONGEST]


def _opening(told: Sequence[Passage]) -> list[Passage]:
    """The first paragraph of prose; of a report that is all status posts, how the oldest and the newest begin."""
    prose = [p for p in told if not p.topics or _OPENING.intersection(p.topics)]
    for _, members in groupby(prose, key=lambda p: (p.document.id, p.block.index)):
        paragraph = [p for p in members if not p.leads_in and not is_event(p)]
        if paragraph and paragraph[0].block.kind == "paragraph" and _is_prose(paragraph):
            return paragraph[:4]
    posts = [p for p in told if "status_updates" in p.topics]
    posts = [p for p in posts if not phrases(action_cues.COMMUNICATION).occur(p.words)] or posts
    begins = posts[:1] + [p for before, p in pairwise(posts) if p.block.index > before.block.index + 1]
    ends = [p for p in begins[:1] + begins[-1:] if len(p.words) >= _SENTENCE]
    return sorted(dict.fromkeys(ends), key=lambda p: phrases(cues.RESOLUTION).occur(p.words))


def _is_prose(paragraph: Sequence[Passage]) -> bool:
    return sum(len(p.words) for p in paragraph) >= 12 and paragraph[0].text.rstrip("*_ ").endswith((".", "!", ":"))


def _telling(
    told: Sequence[Passage],
    score: Callable[[Passage, float], float],
    most: int,
    among: frozenset[Topic] = frozenset(),
) -> list[Passage]:
    """The sentences of the account, and of the topics `among`, that score highest, in the report's order."""
    allowed = _TELLING | among
    prose = [p for p in told if (not p.topics or allowed.intersection(p.topics)) and _is_sentence(p)]
    prose = [p for p in prose if not is_hint(p.text)]
    scores = [
        score(p, i / len(prose)) if len(p.words) >= _SENTENCE and not p.leads_in and not _is_measure(p) else 0
        for i, p in enumerate(prose)
    ]
    floor = _NEAR * max(scores, default=0)
    best = sorted((i for i, n in enumerate(scores) if n > 0 and n >= floor), key=lambda i: -scores[i])[:most]
    return [prose[i] for i in sorted(best)]


def _is_sentence(p: Passage) -> bool:
    """An entry of a list, or words that end like a sentence rather than like a title."""
    return p.block.kind in ("item", "chat") or (
        p.block.kind == "paragraph" and p.text.rstrip('*_ )"”').endswith((".", "!", "?"))
    )


def _harm_told(p: Passage, place: float) -> float:
    """Harm and whom it hit, rather early in the account (`place` runs from 0 to 1); no event of the course."""
    if (
        p.block.kind == "chat"
        or not _OTHERS.isdisjoint(p.topics)
        or is_event(p)
        or phrases(cues.UNHARMED).occur(p.words)
    ):
        return 0
    harm = phrases(cues.HARM).count(p.words)
    harmed = phrases(cues.HARMED).count(p.words) + ("%" in p.text) + (_LASTED.search(p.text) is not None)
    ended = phrases(cues.RESOLUTION).count(p.words) + ("now" in p.words)
    return max(0.0, harm + harmed + 1 - place - 2 * ended) if harm and harmed else 0


def _detection_told(p: Passage, place: float) -> float:
    """How it was noticed; the first time is the one."""
    found = 0 if phrases(cues.UNNOTICED).occur(p.words) else phrases(cues.DETECTION).count(p.words)
    return found + 2 * (1 - place) if found else 0


def _resolution_told(p: Passage, place: float) -> float:
    """What ended it, rather late in the account."""
    found = 0 if "impact" in p.topics else phrases(cues.RESOLUTION).count(p.words)
    return found + place if found and not phrases(cues.IN_VAIN).occur(p.words) else 0


def _by_block(told: Iterable[Passage], topic: Topic) -> list[list[Passage]]:
    """The passages under a topic, a paragraph or list item each."""
    found = (p for p in told if topic in p.topics and not p.leads_in)
    return [list(members) for _, members in groupby(found, key=lambda p: (p.document.id, p.block.index))]


def _questions(told: Sequence[Passage]) -> list[list[Passage]]:
    """What is asked or not known: entries of a list of questions, and sentences that say so anywhere."""
    headed = _by_block(told, "open_questions")
    asked = [group for group in headed if group[0].listed or any(_is_open(p) or p.text.endswith("?") for p in group)]
    return asked or [[p] for p in told if "status_updates" not in p.topics and _is_open(p)]


def _is_open(p: Passage) -> bool:
    return phrases(cues.OPEN).occur(p.words)


def _is_measure(p: Passage) -> bool:
    """Whether it tells what is to be done rather than what happened."""
    is_order = p.block.kind != "row" and language.is_order(p.words) and _TOLD.isdisjoint(p.words)
    return is_order or phrases(action_cues.PLAN).occur(p.words)


def _is_aside(p: Passage) -> bool:
    """Whether it only says sorry, thanks, where to write to, or who published the report and when."""
    if phrases(cues.PLEASANTRIES).occur(p.words):
        return True
    if len(p.words) >= _BYLINE:
        return False
    return phrases(cues.BYLINE).occur(p.words) or (len(p.words) < _ADDRESS and _MAIL.search(p.text) is not None)
