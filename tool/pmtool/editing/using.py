"""Words of a source, made into something of the postmortem: the person points, rules read what the words hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pmtool.editing.edits import Item, insert
from pmtool.grounding.evidence import evidence
from pmtool.model import ActionItem, Claim, Document, Event, Evidence, Postmortem

if TYPE_CHECKING:
    from pmtool.editing.review import Material

_AROUND = " \t\n-–—:;,|*_[]()>#•"
_BEFORE_NAMES = _AROUND + "<@"


def evidence_of(material: Material, source: str, start: int, end: int) -> Evidence:
    """The words of a source as evidence. Raises LookupError where there is no such source, ValueError for no words."""
    return evidence(_document(material, source), start, end)


def _document(material: Material, source: str) -> Document:
    document = next((d for d in material.documents if d.id == source), None)
    if document is None:
        raise LookupError(f"the source {source} is not at hand")
    return document


def event_of(material: Material, words: Evidence) -> Event:
    """The event that some words tell, at the first instant among them; in a chat, by who speaks.

    Raises LookupError where their source is not at hand.
    """
    from pmtool.engines.offline.signs import kind_of

    document = _document(material, words.source)
    ledger = material.ledgers.get(words.source, ())
    times = [m for m in ledger if words.start <= m.start < words.end and m.at and m.kind != "date"]
    at = times[0] if times else None
    until = next((m for m in times[1:2] if at and at.kind == "range_start" and m.kind == "range_end"), None)
    speaker = _speaker(document, words.start)
    begin = words.start
    for start, end in sorted([*((m.start, m.end) for m in (at, until) if m), *([speaker] if speaker else [])]):
        if end <= words.end and not document.text[begin:start].strip(_BEFORE_NAMES):
            begin = max(begin, end)
    told = document.text[begin : words.end]
    told = told.lstrip(_AROUND) if begin > words.start else told
    text = " ".join((told.strip() or words.quote).split())
    return Event(
        at=at.instant() if at else None,
        until=until.instant() if until else None,
        text=text,
        kind=kind_of(text),
        actor=document.text[slice(*speaker)] if speaker else None,
        evidence=(words,),
        origin="human",
    )


def _speaker(document: Document, offset: int) -> tuple[int, int] | None:
    """Span of who says what stands at an offset, where it is chat."""
    block = document.block_at(offset)
    return block.speaker if block and offset < block.end else None


def action_of(words: Evidence) -> ActionItem:
    """The action item that some words tell."""
    from pmtool.engines.offline import action_fields, owners
    from pmtool.engines.offline.phrases import words_of

    raw = " ".join(words.quote.split()).lstrip(_AROUND)
    told = tuple(words_of(raw))
    return ActionItem(
        text=action_fields.bare(raw).strip() or raw,
        type=action_fields.kind(told),
        owner=owners.owner(raw),
        priority=action_fields.priority(raw),
        due=action_fields.due(raw),
        tracker=action_fields.tracker(raw),
        state=action_fields.state(raw, told, None),
        evidence=(words,),
        origin="human",
    )


def claim_of(words: Evidence) -> Claim:
    """The words as a statement of their own."""
    return Claim(text=" ".join(words.quote.split()).lstrip(_AROUND), evidence=(words,), origin="human")


def place_for(postmortem: Postmortem, event: Event) -> int:
    """Where in the timeline an event belongs: behind the last one that is not later."""
    moment = event.at.moment() if event.at else None
    if moment is None:
        return len(postmortem.timeline)
    behind = 0
    for number, other in enumerate(postmortem.timeline, 1):
        at = other.at.moment() if other.at else None
        if at and at <= moment:
            behind = number
    return behind


def added(postmortem: Postmortem, item: Item) -> tuple[Postmortem, str]:
    """The postmortem with an event or an action item where it belongs, and the item's pointer."""
    if isinstance(item, Event):
        number = place_for(postmortem, item)
        return insert(postmortem, "timeline", number, item), f"/timeline/{number}"
    number = len(postmortem.action_items)
    return insert(postmortem, "action_items", number, item), f"/action_items/{number}"
