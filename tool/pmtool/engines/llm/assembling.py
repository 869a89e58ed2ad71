"""From pointers to a postmortem: code writes every instant, quote and length, and tells what points nowhere.

Nothing that the model said is dropped for being wrong: it is kept, and a problem or a finding says what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from pmtool.engines.llm.answer import Account, Causes, Measure, Occurrence, Part, Statement, Turns
from pmtool.engines.llm.chronology import in_time
from pmtool.engines.llm.draft import LISTS, SINGLE, Draft, Place
from pmtool.engines.llm.filling import filled
from pmtool.engines.llm.heading import headed
from pmtool.engines.llm.missed import found_words
from pmtool.engines.llm.plan import Call
from pmtool.engines.llm.telling import Words
from pmtool.engines.llm.telling import told as written_out
from pmtool.engines.llm.world import Told, World, named
from pmtool.grounding.coverage import coverage, is_boilerplate
from pmtool.grounding.hedging import leaves_open
from pmtool.model import ActionItem, Claim, Event, Evidence, Instant, Milestones, Postmortem
from pmtool.model.walk import statements

S = TypeVar("S", Claim, Event, ActionItem)
Restore = Callable[[str], str]
"""Puts redacted values back in place of their placeholders."""
_NEAR = 3
"""Segments before an event's own among which a heading may give its time."""
_LATEST = 12
"""Events before it that one is compared with."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with an item, in a sentence for the model and for people."""

    place: Place
    message: str


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


@dataclass
class _Desk:
    """What is at hand while a postmortem is put together."""

    world: World
    restore: Restore
    problems: list[Problem] = field(default_factory=list)
    origins: dict[int, Place] = field(default_factory=dict)
    """The answer's item behind each statement, by the statement's id()."""

    def made(self, place: Place, statement: S) -> S:
        """Remembers where a statement comes from."""
        self.origins[id(statement)] = place
        return statement

    def complain(self, place: Place, message: str) -> None:
        self.problems.append(Problem(place, message))

    def words(self, place: Place, text: str) -> Words:
        """A text as people read it."""
        words = written_out(self.restore(text), self.world.times)
        for id in words.unknown:
            self.complain(place, f"there is no time {id}")
        return words

    def cited(self, place: Place, ids: Sequence[str], times: Sequence[str]) -> list[str]:
        """The segments that exist of those cited, with those of the times told."""
        meant = [named(id) for id in ids]
        unknown = [id for id in meant if id not in self.world.segments]
        if unknown:
            self.complain(place, f"there is no segment {', '.join(map(self.restore, unknown))[:80]}")
        if not meant:
            self.complain(place, "it cites no segment")
        known = [id for id in meant if id in self.world.segments]
        return [*known, *(self.world.times[id].segment for id in times)]

    def time(self, place: Place, id: str | None) -> Told | None:
        """The time that an id names."""
        if not id or not id.strip():
            return None
        found = self.world.times.get(named(id))
        if found is None:
            self.complain(
                place, f"there is no time {self.restore(id)[:40]!r}: point to one of the report's by its id, as T3"
            )
        return found


def assemble(draft: Draft, world: World, rules: Postmortem, restore: Restore, failed: Sequence[Call] = ()) -> Assembled:
    """The postmortem that the answers make.

    What no answer gave is taken from the one that rules made; so are the list items that tell of the segments for which
    a `failed` call was asked while another one was answered.
    """
    desk = _Desk(world, restore)
    told: dict[str, Any] = {}
    told |= {name: _single(draft, name, desk) for name, group in SINGLE.items() if draft.answered(group)}
    told |= {name: _listed(draft, name, desk) for name, group in LISTS.items() if draft.answered(group)}
    if draft.answered("timeline"):
        told["timeline"] = _timeline(draft, desk)
    if draft.answered("actions"):
        told["action_items"] = _measures(draft, desk)
    if draft.answered("milestones"):
        told["milestones"] = _milestones(draft, desk)
    pm = headed(replace(rules, **told), draft, world, restore)
    pm = filled(pm, rules, world, failed)
    used = [e for statement in statements(pm) for e in statement.evidence]
    pm = replace(pm, coverage=coverage(world.documents, [*used, *_heads(world, rules)]))
    return Assembled(pm, _places(pm, draft, desk), desk.problems)


def _single(draft: Draft, name: str, desk: _Desk) -> Claim | None:
    group = SINGLE[name]
    found: tuple[str, Part] | None = draft.first(group, Account) or draft.first(group, Causes)
    statement: Statement | None = getattr(found[1], name) if found else None
    if found is None or statement is None or not statement.text.strip():
        return None
    return _claim(Place(found[0], group, name), statement, desk)


