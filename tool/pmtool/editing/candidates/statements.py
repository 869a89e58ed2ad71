"""Passages that may be the missing summary, impact, detection, cause, trigger, resolution, lesson, or praise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from pmtool.editing.candidates.candidate import Candidate, Fill, Ranked
from pmtool.editing.candidates.reading import Reading
from pmtool.engines.offline import action_cues, cues
from pmtool.engines.offline.claims import certainty_of, evidence_of, words
from pmtool.engines.offline.forms import is_hint
from pmtool.engines.offline.lexicon import Topic
from pmtool.engines.offline.passages import Passage
from pmtool.engines.offline.phrases import Found, Phrases, phrases, valued
from pmtool.engines.offline.signs import kind_of
from pmtool.model import Claim
from pmtool.model.postmortem import EventKind
from pmtool.model.walk import CLAIM_LISTS
from pmtool.validator.completeness.substance import is_quantified
from pmtool.validator.quoting import quoted

_FEWEST = 3
"""Words; what is shorter says nothing alone."""
_HEADED = 6.0
"""Score of a section of its own."""
_MOST_CUES = 4
_QUIETER = 2.0
"""Score that each cue against it costs."""
_KIND = 1.0
"""Score of what reads like an event of its kind."""
_ACCOUNT = 1.0
"""Score of a sentence that no section claims, where a summary is missing."""
_SENTENCE = 8
"""Words."""
_CITED = 0.5
"""Score that it costs to be cited already."""


_HARMED: frozenset[EventKind] = frozenset({"impact"})
_ENDED: frozenset[EventKind] = frozenset({"mitigation", "recovery"})
_SOUNDS = {
    "impact": "reads like harm",
    "detection": "reads like somebody noticing",
    "trigger": "reads like a change",
    "resolution": "reads like a repair",
}
_NO_COURSE: frozenset[Topic] = frozenset({"action_items", "header", "history", "other"})
"""Sections that do not tell what happened."""


class _Sought(NamedTuple):
    """What answers for a field: sections, cue words, and words that speak against it."""

    topics: tuple[Topic, ...]
    cues: str = ""
    against: str = ""
    kinds: frozenset[EventKind] = frozenset()
    """Kinds of events that tell of it."""
    plans: bool = False
    """Whether plans may answer."""


_SOUGHT: dict[str, _Sought] = {
    "summary": _Sought(("summary", "narrative"), cues.HARM, cues.PLEASANTRIES),
    "impact": _Sought(("impact",), f"{cues.HARM}|{cues.HARMED}", f"{cues.UNHARMED}|{cues.PLEASANTRIES}", _HARMED),
    "detection": _Sought(("detection",), cues.DETECTION, cues.UNNOTICED, frozenset({"detection"})),
    "trigger": _Sought(("trigger",), f"{cues.TRIGGER}|{cues.CHANGED}", cues.NO_TRIGGER, frozenset({"trigger"})),
    "root_cause": _Sought(("root_cause", "whys"), "", cues.NOT_CAUSE),
    "resolution": _Sought(("resolution", "remediation"), cues.RESOLUTION, cues.IN_VAIN, _ENDED),
    "went_well": _Sought(("went_well", "got_lucky"), plans=True),
    "lessons": _Sought(("lessons", "went_wrong"), cues.FACTOR, cues.PLEASANTRIES, plans=True),
}


def statements_for(reading: Reading, field: str) -> Iterator[Ranked]:
    """Passages that may stand in a field; a claim replaces what stands there, a list grows."""
    path = f"/{field}/-" if field in CLAIM_LISTS else f"/{field}"
    for p in reading.passages:
        if score := _score(reading, p, field):
            yield Ranked(score, _candidate(reading, p, field, Fill(path, _claim(p))))


def figures_for_impact(reading: Reading) -> Iterator[Ranked]:
    """Passages with a figure, to go behind the impact that has none."""
    impact = reading.record.postmortem.impact
    for p in reading.passages:
        if not is_quantified(p.text) or not (score := _score(reading, p, "impact")):
            continue
        more = _claim(p)
        if impact:
            told = impact.text.rstrip()
            both = f"{told}{'' if told.endswith(('.', '!', '?')) else '.'} {more.text}"
            more = Claim(text=both, evidence=impact.evidence + more.evidence, origin="human", certainty=more.certainty)
        yield Ranked(score, _candidate(reading, p, "impact", Fill("/impact", more)))


def _claim(p: Passage) -> Claim:
    return Claim(text=words(p), evidence=evidence_of([p]), origin="human", certainty=certainty_of([p]))


def _candidate(reading: Reading, p: Passage, field: str, fill: Fill) -> Candidate:
    instant = reading.instant(p.document, p.start, p.end)
    why = _why(p, field)
    return Candidate(source=p.document.id, start=p.start, end=p.end, text=p.text, why=why, instant=instant, fills=fill)


def _score(reading: Reading, p: Passage, field: str) -> float:
    """How well a passage answers for a field; nothing where neither its section nor its words speak for it."""
    if len(p.words) < _FEWEST or p.leads_in or is_hint(p.text):
        return 0
    sought = _SOUGHT[field]
    headed = _HEADED * ((sought.topics[0] in p.topics) + _is_headed(p, sought)) / 2
    told = sum(sorted((found.value for found in _cues(field).find(p.words)), reverse=True)[:_MOST_CUES])
    told += _KIND * (bool(sought.kinds) and kind_of(p.text) in sought.kinds)
    told += _ACCOUNT * (field == "summary" and _is_account(p))
    if not headed and not told:
        return 0
    against = phrases(sought.against).count(p.words) if sought.against else 0
    if not sought.plans:
        against += phrases(action_cues.PLAN).count(p.words) + (not headed and not _NO_COURSE.isdisjoint(p.topics))
    return max(0, headed + told - _QUIETER * against - _CITED * reading.is_cited(p))


def _is_account(p: Passage) -> bool:
    """Whether it is a sentence of prose or of a post, of which a summary may be made."""
    return p.block.kind == "paragraph" and len(p.words) >= _SENTENCE and p.topics in ((), ("status_updates",))


def _is_headed(p: Passage, sought: _Sought) -> bool:
    return not set(sought.topics).isdisjoint(p.topics)


def _why(p: Passage, field: str) -> str:
    """What speaks for a passage: its section, and the loudest of its words."""
    told = []
    if _is_headed(p, _SOUGHT[field]):
        heading = p.document.heading_of(p.block)
        told.append(f"under {quoted(p.document.quote(heading))}" if heading and not p.labelled else "labelled so")
    found = max(_cues(field).find(p.words), key=_loudness, default=None)
    if found:
        told.append(f"says {quoted(' '.join(p.words[found.start : found.end]))}")
    return ", ".join(told) or _SOUNDS.get(field, "tells the story")


def _loudness(found: Found[float]) -> tuple[float, int]:
    return found.value, found.named


@cache
def _cues(field: str) -> Phrases[float]:
    return valued(cues.CAUSE if field == "root_cause" else {1.5: _SOUGHT[field].cues})


def fields() -> Sequence[str]:
    """The fields that passages are known for."""
    return tuple(_SOUGHT)
