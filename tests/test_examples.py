"""The examples: what is committed is what pmtool writes, and what a person reads in the report is in it."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

import refresh_examples
from pmtool.model import Evidence, Instant
from refresh_examples import EXAMPLES, EXPECTED, Example, examples

each_example = pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """facts.yaml: what a person read in the report. Instants are ISO 8601 with an offset, words stand in the report."""

    timeline: dict[str, str]
    updates: list[list[str]]
    actions: dict[str, dict[str, str]]
    """Words of each action item, and the fields that the report gives for it."""
    root_cause: str
    unplaced_at_most: int
    extra_events: int = 0
    milestones: dict[str, list[str]] = field(default_factory=dict)
    """Fair readings of each."""
    where_told: dict[str, str] = field(default_factory=dict)
    """Words that a section must have, unless it is left out: silence is better than the wrong sentence."""
    title: str = ""
    organization: str | None = None
    severity: str | None = None
    services: list[str] = field(default_factory=list)
    contradictions: dict[str, list[str]] = field(default_factory=dict)
    """What the report denies itself: words that it tells, and the codes that find them, any of which will do."""


def facts(example: Example) -> Facts:
    return Facts(**yaml.safe_load((example.folder / "facts.yaml").read_text(encoding="utf-8")))


def same(instant: Instant | None, iso: str) -> bool:
    if instant is None or "T" not in instant.at:
        return False
    return dt.datetime.fromisoformat(instant.at) == dt.datetime.fromisoformat(iso)


def says(statement: Any, words: str) -> bool:
    """Whether the statement, or the evidence for it, has the words; line breaks don't count."""
    said = [statement.text, *(evidence.quote for evidence in statement.evidence)]
    return any(words in " ".join(text.split()) for text in said)


@each_example
@pytest.mark.parametrize("file", EXPECTED)
def test_the_output_is_the_committed_one(example: Example, file: str) -> None:
    committed = example.folder / file
    assert committed.exists(), "run `make examples`"
    same_bytes = committed.read_bytes() == example.output(file)
    assert same_bytes, f"examples/{example.name}/{file} is out of date: run `make examples` and read the diff"


@each_example
def test_the_timeline_has_what_a_person_reads(example: Example) -> None:
    wanted, events = facts(example), example.postmortem.timeline
    for at, words in wanted.timeline.items():
        assert any((same(e.at, at) or same(e.until, at)) and says(e, words) for e in events), f"no '{words}' at {at}"
    assert len(events) <= len(wanted.timeline) + wanted.extra_events, [e.text for e in events]


@each_example
def test_the_status_updates_are_those_of_the_page(example: Example) -> None:
    wanted, updates = facts(example).updates, example.postmortem.status_updates
    assert [u.state for u in updates] == [state for _, state in wanted]
    assert all(same(update.at, at) for update, (at, _) in zip(updates, wanted, strict=True))


@each_example
def test_the_milestones_are_a_fair_reading(example: Example) -> None:
    for name, readings in facts(example).milestones.items():
        instant = getattr(example.postmortem.milestones, name)
        assert any(same(instant, at) for at in readings), f"{name}: {instant}"


@each_example
def test_the_action_items_are_all_there_and_no_others(example: Example) -> None:
    wanted, items = facts(example).actions, example.postmortem.action_items
    assert len(items) == len(wanted), [item.text for item in items]
    for words, fields in wanted.items():
        item = next((item for item in items if says(item, words)), None)
        assert item, words
        assert {name: getattr(item, name) for name in fields} == fields, words


@each_example
def test_the_cause_and_the_head_are_read(example: Example) -> None:
    wanted, got = facts(example), example.postmortem
    assert got.root_cause is not None
    assert says(got.root_cause, wanted.root_cause), got.root_cause.text
    assert wanted.title in got.title
    assert wanted.organization in (None, got.organization)
    assert wanted.severity in (None, got.severity)
    assert set(wanted.services) <= set(got.services)


@each_example
def test_a_section_has_the_right_sentence_or_none(example: Example) -> None:
    for section, words in facts(example).where_told.items():
        claim = getattr(example.postmortem, section)
        assert claim is None or says(claim, words), f"{section}: {claim.text}"


@each_example
def test_little_is_left_unplaced(example: Example) -> None:
    coverage = example.postmortem.coverage
    assert coverage.unplaced <= facts(example).unplaced_at_most, [s.text for s in coverage.unplaced_segments]
    assert coverage.used + coverage.duplicate + coverage.boilerplate + coverage.unplaced == coverage.segments


@each_example
def test_every_quote_stands_in_its_source(example: Example) -> None:
    texts = {document.id: document.text for document in example.documents}
    quotes = list(evidence_in(example.postmortem))
    assert quotes
    for evidence in quotes:
        assert texts[evidence.source][evidence.start : evidence.end] == evidence.quote


def evidence_in(value: Any) -> Iterator[Evidence]:
    """Every piece of evidence in a record, however deep."""
    if isinstance(value, Evidence):
        yield value
    elif isinstance(value, tuple):
        for inner in value:
            yield from evidence_in(inner)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from evidence_in(getattr(value, name))


def test_the_machines_zone_and_locale_make_no_difference(tmp_path: Path) -> None:
    elsewhere = os.environ | {"TZ": "Asia/Kolkata", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, refresh_examples.__file__, str(tmp_path)], env=elsewhere, check=True)
    for example in examples():
        for file in EXPECTED:
            assert (tmp_path / example.name / file).read_bytes() == example.output(file), f"{example.name}/{file}"


def test_the_readme_lists_every_example() -> None:
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert [e.name for e in examples() if f"[{e.name}]({e.name}/)" not in readme] == []
