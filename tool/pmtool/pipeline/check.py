"""Checks one file: opens it, asks the validator, and puts each finding in its place."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pmtool.errors import UsageError
from pmtool.model import Ignore, Postmortem
from pmtool.model.finding import SEVERITIES, Finding, Severity
from pmtool.pipeline.opening import Opened, Setting, record_of
from pmtool.pipeline.placing import Placed, Placer
from pmtool.validator import Choice
from pmtool.validator import check as check_record
from pmtool.validator.registry import rules
from pmtool.validator.score import Score, score

EVERY_RULE = Choice()


@dataclass(frozen=True)
class LetStand:
    """A finding that a person has looked at, and why it may stay."""

    placed: Placed
    reason: str


@dataclass(frozen=True)
class Checked:
    """What the check of a file found, in the order of its lines."""

    opened: Opened
    score: Score
    findings: tuple[Placed, ...]
    ignored: tuple[LetStand, ...] = ()
    known: tuple[Placed, ...] = ()
    """Findings that a baseline holds already."""

    @property
    def name(self) -> str:
        """The file's, as people know it."""
        return "stdin" if self.opened.name == "-" else self.opened.name


def check_opened(opened: Opened, choice: Choice = EVERY_RULE) -> Checked:
    """What is wrong with a file."""
    outcome = check_record(opened.record, choice.select, choice.ignore)
    placer = Placer(opened)
    found: list[Placed] = []
    ignored = [LetStand(placer.place(finding), ignore.reason) for finding, ignore in outcome.ignored]
    for finding in outcome.findings:
        ignore = _scoped(finding, opened, placer)
        placed = placer.place(finding)
        if ignore:
            ignored.append(LetStand(placed, ignore.reason))
        else:
            found.append(placed)
    return Checked(
        opened,
        score(opened.record.postmortem),
        tuple(sorted(found, key=_order)),
        tuple(sorted(ignored, key=lambda entry: _order(entry.placed))),
    )


def _scoped(finding: Finding, opened: Opened, placer: Placer) -> Ignore | None:
    """The comment of a raw report that lets a finding stand about the words it counts for."""
    span = placer.span(finding) if opened.scopes else None
    return next((scope.ignore for scope in opened.scopes if scope.holds(span, finding.code)), None)


def check_postmortem(postmortem: Postmortem, setting: Setting, choice: Choice = EVERY_RULE) -> list[Finding]:
    """What is wrong with a postmortem that stands in no file."""
    return list(check_record(record_of(postmortem, setting), choice.select, choice.ignore).findings)


def known_codes(asked: Sequence[str], origin: str) -> tuple[str, ...]:
    """Codes, or how they begin; a rule's name stands for its code.

    Raises UsageError for what is neither; `origin` says where it was asked for.
    """
    named = {rule.name.upper(): rule.code for rule in rules()}
    found = tuple(named.get(code, code) for code in asked)
    for code in found:
        if not any(known.startswith(code) for known in named.values()):
            raise UsageError(f"{origin}: no rule's code is or begins with '{code}'", nearest(code))
    return found


def nearest(asked: str) -> str:
    """A remedy for a code or a name that nobody knows."""
    from difflib import get_close_matches

    word = asked.lower()
    words = {rule.code.lower(): rule.code for rule in rules()} | {rule.name: rule.name for rule in rules()}
    parts = {part: rule.name for rule in rules() for part in rule.name.split("-")}
    near = get_close_matches(word, words, n=1) or get_close_matches(word, parts, n=1, cutoff=0.7)
    if not near:
        return "`pmtool explain` lists all."
    meant = words.get(near[0]) or parts[near[0]]
    return f"Did you mean {meant}? `pmtool explain` lists all."


def at_least(findings: Sequence[Placed], severity: Severity) -> bool:
    """Whether any finding weighs as much, or more."""
    worst = SEVERITIES[: SEVERITIES.index(severity) + 1]
    return any(placed.finding.severity in worst for placed in findings)


def _order(placed: Placed) -> tuple[float, int, str]:
    """By place; what is about the whole comes last."""
    finding = placed.finding
    return finding.line or math.inf, finding.column or 0, finding.code
