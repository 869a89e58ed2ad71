"""PM0xx: does the file read, and do its ignores count?"""

from __future__ import annotations

from collections.abc import Iterator

from pmtool.model import Ignore, Postmortem
from pmtool.validator.record import Record
from pmtool.validator.rule import FixableRule, Flaw, Rule

_COMPUTED = "/metrics"
"""What stands in a file for people, and is computed when it is written."""


ABOUT_IGNORES = "/ignores"
"""The path of what could not be read of an ignore."""


def is_stale(flaw: Flaw) -> bool:
    """Whether it is about a figure that was right once, rather than about something that can't be read."""
    return flaw.path.startswith(_COMPUTED)


def is_about_ignores(flaw: Flaw) -> bool:
    """Whether it is about an ignore, rather than about a part of the postmortem."""
    return flaw.path.startswith(ABOUT_IGNORES)


def why_idle(ignore: Ignore) -> str:
    """Why an ignore lets nothing stand; empty where it may."""
    from pmtool.validator.registry import rules  # which asks for this module

    if not any(rule.code.startswith(ignore.code) for rule in rules()):
        return f"'{ignore.code}' is to be ignored, and no rule's code is or begins so"
    return "" if ignore.reason.strip() else f"the comment that ignores {ignore.code} gives no reason"


class UnreadablePart(Rule):
    """A part of the file that does not read as its format wants: front matter, a table, a time, a footnote.

    Why: what can't be read is not checked, and is lost when the file is next written. The rest was read all the same.

    Bad::

        # Checkout unavailable

        ## Timeline

        | Time | Event | Kind | Actor |
        | --- | --- | --- | --- |
        | 2026-03-01 25:99 UTC | Errors rose | impact |  |

    Good::

        # Checkout unavailable

        ## Timeline

        | Time | Event | Kind | Actor |
        | --- | --- | --- | --- |
        | 2026-03-01 14:05 UTC | Errors rose | impact |  |

    Fix: mend it at that place; docs/postmortem.md has the grammar.
    """

    code = "PM001"
    name = "unreadable-part"
    severity = "error"

    def check(self, record: Record) -> Iterator[Flaw]:
        return (flaw for flaw in record.problems if not is_stale(flaw) and not is_about_ignores(flaw))


class IdleIgnore(Rule):
    """An ignore that no rule answers to, that gives no reason, or that stands where nothing follows.

    Why: it lets nothing stand; and whoever comes next can't tell what was looked at from what was never seen.

    Bad::

        # Checkout unavailable

        ## Summary

        Checkout was slow. <!-- pmtool: ignore PM999 a first guess -->

    Good::

        # Checkout unavailable

        ## Summary

        Checkout was slow. <!-- pmtool: ignore PM217 a first guess -->

    Fix: name the rule's code, or the first characters of several, and say why it may stand; or delete the ignore.
    """

    code = "PM002"
    name = "idle-ignore"

    def check(self, record: Record) -> Iterator[Flaw]:
        yield from filter(is_about_ignores, record.problems)
        for ignore in record.postmortem.ignores:
            if why := why_idle(ignore):
                yield Flaw(why, ignore.path)


class StaleMetrics(FixableRule):
    """A figure in the table of metrics that does not follow from the postmortem's times any more.

    Why: the table is made when the file is written, for people to read; after an edit of the times it misleads them.

    Bad::

        # Checkout unavailable

        ## Milestones

        | Milestone | Time |
        | --- | --- |
        | Started | 2026-03-01 14:00 UTC |
        | Resolved | 2026-03-01 15:00 UTC |

        ## Metrics

        | Metric | Duration |
        | --- | --- |
        | Time to resolve | 35 min |

    Good::

        # Checkout unavailable

        ## Milestones

        | Milestone | Time |
        | --- | --- |
        | Started | 2026-03-01 14:00 UTC |
        | Resolved | 2026-03-01 15:00 UTC |

        ## Metrics

        | Metric | Duration |
        | --- | --- |
        | Time to resolve | 1 h |

    Fix: run `pmtool check --fix`, which writes the figures anew; or delete the line.
    """

    code = "PM003"
    name = "stale-metrics"

    def check(self, record: Record) -> Iterator[Flaw]:
        return (flaw for flaw in record.problems if is_stale(flaw))

    def mend(self, postmortem: Postmortem) -> Postmortem:
        """The same: the record holds no figures, and writing it computes them."""
        return postmortem


RULES: tuple[Rule, ...] = (UnreadablePart(), IdleIgnore(), StaleMetrics())
