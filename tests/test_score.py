"""The score: its ends, its parts, and that filling in what is empty never lowers it."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checking import raw_record, written
from pmtool import ActionItem, Claim, Coverage, Event, Instant, Milestones, Postmortem
from pmtool.model.walk import CLAIM_LISTS, CLAIMS
from pmtool.validator.score import Score, score
from records import anything, cited, minute

AT = minute("2026-03-01T14:05:00+00:00", "14:05 UTC")


def claim(text: str) -> Claim:
    return Claim(text=text, evidence=cited(text))


FULL = Postmortem(
    title="Checkout unavailable",
    severity="SEV2",
    authors=("Amira Haddad",),
    services=("Checkout",),
    summary=claim("Nobody could pay because a pool was too small."),
    impact=claim("1,200 customers could not pay for 40 minutes."),
    detection=claim("The alert on failed payments paged."),
    trigger=claim("Release 4.2 started three more workers."),
    root_cause=claim("The pool of connections was sized for one worker."),
    resolution=claim("The release was rolled back."),
    contributing_factors=(claim("The alert waited for ten minutes."),),
    went_well=(claim("The rollback took two minutes."),),
    went_wrong=(claim("The canary was skipped."),),
    got_lucky=(claim("It was a Sunday."),),
    lessons=(claim("Limits belong to the checklist."),),
    milestones=Milestones(started=AT, detected=AT, mitigated=AT, resolved=AT),
    timeline=tuple(Event(at=AT, text=text, evidence=cited(text)) for text in ("It failed", "It paged", "It worked")),
    action_items=(
        ActionItem(
            text="Size the pool from the number of workers",
            type="prevent",
            owner="Amira Haddad",
            due="2026-03-31",
            tracker="PAY-12",
            evidence=cited("Size the pool"),
        ),
    ),
    coverage=Coverage(segments=9, used=9),
)


def points(found: Score) -> dict[str, int]:
    return {part.name: part.points for part in found.parts}


def lacking(found: Score) -> set[str]:
    return {what for part in found.parts for what in part.lacking}


def test_an_empty_postmortem_has_nothing() -> None:
    assert score(Postmortem()).points == 0


def test_a_full_one_has_everything() -> None:
    found = score(FULL)
    assert (found.points, lacking(found)) == (100, set())


@settings(max_examples=25)
@given(anything)
def test_parts_add_up(postmortem: Postmortem) -> None:
    found = score(postmortem)
    assert found.points == sum(part.points for part in found.parts)
    assert sum(part.out_of for part in found.parts) == 100
    assert all(0 <= part.points <= part.out_of for part in found.parts)
    assert all(part.lacking for part in found.parts if part.points < part.out_of)


FIELDS = [f.name for f in fields(Postmortem) if getattr(FULL, f.name) != getattr(Postmortem(), f.name)]
CONTENT = [name for name in FIELDS if name != "coverage"]


@given(st.sets(st.sampled_from(CONTENT)), st.sampled_from(CONTENT), st.booleans())
def test_a_field_more_never_lowers_it(there: set[str], more: str, is_backed: bool) -> None:
    filled = Postmortem(**{name: getattr(FULL, name) for name in there})
    value = getattr(FULL, more)
    if not is_backed and isinstance(value, Claim):
        value = replace(value, evidence=())
    before = replace(filled, **{more: getattr(Postmortem(), more)})
    assert score(replace(before, **{more: value})).points >= score(before).points


@settings(max_examples=25)
@given(anything)
def test_nor_does_it_with_whatever_else_is_there(postmortem: Postmortem) -> None:
    names = (*CLAIMS, *CLAIM_LISTS, "severity", "title", "authors", "services", "milestones")
    less = [replace(postmortem, **{name: getattr(Postmortem(), name)}) for name in names]
    less.append(replace(postmortem, timeline=tuple(replace(event, at=None) for event in postmortem.timeline)))
    for name in ("owner", "due", "tracker"):
        actions = tuple(replace(action, **{name: None}) for action in postmortem.action_items)
        less.append(replace(postmortem, action_items=actions))
    assert score(postmortem).points >= max(score(other).points for other in less)


@pytest.mark.parametrize("text", ["TBD", "[describe the cause]", "N/A", ""])
def test_template_text_is_nothing(text: str) -> None:
    assert score(replace(FULL, root_cause=Claim(text=text))) == score(replace(FULL, root_cause=None))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Some customers could not pay.", "a figure in the impact"),
        ("Nobody could pay.", ""),
    ],
)
def test_an_impact_needs_a_figure(text: str, what: str) -> None:
    assert lacking(score(replace(FULL, impact=claim(text)))) == ({what} if what else set())


@pytest.mark.parametrize("text", ["Human error.", "The service was down.", "The cause is still unknown."])
def test_a_symptom_is_half_a_root_cause(text: str) -> None:
    found = score(replace(FULL, root_cause=claim(text)))
    assert (found.points, lacking(found)) == (98, {"a root cause behind the symptom"})


def test_what_is_assumed_or_open_counts_by_its_share() -> None:
    guessed = Instant(at="2026-03-01T14:05:00+00:00", zone="UTC", zone_rule="assumed")
    timeline = (*FULL.timeline, Event(at=guessed, text="It was over", evidence=cited("over")))
    nobody = ActionItem(text="Improve monitoring", owner="everyone", due="soon", evidence=cited("monitoring"))
    done = ActionItem(text="Improve monitoring", state="done", evidence=cited("monitoring"))
    assert points(score(replace(FULL, timeline=timeline)))["times"] == 19
    assert points(score(replace(FULL, action_items=(*FULL.action_items, nobody))))["actions"] == 13
    assert points(score(replace(FULL, action_items=(*FULL.action_items, done))))["actions"] == 20


def test_unbacked_and_left_out_parts_count_by_their_share() -> None:
    unbacked = tuple(replace(event, evidence=()) for event in FULL.timeline)
    assert points(score(replace(FULL, timeline=unbacked)))["evidence"] == 14
    assert points(score(replace(FULL, coverage=Coverage(segments=10, used=4, unplaced=6))))["evidence"] == 17


def test_a_postmortem_by_hand_loses_nothing_for_want_of_sources() -> None:
    found = score(written("## Root cause\n\nThe pool was sized for one worker.\n"))
    assert points(found) == {"narrative": 6, "times": 0, "evidence": 6, "actions": 0, "learning": 0, "identity": 0}


def test_a_raw_report_has_a_score() -> None:
    record = raw_record("# Summary\nNobody could pay for 40 minutes.\n\n# Timeline\n- 14:05 UTC payments fail\n")
    assert 0 < score(record.postmortem).points < 50
