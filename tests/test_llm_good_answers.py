"""Good answers, over real HTTP and through the command line: a postmortem whose every time is code's."""

from __future__ import annotations

from pathlib import Path

import pytest

from model_answers import NAMES, Model, good, sources
from model_answers.runs import Made, Run, made
from pmtool import dump, load
from pmtool.model import Milestones
from pmtool.model.plain import field_names
from pmtool.model.walk import statements
from pmtool.source import read_sources
from pmtool.temporal import build_ledger

THE_REPORTS_OWN = {"table": {"PM404"}, "chat": {"PM404"}}
"""What reports lack themselves: due dates."""


@pytest.fixture(params=NAMES)
def example(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def result(run: Run, example: str, tmp_path: Path) -> Made:
    """What comes of a model that answers well."""
    return made(run, Model(example), tmp_path)


def test_every_time_is_one_of_the_ledger(example: str, result: Made) -> None:
    pm = result.postmortem
    ledgers = build_ledger(read_sources(sources(example)))
    instants = [mention.instant() for mentions in ledgers.values() for mention in mentions]
    assert len(pm.timeline) == len(good(example)["timeline"])
    assert [event.text for event in pm.timeline if event.at not in instants] == []
    reached = (getattr(pm.milestones, name) for name in field_names(Milestones))
    assert all(at in instants for at in reached if at)


def test_every_statement_is_the_models_and_proven(example: str, result: Made) -> None:
    texts = {document.id: document.text for document in read_sources(sources(example))}
    for statement in statements(result.postmortem):
        assert statement.evidence, statement.text
        assert all(e.quote == texts[e.source][e.start : e.end] for e in statement.evidence)
        assert statement.field == "status_updates" or statement.item.origin == "model", statement.text
    assert result.postmortem.coverage.unplaced == 0
    assert result.postmortem.run.engine == "llm"
    assert result.postmortem.run.warnings == ()


def test_the_check_is_clean(example: str, result: Made) -> None:
    assert {finding["code"] for finding in result.findings} == THE_REPORTS_OWN.get(example, set())


def test_nothing_is_asked_twice(result: Made) -> None:
    assert result.repairs == []
    assert [asked for asked in result.requests if asked.left_out] == []


@pytest.mark.parametrize("format", ["markdown", "json", "yaml"])
def test_it_reads_back(result: Made, format: str) -> None:
    assert load(dump(result.postmortem, format)) == result.postmortem
