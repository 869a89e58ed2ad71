"""Which words of the sources could answer a finding: what was taken away is found again, and what is left is useful."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from pmtool.editing.candidates import ANSWERED, Candidate, candidates, taken
from pmtool.editing.places import put
from pmtool.model import ActionItem, Claim, Document, Event, Evidence, Instant, Milestones, Postmortem
from pmtool.model.finding import Finding
from pmtool.model.plain import field_names
from pmtool.model.walk import CLAIMS, statements
from pmtool.pipeline.structure import Options, structured_by_rules
from pmtool.source import build_document, read_sources
from pmtool.temporal import build_ledger
from pmtool.validator import Record, check
from pmtool.validator.registry import rules

EXAMPLES = sorted(path for path in (Path(__file__).parent.parent / "examples").iterdir() if path.is_dir())
REPORTS = {"report", "notes", "status-page"}
CODES = dict(zip(CLAIMS, ("PM201", "PM202", "PM204", "PM207", "PM205", "PM206"), strict=True))

CHAT = """\
# Payments down

All times UTC, 2026-03-01.

Noor Haddad  14:12
the pager went off, checkout errors at 40%

Sam Lind  14:13
ack, looking

Sam Lind  14:40
rolled back release 4.2, errors are gone

Noor Haddad  14:55
we need an alert on the size of the pool

