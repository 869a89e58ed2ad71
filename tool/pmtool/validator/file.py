"""PM0xx: does the file read, and do its ignores count?"""

from __future__ import annotations

from collections.abc import Iterator

from pmtool.model import Postmortem
from pmtool.validator.record import Record
from pmtool.validator.rule import FixableRule, Flaw, Rule

_COMPUTED = "/metrics"
"""What stands in a file for people, and is computed when it is written."""


def is_stale(flaw: Flaw) -> bool:
    """Whether it is about a figure that was right once, rather than about something that can't be read."""
    return flaw.path.startswith(_COMPUTED)


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
        return (flaw for flaw in record.problems if not is_stale(flaw))


class IdleIgnore(Rule):
    """An ignore that no rule answers to, or that gives no reason.

    Why: whoever comes next can't tell what was looked at and let stand, from what was never seen.

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
        from pmtool.validator.registry import rules  # which asks for this module

        for ignore in record.postmortem.ignores:
            if not ignore.reason.strip():
                yield Flaw(f"{ignore.code} is ignored for no reason", ignore.path)
            if not any(rule.code.startswith(ignore.code) for rule in rules()):
                yield Flaw(f"'{ignore.code}' is to be ignored, and no rule's code is or begins so", ignore.path)


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
