"""Writing on a postmortem: each edit gives the postmortem that one expects, and nothing else changes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmtool.editing import edits
from pmtool.editing.history import History
from pmtool.editing.marks import marks
from pmtool.editing.merging import merged
from pmtool.editing.places import field_of, item_path, number_of, put, value_at
from pmtool.model import ActionItem, Claim, Event, Evidence, Ignore, Instant, Postmortem
from pmtool.model.finding import Finding


def at(clock: str) -> Instant:
    return Instant(at=f"2026-03-01T{clock}:00+00:00", zone="UTC")


WORDS = Evidence(source="R1", start=0, end=5, quote="Pages")
DRAFT = Postmortem(
    title="Pages failed",
    services=("web",),
    summary=Claim(text="Pages failed.", evidence=(WORDS,)),
    timeline=(
        Event(at=at("10:20"), text="Rolled back.", kind="mitigation"),
        Event(at=None, text="Somebody noticed."),
        Event(at=at("10:05"), text="Deployed.", evidence=(WORDS,)),
    ),
    action_items=(ActionItem(text="Add a check.", owner="Mira"),),
    ignores=(Ignore(code="PM101", reason="lost", path="/timeline/1"), Ignore(code="PM503", reason="fine")),
)


def texts(postmortem: Postmortem) -> list[str]:
    return [event.text for event in postmortem.timeline]


# -- places


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/title", "Pages failed"), ("/summary/text", "Pages failed."), ("/timeline/2/text", "Deployed.")],
)
def test_a_pointer_leads_to_its_value(path, expected):
    assert value_at(DRAFT, path) == expected
    assert value_at(put(DRAFT, path, "other"), path) == "other"
    assert value_at(DRAFT, path) == expected


@pytest.mark.parametrize("path", ["/timeline/3", "/timeline/-1", "/impact/text", "/nothing", "/_x", "/timeline/x"])
def test_a_pointer_to_nowhere_is_refused(path):
    with pytest.raises(LookupError):
        value_at(DRAFT, path)


def test_parts_of_a_pointer():
    assert item_path("/timeline/2/at") == "/timeline/2"
    assert item_path("/summary/text") == "/summary"
    assert item_path("/milestones/detected") == "/milestones/detected"
    assert (field_of("/timeline/2/at"), number_of("/timeline/2/at")) == ("timeline", 2)
    assert (field_of("/summary"), number_of("/summary")) == ("summary", None)


# -- words


def test_what_a_person_writes_is_theirs_and_keeps_its_evidence():
    after = edits.write(DRAFT, "/summary", "  Pages failed for all. ")
    assert after.summary == Claim(text="Pages failed for all.", evidence=(WORDS,), origin="human")
    assert replace(after, summary=DRAFT.summary) == DRAFT


def test_the_same_words_change_nothing_not_even_whose_they_are():
    assert edits.write(DRAFT, "/summary", "Pages failed.\n") is DRAFT
    assert edits.write(DRAFT, "/timeline/0/text", "Rolled back.") is DRAFT


def test_empty_words_take_a_claim_away_and_new_ones_make_it():
    assert edits.write(DRAFT, "/summary", " ").summary is None
    assert edits.write(DRAFT, "/impact", "All.").impact == Claim(text="All.", origin="human")


def test_fields_of_the_head():
    assert edits.write(DRAFT, "/services", "web, , api ,").services == ("web", "api")
    assert edits.write(DRAFT, "/severity", "SEV-1").severity == "SEV-1"
    assert edits.write(DRAFT, "/severity", "").severity is None
    assert edits.write(DRAFT, "/title", "").title == ""
    assert edits.write(DRAFT, "/status", "final").status == "final"


def test_parts_of_an_item():
    after = edits.write(DRAFT, "/action_items/0/owner", "")
    assert after.action_items[0] == ActionItem(text="Add a check.", owner=None, origin="human")
    after = edits.write(DRAFT, "/timeline/1/kind", "detection")
    assert (after.timeline[1].kind, after.timeline[1].origin) == ("detection", "human")


def test_what_is_typed_can_steer_no_terminal():
    after = edits.write(DRAFT, "/summary", "a\x1b]52;c;eA==\x07b\u202ec\x9bd")
    assert after.summary
    assert after.summary.text.isprintable()


def test_times():
    after = edits.set_time(DRAFT, "/timeline/1/at", at("10:10"), at("10:12"))
    assert (after.timeline[1].at, after.timeline[1].until) == (at("10:10"), at("10:12"))
    assert edits.set_time(DRAFT, "/milestones/detected", at("10:10")).milestones.detected == at("10:10")


# -- lists


def test_items_come_and_go_and_ignores_go_with_them():
    after = edits.insert(DRAFT, "timeline", 0, edits.blank("timeline"))
    assert texts(after) == ["", "Rolled back.", "Somebody noticed.", "Deployed."]
    assert [ignore.path for ignore in after.ignores] == ["/timeline/2", ""]
    assert edits.remove(after, "/timeline/0") == DRAFT
    gone = edits.remove(DRAFT, "/timeline/1")
    assert texts(gone) == ["Rolled back.", "Deployed."]
    assert [ignore.path for ignore in gone.ignores] == [""]
    assert edits.remove(DRAFT, "/summary").summary is None


def test_items_move_as_far_as_there_is_room():
    after = edits.move(DRAFT, "/timeline/1", -1)
    assert texts(after) == ["Somebody noticed.", "Rolled back.", "Deployed."]
    assert after.ignores[0].path == "/timeline/0"
    assert edits.move(DRAFT, "/timeline/0", -5) is DRAFT
    assert texts(edits.move(DRAFT, "/timeline/0", 9))[-1] == "Rolled back."


def test_sorting_keeps_what_has_no_time_behind_what_it_stood_behind():
    after = edits.sort_by_time(DRAFT, "timeline")
    assert texts(after) == ["Deployed.", "Rolled back.", "Somebody noticed."]
    assert after.ignores[0].path == "/timeline/2"
    assert edits.sort_by_time(after, "timeline") is after


def test_a_day_sorts_before_the_moments_on_it_and_zones_by_the_instant():
    east = Instant(at="2026-03-01T11:00:00+01:00", zone="Europe/Berlin")
    day = Instant(at="2026-03-01", precision="day")
    timeline = (Event(at=at("10:05"), text="b"), Event(at=east, text="a"), Event(at=day, text="day"))
    assert texts(edits.sort_by_time(Postmortem(timeline=timeline), "timeline")) == ["day", "a", "b"]


def test_evidence_is_attached_once():
    after = edits.attach(DRAFT, "/timeline/0", WORDS)
    assert after.timeline[0].evidence == (WORDS,)
    assert after.timeline[0].origin == "rules"
    assert edits.attach(after, "/timeline/0/text", WORDS) is after
    assert edits.detach(after, "/timeline/0").timeline[0].evidence == ()


def test_a_finding_is_let_stand_with_a_reason():
    finding = Finding(code="PM303", severity="warning", message="no", path="/summary")
    after = edits.ignore(DRAFT, finding, " agreed ")
    assert after.ignores[-1] == Ignore(code="PM303", reason="agreed", path="/summary")


# -- history


def test_undo_and_redo_give_the_very_postmortems():
    history, states = History(DRAFT), [DRAFT]
    for text in ("one", "two", "three"):
        history.do(edits.write(history.now, "/summary", text), text, "/summary")
        states.append(history.now)
    for before in reversed(states[:-1]):
        step = history.undo()
        assert step
        assert history.now is before
    assert history.undo() is None
    assert history.is_saved
    for after in states[1:]:
        assert history.redo()
        assert history.now is after
    assert history.redo() is None
    assert not history.is_saved


def test_a_new_step_forgets_what_was_undone():
    history = History(DRAFT)
    history.do(edits.write(DRAFT, "/summary", "one"), "one", "/summary")
    history.undo()
    history.do(edits.write(DRAFT, "/summary", "two"), "two", "/summary")
    assert history.redo() is None
    assert not history.do(history.now, "nothing", "")


def test_steps_that_join_are_one():
    history = History(DRAFT)
    for text in ("o", "on", "one"):
        history.do(edits.write(history.now, "/summary", text), "type", "/summary", joins="a")
    history.seal()
    history.do(edits.write(history.now, "/summary", "one t"), "type", "/summary", joins="a")
    history.undo()
    assert history.now.summary
    assert history.now.summary.text == "one"
    history.undo()
    assert history.now is DRAFT


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.sampled_from(["/summary", "/timeline/0/text", "/title"]), st.text(max_size=5)),
        st.tuples(st.just("move"), st.integers(0, 2), st.integers(-3, 3)),
        st.tuples(st.just("insert"), st.integers(0, 2), st.none()),
        st.tuples(st.just("remove"), st.integers(0, 2), st.none()),
        st.tuples(st.just("sort"), st.none(), st.none()),
    ),
    max_size=12,
)


def done(postmortem: Postmortem, step: tuple) -> Postmortem:
    what, where, how = step
    if what == "write":
        try:
            return edits.write(postmortem, where, how)
        except LookupError:
            return postmortem
    if what == "sort":
        return edits.sort_by_time(postmortem, "timeline")
    number = min(where, len(postmortem.timeline) - 1)
    if what == "insert":
        return edits.insert(postmortem, "timeline", max(number, 0), edits.blank("timeline"))
    if number < 0:
        return postmortem
    path = f"/timeline/{number}"
    return edits.move(postmortem, path, how) if what == "move" else edits.remove(postmortem, path)


@given(STEPS)
def test_any_steps_undone_one_by_one_lead_back(steps):
    history, states = History(DRAFT), [DRAFT]
    states += [history.now for step in steps if history.do(done(history.now, step), step[0], "")]
    for state in reversed(states[:-1]):
        history.undo()
        assert history.now == state
    for state in states[1:]:
        history.redo()
        assert history.now == state


# -- marks, merging


def test_marks_tell_who_wrote_and_whether_it_is_backed():
    theirs = edits.write(DRAFT, "/timeline/2/text", "Deployed the build.")
    found = marks(theirs, [Finding(code="PM303", severity="error", message="no", path="/summary/text")])
    assert found["/summary"].signs == "R✗"
    assert found["/timeline/0"].signs == "R·"
    assert found["/timeline/2"].signs == "P~"
    assert marks(DRAFT)["/summary"].signs == "R✓"
    missing = replace(WORDS, status="missing")
    assert marks(put(DRAFT, "/summary/evidence", (missing,)))["/summary"].signs == "R✗"


def test_an_engine_fills_what_nobody_touched():
    fresh = replace(DRAFT, summary=Claim(text="By a model.", origin="model"), impact=Claim(text="All.", origin="model"))
    mine = edits.write(DRAFT, "/summary", "Mine.")
    now, held = merged(mine, DRAFT, fresh)
    assert now.summary == mine.summary
    assert now.impact == fresh.impact
    assert held == ("summary",)
    emptied = edits.write(DRAFT, "/summary", "")
    assert merged(emptied, DRAFT, fresh)[0].summary is None
    assert merged(DRAFT, DRAFT, fresh) == (fresh, ())