Sam Lind  14:56
I'll take the alert on the pool size
"""


def record_of(text: str, postmortem: Postmortem) -> Record:
    document = build_document("R1", "chat.txt", "text/plain", "", text)
    return Record(postmortem, (document,), build_ledger([document]))


@dataclass(frozen=True)
class Example:
    record: Record

    def without(self, path: str, value: object = None) -> Record:
        return replace(self.record, postmortem=put(self.record.postmortem, path, value))


@cache
def example(folder: Path) -> Example:
    names = sorted(str(path) for path in folder.iterdir() if path.name.partition(".")[0] in REPORTS)
    documents: tuple[Document, ...] = read_sources(names)
    postmortem, ledgers = structured_by_rules(documents, Options())
    return Example(Record(postmortem, documents, ledgers))


def ask(record: Record, code: str, path: str) -> tuple[Candidate, ...]:
    return candidates(record, Finding(code=code, severity="warning", message="", path=path))


def is_cited(candidate: Candidate, evidence: tuple[Evidence, ...]) -> bool:
    return any(e.source == candidate.source and candidate.start < e.end and e.start < candidate.end for e in evidence)


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda path: path.name)
def test_a_claim_taken_away_is_found_again(folder: Path) -> None:
    for field, code in CODES.items():
        claim: Claim | None = getattr(example(folder).record.postmortem, field)
        if claim:
            found = ask(example(folder).without(f"/{field}"), code, f"/{field}")
            assert any(is_cited(candidate, claim.evidence) for candidate in found[:3]), field


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda path: path.name)
def test_a_milestone_taken_away_is_found_again(folder: Path) -> None:
    reached = example(folder).record.postmortem.milestones
    for name in field_names(Milestones):  # type: ignore[arg-type]
        instant: Instant | None = getattr(reached, name)
        if instant:
            found = ask(example(folder).without(f"/milestones/{name}"), "PM213", f"/milestones/{name}")
            assert instant.moment() in [c.instant.moment() for c in found[:3] if c.instant], name


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda path: path.name)
def test_owners_dates_and_tickets_taken_away_are_found_again(folder: Path) -> None:
    for number, action in enumerate(example(folder).record.postmortem.action_items):
        for part, code in (("owner", "PM402"), ("due", "PM404"), ("tracker", "PM407")):
            path = f"/action_items/{number}/{part}"
            if value := getattr(action, part):
                found = ask(example(folder).without(path), code, path)
                assert value in [candidate.fills.value for candidate in found[:3]], path


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda path: path.name)
def test_evidence_taken_away_is_found_again(folder: Path) -> None:
    for statement in statements(example(folder).record.postmortem):
        if statement.evidence:
            found = ask(example(folder).without(f"{statement.path}/evidence", ()), "PM305", statement.path)
            assert any(is_cited(candidate, statement.evidence) for candidate in found[:3]), statement.path


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda path: path.name)
def test_actions_and_events_taken_away_are_found_again(folder: Path) -> None:
    pm = example(folder).record.postmortem
    actions = ask(example(folder).without("/action_items", ()), "PM401", "/action_items")
    assert {a.evidence[0].start for a in pm.action_items} <= {c.start for c in actions}
    events = ask(example(folder).without("/timeline", ()), "PM203", "/timeline")
    told = {event.at.moment() for event in pm.timeline if event.at}
    assert sum(c.instant.moment() in told for c in events if c.instant) >= min(5, len(told))


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda path: path.name)
def test_every_candidate_quotes_its_source_and_can_be_taken(folder: Path) -> None:
    record = example(folder).without("/root_cause")
    findings = [*check(record).findings, Finding(code="PM401", severity="warning", message="", path="/action_items")]
    for finding in findings:
        found = candidates(record, finding)
        assert len(found) <= 8
        assert found == candidates(record, finding)
        for candidate in found:
            assert record.documents[candidate.source].text[candidate.start : candidate.end] == candidate.text
            assert candidate.why
            assert taken(record.postmortem, candidate) != record.postmortem


def test_the_missing_detection_time_is_that_of_the_alert() -> None:
    record = record_of(CHAT, Postmortem(timeline=(Event(at=None, text="Errors"),)))
    first = ask(record, "PM213", "/milestones/detected")[0]
    assert (first.why, first.fills.path) == ("tells of an alert at 14:12", "/milestones/detected")
    reached = taken(record.postmortem, first).milestones.detected
    assert reached
    assert reached.at == "2026-03-01T14:12:00+00:00"


def test_several_missing_milestones_are_answered_together() -> None:
    record = record_of(CHAT, Postmortem(timeline=(Event(at=None, text="Errors"),)))
    paths = {candidate.fills.path for candidate in ask(record, "PM213", "/milestones")}
    assert {"/milestones/detected", "/milestones/mitigated"} <= paths


def test_the_owner_is_who_takes_it_on() -> None:
    pm = Postmortem(action_items=(ActionItem(text="Alert on the size of the pool"),))
    first = ask(record_of(CHAT, pm), "PM402", "/action_items/0/owner")[0]
    assert first.fills.value == "Sam Lind"
    assert taken(pm, first).action_items[0].owner == "Sam Lind"


def test_the_time_of_an_event_is_told_beside_the_same_words() -> None:
    pm = Postmortem(timeline=(Event(at=None, text="Release 4.2 was rolled back"),))
    first = ask(record_of(CHAT, pm), "PM101", "/timeline/0")[0]
    changed = taken(pm, first).timeline[0]
    assert changed.at
    assert changed.at.at == "2026-03-01T14:40:00+00:00"
    assert changed.origin == "human"


def test_a_figure_goes_behind_the_impact_that_has_none() -> None:
    pm = Postmortem(impact=Claim(text="Some customers saw errors", origin="human"))
    first = ask(record_of(CHAT, pm), "PM216", "/impact")[0]
    told = taken(pm, first).impact
    assert told
    assert told.text.startswith("Some customers saw errors. ")
    assert "40%" in told.text
    assert told.evidence


def test_a_part_that_ended_up_nowhere_is_offered_its_places() -> None:
    midnight = next(folder for folder in EXAMPLES if folder.name == "midnight")
    record = example(midnight).record
    assert record.postmortem.coverage.unplaced_segments
    paths = [candidate.fills.path for candidate in ask(record, "PM221", "/coverage/unplaced_segments/0")]
    assert "/detection" in paths


def test_other_findings_and_drafts_without_sources_have_no_candidates() -> None:
    assert ask(record_of(CHAT, Postmortem()), "PM501", "/summary") == ()
    assert ask(Record(Postmortem()), "PM201", "/summary") == ()
    assert ask(record_of(CHAT, Postmortem()), "PM305", "/timeline/7") == ()


def test_only_codes_that_exist_are_answered() -> None:
    assert set(ANSWERED) <= {rule.code for rule in rules()}
