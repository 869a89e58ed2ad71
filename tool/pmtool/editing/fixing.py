"""The safe fixes, for a draft that stands in no file: what can be mended without a person, since no fact changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pmtool.model import Postmortem
from pmtool.model.finding import Finding

if TYPE_CHECKING:
    from pmtool.validator import Record
    from pmtool.validator.rule import FixableRule


def can_fix(finding: Finding, postmortem: Postmortem) -> bool:
    """Whether there is a safe fix for what a rule found in a postmortem."""
    from pmtool.validator.evidence.quotes import QuoteMoved

    if finding.code == QuoteMoved.code:
        return True
    rule = _fixable().get(finding.code)
    return rule is not None and rule.mend(postmortem) != postmortem


def fixed(record: Record, codes: Sequence[str] = ()) -> Postmortem:
    """The record's postmortem with the safe fixes of the rules of these codes, or of all rules that have one.

    A fix is for all that its rule finds. What no safe fix changes stays as it is, up to the same object.
    """
    from pmtool.pipeline.fixes import mended_postmortem
    from pmtool.validator import Choice
    from pmtool.validator.evidence.quotes import QuoteMoved

    mended = mended_postmortem(record, Choice(select=tuple(codes) or (QuoteMoved.code, *_fixable())))
    return record.postmortem if mended == record.postmortem else mended


def _fixable() -> dict[str, FixableRule]:
    from pmtool.validator.registry import rules
    from pmtool.validator.rule import FixableRule

    return {rule.code: rule for rule in rules() if isinstance(rule, FixableRule)}
