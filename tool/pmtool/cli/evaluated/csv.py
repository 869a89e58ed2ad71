"""An evaluation for spreadsheets: a line for each report, run and measure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from pmtool.evaluation.measures import MEASURES, Scores
from pmtool.evaluation.outcome import Outcome
from pmtool.evaluation.tally import Tally
from pmtool.source.sanitize import on_one_line

HEAD = ("report", "run", "measure", "score", "precision", "recall", "hits", "made", "gold")
_FORMULAS = ("=", "+", "-", "@")
"""What makes a spreadsheet reckon with a cell instead of showing it."""


def render(outcome: Outcome) -> str:
    """The lines of all reports together come first, with nothing in the column for the report."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow(HEAD)
    for standing in outcome.standings:
        writer.writerows(_lines("", standing.label, standing.overall, standing.scores))
    for judged in outcome.reports:
        for standing, marks in zip(outcome.standings, judged.marks, strict=True):
            writer.writerows(_lines(judged.name, standing.label, marks.overall, marks.scores))
    return page.getvalue()


def _lines(report: str, run: str, overall: float | None, scores: Scores) -> Iterator[tuple[str, ...]]:
    names = cell(report), cell(run)
    yield (*names, "overall", _number(overall), "", "", "", "", "")
    for measure in MEASURES:
        yield (*names, measure.name, *_tally(scores[measure.name]))


def _tally(tally: Tally) -> Iterator[str]:
    yield from map(_number, (tally.score, tally.precision, tally.recall))
    yield from map(str, (tally.hits, tally.made, tally.gold))


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def cell(words: str) -> str:
    """Somebody's words as a cell that no spreadsheet takes for a formula and no terminal obeys."""
    shown = on_one_line(words)
    return f"'{shown}" if shown.startswith(_FORMULAS) else shown
