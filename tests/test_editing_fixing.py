"""The safe fixes of a draft in memory, a rule's page, and findings as a list."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmtool.editing.explaining import explained
from pmtool.editing.fixing import can_fix, fixed
from pmtool.editing.review import Material, Review, record, review
from pmtool.editing.sifting import Sieve, families, next_family, row_in, sifted
from pmtool.model import ActionItem, Claim, Document, Event, Evidence, Ignore, Instant, Postmortem, Source
from pmtool.model.finding import Finding
from pmtool.source.document import build_document
from pmtool.validator.registry import rules


def event(clock: str, text: str) -> Event:
    at = Instant(at=f"2026-03-01T{clock}:00+00:00", as_written=f"{clock} UTC", zone="UTC", zone_rule="explicit")
    return Event(at=at, text=text, origin="human")


LATE, EARLY = event("14:40", "Errors end"), event("14:05", "Errors begin")
DISORDERED = Postmortem(
    timeline=(LATE, EARLY),
    action_items=(ActionItem(text="Alert on the size of the pool"), ActionItem(text="Alert on the size of the pool.")),
)
REPORT = "Note of 3 March. The disk of the mail server was full."
QUOTE = "The disk of the mail server was full."


def document() -> Document:
    return build_document("R1", "report.txt", "text/plain", "", REPORT)


def moved(text: str = QUOTE) -> Postmortem:
    cause = Claim(text=text, evidence=(Evidence(source="R1", start=0, end=len(QUOTE), quote=QUOTE),), origin="human")
    source = Source(id="R1", name="report.txt", media_type="text/plain", sha256="", length=len(REPORT))
    return Postmortem(root_cause=cause, sources=(source,))


def test_one_rules_fix_leaves_the_other_rules_alone() -> None:
    after = fixed(record(DISORDERED, Material()), ("PM120",))
    assert after.timeline == (EARLY, LATE)
    assert after.action_items is DISORDERED.action_items


def test_all_fixes() -> None:
    after = fixed(record(DISORDERED, Material()))
    assert after.timeline == (EARLY, LATE)
    assert len(after.action_items) == 1
    left = review(after, Material())
    assert left
    assert not [finding.code for finding in left.findings if can_fix(finding, after)]


def test_nothing_to_fix_is_the_same_object() -> None:
    postmortem = Postmortem(timeline=(EARLY, LATE))
    assert fixed(record(postmortem, Material())) is postmortem
    assert fixed(record(DISORDERED, Material()), ("PM412", "PM125")).timeline is DISORDERED.timeline


def test_a_fix_needs_no_place_and_no_file() -> None:
    found = review(DISORDERED, Material())
    assert found
    assert {finding.code for finding in found.findings if can_fix(finding, DISORDERED)} == {"PM120", "PM412"}


def test_a_finding_that_its_rule_cannot_mend_has_no_fix() -> None:
    """Two action items that say the same, but disagree on who does it."""
    items = tuple(
        replace(item, owner=owner) for item, owner in zip(DISORDERED.action_items, ("Ana", "Kim"), strict=True)
    )
    postmortem = Postmortem(action_items=items)
    found = review(postmortem, Material())
    assert found
    doubled = [finding for finding in found.findings if finding.code == "PM412"]
    assert doubled
    assert not any(can_fix(finding, postmortem) for finding in doubled)


def test_moved_evidence_follows_its_words_and_no_word_changes() -> None:
    postmortem = moved("The disk was full, I saw it myself.")
    material = Material((document(),), {})
    found = review(postmortem, material)
    assert found
    assert "PM302" in {finding.code for finding in found.findings if can_fix(finding, postmortem)}
    after = fixed(record(postmortem, material), ("PM302",))
    assert after.root_cause
    assert after.root_cause.text == "The disk was full, I saw it myself."
    assert [(e.start, e.end) for e in after.root_cause.evidence] == [(17, 54)]


def let_stand(*paths: str) -> tuple[Ignore, ...]:
    return tuple(Ignore(code="PM503", reason="seen", path=path) for path in paths)


def test_what_was_let_stand_goes_where_its_event_goes() -> None:
    ignores = let_stand("/timeline/0/text", "/timeline/1", "/summary", "", "/timeline/7", "/action_items/1")
    after = fixed(record(replace(DISORDERED, ignores=ignores), Material()))
    assert [ignore.path for ignore in after.ignores] == ["/timeline/1/text", "/timeline/0", "/summary", ""]


def test_what_was_let_stand_stays_with_events_that_change_in_place() -> None:
    zoned = Instant(at="2026-03-01T15:20:00+01:00", as_written="15:20 +01:00", zone="+01:00", zone_rule="explicit")
    timeline = (EARLY, Event(at=zoned, text="Errors begin", origin="human"), LATE)
    after = fixed(record(Postmortem(timeline=timeline, ignores=let_stand("/timeline/1")), Material()), ("PM130",))
    assert after.timeline[1] != timeline[1]
    assert after.ignores == let_stand("/timeline/1")


@given(st.permutations([event(f"14:{n:02}", f"Step {n}") for n in range(6)]))
def test_a_second_fix_changes_nothing(timeline: list[Event]) -> None:
    once = fixed(record(Postmortem(timeline=tuple(timeline)), Material()))
    assert fixed(record(once, Material())) is once
    assert sorted(event.text for event in once.timeline) == sorted(event.text for event in timeline)


# -- a rule's page


@pytest.mark.parametrize("code", [rule.code for rule in rules()])
def test_each_rule_explains_itself(code: str) -> None:
    page = explained(code)
    assert code in page
    assert "*Why:*" in page
    assert "*Fix:*" in page


def test_no_such_rule() -> None:
    with pytest.raises(LookupError):
        explained("PM999")


# -- a list


def finding(code: str = "PM120", number: int = 0, **more: object) -> Finding:
    return Finding(
        code=code, severity=more.pop("severity", "error"), message=f"no. {number}", path=f"/timeline/{number}", **more
    )


def reviewed(*findings: Finding, ignored: tuple[Finding, ...] = ()) -> Review:
    let_stand = tuple((f, Ignore(code=f.code, reason="seen")) for f in ignored)
    return Review(Postmortem(), findings, let_stand)


def test_families_have_counts_and_come_round() -> None:
    found = reviewed(finding("PM120"), finding("PM121"), finding("PM503", severity="warning"))
    assert families(found) == [("", "all", 3), ("PM1", "time", 2), ("PM5", "language", 1)]
    assert families(found, "warning") == [("", "all", 1), ("PM5", "language", 1)]
    assert [next_family(found, Sieve(family)) for family in ("", "PM1", "PM3", "PM5")] == ["PM1", "PM5", "PM5", ""]


def test_let_stand_unfolds() -> None:
    found = reviewed(finding(), ignored=(finding("PM503", 1), finding("PM101", 2)))
    folded, unfolded = sifted(found, Sieve()), sifted(found, Sieve(), is_unfolded=True)
    assert (len(folded), len(unfolded)) == (2, 4)
    assert folded.is_fold(1)
    assert folded.entry(1) is None
    assert [entry.ignore.reason for row in (2, 3) if (entry := unfolded.entry(row))] == ["seen", "seen"]
    assert unfolded.entry(4) is folded.entry(2) is None
    assert len(sifted(found, Sieve("PM5"), is_unfolded=True)) == 2


def test_the_row_follows_its_finding() -> None:
    many = [finding(number=n) for n in range(6)]
    old = sifted(reviewed(*many), Sieve())
    assert row_in(sifted(reviewed(*many[2:]), Sieve()), old, 4) == (2, True)
    assert row_in(sifted(reviewed(*many[:2], *many[3:]), Sieve()), old, 2) == (2, False), "the next one"
    assert row_in(sifted(reviewed(*many[:5]), Sieve()), old, 5) == (4, False), "the last one left"
    assert row_in(sifted(reviewed(), Sieve()), old, 5) == (0, False)
    assert row_in(old, sifted(reviewed(), Sieve()), 0) == (0, False)


@given(st.lists(st.integers(0, 9)), st.lists(st.integers(0, 9)), st.integers(0, 12), st.booleans())
def test_the_row_is_always_one_there_is(before: list[int], after: list[int], row: int, is_unfolded: bool) -> None:
    ignored = tuple(finding("PM503", n) for n in after[:2])
    old = sifted(reviewed(*(finding(number=n) for n in before), ignored=ignored), Sieve(), is_unfolded)
    new = sifted(reviewed(*(finding(number=n) for n in after), ignored=ignored), Sieve(), is_unfolded)
    found, _ = row_in(new, old, row)
    assert 0 <= found < max(1, len(new))
