"""What a rule is: one object that looks at a record and tells its flaws; its docstring is its page.

A page has parts that `explain`, the documentation and the tests read:

    One sentence: what it finds.

    Why: why it matters.

    Bad::

        ## Summary

        A postmortem in Markdown, or as much of one as it takes.

    Good::

        ## Summary

        The same, without the flaw.

    Fix: what to do.

A `Source::` part before `Bad::` holds the report that both were made from; `Bad report::` and `Good report::` are raw
reports instead of postmortems.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from pmtool.model.finding import Place, Severity, SourceSpan
from pmtool.model.postmortem import Postmortem
from pmtool.validator.record import Record


@dataclass(slots=True)
class Flaw:
    """What a rule found: a finding to be."""

    message: str
    """What is wrong and why, in one sentence that quotes the words meant, both sides of a contradiction."""
    path: str = ""
    """JSON pointer into the postmortem; empty where it is about the whole."""
    span: SourceSpan | None = None
    """The words meant, where they stand in a source."""
    fix: str = ""
    """What to do, where the rule can say more than its page does."""
    severity: Severity | None = None
    """Where this flaw weighs otherwise than the rule's others."""
    place: Place | None = None
    """Where it stands in the file, for what is no part of the postmortem."""


class Rule(ABC):
    """A rule. `check` is pure: the same record gives the same flaws, in the same order."""

    code: ClassVar[str]
    """`PM` and three digits; the first is the family's."""
    name: ClassVar[str]
    """In words, with hyphens: `timeline-out-of-order`."""
    severity: ClassVar[Severity] = "warning"

    @abstractmethod
    def check(self, record: Record) -> Iterator[Flaw]:
        """The record's flaws of this kind."""


class FixableRule(Rule):
    """A rule whose flaws can be mended without a person: no fact changes, and a second time changes nothing."""

    @abstractmethod
    def mend(self, postmortem: Postmortem) -> Postmortem:
        """The postmortem without flaws of this kind."""
