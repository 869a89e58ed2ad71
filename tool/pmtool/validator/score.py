"""How complete a postmortem is: 0 to 100, in parts, from what it says alone.

narrative 25: summary 4, impact 4, a figure in it 3, root cause 4, that it is more than a symptom 2, resolution 3,
    detection 3, trigger 2
times 20: start, detection, mitigation and end 2 each, three entries 4, entries with an instant 4, with a stated zone 4
evidence 20: the six claims above 1 each, entries 6, actions 3, no part of the sources left out 5
actions 20: one 4, one that prevents 3, owners 5, due dates 4, tickets 2, something to do in each 2
learning 10: what went wrong 3, what went well 2, lessons 2, contributing factors 2, luck 1
identity 5: severity 2, title, authors and services 1 each

What is asked of every entry and action counts by the share for which it holds; actions that are done need no owner, due
date or ticket. A statement has evidence where a quote stands in its source word for word, or where a person wrote it;
without sources nothing is left out of them, so a postmortem written by hand can be complete. Text left over from a
template counts as nothing. Each part is rounded down.

Filling a field that was empty never lowers the score; an entry or action that lacks what the others have may.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pmtool.model import ActionItem, Claim, Event, Postmortem
from pmtool.model.walk import CLAIMS
from pmtool.validator.actions.assignment import is_given, is_somebody
from pmtool.validator.actions.due import names_day
from pmtool.validator.actions.worth import is_wish
from pmtool.validator.completeness.blanks import is_blank, is_told, template_words
from pmtool.validator.completeness.essentials import missing_milestones
from pmtool.validator.completeness.substance import human_error, is_quantified, is_symptom, unknown

_ENOUGH = 3
"""Entries that make a timeline."""
_STATED = frozenset({"explicit", "document", "inherited"})
"""How a zone is known without an assumption."""
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the score."""

    name: str
    points: int
    out_of: int
    lacking: tuple[str, ...]
    """What would bring the points that are missing, in words."""


@dataclass(frozen=True, slots=True)
class Score:
    """How complete a postmortem is, and in what."""

    parts: tuple[Part, ...]

    @property
    def points(self) -> int:
        """0 to 100: the sum of the parts."""
        return sum(part.points for part in self.parts)


class _Wanted(NamedTuple):
    """Something that a postmortem should have."""

    what: str
    points: int
    had: float
    """From 0 to 1: whether, or for what share."""


def score(postmortem: Postmortem) -> Score:
    """The score of a postmortem. Pure."""
    return Score(tuple(_part(name, wanted(postmortem)) for name, wanted in _PARTS.items()))


def _part(name: str, wanted: Sequence[_Wanted]) -> Part:
    points = int(sum(want.points * want.had for want in wanted) + _ROUNDING)
    lacking = tuple(want.what for want in wanted if want.had < 1)
    return Part(name, points, sum(want.points for want in wanted), lacking)


def _narrative(pm: Postmortem) -> list[_Wanted]:
    told = {name: is_told(getattr(pm, name)) for name in CLAIMS}
    impact, cause = (claim.text if claim else "" for claim in (pm.impact, pm.root_cause))
    is_cause = told["root_cause"] and not (is_symptom(cause) or human_error(cause) or unknown(cause))
    return [
        _Wanted("a summary", 4, told["summary"]),
        _Wanted("the impact", 4, told["impact"]),
        _Wanted("a figure in the impact", 3, told["impact"] and is_quantified(impact)),
        _Wanted("a root cause", 4, told["root_cause"]),
        _Wanted("a root cause behind the symptom", 2, is_cause),
        _Wanted("the resolution", 3, told["resolution"]),
        _Wanted("the detection", 3, told["detection"]),
        _Wanted("a trigger", 2, told["trigger"]),
    ]


