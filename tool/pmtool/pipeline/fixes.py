"""The safe fixes: what can be mended without a person, since no fact changes."""

from __future__ import annotations

from dataclasses import replace

from pmtool.errors import UsageError
from pmtool.model import Postmortem
from pmtool.pipeline.check import EVERY_RULE, Choice
from pmtool.pipeline.opening import Opened
from pmtool.validator import Record, check
from pmtool.validator.registry import rules
from pmtool.validator.rule import FixableRule

_ROUNDS = 10
"""One fix may make room for another; they come to an end long before this."""


def fixed_text(opened: Opened, choice: Choice = EVERY_RULE) -> str:
    """The file's text with the safe fixes done: the very same text where there is nothing to mend.

    Raises UsageError for a raw report, and for a file with unreadable parts: writing it anew would lose them.
    """
    written, record = opened.written, opened.record
    if written is None:
        raise UsageError(
            f"{opened.name} is a raw report, and --fix mends postmortems alone",
            "Structure it first: pmtool structure REPORT -o postmortem.md.",
        )
    if record.problems:
        place = record.problems[0].place
        where = f", such as at line {place.line}" if place else ""
        raise UsageError(
            f"{opened.name} has parts that can't be read{where}, and --fix would lose them", "Mend those first."
        )
    mended = _mended(record, choice)
    return opened.text if mended == record.postmortem else written.format.module.dump(mended)


def _mended(record: Record, choice: Choice) -> Postmortem:
    fixable = [rule for rule in rules() if isinstance(rule, FixableRule)]
    for _ in range(_ROUNDS):
        before = record.postmortem
        found = {finding.code for finding in check(record, choice.select, choice.ignore).findings}
        for rule in fixable:
            if rule.code in found:
                record = replace(record, postmortem=rule.mend(record.postmortem))
        if record.postmortem == before:
            break
    return record.postmortem
