"""Findings for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from pmtool.cli.reports.escaping import to_json
from pmtool.model import to_plain
from pmtool.model.finding import SEVERITIES
from pmtool.pipeline.check import Checked
from pmtool.pipeline.placing import Placed


def render(checks: Sequence[Checked]) -> str:
    """An object with `files`, in the order they were asked for, and `counts` over all of them."""
    report = {"files": [_file(checked) for checked in checks], "counts": _counts(checks)}
    return to_json(report)


def _file(checked: Checked) -> dict[str, Any]:
    return {
        "file": checked.name,
        "kind": checked.opened.written.format.name if checked.opened.written else "report",
        "score": {"points": checked.score.points} | to_plain(checked.score),
        "findings": [_finding(placed) for placed in checked.findings],
        "known": [_finding(placed) for placed in checked.known],
        "ignored": [_finding(entry.placed) | {"reason": entry.reason} for entry in checked.ignored],
    }


def _finding(placed: Placed) -> dict[str, Any]:
    fields: dict[str, Any] = to_plain(placed.finding)
    return fields | {"end_column": placed.end_column}


def _counts(checks: Sequence[Checked]) -> dict[str, Any]:
    found = [placed.finding for checked in checks for placed in checked.findings]
    severities = Counter(finding.severity for finding in found)
    return {severity: severities[severity] for severity in SEVERITIES} | {
        "codes": dict(sorted(Counter(finding.code for finding in found).items()))
    }
