"""What `pmtool eval` measures: each figure by hand on small postmortems, and what holds for any at all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT
from pmtool import ActionItem, Claim, Event, Evidence, Instant, Milestones, Postmortem, Source, StatusUpdate
from pmtool.evaluation.comparison import compare
from pmtool.evaluation.differences import Difference, differences
from pmtool.evaluation.figures import figures, summed
from pmtool.evaluation.instants import only_zones_differ, same
from pmtool.evaluation.measures import MEASURES, Scores, measured, overall, total
from pmtool.evaluation.sureness import FEWEST, intervals
from pmtool.evaluation.tally import Tally
from records import SAMPLE, anything, cited, hostile


def scores(gold: Postmortem, made: Postmortem) -> Scores:
    return measured(compare(gold, made))


def at(clock: str, zone: str = "+00:00", **more: object) -> Instant:
    return Instant(at=f"2026-03-01T{clock}{zone}", **more)


def made(**fields: object) -> Postmortem:
    return replace(SAMPLE, **fields)


def test_each_measure_is_documented_with_its_formula() -> None:
    page = (ROOT / "docs" / "evaluating.md").read_text(encoding="utf-8")
    for measure in MEASURES:
        assert f"`{measure.name}`{' *' if measure.is_main else ''}" in page
        assert measure.of.__doc__


# -- instants


@pytest.mark.parametrize(
    ("a", "b", "are_same"),
    [
        (at("14:05:00"), at("15:05:00", "+01:00"), True),
        (at("14:05:00"), at("14:06:00"), False),
        (at("14:05:00"), at("14:05:40", precision="second"), True),
        (at("14:05:01", precision="second"), at("14:05:02", precision="second"), False),
        (at("14:00:00", precision="hour"), at("14:20:00"), True),
        (at("14:00:00", precision="hour"), at("15:00:00"), False),
        (Instant(at="2026-03-01", precision="day"), at("23:59:00", "-08:00"), True),
        (Instant(at="2026-03-01", precision="day"), Instant(at="2026-03-02T10:00:00+00:00"), False),
        (Instant(at="2026-03-01", precision="month"), Instant(at="2026-03-17", precision="day"), True),
        (Instant(at="2026-03-01", precision="year"), Instant(at="2027-03-01", precision="day"), False),
        (Instant(at="nonsense"), Instant(at="nonsense"), True),
        (Instant(at=""), at("14:05:00"), False),
    ],
)
def test_instants_are_compared_to_the_coarser_precision(a: Instant, b: Instant, are_same: bool) -> None:
    assert same(a, b) == same(b, a) == are_same


def test_a_wrong_zone_is_told_from_a_wrong_time() -> None:
    assert only_zones_differ(at("14:05:00"), at("14:05:00", "+01:00"))
    assert not only_zones_differ(at("14:05:00"), at("15:05:00", "+01:00"))  # one instant
    assert not only_zones_differ(at("14:05:00"), at("14:50:00", "+01:00"))
    slipped = replace(SAMPLE.timeline[0], at=at("14:05:00", "-05:00"))
    found = scores(SAMPLE, made(timeline=(slipped, *SAMPLE.timeline[1:])))
    assert found["zones"] == Tally(5, 6, 6)  # two milestones and four event times, one slipped
    assert found["event_times"] == Tally(3, 4, 4)


# -- statements


def test_an_event_at_another_time_is_found_but_not_right() -> None:
    late = replace(SAMPLE.timeline[0], at=at("14:09:00"), kind="other")
    found = scores(SAMPLE, made(timeline=(late, *SAMPLE.timeline[1:])))
    assert found["events"] == Tally(3, 4, 4)
    assert found["event_kinds"] == Tally(3, 4, 4)


def test_events_are_one_by_what_they_cite_whatever_their_words() -> None:
    reworded = replace(SAMPLE.timeline[0], text="Deployment")
    assert scores(SAMPLE, made(timeline=(reworded, *SAMPLE.timeline[1:])))["events"].score == 1
    uncited = replace(reworded, evidence=())
    assert scores(SAMPLE, made(timeline=(uncited, *SAMPLE.timeline[1:])))["events"] == Tally(3, 4, 4)


def test_each_event_is_paired_once() -> None:
    found = scores(SAMPLE, made(timeline=SAMPLE.timeline * 2))
    assert found["events"] == Tally(4, 8, 4)
    assert found["event_times"] == Tally(4, 8, 4)


def test_action_items_and_what_they_say() -> None:
    action = SAMPLE.action_items[0]
    other = replace(action, owner="@ANA", due="2026-04-01", tracker="OPS-1", state="done")
    found = scores(SAMPLE, made(action_items=(other, ActionItem(text="Rename the office plants"))))
    assert found["actions"] == Tally(1, 2, 1)
    assert (found["owners"], found["due_dates"], found["trackers"]) == (Tally(1, 1, 1), Tally(0, 1, 1), Tally(0, 1, 0))
    assert (found["action_states"], found["action_types"]) == (Tally(0, 1, 1), Tally(1, 1, 1))


def test_status_updates_and_their_states() -> None:
    update = replace(SAMPLE.status_updates[0], state="identified")
    found = scores(SAMPLE, made(status_updates=(update, StatusUpdate(at=None, text="Other words altogether"))))
    assert found["updates"] == Tally(1, 2, 1)
    assert found["update_states"] == Tally(0, 1, 1)


def test_sections() -> None:
    summary = Claim(text="Checkout failed", evidence=cited("Checkout failed"))
    found = scores(SAMPLE, made(summary=summary, lessons=(), went_well=(Claim(text="Paging worked."),)))
    assert found["sections"] == Tally(3, 4, 4)
    words = found["section_words"]
    assert words.recall is not None
    assert words.recall < 1
    assert found["section_evidence"].score == pytest.approx((15 + 7) / (31 + 7))


def test_words_of_a_template_are_no_section() -> None:
    assert scores(SAMPLE, made(summary=Claim(text="TODO")))["sections"] == Tally(3, 3, 4)


def test_cited_characters_count_once_and_by_their_source() -> None:
    gold = Postmortem(summary=Claim(text="a", evidence=(cite("R1", 0, 10), cite("R1", 5, 20))), sources=(source("R1"),))
    alike = Postmortem(summary=Claim(text="a", evidence=(cite("R7", 10, 30),)), sources=(source("R7"),))
    other = Postmortem(summary=Claim(text="a", evidence=(cite("R1", 0, 20),)), sources=(source("R1", "other"),))
    assert scores(gold, alike)["citations"] == Tally(10, 20, 20)
    assert scores(gold, other)["citations"] == Tally(0, 20, 20)


def cite(id: str, start: int, end: int) -> Evidence:
    return Evidence(source=id, start=start, end=end, quote="x" * (end - start))


def source(id: str, sha256: str = "ab") -> Source:
    return Source(id=id, name="report.txt", media_type="text/plain", sha256=sha256, length=99)


def test_figures() -> None:
    marked = replace(SAMPLE.timeline[0], evidence=(replace(cite("R1", 0, 3), status="missing"),))
    found = figures(made(timeline=(marked,)), (), ())
    assert (found.quotes, found.exact_quotes) == (4, 3)
    assert found.unplaced_share == pytest.approx(1 / 9)
    both = summed([found, found])
    assert (both.reports, both.quotes, both.cost) == (2, 8, None)
    assert summed([]).reports == 0


# -- what holds for any


def test_nothing_to_measure_is_no_score() -> None:
    assert overall(scores(Postmortem(), Postmortem())) is None


@given(anything)
@settings(max_examples=15)
def test_a_run_equal_to_gold_is_perfect(postmortem: Postmortem) -> None:
    found = scores(postmortem, postmortem)
    assert all(tally.score in (None, 1) for tally in found.values())
    assert not list(differences(compare(postmortem, postmortem)))


@given(anything)
@settings(max_examples=10)
def test_an_empty_run_finds_nothing(postmortem: Postmortem) -> None:
    found = scores(postmortem, Postmortem())
    assert all(tally.recall in (None, 0) and tally.hits == 0 for tally in found.values())
    assert {difference.what for difference in differences(compare(postmortem, Postmortem()))} <= {"missed"}


SMALL = st.builds(
    Event,
    at=st.sampled_from([None, at("14:05:00"), at("14:06:00"), at("14:05:00", "+01:00")]),
    text=st.sampled_from(["deploy went out", "deploy was rolled back", "errors rose", "404"]) | hostile,
    kind=st.sampled_from(["other", "impact"]),
    evidence=st.lists(st.builds(cite, st.just("R1"), st.integers(0, 5), st.integers(6, 9)), max_size=2).map(tuple),
)
TIMELINES = st.lists(SMALL, max_size=6).map(tuple)


@given(TIMELINES, TIMELINES, st.randoms())
@settings(max_examples=40)
def test_the_order_of_events_does_not_matter(gold, others, random) -> None:
    mixed = random.sample(gold, len(gold)), random.sample(others, len(others))
    first = scores(Postmortem(timeline=gold), Postmortem(timeline=others))
    assert first == scores(Postmortem(timeline=tuple(mixed[0])), Postmortem(timeline=tuple(mixed[1])))


@given(TIMELINES, TIMELINES)
@settings(max_examples=40)
def test_precision_is_recall_the_other_way_round(a, b) -> None:
    there, back = (scores(Postmortem(timeline=x), Postmortem(timeline=y))["events"] for x, y in ((a, b), (b, a)))
    assert (there.made, there.gold) == (back.gold, back.made)
    assert there.hits <= min(there.made, there.gold)


@given(TIMELINES.filter(bool), st.data())
@settings(max_examples=40)
def test_an_event_less_lowers_recall_alone(gold, data) -> None:
    gone = data.draw(st.integers(0, len(gold) - 1))
    found = scores(Postmortem(timeline=gold), Postmortem(timeline=gold[:gone] + gold[gone + 1 :]))
    assert found["events"] == Tally(len(gold) - 1, len(gold) - 1, len(gold))
    assert found["event_kinds"].score in (None, 1)
    assert found["event_times"].precision in (None, 1)


@given(st.lists(anything, max_size=2))
@settings(max_examples=5)
def test_totals_are_sums(postmortems) -> None:
    found = [scores(SAMPLE, postmortem) for postmortem in postmortems]
    for measure in MEASURES:
        assert total(found)[measure.name] == sum((one[measure.name] for one in found), Tally())


# -- differences


def test_differences_name_what_differs() -> None:
    late = replace(SAMPLE.timeline[0], at=at("14:05:00", "-05:00"), kind="other")
    new = Event(at=None, text="Somebody made tea")
    run = made(
        timeline=(late, SAMPLE.timeline[1], SAMPLE.timeline[2], new),
        milestones=Milestones(started=SAMPLE.milestones.started, resolved=at("15:00:00")),
        action_items=(replace(SAMPLE.action_items[0], owner=None),),
        summary=None,
    )
    assert list(differences(compare(SAMPLE, run))) == [
        Difference("milestones", "missed", "detected 2026-03-01 14:12 +00:00"),
        Difference("milestones", "invented", "", "resolved 2026-03-01 15:00 +00:00"),
        Difference("timeline", "missed", "unknown Someone called a vendor"),
        Difference("timeline", "invented", "", "unknown Somebody made tea"),
        Difference(
            "timeline",
            "differs",
            "2026-03-01 14:05 +00:00 Release 4.2 went out",
            "2026-03-01 14:05 -05:00 Release 4.2 went out",
            "zone: +00:00, not -05:00; kind: trigger, not other",
        ),
        Difference("action_items", "differs", "Alert on pool size", "Alert on pool size", "owner: Ana, not none"),
        Difference("summary", "missed", "Checkout failed for 35 minutes."),
    ]


# -- sureness


def test_few_reports_have_no_interval() -> None:
    few = [scores(SAMPLE, SAMPLE)] * (FEWEST - 1)
    assert intervals(few, few) == {}


def test_intervals_tell_a_clear_difference_from_none() -> None:
    whole, half = scores(SAMPLE, SAMPLE), scores(SAMPLE, made(timeline=SAMPLE.timeline[:2]))
    one_better = [whole] * 5 + [half] * 7
    found = intervals([whole] * 12, [half] * 12)
    assert found["events"].is_sure
    assert found["overall"].low > 0
    assert not found["actions"].is_sure
    mixed = intervals(one_better, one_better[::-1])
    assert not mixed["events"].is_sure
    assert mixed["events"].low < 0 < mixed["events"].high
    assert mixed == intervals(one_better, one_better[::-1])


def test_many_reports_are_drawn_together() -> None:
    whole, half = scores(SAMPLE, SAMPLE), scores(SAMPLE, made(timeline=SAMPLE.timeline[:2]))
    found = intervals([whole] * 1000, [whole, half] * 500)
    assert found["events"].is_sure
