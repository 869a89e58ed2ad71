"""The examples under check: what a person found contradictory is found, and nothing is wrongly called an error."""

from __future__ import annotations

import pytest

import pmtool
from pmtool.formats import dump
from pmtool.pipeline.check import Checked, check_opened
from pmtool.pipeline.opening import Setting, open_input
from refresh_examples import Example, examples
from test_examples import each_example, facts


def reports(example: Example) -> list[Checked]:
    """Each report of an example, checked as it stands."""
    paths = [example.folder / document.name for document in example.documents]
    return [check_opened(open_input(str(path), path.read_bytes(), Setting())) for path in paths]


@each_example
def test_contradictions_are_found_where_they_stand(example: Example) -> None:
    found = [placed for checked in reports(example) for placed in checked.findings]
    for words, codes in facts(example).contradictions.items():
        lines = [p.excerpt.text for p in found if p.finding.code in codes and p.excerpt]
        assert any(words in line for line in lines), (words, codes)


@pytest.mark.parametrize("example", [e for e in examples() if not facts(e).contradictions], ids=lambda e: e.name)
def test_reports_without_contradictions_have_no_errors(example: Example) -> None:
    for checked in reports(example):
        assert [placed.finding.message for placed in checked.findings if placed.finding.severity == "error"] == []


@each_example
def test_the_postmortem_of_an_example_has_the_errors_of_its_report(example: Example) -> None:
    """And none about its evidence: it was made from the report just now."""
    found = pmtool.check(example.postmortem, sources=[example.folder / d.name for d in example.documents])
    errors = [finding for finding in found if finding.severity == "error"]
    if not facts(example).contradictions:
        assert [finding.message for finding in errors] == []
    assert [finding.message for finding in found if finding.code.startswith(("PM0", "PM30"))] == []


@each_example
@pytest.mark.parametrize("kind", ["markdown", "json", "yaml"])
def test_a_finding_has_a_line_in_every_format(example: Example, kind: str) -> None:
    """Where it is about a part that is there."""
    opened = open_input("incident", dump(example.postmortem, kind).encode(), Setting())
    placed = [p for p in check_opened(opened).findings if opened.written and p.finding.path]
    statements = {statement.path for statement in opened.record.statements}
    for entry in placed:
        if entry.finding.path in statements:
            assert entry.finding.line
            assert entry.excerpt
            assert entry.excerpt.text == opened.text.split("\n")[entry.finding.line - 1]


@each_example
def test_fixes_end_after_one_round(example: Example) -> None:
    from pmtool.pipeline.fixes import mend, reopened

    opened = open_input("incident.md", dump(example.postmortem, "markdown").encode(), Setting())
    if mending := mend(opened):
        assert mend(reopened(mending, Setting())) is None
