"""PM401-PM407: whether there are actions, who has taken each, until when, and where it is tracked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from pmtool.model import ActionItem, Postmortem
from pmtool.model.finding import Severity
from pmtool.patterns import Pattern
from pmtool.validator.actions.due import due_date, names_day
from pmtool.validator.quoting import in_report, quoted
from pmtool.validator.record import Record
from pmtool.validator.rule import Flaw, Rule
from pmtool.validator.times.order import beginning, has_ended

_NOTHING = frozenset({"", "n/a", "na", "none", "no", "tbd", "tba", "tbc", "todo", "unknown", "not set", "xxx"})
_NOBODY = Pattern(
    r"(?:(?:the|our|whole|entire|all|both|several|various) )*(?:all|everyone|everybody|anyone|anybody|somebody|someone"
    r"|us|we|teams?|(?:dev|ops|engineering) teams?|company|management|engineering|engineers?|developers?|devs?|ops"
    r"|staff|people|various|several|multiple|team members|un-?assigned|not assigned|nobody|no one|volunteers?)",
    re.I,
)


def is_given(value: str | None) -> bool:
    """Whether a cell holds more than a mark for nothing."""
    return value is not None and value.strip(" .?!-–—_*()[]<>").lower() not in _NOTHING


def is_somebody(owner: str | None) -> bool:
    """Whether an owner is a person or a team with a name."""
    return owner is not None and is_given(owner) and not _NOBODY.fullmatch(owner.strip(" .?@()"))


def open_actions(postmortem: Postmortem) -> list[tuple[int, ActionItem]]:
    """Actions that are not done, with their numbers."""
    return [(i, action) for i, action in enumerate(postmortem.action_items) if action.state != "done"]


class NoActions(Rule):
    """There is no action item at all.

    Why: a postmortem without actions accepts that it happens again; if that is meant, it should say so.

    Bad::

        # Checkout unavailable

        ## Root cause

        The pool of connections was sized for one worker, and the release started four.

    Good::

        # Checkout unavailable

        ## Action items

        | Action | Type | Owner | Priority | Due | Tracker | State |
        | --- | --- | --- | --- | --- | --- | --- |
        | Size the pool from the number of workers | prevent | Amira Haddad |  | 2026-08-31 | PAY-12 | planned |

    Fix: list what will be done so that it does not happen again, or is noticed and mended sooner.
    """

    code = "PM401"
    name = "no-actions"

    def check(self, record: Record) -> Iterator[Flaw]:
        if not record.postmortem.action_items:
            yield Flaw("there is no action item", "/action_items")


class _Lacking(Rule):
    """What open actions lack: told once where all do, and only in passing where the public reads along."""

    field: ClassVar[str]
    what: ClassVar[str]

    def check(self, record: Record) -> Iterator[Flaw]:
        count, without = _without(record, self.field)
        if count == len(without) > 1:
            yield Flaw(
                f"none of the {count} open action items has {self.what}", "/action_items", severity=_weight(record)
            )
            return
        for number in without:
            flaw = _flaw(record, number, self.field, f"has no {self.what.partition(' ')[2]}")
            flaw.severity = _weight(record) if len(without) == count else None
            yield flaw


def _without(record: Record, field: str) -> tuple[int, list[int]]:
    """How many actions are open, and the numbers of those that lack a field."""
    actions = open_actions(record.postmortem)
    return len(actions), [number for number, action in actions if not is_given(getattr(action, field))]


def _weight(record: Record) -> Severity | None:
    """Reports to the public name neither owners nor dates."""
    return "info" if record.postmortem.status_updates else None


class NoOwner(_Lacking):
    """An open action item has no owner.

    Why: what nobody has taken, nobody does.

    Bad::

        # Checkout unavailable

        ## Action items

        | Action | Type | Owner | Priority | Due | Tracker | State |
        | --- | --- | --- | --- | --- | --- | --- |
        | Size the pool from the number of workers | prevent | TBD |  | 2026-08-31 | PAY-12 | planned |

    Good::

        # Checkout unavailable

        ## Action items

        | Action | Type | Owner | Priority | Due | Tracker | State |
        | --- | --- | --- | --- | --- | --- | --- |
        | Size the pool from the number of workers | prevent | Amira Haddad |  | 2026-08-31 | PAY-12 | planned |

    Fix: agree with one person who sees it through, and name them.
    """

    code = "PM402"
    name = "action-without-owner"
    field = "owner"
    what = "an owner"


class OwnerIsNobody(Rule):
    """The owner of an open action item is everybody, somebody or a team without a name.

    Why: what belongs to everyone is done by no one, and nobody can be asked how it goes.

    Bad::

        # Checkout unavailable

        ## Action items

        | Action | Type | Owner | Priority | Due | Tracker | State |
        | --- | --- | --- | --- | --- | --- | --- |
        | Size the pool from the number of workers | prevent | everyone |  | 2026-08-31 | PAY-12 | planned |

    Good::

        # Checkout unavailable

        ## Action items

        | Action | Type | Owner | Priority | Due | Tracker | State |
        | --- | --- | --- | --- | --- | --- | --- |
        | Size the pool from the number of workers | prevent | Amira Haddad |  | 2026-08-31 | PAY-12 | planned |

    Fix: name one person, or at least the team that plans it into its work.
    """

    code = "PM403"
    name = "owner-is-nobody"

    def check(self, record: Record) -> Iterator[Flaw]:
        for number, action in open_actions(record.postmortem):
            if action.owner and is_given(action.owner) and not is_somebody(action.owner):
                yield _flaw(record, number, "owner", f"is owned by {quoted(action.owner)}, which is nobody by name")


class NoDueDate(_Lacking):
    """An open action item has no due date.

    Why: without a day there is never a day on which it is late.

    Bad::

        # Checkout unavailable

        ## Action items

        | Action | Type | Owner | Priority | Due | Tracker | State |
        | --- | --- | --- | --- | --- | --- | --- |
        | Size the pool from the number of workers | prevent | Amira Haddad |  |  | PAY-12 | planned |

    Good::

        # Checkout unavailable

        ## Action items

        | Action | Type | Owner | Priority | Due | Tracker | State |
        | --- | --- | --- | --- | --- | --- | --- |
        | Size the pool from the number of workers | prevent | Amira Haddad |  | 2026-08-31 | PAY-12 | planned |

    Fix: agree on a day with its owner, and write it as `2026-08-31`.
    """

    code = "PM404"
    name = "action-without-due-date"
    field = "due"
    what = "a due date"


class DueIsNoDate(Rule):
    """The due date of an open action item is no day: "ASAP", "Q3", "soon", "next sprint".

    Why: nobody can tell when it is late, and next quarter it still reads as if it were in time.

    Bad::

        # Checkout unavailable

        ## Action items

        | Action | Type | Owner | Priority | Due | Tracker | State |
        | --- | --- | --- | --- | --- | --- | --- |
        | Size the pool from the number of workers | prevent | Amira Haddad |  | ASAP | PAY-12 | planned |

    Good::

        # Checkout unavailable

        ## Action items

        | Action | Type | Owner | Priority | Due | Tracker | State |
        | --- | --- | --- | --- | --- | --- | --- |
        | Size the pool from the number of workers | prevent | Amira Haddad |  | 2026-08-31 | PAY-12 | planned |

    Fix: agree on a day with its owner, and write it as `2026-08-31`.
    """

    code = "PM405"
    name = "due-is-no-date"

    def check(self, record: Record) -> Iterator[Flaw]:
        for number, action in open_actions(record.postmortem):
            if action.due and is_given(action.due) and not names_day(action.due):
                yield _flaw(record, number, "due", f"is due {quoted(action.due)}, which is no date")


class DueDatePassed(Rule):
    """An action item is open though its due date has passed.

    Why: either it was done and the postmortem does not say so, or the incident can happen again as it did.

    Bad::

        # Checkout unavailable

        ## Action items

        | Action | Type | Owner | Priority | Due | Tracker | State |
        | --- | --- | --- | --- | --- | --- | --- |
        | Size the pool from the number of workers | prevent | Amira Haddad |  | 2026-01-31 | PAY-12 | planned |

    Good::

        # Checkout unavailable

        ## Action items

        | Action | Type | Owner | Priority | Due | Tracker | State |
        | --- | --- | --- | --- | --- | --- | --- |
        | Size the pool from the number of workers | prevent | Amira Haddad |  | 2026-01-31 | PAY-12 | done |

    Fix: ask its owner, then set its state to `done`, or agree on a new day.
    """

    code = "PM406"
    name = "due-date-passed"

    def check(self, record: Record) -> Iterator[Flaw]:
        """What is due before it happened is a slip, and another rule's."""
        today = record.policy.today
        began = beginning(record) if today else None
        for number, action in open_actions(record.postmortem) if today else ():
            due = due_date(action.due or "")
            if today and due and due < today and not (began and has_ended(due, began)):
                yield _flaw(record, number, "due", f"was due on {due} and is not done")


