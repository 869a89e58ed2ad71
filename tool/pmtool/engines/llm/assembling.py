"""From pointers to a postmortem: code writes every instant, quote and length, and tells what points nowhere.

Nothing that the model said is dropped for being wrong: it is kept, and a problem or a finding says what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC
from operator import itemgetter
from typing import Any

from pmtool.engines.llm.answer import Account, Causes, Measure, Occurrence, Statement, Turns
from pmtool.engines.llm.draft import LISTS, SINGLE, Draft, Place
from pmtool.engines.llm.heading import headed
from pmtool.engines.llm.missed import found_words
from pmtool.engines.llm.telling import Words
from pmtool.engines.llm.telling import told as written_out
from pmtool.engines.llm.world import Told, World, named
from pmtool.grounding.coverage import coverage, is_boilerplate
from pmtool.grounding.hedging import leaves_open
from pmtool.model import ActionItem, Claim, Event, Evidence, Instant, Milestones, Postmortem
from pmtool.model.walk import statements

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


@dataclass
class _Desk:
    """What is at hand while a postmortem is put together."""

    world: World
    restore: Restore
    problems: list[Problem] = field(default_factory=list)

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


def assemble(draft: Draft, world: World, rules: Postmortem, restore: Restore) -> Assembled:
    """The postmortem that the answers make; what no answer gave is taken from the one that rules made."""
    desk, places = _Desk(world, restore), dict[str, Place]()
    told: dict[str, Any] = {}
    told |= {name: _single(draft, name, desk, places) for name, group in SINGLE.items() if draft.answered(group)}
    told |= {name: _listed(draft, name, desk, places) for name, group in LISTS.items() if draft.answered(group)}
    if draft.answered("timeline"):
        told["timeline"] = _timeline(draft, desk, places)
    if draft.answered("actions"):
        told["action_items"] = _measures(draft, desk, places)
    if draft.answered("milestones"):
        told["milestones"] = _milestones(draft, desk, places)
    pm = headed(replace(rules, **told), draft, world, restore)
    used = [e for statement in statements(pm) for e in statement.evidence]
    pm = replace(pm, coverage=coverage(world.documents, [*used, *_heads(world, rules)]))
    return Assembled(pm, places, desk.problems)


def _single(draft: Draft, name: str, desk: _Desk, places: dict[str, Place]) -> Claim | None:
    group = SINGLE[name]
    found = draft.first(group, Account) or draft.first(group, Causes)
    statement: Statement | None = getattr(found[1], name) if found else None
    if found is None or statement is None or not statement.text.strip():
        return None
    place = places[f"/{name}"] = Place(found[0], group, name)
    return _claim(place, statement, desk)


def _listed(draft: Draft, name: str, desk: _Desk, places: dict[str, Place]) -> tuple[Claim, ...]:
    claims: dict[str, Claim] = {}
    for place, item in draft.listed(name):
        if item.text.strip():
            claim = _claim(place, item, desk)
            if claim.text.casefold() not in claims:
                places[f"/{name}/{len(claims)}"] = place
                claims[claim.text.casefold()] = claim
    return tuple(claims.values())


def _claim(place: Place, statement: Statement, desk: _Desk) -> Claim:
    words = desk.words(place, statement.text)
    return Claim(
        text=words.text,
        evidence=desk.world.cite(desk.cited(place, statement.segments, words.times)),
        origin="model",
        certainty="hedged" if leaves_open(words.text) else "stated",
    )


def _timeline(draft: Draft, desk: _Desk, places: dict[str, Place]) -> tuple[Event, ...]:
    """Events in order of time; those without one stay behind the one they were told after."""
    made: list[tuple[str, Event, Place]] = []
    latest = ""
    for place, item in draft.events():
        if item.text.strip():
            event = _event(place, item, desk)
            latest = _utc(event.at) or latest
            made.append((latest, event, place))
    kept: list[tuple[Event, Place]] = []
    for _, event, place in sorted(made, key=itemgetter(0)):
        if not any(_same(event, other) for other, _ in kept[-_LATEST:]):
            kept.append((event, place))
    places.update((f"/timeline/{number}", place) for number, (_, place) in enumerate(kept))
    return tuple(event for event, _ in kept)


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
    return Event(
        at=instant,
        until=until.mention.instant() if until else None,
        text=words.text,
        kind=item.kind,
        actor=desk.restore(item.actor).strip() or None if item.actor else None,
        evidence=desk.world.cite([*cited, *(t.segment for t in own)]),
        origin="model",
    )


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


def _measures(draft: Draft, desk: _Desk, places: dict[str, Place]) -> tuple[ActionItem, ...]:
    items: list[ActionItem] = []
    for place, item in draft.measures():
        if item.text.strip():
            measure = _measure(place, item, desk)
            if not any(measure.text == other.text for other in items):
                places[f"/action_items/{len(items)}"] = place
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
    return ActionItem(
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


def _milestones(draft: Draft, desk: _Desk, places: dict[str, Place]) -> Milestones:
    call, turns = draft.first("milestones", Turns) or ("", None)
    instants: dict[str, Instant | None] = {}
    for name in Turns.model_fields:
        place = places[f"/milestones/{name}"] = Place(call, "milestones", name)
        time = desk.time(place, getattr(turns, name, None))
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


def _utc(instant: Instant | None) -> str:
    if instant is None:
        return ""
    moment = instant.moment()
    return moment.astimezone(UTC).isoformat() if moment else instant.at
