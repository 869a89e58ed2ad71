"""Findings as SARIF 2.1.0: what code scanning and many editors read."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from pmtool import __version__
from pmtool.cli.diagnostics import harmless
from pmtool.cli.reports.escaping import to_json
from pmtool.pipeline.baseline import fingerprint
from pmtool.pipeline.check import Checked, LetStand
from pmtool.pipeline.placing import Placed
from pmtool.validator.pages import page, sentence
from pmtool.validator.registry import rules
from pmtool.validator.rule import Rule

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def render(checks: Sequence[Checked], *, unreadable: Sequence[str] = (), with_baseline: bool = False) -> str:
    """One run over all files; `unreadable` holds a sentence for each input that could not be checked."""
    numbers = {rule.code: number for number, rule in enumerate(rules())}
    results = [result for checked in checks for result in _results(checked, numbers, "new" if with_baseline else None)]
    run = {
        "tool": {"driver": {"name": "pmtool", "version": __version__, "rules": [_rule(rule) for rule in rules()]}},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(unreadable)],
        "results": results,
    }
    return to_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _invocation(unreadable: Sequence[str]) -> dict[str, Any]:
    told = [{"level": "error", "message": {"text": harmless(sentence)}} for sentence in unreadable]
    return {"executionSuccessful": not told} | ({"toolExecutionNotifications": told} if told else {})


def _rule(rule: Rule) -> dict[str, Any]:
    told = page(rule)
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": told.what},
        "fullDescription": {"text": told.why},
        "help": {"text": f"{told.why}\n\n{told.fix}"},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _results(checked: Checked, numbers: Mapping[str, int], state: str | None) -> Iterator[dict[str, Any]]:
    baseline = {"baselineState": state} if state else {}
    for placed in checked.findings:
        yield _result(checked.opened.name, placed, numbers) | baseline
    for placed in checked.known:
        yield _result(checked.opened.name, placed, numbers) | {"baselineState": "unchanged"}
    for entry in checked.ignored:
        yield _result(checked.opened.name, entry.placed, numbers) | baseline | _suppression(entry)


def _result(name: str, placed: Placed, numbers: Mapping[str, int]) -> dict[str, Any]:
    finding = placed.finding
    location: dict[str, Any] = {"artifactLocation": {"uri": uri(name)}}
    if finding.line:
        location["region"] = {"startLine": finding.line, "startColumn": finding.column or 1}
        if placed.end_column:
            location["region"] |= {"endLine": finding.line, "endColumn": placed.end_column}
    return {
        "ruleId": finding.code,
        "ruleIndex": numbers[finding.code],
        "level": _LEVELS[finding.severity],
        "message": {"text": _sentences(finding.message, finding.fix)},
        "locations": [{"physicalLocation": location}],
        "partialFingerprints": {"pmtool/v1": fingerprint(finding).partition(" ")[2]},
        "properties": {"path": finding.path},
    }


def _sentences(*texts: str) -> str:
    return " ".join(
        sentence(text) if text.endswith((".", "?", "!")) else f"{sentence(text)}." for text in texts if text
    )


def _suppression(entry: LetStand) -> dict[str, Any]:
    return {"suppressions": [{"kind": "inSource", "justification": entry.reason}]}


def uri(name: str) -> str:
    """A file's name as a URI: relative below the current folder, so that no machine's paths get into the report."""
    if name == "-":
        return "stdin"
    path = os.path.relpath(name) if not os.path.isabs(name) or _is_below(name) else name
    quoted = quote(path.replace(os.sep, "/"), errors="surrogateescape")
    return f"file://{quoted}" if os.path.isabs(path) else quoted


def _is_below(name: str) -> bool:
    return os.path.abspath(name).startswith(os.getcwd() + os.sep)
