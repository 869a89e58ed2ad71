"""The validator over a draft: the whole of it, rule by rule, given up as soon as the draft has moved on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pmtool.editing.accounts import Accounts
from pmtool.editing.fields import SECTIONS
from pmtool.editing.places import field_of, number_of
from pmtool.model import Document, Ignore, Mention, Postmortem
from pmtool.model.finding import SEVERITIES, Finding, Severity

if TYPE_CHECKING:
    from pmtool.validator import Profile, Record
    from pmtool.validator.score import Score

_ORDER = {field.name: place for place, field in enumerate(SECTIONS)}


@dataclass(frozen=True, slots=True)
class Material:
    """What a draft is held against: the sources at hand, under the ids that the postmortem knows, and their times."""

    documents: tuple[Document, ...] = ()
    ledgers: Mapping[str, tuple[Mention, ...]] = field(default_factory=dict, repr=False)
    accounts: Accounts | None = None
    """What has to be said of the sources' segments; null without sources."""

    def counted(self, postmortem: Postmortem) -> Postmortem:
        """The postmortem with its coverage as its evidence stands."""
        return replace(postmortem, coverage=self.accounts.recounted(postmortem)) if self.accounts else postmortem


@dataclass(frozen=True, slots=True)
class Review:
    """What the validator says of a draft."""

    postmortem: Postmortem
    findings: tuple[Finding, ...] = ()
    """In the order of the document; what is about the whole comes first."""
    ignored: tuple[tuple[Finding, Ignore], ...] = ()
    score: Score | None = None

    def count(self, severity: Severity) -> int:
        """How many findings weigh so much."""
        return sum(finding.severity == severity for finding in self.findings)


def record(postmortem: Postmortem, material: Material, today: dt.date | None = None) -> Record:
    """A draft as rules see it: strict or lenient by its own status."""
    from pmtool.validator import Policy, Record

    profile: Profile = "draft" if postmortem.status == "draft" else "review"
    return Record(postmortem, material.documents, material.ledgers, Policy(profile, today))


def review(
    postmortem: Postmortem,
    material: Material,
    *,
    today: dt.date | None = None,
    is_stale: Callable[[], bool] = lambda: False,
) -> Review | None:
    """Everything wrong with a draft; null once `is_stale` says that nobody waits for it any more."""
    from pmtool.validator import check
    from pmtool.validator.registry import rules
    from pmtool.validator.score import score

    seen = record(postmortem, material, today)
    findings: list[Finding] = []
    ignored: list[tuple[Finding, Ignore]] = []
    for rule in rules():
        if is_stale():
            return None
        outcome = check(seen, (rule.code,))
        findings += outcome.findings
        ignored += outcome.ignored
    return Review(postmortem, tuple(in_order(findings)), tuple(ignored), score(postmortem))


def in_order(findings: Sequence[Finding]) -> list[Finding]:
    """Findings as their places follow each other on the page; of one place, the worst first."""

    def key(finding: Finding) -> tuple[int, int, int, str]:
        place = _ORDER.get(field_of(finding.path), -1)
        return place, number_of(finding.path) or 0, SEVERITIES.index(finding.severity), finding.code

    return sorted(findings, key=key)
