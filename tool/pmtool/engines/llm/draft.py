"""What the model has answered so far, item by item, with corrections put in place of what they correct."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from pmtool.engines.llm.answer import Answer, Causes, Group, Head, Item, Measure, Occurrence, Part, Review

P = TypeVar("P", bound=Part)
SINGLE: dict[str, Group] = {
    "summary": "account",
    "impact": "account",
    "detection": "account",
    "resolution": "account",
    "trigger": "causes",
    "root_cause": "causes",
}
"""Fields that hold one statement, and the group that asks for them."""
LISTS: dict[str, Group] = {
    "contributing_factors": "causes",
    "went_well": "review",
    "went_wrong": "review",
    "got_lucky": "review",
    "lessons": "review",
    "open_questions": "review",
}
"""Fields that hold statements, and the group that asks for them."""
FIELDS: dict[str, Group] = {
    **dict.fromkeys(Head.model_fields, "head"),
    "timeline": "timeline",
    "milestones": "milestones",
    "action_items": "actions",
    **SINGLE,
    **LISTS,
}
"""All fields of a postmortem that a model fills, and the group that asks for each."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the answers: which call gave it, in which field, under which number (0: no list)."""

    call: str
    group: Group
    field: str
    number: int = 0

    def __str__(self) -> str:
        return f"{self.field} {self.number}" if self.number else self.field


@dataclass
class Draft:
    """The answers by call, the groups that failed, and what was put in order since."""

    answers: dict[str, Answer] = field(default_factory=dict)
    asked: dict[str, tuple[Group, ...]] = field(default_factory=dict)
    only: str | None = None
    """The one field that is drafted; None is all of them."""

    def put(self, call: str, groups: Sequence[Group], answer: Answer) -> None:
        """Takes a call's first answer; what nobody asked for is left out."""
        for group in Answer.model_fields:
            if group not in groups:
                setattr(answer, group, None)
        self.answers[call] = numbered(answer)
        self.asked[call] = tuple(groups)

    def correct(self, call: str, correction: Answer) -> bool:
        """Puts corrected items in place; whether anything changed."""
        before = self.answers[call].model_copy(deep=True)
        merged = self.answers[call]
        for group in self.asked[call]:
            told = getattr(correction, group)
            if told:
                _merge(merged, group, told)
        return numbered(merged) != before

    def forget(self, group: Group) -> None:
        """Takes a group's answers for not given."""
        for answer in self.answers.values():
            setattr(answer, group, None)

    def answered(self, group: Group) -> bool:
        """Whether any call gave this group."""
        return any(getattr(answer, group) is not None for answer in self.answers.values())

    def fills(self, field: str) -> bool:
        """Whether a field is the model's: its group was answered, and it is one that is drafted."""
        return self.only in (None, field) and self.answered(FIELDS[field])

    def told_by(self, call: str) -> tuple[str, ...]:
        """The fields for which a call's answer holds anything."""
        answer = self.answers[call]
        return tuple(
            name for name, group in FIELDS.items() if self.only in (None, name) and _holds(getattr(answer, group), name)
        )

    def parts(self, group: Group) -> Iterator[tuple[str, object]]:
        """A group's answers, each with its call."""
        for call, answer in self.answers.items():
            part = getattr(answer, group)
            if part is not None:
                yield call, part

    def first(self, group: Group, kind: type[P]) -> tuple[str, P] | None:
        """The answer to a group that only one call is asked for, with that call."""
        return next(((call, part) for call, part in self.parts(group) if isinstance(part, kind)), None)

    def listed(self, name: str) -> Iterator[tuple[Place, Item]]:
        """Statements of a list, with their places."""
        group = LISTS[name]
        for call, part in self.parts(group):
            assert isinstance(part, (Causes, Review))
            for item in getattr(part, name):
                yield Place(call, group, name, item.number), item

    def events(self) -> Iterator[tuple[Place, Occurrence]]:
        """Events of all calls, with their places."""
        for call, answer in self.answers.items():
            for item in answer.timeline or ():
                yield Place(call, "timeline", "timeline", item.number), item

    def measures(self) -> Iterator[tuple[Place, Measure]]:
        """Action items of all calls, with their places."""
        for call, answer in self.answers.items():
            for item in answer.actions or ():
                yield Place(call, "actions", "actions", item.number), item

    def ids(self, group: Group) -> list[str]:
        """The segments that the calls listed under digest or unused."""
        return [id for answer in self.answers.values() for id in getattr(answer, group) or ()]


def numbered(answer: Answer) -> Answer:
    """The answer with the items of each list numbered from 1: models repeat numbers, or skip them."""
    for items in _lists(answer):
        for number, item in enumerate(items, 1):
            item.number = number
    return answer


def _holds(part: object, field: str) -> bool:
    """Whether a part tells of a field: one of its own, else all of it."""
    return bool(getattr(part, field, part))


def _lists(answer: Answer) -> Iterator[Sequence[Item]]:
    for items in (answer.timeline, answer.actions):
        yield items or ()
    for part in (answer.causes, answer.review):
        for name in LISTS:
            yield getattr(part, name, None) or ()


def _merge(answer: Answer, group: Group, told: object) -> None:
    if isinstance(told, list):
        if all(isinstance(item, Item) for item in told):
            setattr(answer, group, _replaced(getattr(answer, group) or [], told))
        return
    part = getattr(answer, group)
    if part is None:
        setattr(answer, group, told)
        return
    for name in type(part).model_fields:
        value = getattr(told, name)
        if isinstance(value, list) and name in LISTS:
            setattr(part, name, _replaced(getattr(part, name), value))
        elif value is not None and value != []:
            setattr(part, name, value)


def _replaced(items: Sequence[Item], corrected: Sequence[Item]) -> list[Item]:
    """Items with those of the same number replaced, and new ones behind."""
    by_number = {item.number: item for item in corrected}
    known = {item.number for item in items}
    kept = [by_number.get(item.number, item) for item in items]
    return kept + [item for item in corrected if item.number not in known]