def _listed(draft: Draft, name: str, desk: _Desk) -> tuple[Claim, ...]:
    claims: dict[str, Claim] = {}
    for place, item in draft.listed(name):
        if item.text.strip():
            claim = _claim(place, item, desk)
            claims.setdefault(claim.text.casefold(), claim)
    return tuple(claims.values())


def _claim(place: Place, statement: Statement, desk: _Desk) -> Claim:
    words = desk.words(place, statement.text)
    claim = Claim(
        text=words.text,
        evidence=desk.world.cite(desk.cited(place, statement.segments, words.times)),
        origin="model",
        certainty="hedged" if leaves_open(words.text) else "stated",
    )
    return desk.made(place, claim)


def _timeline(draft: Draft, desk: _Desk) -> tuple[Event, ...]:
    """Events in order of time, each once though two calls may tell it."""
    kept: list[Event] = []
    for event in in_time(_event(place, item, desk) for place, item in draft.events() if item.text.strip()):
        if not any(_same(event, other) for other in kept[-_LATEST:]):
            kept.append(event)
    return tuple(kept)


def _event(place: Place, item: Occurrence, desk: _Desk) -> Event:
    words = desk.words(place, item.text)
    cited = desk.cited(place, item.segments, words.times)
    at, until = desk.time(place, item.time), desk.time(place, item.until)
    own = [t for t in (at, until) if t and _announces(t, cited, desk.world)]
    instant = at.mention.instant() if at else None
    if at is None and item.time_words:
        instant, where = found_words(desk.restore(item.time_words), cited, desk.world)
        if instant is None:
            desk.complain(place, f"the time {desk.restore(item.time_words)[:60]!r} {where}")
    event = Event(
        at=instant,
        until=until.mention.instant() if until else None,
        text=words.text,
        kind=item.kind,
        actor=desk.restore(item.actor).strip() or None if item.actor else None,
        evidence=desk.world.cite([*cited, *(t.segment for t in own)]),
        origin="model",
    )
    return desk.made(place, event)


def _announces(time: Told, cited: Sequence[str], world: World) -> bool:
    """Whether a time stands in a heading or line shortly before words that have none themselves."""
    known = [world.order[id] for id in cited if id in world.order]
    if not known or time.segment in cited or any(world.times_in.get(id) for id in cited):
        return False
    place = world.order.get(time.segment)
    return place is not None and 0 < min(known) - place <= _NEAR


def _same(event: Event, other: Event) -> bool:
    """Whether two windows of a long report told of one thing: the same instant by the same words of the report."""
    shared = {(e.source, e.start) for e in event.evidence} & {(e.source, e.start) for e in other.evidence}
    return bool(shared) and event.at == other.at and event.kind == other.kind


def _measures(draft: Draft, desk: _Desk) -> tuple[ActionItem, ...]:
    items: list[ActionItem] = []
    for place, item in draft.measures():
        if item.text.strip():
            measure = _measure(place, item, desk)
            if not any(measure.text == other.text for other in items):
                items.append(measure)
    return tuple(items)


def _measure(place: Place, item: Measure, desk: _Desk) -> ActionItem:
    words = desk.words(place, item.text)

    def field(value: str | None) -> str | None:
        return desk.restore(value).strip() or None if value else None

    due, times = field(item.due), list(words.times)
    if due and named(due) in desk.world.times:
        time = desk.world.times[named(due)]
        times.append(time.id)
        due = (time.mention.at or "")[:10]
    measure = ActionItem(
        text=words.text,
        type=item.type,
        owner=field(item.owner),
        priority=field(item.priority),
        due=due,
        tracker=field(item.tracker),
        state=item.state,
        evidence=desk.world.cite(desk.cited(place, item.segments, times)),
        origin="model",
    )
    return desk.made(place, measure)


def _milestones(draft: Draft, desk: _Desk) -> Milestones:
    call, turns = draft.first("milestones", Turns) or ("", None)
    instants: dict[str, Instant | None] = {}
    for name in Turns.model_fields:
        time = desk.time(Place(call, "milestones", name), getattr(turns, name, None))
        instants[name] = time.mention.instant() if time else None
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


def _places(pm: Postmortem, draft: Draft, desk: _Desk) -> dict[str, Place]:
    """The answers' items by the JSON pointers of what became of them."""
    told = {s.path: desk.origins[id(s.item)] for s in statements(pm) if id(s.item) in desk.origins}
    turns = draft.first("milestones", Turns)
    marks = Turns.model_fields if turns else ()
    return told | {f"/milestones/{name}": Place(turns[0], "milestones", name) for name in marks if turns}
