"""Measures that may be action items, and who does one, until when, under which ticket."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pmtool.editing.candidates.candidate import Candidate, Fill, Ranked
from pmtool.editing.candidates.reading import Reading
from pmtool.engines.offline import action_cues
from pmtool.engines.offline import action_fields as fields
from pmtool.engines.offline import action_language as language
from pmtool.engines.offline.action_tables import table_item
from pmtool.engines.offline.claims import clean, evidence_of
from pmtool.engines.offline.owners import owner
from pmtool.engines.offline.passages import Passage
from pmtool.engines.offline.phrases import phrases, words_of
from pmtool.grounding.words import stems
from pmtool.model import ActionItem
from pmtool.patterns import Pattern
from pmtool.validator.actions.assignment import is_given, is_somebody
from pmtool.validator.actions.due import names_day
from pmtool.validator.quoting import quoted

_MEASURES = frozenset({"action_items", "remediation"})
_HEADED = 4.0
_FEWEST = 3
"""Words of a measure."""
_ALIKE = 0.25
"""Part of an action's words that a passage has to share with it."""
_SAME = 0.75
"""The same for a passage that tells an action which is listed already."""
_BESIDE = 1.0
"""Score of a passage at or right below the words that the action was made from."""
_NEAR = 240
"""Characters."""
_TAKES = Pattern(r"(?i)\b(?:i(?:['’]ll| will| can| take)|on it|mine|let me)\b")
"""How people take something on in a chat."""


def measures_for(reading: Reading) -> Iterator[Ranked]:
    """Passages that tell what was or will be done, and are no action item yet."""
    known = [stems(action.text) for action in reading.record.postmortem.action_items]
    for p in reading.passages:
        score = _loudness(p)
        if not score or any(_share(told, p) > _SAME for told in known):
            continue
        action = _action(reading, p)
        why = "stands among the measures" if not _MEASURES.isdisjoint(p.topics) else "tells a measure"
        if action.text:
            yield Ranked(score, _candidate(reading, p, why, Fill("/action_items/-", action)))


def parts_for(reading: Reading, part: str, number: int | None) -> Iterator[Ranked]:
    """Passages that tell the owner, due date or ticket of one action item, or of every open one that lacks it."""
    for index, action in enumerate(reading.record.postmortem.action_items):
        value = getattr(action, part)
        lacks = not is_given(value) or (part == "owner" and not is_somebody(value))
        if index == number or (number is None and lacks and action.state != "done"):
            yield from _parts_of(reading, part, index, action)


def _parts_of(reading: Reading, part: str, index: int, action: ActionItem) -> Iterator[Ranked]:
    told = stems(action.text)
    for p in reading.passages:
        shared = _share(told, p)
        beside = any(e.source == p.document.id and e.start <= p.start <= e.end + _NEAR for e in action.evidence)
        if (shared < _ALIKE and not beside) or not (value := _part(reading, p, part)):
            continue
        near = "the same words" if shared >= _ALIKE else "the action"
        fill = Fill(f"/action_items/{index}/{part}", value)
        yield Ranked(shared + _BESIDE * beside, _candidate(reading, p, f"names {quoted(value)} beside {near}", fill))


def _part(reading: Reading, p: Passage, part: str) -> str | None:
    """What a passage gives as owner (a name, or who takes it on in a chat), due date (a day) or ticket."""
    found: str | None = getattr(_action(reading, p), part)
    if part == "due":
        return found if found and names_day(found) else None
    if part == "owner" and not is_somebody(found):
        speaker = p.block.speaker
        takes = speaker and _TAKES.search(p.text)
        return p.document.text[slice(*speaker)].strip(" *_<>[]:") if speaker and takes else None
    return found


def _action(reading: Reading, p: Passage) -> ActionItem:
    """The action item that a passage tells."""
    table = reading.tables[p.document.id].get(p.block.run) if p.block.kind == "row" else None
    if table:
        return replace(table_item(p, table), origin="human")
    text = fields.bare(clean(p.text))
    words = words_of(text)
    return ActionItem(
        text=text,
        type=fields.kind(words),
        owner=owner(p.text),
        priority=fields.priority(p.text),
        due=fields.due(p.text),
        tracker=fields.tracker(p.text),
        state=fields.state(p.text, words, p.block.checked),
        evidence=evidence_of([p]),
        origin="human",
    )


def _loudness(p: Passage) -> float:
    """How much a passage sounds like a measure; an order counts in a list, or where measures are told."""
    if len(p.words) < _FEWEST or p.leads_in or language.is_polite(p.words) or fields.is_dropped(p.text):
        return 0
    headed = not _MEASURES.isdisjoint(p.topics)
    ordered = language.is_order(p.words) and (headed or p.listed)
    planned = ordered or language.is_plan(p.words) or language.is_doing(p.words)
    return _HEADED * headed + 2 * planned + phrases(action_cues.PLAN).occur(p.words) + language.is_in_place(p.words)


def _share(told: frozenset[str], p: Passage) -> float:
    return len(told & stems(p.text)) / len(told) if told else 0


def _candidate(reading: Reading, p: Passage, why: str, fill: Fill) -> Candidate:
    instant = reading.instant(p.document, p.start, p.end)
    return Candidate(source=p.document.id, start=p.start, end=p.end, text=p.text, why=why, instant=instant, fills=fill)
