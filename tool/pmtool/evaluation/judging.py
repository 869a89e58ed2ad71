"""Runs held against gold, a report at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pmtool.evaluation.comparison import Comparison, compare
from pmtool.evaluation.figures import Figures, figures
from pmtool.evaluation.kept import Held
from pmtool.evaluation.measures import Scores, measured, overall
from pmtool.model import Postmortem
from pmtool.model.finding import Finding
from pmtool.pipeline.opening import Setting, record_of
from pmtool.validator import check


@dataclass(frozen=True, slots=True)
class Marks:
    """What a run gets for a report."""

    scores: Scores
    figures: Figures
    """All 0 where it has no postmortem, as `figures.reports` is."""

    @property
    def overall(self) -> float | None:
        """See `measures.overall`."""
        return overall(self.scores)

    @property
    def is_missing(self) -> bool:
        """Whether the run has no postmortem of it."""
        return not self.figures.reports


@dataclass(frozen=True, slots=True)
class Judged:
    """A report of gold's, and what each run gets for it."""

    name: str
    gold: Figures
    marks: tuple[Marks, ...]

    @property
    def loss(self) -> float:
        """What the first run is behind the second, or one alone behind perfection; below 0 where it is ahead."""
        first, *others = ((1.0 if marks.overall is None else marks.overall) for marks in self.marks)
        return (others[0] if others else 1.0) - first


def judge(
    name: str, gold: Held, made: Sequence[Held | None], comparisons: Sequence[Comparison], setting: Setting
) -> Judged:
    """What runs get for a report; `setting.sources` are gold's that are at hand."""
    marks = tuple(
        Marks(measured(compared), _figures(one, setting) if one else Figures())
        for one, compared in zip(made, comparisons, strict=True)
    )
    return Judged(name, _figures(gold, setting), marks)


def comparison(gold: Held, made: Held | None) -> Comparison:
    """A run's postmortem beside gold's. One that is lacking counts as empty: all of gold is missed."""
    return compare(gold.postmortem, made.postmortem if made else Postmortem())


def _figures(held: Held, setting: Setting) -> Figures:
    """The figures of a postmortem, with those sources that it was made from, too."""
    postmortem = held.postmortem
    known = {source.sha256 for source in postmortem.sources}
    documents = tuple(document for document in setting.sources if document.sha256 in known)
    record = record_of(postmortem, replace(setting, sources=documents), held.flaws)
    found: Sequence[Finding] = check(record).findings
    return figures(postmortem, tuple(record.sources), found)
