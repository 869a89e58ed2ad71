"""What runs come to over all reports, and how sure it is which is better."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pmtool.evaluation.figures import Figures, summed
from pmtool.evaluation.judging import Judged, Marks
from pmtool.evaluation.measures import Scores, overall, total
from pmtool.evaluation.sureness import Interval, intervals


@dataclass(frozen=True, slots=True)
class Standing:
    """What a run comes to over all reports."""

    label: str
    scores: Scores
    figures: Figures
    missing: tuple[str, ...]
    """Reports that it has no postmortem of; they count as missed."""

    @property
    def overall(self) -> float | None:
        """See `measures.overall`."""
        return overall(self.scores)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything there is to tell of one run, or of two."""

    reports: tuple[Judged, ...]
    """Those that lose most come first."""
    gold: Figures
    standings: tuple[Standing, ...]
    """Of the runs, in their order."""
    ahead: Mapping[str, Interval] = field(default_factory=dict)
    """How far the first run is ahead of the second, by measure and `overall`; empty where nobody can tell."""


def outcome(labels: Sequence[str], reports: Sequence[Judged]) -> Outcome:
    """Adds the reports up. Their order does not matter."""
    ordered = sorted(reports, key=lambda report: report.name)
    runs = [[report.marks[number] for report in ordered] for number in range(len(labels))]
    return Outcome(
        tuple(sorted(ordered, key=lambda report: -report.loss)),
        summed(report.gold for report in ordered),
        tuple(_standing(label, ordered, marks) for label, marks in zip(labels, runs, strict=True)),
        intervals(*([marks.scores for marks in run] for run in runs)) if len(runs) > 1 else {},
    )


def _standing(label: str, reports: Sequence[Judged], run: Sequence[Marks]) -> Standing:
    return Standing(
        label,
        total(marks.scores for marks in run),
        summed(marks.figures for marks in run),
        tuple(report.name for report, marks in zip(reports, run, strict=True) if marks.is_missing),
    )
