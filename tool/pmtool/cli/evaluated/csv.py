"""An evaluation for spreadsheets: a line for each report and run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from pmtool.evaluation.figures import Figures
from pmtool.evaluation.measures import MEASURES, Scores, overall
from pmtool.evaluation.outcome import Outcome
from pmtool.source.sanitize import on_one_line

_COUNTS = ("errors", "warnings", "calls", "input_tokens", "output_tokens", "cost", "seconds")
HEAD = (
    *("report", "run", "reports", "overall"),
    *(measure.name for measure in MEASURES),
    *("exact_quotes", "unplaced"),
    *_COUNTS,
)
_FORMULAS = ("=", "+", "-", "@")
"""What makes a spreadsheet reckon with a cell instead of showing it."""


def render(outcome: Outcome) -> str:
    """Scores, shares and counts; the lines of all reports together come first, with no report's name.

    `reports` counts the postmortems of a line: 0 where the run has none.
    """
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow(HEAD)
    for standing in outcome.standings:
        writer.writerow(("", cell(standing.label), *_values(standing.scores, standing.figures)))
    for judged in outcome.reports:
        for standing, marks in zip(outcome.standings, judged.marks, strict=True):
            writer.writerow((cell(judged.name), cell(standing.label), *_values(marks.scores, marks.figures)))
    return page.getvalue()


def _values(scores: Scores, figures: Figures) -> Iterator[str]:
    yield str(figures.reports)
    yield _share(overall(scores))
    yield from (_share(scores[measure.name].score) for measure in MEASURES)
    yield from map(_share, (figures.exact_share, figures.unplaced_share))
    for name in _COUNTS:
        count = getattr(figures, name)
        yield "" if count is None else f"{count}"


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def cell(words: str) -> str:
    """Somebody's words as a cell that no spreadsheet takes for a formula and no terminal obeys."""
    shown = on_one_line(words)
    return f"'{shown}" if shown.startswith(_FORMULAS) else shown
