"""What is measured, and how: tallies of a run's postmortem held against gold's. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import reduce
from operator import add
from typing import NamedTuple

from pmtool.evaluation import citing
from pmtool.evaluation.comparison import MILESTONES, SECTIONS, Comparison, section
from pmtool.evaluation.instants import matched, only_zones_differ, same
from pmtool.evaluation.pairing import Pair, Pairing
from pmtool.evaluation.tally import Tally, share
from pmtool.grounding.words import stems
from pmtool.model import ActionItem, Claim, Event, Instant, Postmortem, StatusUpdate
from pmtool.model.walk import statements

Scores = Mapping[str, Tally]
"""Tallies by the names of measures."""
AnyPairing = Pairing[Event] | Pairing[StatusUpdate] | Pairing[ActionItem]


class Measure(NamedTuple):
    """A measure's name in outputs, what it belongs to, and whether it counts for the score of the whole."""

    name: str
    part: str
    is_main: bool
    of: Callable[[Comparison], Tally]


def milestones(c: Comparison) -> Tally:
    """hits = milestones (started, detected …) that both have at the same instant; made, gold = those that each has."""
    both = [(getattr(c.gold.milestones, name), getattr(c.made.milestones, name)) for name in MILESTONES]
    return Tally(
        sum(bool(gold and made and same(gold, made)) for gold, made in both),
        sum(made is not None for _, made in both),
        sum(gold is not None for gold, _ in both),
    )


def event_times(c: Comparison) -> Tally:
    """Begins and ends of events, whatever happened then. hits = instants of gold that are the same as one of the run's
    (less than one unit of the coarser precision apart), each paired once; made, gold = the instants that each has.
    """
    gold, made = list(_instants(c.gold)), list(_instants(c.made))
    return Tally(matched(gold, made, same).hits, len(made), len(gold))


def zones(c: Comparison) -> Tally:
    """Among milestones and event times that the run has right by the clock: the share whose zone is right, too."""
    both = [(getattr(c.gold.milestones, name), getattr(c.made.milestones, name)) for name in MILESTONES]
    reached = [(gold, made) for gold, made in both if gold and made]
    right = sum(same(gold, made) for gold, made in reached)
    wrong = sum(only_zones_differ(gold, made) for gold, made in reached)
    times = matched(_instants(c.gold), _instants(c.made), same)
    slips = matched(times.gold, times.made, only_zones_differ).hits
    return share(right + times.hits, right + times.hits + wrong + slips)


def events(c: Comparison) -> Tally:
    """hits = pairs of events that tell the same time; made, gold = the events that each has."""
    return _found(c.events)


def event_kinds(c: Comparison) -> Tally:
    """The share of pairs of events with the same kind."""
    return _agreeing(c.events, lambda event: event.kind)


def updates(c: Comparison) -> Tally:
    """hits = pairs of status updates that tell the same time; made, gold = the updates that each has."""
    return _found(c.updates)


def update_states(c: Comparison) -> Tally:
    """The share of pairs of status updates with the same state."""
    return _agreeing(c.updates, lambda update: update.state)


def sections(c: Comparison) -> Tally:
    """hits = sections (summary, impact … open questions) that both have; made, gold = those that each has."""
    both = [(bool(section(c.gold, name)), bool(section(c.made, name))) for name in SECTIONS]
    return Tally(
        sum(gold and made for gold, made in both), sum(made for _, made in both), sum(gold for gold, _ in both)
    )


def section_words(c: Comparison) -> Tally:
    """Section by section: hits = words in both, each once and by its stem; made, gold = the words that each has."""
    return _summed(
        Tally(len(gold & made), len(made), len(gold))
        for name in SECTIONS
        for gold, made in [(_words(section(c.gold, name)), _words(section(c.made, name)))]
    )


def section_evidence(c: Comparison) -> Tally:
    """Section by section: characters of the sources that both cite / that either cites."""
    return _summed(_overlap(c, section(c.gold, name), section(c.made, name)) for name in SECTIONS)


def actions(c: Comparison) -> Tally:
    """hits = pairs of action items; made, gold = the items that each has."""
    return _found(c.actions)


def owners(c: Comparison) -> Tally:
    """Among pairs of action items: hits = those with the same owner; made, gold = those with any."""
    return _told(c.actions.pairs, lambda action: action.owner)


def due_dates(c: Comparison) -> Tally:
    """Among pairs of action items: hits = those with the same due date; made, gold = those with any."""
    return _told(c.actions.pairs, lambda action: action.due)


