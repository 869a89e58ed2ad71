"""Postmortems in the layouts of well-known templates, filled in and not: each file of templates/ reads as its YAML says."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
import yaml

from pmtool.model import Claim, Postmortem
from pmtool.pipeline.check import Checked, check_opened
from pmtool.pipeline.opening import Setting, open_input

FOLDER = Path(__file__).parent / "templates"
FILLED = sorted(FOLDER.glob("*/filled.md"))
UNFILLED = sorted(FOLDER.glob("*/unfilled.md"))
each_filled = pytest.mark.parametrize("file", FILLED, ids=lambda file: file.parent.name)
each_unfilled = pytest.mark.parametrize("file", UNFILLED, ids=lambda file: file.parent.name)
LISTS = ("contributing_factors", "went_well", "went_wrong", "got_lucky", "lessons", "open_questions")
CLAIMS = ("summary", "impact", "detection", "trigger", "root_cause", "resolution")


@dataclass(frozen=True, kw_only=True)
class Filled:
    """What a person reads in a postmortem."""

    title: str
    milestones: dict[str, str]
    timeline: list[list[str]]
    """Instant, and words of the entry, for each in order."""
    claims: dict[str, list[str]]
    """Words that a field has; a field that is left out is null."""
    actions: list[dict[str, str | None]]
    """All that is to be known of each."""
    lists: dict[str, list[str]]
    """The entries of each list; one that is left out is empty."""
    unplaced: list[str] = field(default_factory=list)
    """How each part begins that no field is meant for."""
    incident_id: str | None = None
    severity: str | None = None
    status: str = "draft"
    authors: list[str] = field(default_factory=list)
    services: list[str] = field(default_factory=list)
    updates: list[str] = field(default_factory=list)
    """How each public message begins."""


@dataclass(frozen=True, kw_only=True)
class Unfilled:
    """What is still to be done about a form."""

    placeholders: list[str]
    """Words of the form that are left over."""
    empty: list[str]
    """Codes of the rules that name an empty section."""
    title: str
    reads: dict[str, str] = field(default_factory=dict)
    """Fields that hold more than a form's words."""


@cache
def checked(file: Path) -> Checked:
    return check_opened(open_input(str(file), file.read_bytes(), Setting()))


def read(file: Path) -> Postmortem:
    return checked(file).opened.record.postmortem


def filled(file: Path) -> Filled:
    return Filled(**yaml.safe_load(file.with_suffix(".yaml").read_text(encoding="utf-8")))


def unfilled(file: Path) -> Unfilled:
    return Unfilled(**yaml.safe_load(file.with_suffix(".yaml").read_text(encoding="utf-8")))


def text_of(claim: Claim | None) -> str:
    return claim.text if claim else ""


def test_the_common_layouts_are_there() -> None:
    common = {"google_sre", "pagerduty", "atlassian", "aws_coe", "gitlab"}
    assert common <= {file.parent.name for file in FILLED}
    assert common <= {file.parent.name for file in UNFILLED}


@each_filled
def test_the_header_is_read(file: Path) -> None:
    pm, told = read(file), filled(file)
    assert (pm.title, pm.incident_id, pm.severity, pm.status) == (
        told.title,
        told.incident_id,
        told.severity,
        told.status,
    )
    assert (list(pm.authors), list(pm.services)) == (told.authors, told.services)


@each_filled
def test_each_section_is_in_its_field(file: Path) -> None:
    pm, told = read(file), filled(file)
    for name in CLAIMS:
        text = text_of(getattr(pm, name))
        assert bool(text) == (name in told.claims), f"{name}: {text}"
        for words in told.claims.get(name, ()):
            assert words in text, name


@each_filled
def test_each_list_has_its_entries(file: Path) -> None:
    pm, told = read(file), filled(file)
    assert {name: [claim.text for claim in getattr(pm, name)] for name in LISTS} == {
        name: told.lists.get(name, []) for name in LISTS
    }


@each_filled
def test_the_timeline_and_its_milestones_are_read(file: Path) -> None:
    pm, told = read(file), filled(file)
    assert [event.at and event.at.at for event in pm.timeline] == [at for at, _ in told.timeline]
    for event, (_, words) in zip(pm.timeline, told.timeline, strict=True):
        assert words in event.text
    names = ("started", "detected", "acknowledged", "mitigated", "resolved")
    found = {name: instant.at for name in names if (instant := getattr(pm.milestones, name))}
    assert found == told.milestones


@each_filled
def test_the_columns_of_action_items_are_read(file: Path) -> None:
    pm, told = read(file), filled(file)
    default: dict[str, str | None] = {
        "owner": None,
        "due": None,
        "tracker": None,
        "priority": None,
        "state": "planned",
        "type": "other",
    }
    wanted = [default | action for action in told.actions]
    assert [{name: getattr(action, name) for name in ("text", *default)} for action in pm.action_items] == [
        {name: action[name] for name in ("text", *default)} for action in wanted
    ]


@each_filled
def test_public_messages_are_status_updates(file: Path) -> None:
    updates, told = read(file).status_updates, filled(file).updates
    assert len(updates) == len(told)
    assert all(update.text.startswith(words) for update, words in zip(updates, told, strict=True))


@each_filled
def test_nothing_else_ends_up_nowhere(file: Path) -> None:
    unplaced = [segment.text.lstrip("*") for segment in read(file).coverage.unplaced_segments]
    told = filled(file).unplaced
    assert len(unplaced) == len(told), unplaced
    assert all(text.startswith(words) for text, words in zip(unplaced, told, strict=True)), unplaced


@each_filled
def test_a_sound_postmortem_has_no_errors(file: Path) -> None:
    found = [placed.finding for placed in checked(file).findings]
    assert [f"{finding.code} {finding.message}" for finding in found if finding.severity == "error"] == []
    assert "PM215" not in {finding.code for finding in found}


@each_unfilled
def test_what_is_left_of_the_form_is_found(file: Path) -> None:
    found = " ".join(p.finding.message for p in checked(file).findings if p.finding.code == "PM215")
    assert [words for words in unfilled(file).placeholders if words not in found] == []


@each_unfilled
def test_each_empty_section_is_found(file: Path) -> None:
    codes = {placed.finding.code for placed in checked(file).findings}
    sections = [code for code in sorted(codes) if code < "PM210" and code > "PM2"] + sorted(codes & {"PM401"})
    assert sections == unfilled(file).empty


@each_unfilled
def test_a_form_tells_no_facts(file: Path) -> None:
    pm, told = read(file), unfilled(file)
    reads = {"title": pm.title, "severity": pm.severity, "incident_id": pm.incident_id}
    assert {name: value for name, value in reads.items() if value} == {"title": told.title, **told.reads}
    assert (pm.authors, pm.services, pm.timeline, pm.action_items, pm.status_updates) == ((), (), (), (), ())
