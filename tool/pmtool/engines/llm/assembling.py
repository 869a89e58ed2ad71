"""From pointers to a postmortem: code writes every instant, quote and length, and tells what points nowhere.

No statement is dropped for being wrong: it is kept, and a problem or a finding says what is wrong. Short fields (who,
which ticket, when due) are taken only as the report has them; what is left out is told as a problem.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pmtool.engines.llm.answer import Measure, Occurrence, Statement, Turns
from pmtool.engines.llm.chronology import in_time
from pmtool.engines.llm.desk import Desk, Problem, Restore, S
from pmtool.engines.llm.draft import LISTS, SINGLE, Draft, Place
from pmtool.engines.llm.filling import filled
from pmtool.engines.llm.heading import headed
from pmtool.engines.llm.leftovers import untold_times
from pmtool.engines.llm.missed import found_words
from pmtool.engines.llm.plan import Call
from pmtool.engines.llm.world import Told, World, named
from pmtool.grounding.coverage import coverage, is_boilerplate
from pmtool.grounding.hedging import leaves_open
from pmtool.grounding.wording import retells
from pmtool.model import ActionItem, Claim, Event, Evidence, Instant, Milestones, Postmortem, RunInfo
from pmtool.model.walk import statements

_LATEST = 12
"""Events before it that one is compared with."""
_RUN = RunInfo(engine="llm")
"""The validator heeds who wrote a postmortem; the rest is known in the end."""
_SHOWN = 60
"""Characters of a statement in a problem."""


@dataclass
class Assembled:
    """A postmortem made of answers."""

    postmortem: Postmortem
    places: dict[str, Place]
    """The item behind each JSON pointer."""
    problems: list[Problem]

    def place_of(self, path: str) -> Place | None:
        """The item that a JSON pointer leads to or into; None for what no model wrote."""
        while path and path not in self.places:
            path = path.rpartition("/")[0]
        return self.places.get(path)


def assemble(draft: Draft, world: World, rules: Postmortem, restore: Restore, failed: Sequence[Call] = ()) -> Assembled:
    """The postmortem that the answers make.

    What no answer gave is taken from the one that rules made; so are the list items that tell of the segments for which
    a `failed` call was asked while another one was answered.
    """
    desk = Desk(world, restore, rules.status_updates)
    told: dict[str, Any] = {}
    told |= {name: _single(draft, name, desk) for name in SINGLE if draft.fills(name)}
    told |= {name: _listed(draft, name, desk) for name in LISTS if draft.fills(name)}
    if draft.fills("timeline"):
        told["timeline"] = _timeline(draft, desk)
    if draft.fills("action_items"):
        told["action_items"] = _measures(draft, desk)
    if draft.fills("milestones"):
        told["milestones"] = _milestones(draft, desk)
    pm = headed(replace(rules, run=_RUN, **told), draft, desk)
    pm = filled(pm, rules, world, failed)
    for event, time in untold_times(pm, world):
        if place := desk.origins.get(id(event)):
            desk.complain(
                place, f"it cites what {time.id} ({time.mention.text[:_SHOWN]!r}) tells, and no event is then"
            )
    used = [e for statement in statements(pm) for e in statement.evidence]
    pm = replace(pm, coverage=coverage(world.documents, [*used, *_heads(world, rules)]))
    return Assembled(pm, _places(pm, draft, desk), desk.problems)


def _single(draft: Draft, name: str, desk: Desk) -> Claim | None:
    """A field's one statement; another one, from a call that asked what was left out, is told to be in excess."""
    group = SINGLE[name]
    first: Claim | None = None
    for call, part in draft.parts(group):
        statement: Statement | None = getattr(part, name)
        if statement and desk.says(statement):
            place = Place(call, group, name)
            claim = _claim(place, statement, desk)
            if first and not retells(claim.text, first.text):
                desk.complain(place, f"there is one already, {first.text[:_SHOWN]!r}: tell it elsewhere")
            first = first or claim
    return first


def _listed(draft: Draft, name: str, desk: Desk) -> tuple[Claim, ...]:
    claims: dict[str, Claim] = {}
    for place, item in draft.listed(name):
        if desk.says(item):
            claim = _claim(place, item, desk)
            if claims.setdefault(claim.text.casefold(), claim) is claim:
                _complain_of_retelling(place, claim, [*claims.values()][:-1], desk)
    return tuple(claims.values())


def _complain_of_retelling(place: Place, item: S, others: Sequence[S], desk: Desk) -> None:
    """Tells of an item that says what another one said, of the same words of the report."""
    same = next((o for o in others if o.evidence == item.evidence and retells(item.text, o.text)), None)
    if same:
        desk.complain(place, f"it says the same as {desk.origins[id(same)]}")


