"""Which of many postmortems a person should look at first, and why.

The risk of one is half of what its score lacks, up to 40 points for what its sources tell and it does not, and a weight
for each thing that is missing or wrong; a contradiction weighs more than all that may be missing, since a record that
is thin misleads nobody. It has no upper end, and only serves to put postmortems in order.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from pmtool.model import Document, Instant, Mention, Postmortem
from pmtool.model.finding import Finding
from pmtool.source.sanitize import on_one_line
from pmtool.validator import Policy, Record, check

_LONGEST = 300
"""Characters of a title or a reason that lists show."""
_DAY = len("2026-03-01")
_LEFT_OUT = 40
"""Points for sources of which nothing has a place."""
_WORTH_TELLING = 0.1
"""Share of the sources that is worth a reason."""
_MOST = 10
"""Findings of one kind that count: one that is wrong throughout must not hide all others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Triage:
    """A postmortem in the queue."""

    name: str
    """Of its file, from the folder, with `/` between the parts."""
    title: str = ""
    """On one line, harmless to a terminal, like the reasons."""
    date: str = ""
    """The day it is about: `2026-03-01`; empty where no time is known."""
    score: int | None = None
    """Null for a file that can't be read."""
    errors: int = 0
    warnings: int = 0
    left_out: float = 0.0
    """The share of its sources' segments that found no place, from 0 to 1."""
    risk: int = 0
    reasons: tuple[str, ...] = ()
    """What makes the risk, the heaviest first; what is wrong with a file that can't be read."""
    is_checked: bool = False
    """Whether the validator has seen it, with its sources; till then it is judged by itself alone."""

    @property
    def is_broken(self) -> bool:
        """Whether its file can't be read."""
        return self.score is None

    @property
    def key(self) -> tuple[bool, int, str]:
        """Sorts the worst first."""
        return not self.is_broken, -self.risk, self.name


class _Worry(NamedTuple):
    """A kind of findings that a reviewer wants to hear of."""

    weight: int
    one: str
    many: str
    codes: tuple[str, ...]
    """Of its rules, or how they begin; the first worry that names a rule has it."""
    at_all: int = 0
    """Points for there being any, beside the weight of each."""


_UNCLEAR = ("PM101", "PM102", "PM103", "PM104")
_CONTRADICTIONS = ("PM1", "PM7")
_WORRIES = (
    _Worry(12, "secret", "secrets", ("PM601", "PM602", "PM605")),
    _Worry(12, "line that instructs a model", "lines that instruct a model", ("PM312",)),
    _Worry(8, "part of the file that can't be read", "parts of the file that can't be read", ("PM001",)),
    _Worry(8, "value not in the source", "values not in the source", ("PM303", "PM304")),
    _Worry(6, "quote not in the source", "quotes not in the source", ("PM301", "PM310")),
    _Worry(6, "statement unheard of in the source", "statements unheard of in the source", ("PM311", "PM313")),
    _Worry(4, "source that has changed", "sources that have changed", ("PM308",)),
    _Worry(3, "statement beyond its evidence", "statements beyond their evidence", ("PM306", "PM307", "PM314")),
    _Worry(2, "statement without evidence", "statements without evidence", ("PM305",)),
    _Worry(1, "unclear time", "unclear times", _UNCLEAR),
    _Worry(6, "contradiction", "contradictions", _CONTRADICTIONS, at_all=50),
    _Worry(2, "sentence that blames", "sentences that blame", ("PM501", "PM218")),
    _Worry(1, "action item that lacks something", "action items that lack something", ("PM40",)),
    _Worry(1, "other finding", "other findings", ("PM",)),
)
_ESSENTIALS = {
    "root_cause": (6, "cause not told"),
    "summary": (4, "no summary"),
    "impact": (4, "impact not described"),
    "resolution": (4, "resolution not described"),
    "detection": (3, "detection not described"),
}


class _Reason(NamedTuple):
    points: int
    words: str


def first_look(name: str, postmortem: Postmortem) -> Triage:
    """What a postmortem tells of itself, without the validator."""
    return _entry(name, postmortem, list(_lacks(postmortem)))


