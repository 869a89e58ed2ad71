"""What engines can be asked for at a place, how far they have got, and what they took."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pmtool.editing.fields import FIELDS
from pmtool.editing.proposals.bill import Bill
from pmtool.editing.proposals.offers import NOT_DRAFTED, Offer, Situation, offers
from pmtool.editing.proposals.underway import Underway
from pmtool.model import Claim, Postmortem, StatusUpdate
from pmtool.model.finding import Finding
from pmtool.model.progress import Arrived, Done, Failed, Planned, Repairing, Spent, Started, Tokens, Worded

DRAFT = Postmortem(summary=Claim(text="It broke."), status_updates=(StatusUpdate(at=None, text="We look."),))
HERE = Situation(postmortem=DRAFT, path="/summary", model="some-model", has_sources=True)


def offer(wish: str, now: Situation) -> Offer:
    return next(one for one in offers(now) if one.wish == wish)


def test_each_offer_says_who_does_it() -> None:
    found = offers(HERE)
    assert [one.wish for one in found] == ["draft", "redraft", "tighter", "neutral", "answer"]
    assert [one.is_open for one in found] == [True, True, True, True, False]
    assert all("some-model" in one.tells for one in found[:4])
    assert offer("redraft", HERE).label == "Redraft Summary"


def test_without_a_model_rules_do_what_they_can_and_the_rest_says_what_to_set() -> None:
    alone = replace(HERE, model="")
    assert offer("redraft", alone).is_open
    assert "offline engine" in offer("redraft", alone).tells
    assert offer("neutral", alone).is_open
    assert not offer("tighter", alone).is_open
    assert "OPENAI_API_KEY" in offer("tighter", alone).tells


@pytest.mark.parametrize("path", ["", "/impact", "/timeline/7", "/milestones/started", "/status_updates/0", "/authors"])
def test_only_statements_are_reworded(path: str) -> None:
    """What was posted stays as it was posted."""
    now = replace(HERE, path=path)
    assert not offer("tighter", now).is_open
    assert not offer("neutral", now).is_open


def test_what_needs_a_source_says_so() -> None:
    bare = replace(HERE, has_sources=False)
    assert not offer("draft", bare).is_open
    assert "--source" in offer("redraft", bare).tells
    assert offer("tighter", bare).is_open


def test_findings_and_what_waits_are_offered() -> None:
    finding = Finding(code="PM204", severity="info", message="nothing says how it was noticed")
    now = replace(HERE, findings=(finding,), underway="the draft", waiting="another draft")
    assert [one.wish for one in offers(now)][:2] == ["stop", "compare"]
    assert offer("answer", now).finding is finding
    keys = [one.key for one in offers(now)]
    assert len(keys) == len(set(keys))


def test_what_no_model_drafts_is_known() -> None:
    from pmtool.engines.llm import draft

    assert FIELDS.keys() - draft.FIELDS.keys() == NOT_DRAFTED


def test_how_far_a_draft_has_got() -> None:
    now = Underway()
    for progress in (
        Planned(("timeline", "causes"), 100),
        Started("timeline"),
        Tokens("timeline", 12, 1, "10:00 it"),
        Tokens("timeline", 20, 1, "10:00 it broke"),
        Tokens("timeline", 40, 2, "10:20\x1b[31m back"),
        Done("timeline", 100, 50, False),
        Arrived("timeline", ("timeline",), Postmortem),
    ):
        now = now.heard(progress)
    assert now.words.splitlines()[0] == "10:00 it broke"
    assert "\x1b" not in now.words
    assert now.line == "1/2 parts · 50 tokens · timeline"
    now = now.heard(Repairing("timeline", 1, 3)).heard(Failed("causes", "it refused"))
    assert now.line == "2/2 parts · 50 tokens · mending timeline"
    assert now.troubles == {"causes": "it refused"}


def test_a_wording_grows() -> None:
    assert Underway().heard(Worded("It")).heard(Worded("It broke")).words == "It broke"


def test_a_session_adds_up() -> None:
    bill = Bill()
    assert not bill.line
    bill = bill.plus(Spent(4, 1000, 0, 200, 0.5)).plus(Spent(1, 234, 0, 10, 0.25))
    assert bill.line == "cost 0.7500 · 1,234 tokens in, 210 out"
    assert Bill().plus(Spent(1, 10, 0, 5, None)).line == "10 tokens in, 5 out"
