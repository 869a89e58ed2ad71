"""Which calls a report makes, and which segments each of them sees."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmtool.engines.llm.plan import Call, call_for_left_out, closing_calls, first_calls
from pmtool.engines.llm.request import Recount
from pmtool.engines.llm.world import World
from pmtool.source import build_document
from pmtool.temporal import build_ledger


def world_of(text: str) -> World:
    document = build_document("R1", "report.txt", "text/plain", "", text)
    return World((document,), build_ledger([document]))


def timed(lines: int) -> str:
    """A report of so many lines, each with a time."""
    return "# Outage on 2026-03-01 (UTC)\n\n" + "".join(
        f"- {10 + i // 60:02}:{i % 60:02} step {i} of the repair was taken\n" for i in range(lines)
    )


def ten(_: str) -> int:
    return 10


def test_a_short_report_is_shown_whole_to_several_calls_at_once() -> None:
    world = world_of(timed(5))
    calls = first_calls(world, "sections", 1000, ten)
    assert [call.request.groups for call in calls] == [
        ("timeline",),
        ("head", "milestones", "account"),
        ("causes", "review"),
        ("actions",),
    ]
    assert {call.ids for call in calls} == {tuple(world.segments)}


def test_one_call_asks_for_everything_where_that_is_wanted() -> None:
    (call,) = first_calls(world_of(timed(50)), "single", 10_000, ten)
    assert call.request.groups == ("head", "timeline", "milestones", "account", "causes", "review", "actions")


@pytest.mark.parametrize(("lines", "parts"), [(11, 1), (13, 2), (30, 3), (500, 4)])
def test_many_events_are_shared_out_among_calls(lines: int, parts: int) -> None:
    world = world_of(timed(lines))
    timelines = [c for c in first_calls(world, "sections", 100_000, ten) if "timeline" in c.request.groups]
    assert len(timelines) == parts
    scopes = [call.scope for call in timelines]
    assert set().union(*scopes) == set(world.segments)
    assert not any(a & b for a, b in itertools.combinations(scopes, 2))
    sizes = [len(scope) for scope in scopes]
    assert max(sizes) - min(sizes) <= 2, "they take about as long as each other"
    assert {call.ids for call in timelines} == {tuple(world.segments)}, "and share their prefix"


@given(lines=st.integers(1, 80), most=st.integers(10, 400), size=st.integers(1, 60))
def test_no_segment_of_a_long_report_is_left_out(lines: int, most: int, size: int) -> None:
    world = world_of(timed(lines))
    calls = first_calls(world, "sections", most, lambda _: size)
    assert set().union(*(call.ids for call in calls)) == set(world.segments)
    windows = list(dict.fromkeys(call.ids for call in calls))
    for ids in windows:
        assert len(ids) * size <= most or len(ids) == 1
        assert list(ids) == [id for id in world.segments if id in ids]
    for group in ("timeline", "actions", "review"):
        assert set().union(*(c.ids for c in calls if group in c.request.groups)) == set(world.segments)


def test_windows_overlap_a_little() -> None:
    calls = first_calls(world_of(timed(100)), "sections", 300, ten)
    windows = list(dict.fromkeys(call.ids for call in calls))
    assert len(windows) > 3
    for before, after in itertools.pairwise(windows):
        assert len(set(before) & set(after)) == 3
    assert [c.request.window.number for c in calls if c.request.window and "timeline" in c.request.groups] == [
        *range(1, len(windows) + 1)
    ]


def test_a_long_report_is_summed_up_from_what_its_windows_told() -> None:
    world = world_of(timed(100))
    recount = Recount(("2026-03-01T10:00: it broke",), 0)
    calls = closing_calls(world, "sections", 100, ten, ["S50", "S3", "S99", "S404"], recount)
    assert [call.request.groups for call in calls] == [("head", "milestones", "account"), ("causes",)]
    assert all(call.ids == ("S3", "S50", "S99") and call.request.recount == recount for call in calls)
    (single,) = closing_calls(world, "single", 100, ten, ["S50"], recount)
    assert single.request.groups == ("head", "milestones", "account", "causes")


def test_where_room_is_short_the_wanted_segments_come_first() -> None:
    world = world_of(timed(100))
    (call, _) = closing_calls(world, "sections", 25, ten, ["S50", "S3", "S99"], Recount((), 0))
    assert call.ids == ("S3", "S50")


def test_the_question_for_what_was_left_out_names_it_and_sees_the_rest() -> None:
    world = world_of(timed(60))
    call: Call = call_for_left_out(world, ["S1", "S2"], [f"S{n}" for n in range(5, 61)])
    assert call.request.segments == tuple(f"S{n}" for n in range(5, 45))
    assert call.ids[:3] == ("S1", "S2", "S5")
    assert call.scope == frozenset(call.request.segments)
