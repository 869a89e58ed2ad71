"""PM412: actions that are listed twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pmtool.grounding.words import stems
from pmtool.model import ActionItem, Postmortem
from pmtool.patterns import Pattern
from pmtool.validator.quoting import in_report, quoted
from pmtool.validator.record import Record
from pmtool.validator.rule import FixableRule, Flaw, Rule

_WORD = Pattern(r"\w+")
_FEW = 3
"""Words that two actions may share by chance."""
_MANY = 50
"""Actions of the same words that disagree: another one is not merged any more."""
_UNSET: dict[str, object] = {"type": "other", "owner": None, "priority": None, "due": None, "tracker": None}


class DuplicateAction(FixableRule):
    """An action item is listed twice.

    Why: two people do it, or each waits for the other; counts of open actions are wrong.

    Bad::

        # Checkout unavailable

        ## Action items

        - Size the pool from the number of workers
        - Size the pool from the number of workers.

    Good::

        # Checkout unavailable

        ## Action items

        - Size the pool from the number of workers
        - Page when the pool of connections is full

    Fix: keep one of them, with the owner, due date and ticket of both; `--fix` merges those that don't disagree.
    """

    code = "PM412"
    name = "duplicate-action"

    def check(self, record: Record) -> Iterator[Flaw]:
        first: dict[object, int] = {}
        actions = record.postmortem.action_items
        for number, action in enumerate(actions):
            known = first.setdefault(_gist(action), number)
            if known != number and not _contradict(action, actions[known]):
                message = (
                    f"{quoted(action.text)} says the same as action item {known + 1}, {quoted(actions[known].text)}"
                )
                yield Flaw(message, f"/action_items/{number}", in_report(record, action.evidence))

    def mend(self, postmortem: Postmortem) -> Postmortem:
        kept: dict[tuple[str, ...], list[ActionItem]] = {}
        order: list[tuple[tuple[str, ...], int]] = []
        for action in postmortem.action_items:
            alike = kept.setdefault(_words(action), [])
            for place, other in enumerate(alike[:_MANY]):
                if not _disagree(other, action):
                    alike[place] = _merged(other, action)
                    break
            else:
                order.append((_words(action), len(alike)))
                alike.append(action)
        return replace(postmortem, action_items=tuple(kept[words][place] for words, place in order))


def _contradict(one: ActionItem, other: ActionItem) -> bool:
    """Whether one is told as done and the other as planned, which is another rule's."""
    return {one.state, other.state} == {"done", "planned"} and len(stems(one.text)) >= _FEW


def _gist(action: ActionItem) -> object:
    """What two actions must share to be one: words that carry meaning and figures, or all words where those are few."""
    found = stems(action.text)
    figures = tuple(word for word in _words(action) if not word.isalpha())
    return (found, figures) if len(found) >= _FEW else _words(action)


def _words(action: ActionItem) -> tuple[str, ...]:
    return tuple(match[0] for match in _WORD.finditer(action.text.lower()))


def _disagree(one: ActionItem, other: ActionItem) -> bool:
    return one.state != other.state or any(
        getattr(one, name) != getattr(other, name) and unset not in (getattr(one, name), getattr(other, name))
        for name, unset in _UNSET.items()
    )


def _merged(one: ActionItem, other: ActionItem) -> ActionItem:
    """The first with what only the second has."""
    filled = {name: getattr(other, name) for name, unset in _UNSET.items() if getattr(one, name) == unset}
    evidence = (*one.evidence, *(cited for cited in other.evidence if cited not in one.evidence))
    return replace(one, **filled, evidence=evidence)


RULES: tuple[Rule, ...] = (DuplicateAction(),)