def _claim(place: Place, statement: Statement, desk: Desk) -> Claim:
    cited = desk.cited(place, statement.segments)
    text = desk.words(place, statement.text, cited)
    claim = Claim(
        text=text,
        evidence=desk.world.cite(cited),
        origin="model",
        certainty="hedged" if leaves_open(text) else "stated",
    )
    return desk.made(place, claim)


def _timeline(draft: Draft, desk: Desk) -> tuple[Event, ...]:
    """Events in order of time, each once though the calls for two windows may tell it."""
    kept: list[Event] = []
    for event in in_time(_event(place, item, desk) for place, item in draft.events() if desk.says(item)):
        if not any(_same(event, other, desk) for other in kept[-_LATEST:]):
            kept.append(event)
    return tuple(kept)


def _event(place: Place, item: Occurrence, desk: Desk) -> Event:
    cited = desk.cited(place, item.segments)
    text = desk.words(place, item.text, cited)
    actor = desk.person(place, "actor", item.actor, cited)
    at = desk.instant(desk.time_of(place, item.time, cited))
    until = desk.instant(desk.time_of(place, item.until, cited))
    if at is None and (words := desk.line(item.time_words)):
        at, trouble = found_words(words, cited, desk.world)
        if trouble:
            desk.complain(place, f"the time {words[:60]!r} {trouble}")
    evidence = desk.world.cite(cited)
    return desk.made(
        place, Event(at=at, until=until, text=text, kind=item.kind, actor=actor, evidence=evidence, origin="model")
    )


def _same(event: Event, other: Event, desk: Desk) -> bool:
    """Whether two calls told of one thing: the same instant by the same words of the report."""
    if desk.origins[id(event)].call == desk.origins[id(other)].call:
        return event.text == other.text and event.at == other.at
    shared = {(e.source, e.start) for e in event.evidence} & {(e.source, e.start) for e in other.evidence}
    return bool(shared) and event.at == other.at and event.kind == other.kind


def _measures(draft: Draft, desk: Desk) -> tuple[ActionItem, ...]:
    items: list[ActionItem] = []
    for place, item in draft.measures():
        if desk.says(item):
            measure = _measure(place, item, desk)
            if not any(_same_measure(measure, other, desk) for other in items):
                _complain_of_retelling(place, measure, items, desk)
                items.append(measure)
    return tuple(items)


def _same_measure(measure: ActionItem, other: ActionItem, desk: Desk) -> bool:
    """Whether an item was told before: in the same words, or by another call of the same words of the report."""
    if desk.origins[id(measure)].call == desk.origins[id(other)].call:
        return replace(measure, evidence=()) == replace(other, evidence=())
    return bool(measure.evidence) and measure.evidence == other.evidence


def _measure(place: Place, item: Measure, desk: Desk) -> ActionItem:
    cited = desk.cited(place, item.segments)
    text = desk.words(place, item.text, cited)
    day = desk.time_of(place, item.due, cited) if named(item.due or "") in desk.world.times else None
    measure = ActionItem(
        text=text,
        type=item.type,
        owner=desk.person(place, "owner", item.owner, cited),
        priority=desk.value(place, "priority", item.priority, cited),
        due=_day(day, cited) if day else desk.value(place, "due date", item.due, cited),
        tracker=desk.value(place, "ticket", item.tracker, cited),
        state=item.state,
        evidence=desk.world.cite(cited),
        origin="model",
    )
    return desk.made(place, measure)


def _day(time: Told, cited: Sequence[str]) -> str | None:
    """The day of a time that the segments cited tell; None for another's."""
    return (time.mention.at or "")[:10] if time.segment in cited else None


def _milestones(draft: Draft, desk: Desk) -> Milestones:
    call, turns = draft.first("milestones", Turns) or ("", None)
    instants: dict[str, Instant | None] = {}
    for name in Turns.model_fields:
        instants[name] = desk.instant(desk.time(Place(call, "milestones", name), getattr(turns, name, None)))
    return Milestones(**instants)


def _heads(world: World, rules: Postmortem) -> Iterator[Evidence]:
    """What rules read the head and the labels of the page from: it is used, though no statement cites it."""
    unplaced = {segment.id for segment in rules.coverage.unplaced_segments}
    cited = {
        id for s in statements(rules) for e in s.evidence for id in world.segments_between(e.source, e.start, e.end)
    }
    for id, (document, segment) in world.segments.items():
        if id not in unplaced and id not in cited and not is_boilerplate(document, segment):
            yield from world.cite([id])


def _places(pm: Postmortem, draft: Draft, desk: Desk) -> dict[str, Place]:
    """The answers' items by the JSON pointers of what became of them."""
    told = {s.path: desk.origins[id(s.item)] for s in statements(pm) if id(s.item) in desk.origins}
    turns = draft.first("milestones", Turns)
    marks = Turns.model_fields if turns else ()
    return told | {f"/milestones/{name}": Place(turns[0], "milestones", name) for name in marks if turns}
