"""Reports as the manifest's rows hold them."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from pmtool.batch.outcome import Fault, Made
from pmtool.batch.report import Piece, Report
from pmtool.model.finding import Finding, SourceSpan
from pmtool.model.plain import to_plain
from pmtool.pipeline.triage import Triage


def pieces_text(report: Report) -> str:
    """A report's pieces, found again from whatever folder; names that are no UTF-8 come back as they were, since all
    beyond ASCII is escaped."""
    return json.dumps([[os.path.abspath(p.path), p.number, p.sha256, p.name] for p in report.pieces])


def report_of(row: sqlite3.Row) -> Report:
    """The report of a row."""
    return Report(tuple(Piece(*piece) for piece in json.loads(row["pieces"])), row["stem"])


def origin(report: Report) -> str:
    """Which report it is, whatever it says now: its files, and, of a file that holds several, what it says."""
    return _place((p.path, p.sha256 if p.number else "") for p in report.pieces)


def origin_of_file(path: str) -> str:
    """The origin of a report that is all of a file."""
    return _place([(path, "")])


def _place(pieces: Iterable[tuple[str, str]]) -> str:
    return json.dumps([[os.path.abspath(path), part] for path, part in pieces])


def told_text(made: Made) -> str:
    """What the archive needs to know of a postmortem, beside the postmortem itself."""
    return json.dumps(
        {
            "triage": asdict(made.triage),
            "findings": to_plain(list(made.findings)),
            "sketch": made.sketch,
            "from_rules": made.from_rules,
        }
    )


def triage_of(told: Mapping[str, Any]) -> Triage:
    """The triage that `told_text` wrote."""
    return Triage(**{**told["triage"], "reasons": tuple(told["triage"]["reasons"])})


def findings_of(told: Mapping[str, Any]) -> tuple[Finding, ...]:
    """The findings that `told_text` wrote."""
    return tuple(
        Finding(**{**plain, "source_span": SourceSpan(**span) if (span := plain["source_span"]) else None})
        for plain in told["findings"]
    )


def fault_text(fault: Fault) -> str:
    """A fault as a row holds it."""
    return json.dumps(asdict(fault))


def fault_of(row: sqlite3.Row) -> Fault | None:
    """The fault of a row."""
    return Fault(**json.loads(row["fault"])) if row["fault"] else None
