"""An evaluation for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pmtool.cli.reports.escaping import to_json
from pmtool.evaluation.differences import Difference
from pmtool.evaluation.judging import Judged, Marks
from pmtool.evaluation.measures import MEASURES, Scores
from pmtool.evaluation.outcome import Outcome, Standing
from pmtool.evaluation.tally import Tally
from pmtool.model import to_plain

Details = Mapping[str, Sequence[Difference]]
"""Differences from gold by the runs' labels."""


def render(outcome: Outcome, details: Details) -> str:
    """An object with `runs`, `gold`, `ahead` (95 % intervals, where there are any) and `reports`, by their loss.

    `details` are of the one report that was asked for, if any; only then there is such a key.
    """
    report = {
        "runs": [_standing(standing) for standing in outcome.standings],
        "gold": _figures(outcome.gold),
        "ahead": {name: [interval.low, interval.high] for name, interval in outcome.ahead.items()},
        "reports": [_report(judged) for judged in outcome.reports],
    }
    if details:
        report["details"] = {label: to_plain(list(found)) for label, found in details.items()}
    return to_json(report)


def _standing(standing: Standing) -> dict[str, Any]:
    return {
        "run": standing.label,
        "overall": standing.overall,
        "measures": _measures(standing.scores),
        "figures": _figures(standing.figures),
        "missing": list(standing.missing),
    }


def _report(judged: Judged) -> dict[str, Any]:
    return {"report": judged.name, "gold": _figures(judged.gold), "runs": [_marks(marks) for marks in judged.marks]}


def _marks(marks: Marks) -> dict[str, Any]:
    return {
        "missing": marks.is_missing,
        "overall": marks.overall,
        "measures": _measures(marks.scores),
        "figures": _figures(marks.figures),
    }


def _measures(scores: Scores) -> dict[str, Any]:
    return {measure.name: _tally(scores[measure.name]) for measure in MEASURES}


def _tally(tally: Tally) -> dict[str, Any]:
    shares = {"score": tally.score, "precision": tally.precision, "recall": tally.recall}
    return shares | {"hits": tally.hits, "made": tally.made, "gold": tally.gold}


def _figures(figures: object) -> Any:
    return to_plain(figures)
