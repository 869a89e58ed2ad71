"""Findings as GitHub's workflow commands: annotations on the lines of a pull request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pmtool.cli.diagnostics import harmless
from pmtool.pipeline.check import Checked
from pmtool.pipeline.placing import Placed
from pmtool.validator.pages import sentence
from pmtool.validator.registry import rules

_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}
_IN_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = _IN_DATA | str.maketrans({":": "%3A", ",": "%2C"})


def render(checks: Sequence[Checked]) -> str:
    """A command a line; on any other line, GitHub would see text."""
    names = {rule.code: rule.name for rule in rules()}
    return "".join(
        _command(checked.name, placed, names[placed.finding.code]) for checked in checks for placed in checked.findings
    )


def _command(name: str, placed: Placed, rule: str) -> str:
    finding = placed.finding
    properties: dict[str, object] = {"file": name}
    if finding.line:
        properties |= {"line": finding.line, "endLine": finding.line, "col": finding.column}
    if placed.end_column and placed.end_column > (finding.column or 0):
        properties["endColumn"] = placed.end_column
    properties["title"] = f"{finding.code} {rule}"
    told = ",".join(f"{key}={_escaped(str(value), _IN_PROPERTY)}" for key, value in properties.items())
    message = "\n".join(filter(None, (sentence(finding.message), finding.fix)))
    return f"::{_LEVELS[finding.severity]} {told}::{_escaped(message, _IN_DATA)}\n"


def _escaped(text: str, marks: Mapping[int, str]) -> str:
    """The text as a command holds it; what else could steer a terminal that shows a log is replaced."""
    return harmless(text.translate(marks))
