"""Proposals: what differs, which parts a person has ticked to begin with, and what taking some of them makes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmtool.editing.merging import merged
from pmtool.editing.proposals.comparing import paired, pieces, runs
from pmtool.editing.proposals.proposal import Proposal, of_fields, of_text, taken
from pmtool.model import ActionItem, Claim, Event, Evidence, Instant, Milestones, Postmortem, RunInfo

BEFORE = "The cache broke. Nobody saw it. We fixed it."


def cite(start: int, quote: str = "x") -> tuple[Evidence, ...]:
    return (Evidence(source="R1", start=start, end=start + len(quote), quote=quote),)


def at(clock: str) -> Instant:
    return Instant(at=f"2026-03-01T{clock}:00+00:00")


def event(clock: str, text: str, **more: object) -> Event:
    return Event(at=at(clock), text=text, **more)  # type: ignore[arg-type]


def told(proposal: Proposal) -> list[tuple[str, str, str]]:
    return [(part.kind, part.before, part.after) for part in proposal.parts]


def some(proposal: Proposal, *numbers: int) -> set[tuple[str, str, str]]:
    return {proposal.parts[number].key for number in numbers}


def everything(proposal: Proposal) -> set[tuple[str, str, str]]:
    return {part.key for part in proposal.parts}


def summary(text: str, **more: object) -> Postmortem:
    return Postmortem(summary=Claim(text=text, **more))  # type: ignore[arg-type]


# -- a statement reworded


def test_a_rewording_is_cut_into_sentences() -> None:
    now = summary(BEFORE, evidence=cite(3))
    proposal = of_text(now, "/summary", BEFORE, "The cache failed. Nobody saw it. It is mended.", "Tighten")
    assert told(proposal) == [
        ("changed", "The cache broke.", "The cache failed."),
        ("changed", "We fixed it.", "It is mended."),
    ]
    after = taken(now, proposal, some(proposal, 1))
    assert after.summary == Claim(
        text="The cache broke. Nobody saw it. It is mended.", evidence=cite(3), origin="model"
    )


def test_sentences_come_and_go() -> None:
    now = summary(BEFORE)
    proposal = of_text(now, "/summary", BEFORE, "It was Monday. The cache broke. We fixed it. All is well.", "Neutral")
    assert [part.kind for part in proposal.parts] == ["added", "removed", "added"]
    whole = taken(now, proposal, everything(proposal)).summary
    assert whole
    assert whole.text == "It was Monday. The cache broke. We fixed it. All is well."
    first = taken(now, proposal, some(proposal, 0)).summary
    assert first
    assert first.text == f"It was Monday. {BEFORE}"


def test_what_a_person_wrote_is_unticked_and_stays_theirs_where_some_of_it_stays() -> None:
    now = summary(BEFORE, origin="human")
    proposal = of_text(now, "/summary", BEFORE, "The cache failed. Nobody saw it. We fixed it. Good.", "Tighten")
    assert [part.is_theirs for part in proposal.parts] == [True, False], "adding a sentence touches none of theirs"
    after = taken(now, proposal, everything(proposal)).summary
    assert after
    assert after.origin == "human"
    another = of_text(now, "/summary", BEFORE, "Something else altogether.", "Tighten")
    whole = taken(now, another, everything(another)).summary
    assert whole == Claim(text="Something else altogether.", origin="model")


def test_an_event_is_found_where_it_went() -> None:
    moved = Postmortem(timeline=(event("09:00", "A."), event("10:00", "B broke. C.")))
    proposal = of_text(moved, "/timeline/0", "B broke. C.", "B failed. C.", "Tighten")
    assert [part.path for part in proposal.parts] == ["/timeline/1"]
    after = taken(moved, proposal, everything(proposal))
    assert [one.text for one in after.timeline] == ["A.", "B failed. C."]
    assert after.timeline[1].at == at("10:00")
    assert not of_text(moved, "/timeline/0", "Gone.", "Else.", "Tighten").parts


def test_a_model_says_nothing_that_steers_a_terminal() -> None:
    proposal = of_text(summary("A."), "/summary", "A.", "B\x1b[31m\u202e.", "Tighten")
    assert not {"\x1b", "\u202e"} & set(proposal.parts[0].after)


texts = st.lists(
    st.sampled_from(["A b.", "C d!", "E?", " ", "\n", "\n- ", "e.g. 3.4", "時間。", "..."]), max_size=8
).map("".join)


@given(texts, texts)
def test_all_taken_is_the_proposed_text_and_nothing_taken_the_old(before: str, after: str) -> None:
    now = summary(before)
    proposal = of_text(now, "/summary", before, after, "Tighten")
    assert taken(now, proposal, ()) == now
    new = taken(now, proposal, everything(proposal)).summary
    assert (new.text if new else "").split() == (after.split() if proposal.parts else before.split())


@given(st.text(max_size=80))
def test_pieces_are_the_text(text: str) -> None:
    assert "".join(pieces(text)) == text


# -- fields drafted anew


def test_a_field_taken_whole_is_the_engines_with_its_evidence() -> None:
    now, fresh = summary(BEFORE, evidence=cite(1)), summary("It broke at ten.", evidence=cite(9), origin="model")
    proposal = of_fields(now, fresh, ("summary",), "Redraft")
    assert taken(now, proposal, everything(proposal)).summary == fresh.summary


def test_a_field_taken_in_part_is_backed_by_both() -> None:
    now = summary(BEFORE, evidence=cite(1))
    fresh = summary("The cache failed. Nobody saw it. All is well.", evidence=cite(9), origin="model")
    proposal = of_fields(now, fresh, ("summary",), "Redraft")
    after = taken(now, proposal, some(proposal, 0)).summary
    assert after == Claim(
        text="The cache failed. Nobody saw it. We fixed it.", evidence=(*cite(1), *cite(9)), origin="model"
    )


def test_an_engine_that_says_nothing_of_a_statement_removes_none() -> None:
    assert not of_fields(summary(BEFORE), Postmortem(), ("summary", "title", "milestones"), "Redraft").parts


def test_events_are_compared_by_what_they_tell() -> None:
    mine = event("10:20", "I rolled it back", origin="human")
    now = Postmortem(timeline=(event("10:00", "checkout fails"), event("10:10", "a page"), mine))
    fresh = Postmortem(
        timeline=(
            event("10:00", "checkout fails for all customers", origin="model"),
            event("10:10", "a page", origin="model", evidence=cite(4)),
            event("10:15", "a cache is flushed", origin="model"),
        )
    )
    proposal = of_fields(now, fresh, ("timeline",), "Redraft")
    assert [(part.kind, part.is_theirs, part.label) for part in proposal.parts] == [
        ("changed", False, "Timeline 1"),
        ("removed", True, "Timeline 3"),
        ("added", False, "Timeline"),
    ]
    after = taken(now, proposal, some(proposal, 0, 2))
    assert [one.text for one in after.timeline] == [
        "checkout fails for all customers",
        "a page",
        "a cache is flushed",
        "I rolled it back",
    ]
    assert taken(now, proposal, some(proposal, 1)).timeline == now.timeline[:2]


def test_items_that_cite_the_same_words_are_told_apart_by_their_own() -> None:
    old = [event("10:00", "the page came", evidence=cite(5)), event("10:00", "the cache broke", evidence=cite(5))]
    new = [event("10:00", "the cache broke for good", evidence=cite(5)), event("10:00", "page", evidence=cite(5))]
    assert paired(old, new) == {0: 1, 1: 0}


def test_action_items_and_plain_fields() -> None:
    now = Postmortem(
        title="My title",
        severity="SEV-2",
        action_items=(ActionItem(text="Alert on locks", owner="Storage", origin="human"),),
        milestones=Milestones(started=at("10:00")),
    )
    fresh = Postmortem(
        title="Its title",
        severity="SEV-1",
        services=("checkout", "payments"),
        action_items=(ActionItem(text="Alert on the age of locks", origin="model"),),
        milestones=Milestones(started=at("10:05"), resolved=at("11:00")),
    )
    delivered = replace(now, title="")
    proposal = of_fields(
        now, fresh, ("title", "severity", "services", "milestones", "action_items"), "Draft", delivered
    )
    assert [(part.path, part.before, part.after, part.is_theirs) for part in proposal.parts] == [
        ("/title", "My title", "Its title", True),
        ("/severity", "SEV-2", "SEV-1", False),
        ("/services", "", "checkout, payments", False),
        ("/milestones/started", "2026-03-01 10:00:00+00:00", "2026-03-01 10:05:00+00:00", False),
        ("/milestones/resolved", "", "2026-03-01 11:00:00+00:00", False),
        ("/action_items/0", "Alert on locks · other · Storage · planned", "Alert on the age of locks · other · planned", True),
    ]  # fmt: skip
    after = taken(now, proposal, some(proposal, 0, 1, 2, 4))
    assert (after.title, after.severity, after.services) == ("Its title", "SEV-1", ("checkout", "payments"))
    assert after.milestones == Milestones(started=at("10:00"), resolved=at("11:00"))
    assert all(part.is_theirs for part in of_fields(now, fresh, ("severity",), "Draft").parts)


# -- words


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ("the cache broke badly", "the cache failed", ["broke badly", "failed"]),
        ("", "new words", ["new words"]),
        ("one thing", "quite another matter", ["one thing", "quite another matter"]),
    ],
)
def test_words_that_differ_are_told(before: str, after: str, changed: list[str]) -> None:
    sides = runs(before, after)
    assert ["".join(run.text for run in side) for side in sides] == [before, after]
    assert [run.text for side in sides for run in side if run.is_changed] == changed


def test_a_text_too_long_to_compare_is_all_changed() -> None:
    old, new = runs("word " * 5000, "word " * 5001)
    assert len(old) == len(new) == 1


# -- what engines deliver


def test_what_a_person_touched_is_held_back_and_the_run_is_the_engines() -> None:
    rules = Postmortem(summary=Claim(text="A."), impact=Claim(text="B."), run=RunInfo(engine="offline"))
    now = replace(rules, summary=Claim(text="Mine.", origin="human"))
    fresh = Postmortem(
        summary=Claim(text="C.", origin="model"), impact=Claim(text="D.", origin="model"), run=RunInfo(engine="llm")
    )
    after, held = merged(now, rules, fresh)
    assert (after.summary, after.impact, held) == (now.summary, fresh.impact, ("summary",))
    assert after.run.engine == "llm"
