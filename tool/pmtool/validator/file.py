"""PM0xx: does the file read, and do its ignores count?"""

from __future__ import annotations

from collections.abc import Iterator

from pmtool.validator.record import Record
from pmtool.validator.rule import Flaw, Rule


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
        yield from record.problems


RULES: tuple[Rule, ...] = (UnreadablePart(),)
