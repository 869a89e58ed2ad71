"""A postmortem whose short fields were edited, held against its report."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from checking import document
from pmtool.engines import offline
from pmtool.model import Postmortem
from pmtool.model.finding import Finding
from pmtool.temporal import build_ledger
from pmtool.validator import Record, check

REPORT = """\
# Map tiles missing

- Incident ID: INC-2025-117
- Severity: SEV-2
- Authors: Petra Lang
- Services: tile server

## Timeline (UTC)

| Time | Event | Who |
| --- | --- | --- |
| 2025-11-18 13:07 | Tiles fail for a third of requests | |
| 2025-11-18 13:15 | On-call engineer is paged | Jonas |
| 2025-11-18 14:01 | Disk cleaned, tiles load again | Petra |

## Action items

- Alert when the disk of a tile server is 80% full (owner: Jonas, ticket NET-291, priority: P1, due 2025-12-05)
- Rotate the debug logs of the tile server
"""
SOURCE = document(REPORT)
LEDGERS = build_ledger([SOURCE])
MADE = offline.structure([SOURCE], LEDGERS)


def found(postmortem: Postmortem) -> list[Finding]:
    return [f for f in check(Record(postmortem, (SOURCE,), LEDGERS), select=["PM30"]).findings if f.severity != "info"]


def acting(number: int, **changed: Any) -> Postmortem:
    items = list(MADE.action_items)
    items[number] = replace(items[number], **changed)
    return replace(MADE, action_items=tuple(items))


def test_what_was_made_from_the_report_is_backed() -> None:
    assert MADE.action_items[0].owner == "Jonas"
    assert [event.actor for event in MADE.timeline] == [None, "Jonas", "Petra"]
    assert found(MADE) == []


@pytest.mark.parametrize(
    ("field", "value", "says", "severity"),
    [
        ("owner", "Amira", "Jonas", "warning"),
        ("tracker", "NET-219", "NET-291", "error"),
        ("due", "2025-12-15", "2025-12-05", "error"),
        ("priority", "P3", "P1", "warning"),
    ],
)
def test_an_action_that_the_report_gives_otherwise(field: str, value: str, says: str, severity: str) -> None:
    (flaw,) = found(acting(0, **{field: value}))
    assert (flaw.code, flaw.path, flaw.severity) == ("PM303", f"/action_items/0/{field}", severity)
    assert f'"{value}"' in flaw.message
    assert says in flaw.message
    (flaw,) = found(acting(0, **{field: value}, origin="human"))
    assert flaw.severity == "warning"


def test_what_was_agreed_afterwards_needs_no_report() -> None:
    assert found(acting(1, owner="Amira", tracker="NET-300", due="2025-12-20", priority="P2")) == []


def test_a_model_agrees_nothing() -> None:
    (flaw,) = found(acting(1, owner="Amira", origin="model"))
    assert flaw.path == "/action_items/1/owner"


def test_another_actor() -> None:
    timeline = list(MADE.timeline)
    timeline[1] = replace(timeline[1], actor="Amira")
    (flaw,) = found(replace(MADE, timeline=tuple(timeline)))
    assert (flaw.code, flaw.path) == ("PM303", "/timeline/1/actor")
    assert '"Jonas"' in flaw.message


@pytest.mark.parametrize(
    ("changed", "path", "says"),
    [
        ({"severity": "SEV-1"}, "/severity", "SEV-2"),
        ({"incident_id": "INC-2025-118"}, "/incident_id", "INC-2025-117"),
        ({"authors": ("Amira Haddad",)}, "/authors/0", "Petra Lang"),
        ({"services": ("mail server",)}, "/services/0", "tile server"),
    ],
)
def test_a_header_that_the_report_gives_otherwise(changed: dict[str, Any], path: str, says: str) -> None:
    (flaw,) = found(replace(MADE, **changed))
    assert (flaw.code, flaw.path, flaw.severity) == ("PM303", path, "warning")
    assert says in flaw.message


def test_a_milestone_that_its_words_deny() -> None:
    detected = MADE.milestones.detected
    assert detected
    assert "13:15" in detected.as_written
    milestones = replace(MADE.milestones, detected=replace(detected, at="2025-11-18T13:07:00+00:00"))
    (flaw,) = found(replace(MADE, milestones=milestones))
    assert (flaw.code, flaw.path, flaw.severity) == ("PM304", "/milestones/detected", "error")
    assert "13:15" in flaw.message