class NoTracker(Rule):
    """Open action items have no ticket.

    Why: work is planned where the tickets are; what is only in a postmortem is forgotten with it.

    Bad::

        # Checkout unavailable

        ## Action items

        | Action | Type | Owner | Priority | Due | Tracker | State |
        | --- | --- | --- | --- | --- | --- | --- |
        | Size the pool from the number of workers | prevent | Amira Haddad |  | 2026-08-31 |  | planned |

    Good::

        # Checkout unavailable

        ## Action items

        | Action | Type | Owner | Priority | Due | Tracker | State |
        | --- | --- | --- | --- | --- | --- | --- |
        | Size the pool from the number of workers | prevent | Amira Haddad |  | 2026-08-31 | PAY-12 | planned |

    Fix: open a ticket for each, and put its id or address there.
    """

    code = "PM407"
    name = "action-without-ticket"
    severity = "info"

    def check(self, record: Record) -> Iterator[Flaw]:
        count, without = _without(record, "tracker")
        if len(without) == 1:
            yield _flaw(record, without[0], "tracker", "has no ticket")
        elif without:
            some = f"{len(without)} of the {count}" if len(without) < count else f"none of the {count}"
            has = "have no" if len(without) < count else "has a"
            yield Flaw(f"{some} open action items {has} ticket", "/action_items")


def _flaw(record: Record, number: int, field: str, what: str) -> Flaw:
    action = record.postmortem.action_items[number]
    place = f"/action_items/{number}/{field}"
    return Flaw(f"the action item {quoted(action.text)} {what}", place, in_report(record, action.evidence))


RULES: tuple[Rule, ...] = (
    NoActions(),
    NoOwner(),
    OwnerIsNobody(),
    NoDueDate(),
    DueIsNoDate(),
    DueDatePassed(),
    NoTracker(),
)