def close_look(name: str, postmortem: Postmortem, findings: Sequence[Finding]) -> Triage:
    """The same with what the validator found."""
    counts = Counter(finding.severity for finding in findings)
    reasons = [*_worries(findings), *_lacks(postmortem)]
    return _entry(name, postmortem, reasons, counts["error"], counts["warning"], is_checked=True)


def contradictions(
    rules: Postmortem, documents: Sequence[Document], ledgers: Mapping[str, tuple[Mention, ...]]
) -> tuple[Finding, ...]:
    """What is wrong with reports themselves, whatever a postmortem made of it; `rules` is what rules make of them."""
    record = Record(rules, tuple(documents), ledgers, Policy("draft"), raw=True)
    found = check(record, _CONTRADICTIONS, _UNCLEAR).findings
    return tuple(replace(finding, path="") for finding in found if finding.severity != "info")


def beside(findings: Sequence[Finding], others: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings, and those of others that no rule among them has found, too."""
    found = {finding.code for finding in findings}
    return (*findings, *(other for other in others if other.code not in found))


def broken(name: str, why: str) -> Triage:
    """A file that can't be read: it comes first."""
    return Triage(name=name, title=_shown(name), reasons=(_shown(why),), is_checked=True)


def _entry(
    name: str,
    postmortem: Postmortem,
    reasons: list[_Reason],
    errors: int = 0,
    warnings: int = 0,
    *,
    is_checked: bool = False,
) -> Triage:
    from pmtool.validator.score import score

    points = score(postmortem).points
    coverage = postmortem.coverage
    left_out = min(1.0, max(0, coverage.unplaced) / coverage.segments) if coverage.segments > 0 else 0.0
    if left_out >= _WORTH_TELLING:
        reasons.append(_Reason(round(_LEFT_OUT * left_out), f"{left_out:.0%} of the source left out"))
    weighed = sum(reason.points for reason in reasons)
    reasons.sort(key=lambda reason: -reason.points)
    return Triage(
        name=name,
        title=_shown(postmortem.title) or f"{_shown(_stem(name))} (no title)",
        date=_date(postmortem),
        score=points,
        errors=errors,
        warnings=warnings,
        left_out=left_out,
        risk=(100 - points) // 2 + weighed,
        reasons=tuple(reason.words for reason in reasons),
        is_checked=is_checked,
    )


def _worries(findings: Iterable[Finding]) -> Iterator[_Reason]:
    """What the findings amount to, kind by kind; notes are no worry."""
    counts = Counter(_worry(finding.code) for finding in findings if finding.severity != "info")
    for worry in _WORRIES:
        if count := counts[worry]:
            points = worry.at_all + worry.weight * min(count, _MOST)
            yield _Reason(points, f"{count} {worry.one if count == 1 else worry.many}")


def _worry(code: str) -> _Worry:
    return next(worry for worry in _WORRIES if code.startswith(worry.codes))


def _lacks(postmortem: Postmortem) -> Iterator[_Reason]:
    """What a postmortem can't do without, and this one has not."""
    from pmtool.validator.completeness.blanks import is_told

    for name, (points, words) in _ESSENTIALS.items():
        if not is_told(getattr(postmortem, name)):
            yield _Reason(points, words)
    if not postmortem.timeline:
        yield _Reason(6, "no timeline")
    if not postmortem.action_items:
        yield _Reason(3, "no action items")


def _date(postmortem: Postmortem) -> str:
    reached = postmortem.milestones
    told = (reached.started, reached.detected, reached.mitigated, reached.resolved)
    times: Iterable[Instant | None] = (
        *told,
        *(e.at for e in postmortem.timeline),
        *(u.at for u in postmortem.status_updates),
    )
    return next((on_one_line(at.at[:_DAY]) for at in times if at), "")


def _stem(name: str) -> str:
    return os.path.splitext(name.rpartition("/")[2])[0]


def _shown(words: str) -> str:
    return on_one_line(words[:_LONGEST])
