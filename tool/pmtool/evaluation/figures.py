"""What a postmortem has of its own, whatever it is held against: exact quotes, gaps, findings, and what it cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from pmtool.model import Document, Evidence, Postmortem
from pmtool.model.finding import Finding
from pmtool.model.walk import statements


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Counts of one postmortem, or of several added up. Null: nobody has counted."""

    reports: int = 0
    quotes: int = 0
    exact_quotes: int = 0
    """Those that stand in their source just where the evidence says; where that is not at hand, those marked exact."""
    segments: int = 0
    unplaced: int = 0
    errors: int = 0
    """Findings of the validator, as are warnings."""
    warnings: int = 0
    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = None
    seconds: float | None = None

    @property
    def exact_share(self) -> float | None:
        """Of the quotes."""
        return self.exact_quotes / self.quotes if self.quotes else None

    @property
    def unplaced_share(self) -> float | None:
        """Of the sources' segments."""
        return self.unplaced / self.segments if self.segments else None


def figures(postmortem: Postmortem, documents: Sequence[Document], findings: Iterable[Finding]) -> Figures:
    """The figures of a postmortem; `documents` are sources under the ids that it knows them by."""
    texts = {document.id: document.text for document in documents}
    cited = [evidence for statement in statements(postmortem) for evidence in statement.evidence]
    severities = Counter(finding.severity for finding in findings)
    run, coverage = postmortem.run, postmortem.coverage
    return Figures(
        reports=1,
        quotes=len(cited),
        exact_quotes=sum(_is_exact(evidence, texts.get(evidence.source)) for evidence in cited),
        segments=coverage.segments,
        unplaced=coverage.unplaced,
        errors=severities["error"],
        warnings=severities["warning"],
        calls=run.calls,
        input_tokens=run.input_tokens,
        output_tokens=run.output_tokens,
        cost=run.cost,
        seconds=run.elapsed_s,
    )


def summed(several: Iterable[Figures]) -> Figures:
    """Figures added up; what nobody has counted adds nothing."""
    found = [Figures(), *several]
    sums: dict[str, Any] = {}
    for field in fields(Figures):
        told = [value for one in found if (value := getattr(one, field.name)) is not None]
        sums[field.name] = sum(told) if told else None
    return Figures(**sums)


def _is_exact(evidence: Evidence, text: str | None) -> bool:
    if text is None:
        return evidence.status == "exact"
    return 0 <= evidence.start <= evidence.end and text[evidence.start : evidence.end] == evidence.quote
