"""Is a postmortem right, complete and backed? Pure: no file, no clock, no network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pmtool.model import Ignore
from pmtool.model.finding import Finding, Severity
from pmtool.validator.disclosure.masking import masked
from pmtool.validator.ignores import Ignores
from pmtool.validator.pages import page, sentence
from pmtool.validator.record import Policy, Profile, Record
from pmtool.validator.registry import rules
from pmtool.validator.rule import Flaw, Rule

__all__ = ["Choice", "Outcome", "Policy", "Profile", "Record", "check"]

_LOWER: dict[Severity, Severity] = {"error": "warning", "warning": "info", "info": "info"}
_UNFINISHED = ("PM2", "PM4")
"""What a draft may still lack."""
_DISCLOSURE = "PM6"


@dataclass(frozen=True)
class Choice:
    """Which rules look: those whose codes begin with one of `select` (all where that is empty) and none of `ignore`."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def asks(self, code: str) -> bool:
        """Whether the rule of that code looks."""
        return code.startswith(self.select or "PM") and not code.startswith(self.ignore)


class Outcome(NamedTuple):
    """What was found, and what people have decided to let stand."""

    findings: tuple[Finding, ...]
    ignored: tuple[tuple[Finding, Ignore], ...]


def check(record: Record, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> Outcome:
    """Everything wrong with a record, by the rules that a `Choice` of these asks."""
    choice = Choice(tuple(select), tuple(ignore))
    findings: list[Finding] = []
    ignored: list[tuple[Finding, Ignore]] = []
    ignores = Ignores(record.postmortem.ignores)
    for rule in rules():
        for finding in _distinct(rule, record) if choice.asks(rule.code) else ():
            if let_stand := ignores.of(finding):
                ignored.append((finding, let_stand))
            else:
                findings.append(finding)
    return Outcome(tuple(findings), tuple(ignored))


def _distinct(rule: Rule, record: Record) -> Iterator[Finding]:
    """The rule's findings, each once."""
    seen: set[tuple[str, object]] = set()
    for flaw in rule.check(record):
        finding = _finding(rule, flaw, record.policy.profile)
        key = (finding.message, _where(finding, record))
        if key not in seen:
            seen.add(key)
            yield finding


def _where(finding: Finding, record: Record) -> object:
    """What two findings of the same words share where they are one: the line of a raw report, or the path."""
    span = finding.source_span
    if record.raw and span is None and finding.path:
        span = record.made_from(finding.path)
    source = record.documents.get(span.source) if record.raw and span else None
    if source and span:
        return source.id, source.text.rfind("\n", 0, span.start)
    return finding.path or (finding.line, finding.column)


def _finding(rule: Rule, flaw: Flaw, profile: Profile) -> Finding:
    return Finding(
        code=rule.code,
        severity=_severity(rule.code, flaw.severity or rule.severity, profile),
        message=flaw.message if rule.code.startswith(_DISCLOSURE) else masked(flaw.message),
        path=flaw.path,
        line=flaw.place.line if flaw.place else None,
        column=flaw.place.column if flaw.place else None,
        source_span=flaw.span,
        fix=sentence(flaw.fix) or page(rule).fix,
    )


def _severity(code: str, severity: Severity, profile: Profile) -> Severity:
    if profile == "public" and code.startswith(_DISCLOSURE):
        return "error"
    return _LOWER[severity] if profile == "draft" and code.startswith(_UNFINISHED) else severity