def trackers(c: Comparison) -> Tally:
    """Among pairs of action items: hits = those with the same ticket; made, gold = those with any."""
    return _told(c.actions.pairs, lambda action: action.tracker)


def action_states(c: Comparison) -> Tally:
    """The share of pairs of action items with the same state."""
    return _agreeing(c.actions, lambda action: action.state)


def action_types(c: Comparison) -> Tally:
    """The share of pairs of action items with the same type."""
    return _agreeing(c.actions, lambda action: action.type)


def citations(c: Comparison) -> Tally:
    """hits = characters of the sources that both cite for anything; made, gold = the characters that each cites."""
    gold = citing.spans((e for s in statements(c.gold) for e in s.evidence), c.gold_keys)
    made = citing.spans((e for s in statements(c.made) for e in s.evidence), c.made_keys)
    return Tally(citing.common(gold, made), citing.length(made), citing.length(gold))


MEASURES = (
    Measure("milestones", "times", True, milestones),
    Measure("event_times", "times", True, event_times),
    Measure("zones", "times", False, zones),
    Measure("events", "timeline", True, events),
    Measure("event_kinds", "timeline", False, event_kinds),
    Measure("updates", "status updates", True, updates),
    Measure("update_states", "status updates", False, update_states),
    Measure("sections", "sections", False, sections),
    Measure("section_words", "sections", True, section_words),
    Measure("section_evidence", "sections", False, section_evidence),
    Measure("actions", "action items", True, actions),
    Measure("owners", "action items", False, owners),
    Measure("due_dates", "action items", False, due_dates),
    Measure("trackers", "action items", False, trackers),
    Measure("action_states", "action items", False, action_states),
    Measure("action_types", "action items", False, action_types),
    Measure("citations", "evidence", True, citations),
)
MAIN = tuple(measure.name for measure in MEASURES if measure.is_main)


def measured(comparison: Comparison) -> Scores:
    """Every measure of a report."""
    return {measure.name: measure.of(comparison) for measure in MEASURES}


def total(scores: Iterable[Scores]) -> Scores:
    """Measures of several reports, micro-averaged: tallies are added up before anything is divided."""
    sums = {measure.name: Tally() for measure in MEASURES}
    for one in scores:
        sums = {name: tally + one[name] for name, tally in sums.items()}
    return sums


def overall(scores: Scores) -> float | None:
    """The mean score of the main measures; those of which neither side has anything are left out."""
    told = [score for name in MAIN if (score := scores[name].score) is not None]
    return sum(told) / len(told) if told else None


def _found(pairing: AnyPairing) -> Tally:
    pairs = len(pairing.pairs)
    hits = sum(pair.is_timed_alike for pair in pairing.pairs)
    return Tally(hits, pairs + len(pairing.invented), pairs + len(pairing.missed))


def _agreeing(
    pairing: Pairing[Event] | Pairing[StatusUpdate] | Pairing[ActionItem], of: Callable[..., object]
) -> Tally:
    return share(sum(of(pair.gold) == of(pair.made) for pair in pairing.pairs), len(pairing.pairs))


def _told(pairs: Iterable[Pair[ActionItem]], of: Callable[[ActionItem], str | None]) -> Tally:
    both = [(plain(of(pair.gold)), plain(of(pair.made))) for pair in pairs]
    return Tally(
        sum(bool(gold) and gold == made for gold, made in both),
        sum(bool(made) for _, made in both),
        sum(bool(gold) for gold, _ in both),
    )


def plain(words: str | None) -> str:
    """A name or a date as it is compared: `@Ana` is `ana`."""
    return " ".join((words or "").casefold().split()).removeprefix("@")


def _words(claims: Iterable[Claim]) -> frozenset[str]:
    return frozenset[str]().union(*(stems(claim.text) for claim in claims))


def _overlap(c: Comparison, gold: Iterable[Claim], made: Iterable[Claim]) -> Tally:
    first = citing.spans((e for claim in gold for e in claim.evidence), c.gold_keys)
    second = citing.spans((e for claim in made for e in claim.evidence), c.made_keys)
    shared = citing.common(first, second)
    return share(shared, citing.length(first) + citing.length(second) - shared)


def _instants(postmortem: Postmortem) -> Iterator[Instant]:
    for event in postmortem.timeline:
        yield from (at for at in (event.at, event.until) if at)


def _summed(tallies: Iterable[Tally]) -> Tally:
    return reduce(add, tallies, Tally())
