"""PM408-PM411: whether the actions can be done, prevent anything, and meet the cause."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pmtool.grounding.words import stem, stems
from pmtool.patterns import Pattern
from pmtool.validator.actions.assignment import open_actions
from pmtool.validator.completeness.blanks import is_told
from pmtool.validator.quoting import in_report, quoted
from pmtool.validator.record import Record
from pmtool.validator.rule import Flaw, Rule

_WISH = Pattern(
    r"""
    \b(?:be(?:ing)?|work|act)\ (?:(?:more|very|extra)\ )?
      (?:careful|carefully|cautious|vigilant|diligent|attentive|mindful)\b
  | \bmore\ (?:care|careful|carefully|cautious|attention|attentive|vigilant|diligent|mindful)\b
  | \bpay(?:ing)?\ (?:closer\ )?attention\b | \btry(?:ing)?\ (?:harder|to\ be|not\ to)\b
  | \bkeep\ (?:it\ |this\ )?in\ mind\b | ^do\ better\b | \braise\ awareness\b
  | \b(?:not|never|n't)\ (?:to\ )?(?:let\ )?(?:(?:this|it|that)\ )?(?:happens?|occurs?|do\ (?:this|it|that))
      \ (?:ever\ )?again\b
  | \bavoid\ (?:this|it|that|such|similar|these)(?:\ \w+){0,2}\ in\ (?:the\ )?future\b
    """,
    re.VERBOSE | re.I,
)
_VAGUE = """
    improve enhance increase strengthen better optimise optimize revisit review update fix add more extend expand
    address solve resolve implement introduce create build make ensure continue work further general overall generally
    monitoring alerting alert alarm observability logging logs visibility metrics dashboards testing test coverage
    documentation docs document communication communicate process procedure policy quality reliability stability
    resilience performance robustness scalability security training awareness knowledge code system service platform
    infrastructure application team issue problem bug cause root incident outage error failure measure action step
    improvement change thing future possible necessary appropriate proper properly needed required different various
    proactive proactively internal technical deployment capacity handling response runbook playbook practice
"""
"""Words that alone commit to nothing that could be finished."""
_BRIEF = 14
"""Words of a wish; what is longer goes on to say how."""
_IDEA = Pattern(
    r"""
    ^(?:(?:we|we're|the\ team|i)\ )?
     (?:(?:should|could|might|may|will|would\ like\ to|want\ to|need\ to|are\ going\ to|also|are|is)\ )*
     (?:maybe|perhaps|possibly|potentially|ideally|consider|think\ about|look\ into|look\ at|explore|discuss
       |looking\ (?:into|at)|considering|exploring|discussing|thinking\ about)\b
  | ^(?:we\ )?(?:could|might|may)\ | \bnice\ to\ have\b | \b(?:maybe|perhaps)\b | \?$
    """,
    re.VERBOSE | re.I,
)


class NotActionable(Rule):
    """An open action item asks for care, or for "better monitoring" and the like, but for nothing that can be done.

    Why: nobody can tell when it is finished, so it never is; care runs out, and a guard does not.

    Bad::

        # Checkout unavailable

        ## Action items

        - Improve monitoring
        - Be more careful with releases

    Good::

        # Checkout unavailable

        ## Action items

        - Page when the pool of connections has been full for a minute
        - Let the release stop by itself when payments fail

    Fix: say what will be there afterwards that is not there now: which alert, which check, which limit, and where.
    """

    code = "PM408"
    name = "action-not-actionable"

    def check(self, record: Record) -> Iterator[Flaw]:
        for number, action in open_actions(record.postmortem):
            if is_wish(action.text):
                message = f"the action item {quoted(action.text)} does not say what will be done"
                yield Flaw(message, f"/action_items/{number}", in_report(record, action.evidence))


def is_wish(text: str) -> bool:
    """Whether an action asks for care, or all its words are ones that any action could have."""
    if len(text.split()) <= _BRIEF and _WISH.search(text):
        return True
    said = stems(text)
    return bool(said) and said <= _vague() and not any(character.isdigit() for character in text)


@cache
def _vague() -> frozenset[str]:
    return frozenset(stem(word) for word in _VAGUE.split())


class ActionIsAnIdea(Rule):
    """An open action item is an idea that nobody has decided on: "consider", "maybe", "look into".

    Why: ideas are not commitments; counted among the actions, they make a postmortem look better answered than it is.

    Bad::

        # Checkout unavailable

        ## Action items

        - Consider a second pool for refunds

    Good::

        # Checkout unavailable

        ## Action items

        - Give refunds a pool of their own

    Fix: decide it, or make it a task with an end, as "write down by Friday whether refunds need a pool of their own".
    """

    code = "PM409"
    name = "action-is-an-idea"
    severity = "info"

    def check(self, record: Record) -> Iterator[Flaw]:
        for number, action in open_actions(record.postmortem):
            if _IDEA.search(action.text) and not is_wish(action.text):
                message = f"the action item {quoted(action.text)} is an idea, not a commitment"
                yield Flaw(message, f"/action_items/{number}", in_report(record, action.evidence))


class NothingPrevents(Rule):
    """No action item prevents: all detect, mitigate or change a process.

    Why: the next time is noticed and mended sooner, but there will be a next time.

    Bad::

        # Checkout unavailable

        ## Action items

        | Action | Type | Owner | Priority | Due | Tracker | State |
        | --- | --- | --- | --- | --- | --- | --- |
        | Page when the pool of connections is full | detect | Amira Haddad |  | 2026-08-31 | PAY-12 | planned |
        | Write down how to raise the pool by hand | process | Tobias Renn |  | 2026-08-31 | PAY-13 | planned |

    Good::

        # Checkout unavailable

        ## Action items

        | Action | Type | Owner | Priority | Due | Tracker | State |
        | --- | --- | --- | --- | --- | --- | --- |
        | Page when the pool of connections is full | detect | Amira Haddad |  | 2026-08-31 | PAY-12 | planned |
        | Size the pool from the number of workers | prevent | Tobias Renn |  | 2026-08-31 | PAY-13 | planned |

    Fix: add an action that makes the same cause harmless, or set the type of the one that does to `prevent`.
    """

    code = "PM410"
    name = "nothing-prevents"

    def check(self, record: Record) -> Iterator[Flaw]:
        actions = record.postmortem.action_items
        kinds = {action.type for action in actions}
        if actions and not kinds & {"prevent", "other"}:
            told = f"the only action item is of type {actions[0].type}" if len(actions) == 1 else _told(sorted(kinds))
            is_guess = record.raw
            message = f"nothing prevents the next time: {told}"
            yield Flaw(message, "/action_items", severity="info" if is_guess else None)


def _told(kinds: list[str]) -> str:
    *others, last = kinds
    return f"all action items are of type {', '.join(others)}{' or ' if others else ''}{last}"


class CauseWithoutAction(Rule):
    """No action item takes up anything that the root cause, the trigger or a contributing factor names.

    Why: where the two have nothing in common, the actions treat another problem, or the cause is not the one meant.

    Bad::

        # Checkout unavailable

        ## Root cause

        The pool of connections was sized for one worker, and the release started four.

        ## Action items

        - Add a banner to the status page by default

    Good::

        # Checkout unavailable

        ## Root cause

        The pool of connections was sized for one worker, and the release started four.

        ## Action items

        - Size the pool from the number of workers

    Fix: add an action that changes what the root cause names, or say why that is left as it is.
    """

    code = "PM411"
    name = "cause-without-action"
    severity = "info"

    def check(self, record: Record) -> Iterator[Flaw]:
        pm = record.postmortem
        cause = pm.root_cause
        if not cause or not is_told(cause) or not pm.action_items:
            return
        causes = [cause, *([pm.trigger] if pm.trigger else []), *pm.contributing_factors]
        named = frozenset().union(*(_roots(claim.text) for claim in causes))
        if named and all(named.isdisjoint(_roots(action.text)) for action in pm.action_items):
            message = f"no action item takes up anything that the root cause names: {quoted(cause.text)}"
            yield Flaw(message, "/action_items", in_report(record, cause.evidence))


def _roots(text: str) -> frozenset[str]:
    """Beginnings of the words that carry meaning, so that `config` and `configuration` meet."""
    return frozenset(found[:_ROOT] for found in stems(text.replace("-", " ")) if len(found) >= _SHORTEST)


_ROOT, _SHORTEST = 5, 3

RULES: tuple[Rule, ...] = (NotActionable(), ActionIsAnIdea(), NothingPrevents(), CauseWithoutAction())