def _times(pm: Postmortem) -> list[_Wanted]:
    missing = missing_milestones(pm)
    events = pm.timeline
    return [
        *(_Wanted(f"when it {word}", 2, name not in missing) for name, word in _REACHED.items()),
        _Wanted("a timeline of three entries or more", 4, min(len(events), _ENOUGH) / _ENOUGH),
        _Wanted("a time for each entry", 4, _share(event.at is not None for event in events)),
        _Wanted("a stated zone for each time", 4, _share(_has_zone(event) for event in events)),
    ]


_REACHED = {
    "started": "started",
    "detected": "was noticed",
    "mitigated": "was mitigated",
    "resolved": "was over",
}


def _has_zone(event: Event) -> bool:
    return event.at is not None and event.at.zone_rule in _STATED


def _evidence(pm: Postmortem) -> list[_Wanted]:
    claims: list[Claim | None] = [getattr(pm, name) for name in CLAIMS]
    coverage = pm.coverage
    left_out = coverage.unplaced / coverage.segments if coverage.segments else 0.0
    says_something = any(is_told(claim) for claim in claims) or bool(pm.timeline) or bool(pm.action_items)
    return [
        *(
            _Wanted(f"evidence for the {name.replace('_', ' ')}", 1, is_told(claim) and _is_backed(claim))
            for name, claim in zip(CLAIMS, claims, strict=True)
        ),
        _Wanted("evidence for each entry of the timeline", 6, _share(map(_is_backed, pm.timeline))),
        _Wanted("evidence for each action item", 3, _share(map(_is_backed, pm.action_items))),
        _Wanted("a place for all that the sources tell", 5, max(0.0, 1 - left_out) if says_something else 0),
    ]


def _is_backed(item: Claim | Event | ActionItem | None) -> bool:
    """Whether a quote stands in its source word for word, or a person vouches for the statement."""
    return item is not None and (item.origin == "human" or any(cited.status == "exact" for cited in item.evidence))


def _actions(pm: Postmortem) -> list[_Wanted]:
    actions = pm.action_items
    return [
        _Wanted("an action item", 4, bool(actions)),
        _Wanted("an action that prevents", 3, any(action.type == "prevent" for action in actions)),
        _Wanted("an owner for each open action", 5, _settled(actions, lambda a: is_somebody(a.owner))),
        _Wanted("a due date for each open action", 4, _settled(actions, lambda a: names_day(a.due or ""))),
        _Wanted("a ticket for each open action", 2, _settled(actions, lambda a: is_given(a.tracker))),
        _Wanted("something to do in each open action", 2, _settled(actions, lambda a: not is_wish(a.text))),
    ]


def _settled(actions: Sequence[ActionItem], holds: Callable[[ActionItem], bool]) -> float:
    return _share(action.state == "done" or holds(action) for action in actions)


def _learning(pm: Postmortem) -> list[_Wanted]:
    return [
        _Wanted("what went wrong", 3, any(map(is_told, pm.went_wrong))),
        _Wanted("what went well", 2, any(map(is_told, pm.went_well))),
        _Wanted("a lesson", 2, any(map(is_told, pm.lessons))),
        _Wanted("a contributing factor", 2, any(map(is_told, pm.contributing_factors))),
        _Wanted("where luck helped", 1, any(map(is_told, pm.got_lucky))),
    ]


def _identity(pm: Postmortem) -> list[_Wanted]:
    return [
        _Wanted("a severity", 2, _is_named(pm.severity)),
        _Wanted("a title", 1, _is_named(pm.title)),
        _Wanted("an author", 1, any(map(_is_named, pm.authors))),
        _Wanted("the services affected", 1, any(map(_is_named, pm.services))),
    ]


def _is_named(name: str | None) -> bool:
    return name is not None and not is_blank(name) and not template_words(name, "timeline")


def _share(held: Iterable[bool]) -> float:
    """The share of what holds, 0 of nothing."""
    found = list(held)
    return sum(found) / len(found) if found else 0.0


_PARTS: dict[str, Callable[[Postmortem], list[_Wanted]]] = {
    "narrative": _narrative,
    "times": _times,
    "evidence": _evidence,
    "actions": _actions,
    "learning": _learning,
    "identity": _identity,
}
