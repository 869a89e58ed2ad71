"""The pace of calls: slots, pauses, what headers say is left, limits of one's own. With a clock of its own."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmtool.engines.llm.limits import Allowance, allowances, wait_asked
from pmtool.engines.llm.pacing import GO, Pace, Turn, Wait, pause_after


def begun(pace: Pace, count: int, now: float = 0.0, tokens: int = 10) -> list[Turn]:
    return [pace.begin(now, tokens) for _ in range(count)]


# -- slots


def test_slots_halve_once_for_calls_that_were_in_flight_together() -> None:
    pace = Pace(128)
    for turn in begun(pace, 128):
        pace.refused(turn, 1.0, {}, 2.0)
        pace.end(turn, 0)
    assert pace.slots == 64
    later = begun(pace, 64, 3.0)
    for turn in later:
        pace.refused(turn, 4.0, {}, 2.0)
    assert pace.slots == 32


def test_there_is_always_a_slot() -> None:
    pace = Pace(8)
    for _ in range(10):
        (turn,) = begun(pace, 1)
        pace.refused(turn, 0.0, {}, 0.001)
        pace.end(turn, 0)
    assert pace.slots == 1
    assert pace.wait(1.0, 10) == GO


def test_slots_grow_back_step_by_step() -> None:
    pace = Pace(128)
    (turn,) = begun(pace, 1)
    pace.refused(turn, 0.0, {}, 0.0)
    pace.end(turn, 0)
    seen = []
    for _ in range(12):
        for one in begun(pace, int(pace.slots), 20.0):
            pace.answered(one, 21.0, {})
            pace.end(one, 10)
        seen.append(pace.slots)
    assert seen == sorted(seen)
    assert seen[0] < 80
    assert seen[-1] == 128


def test_answers_to_calls_from_before_the_halving_do_not_undo_it() -> None:
    pace = Pace(8)
    turns = begun(pace, 8)
    pace.refused(turns[0], 0.0, {}, 1.0)
    for turn in turns[1:]:
        pace.answered(turn, 0.5, {})
    assert pace.slots == 4


# -- pauses


def test_a_pause_holds_all_calls() -> None:
    pace = Pace(8)
    first, second = begun(pace, 2)
    assert pace.refused(first, 10.0, {}, 20.0) == 20.0
    assert pace.wait(11.0, 1) == Wait(19.0, "busy")
    pace.refused(second, 12.0, {}, 5.0)
    assert pace.wait(13.0, 1).seconds == 17.0, "a shorter wait for another call ends no pause"
    assert pace.wait(30.0, 1) == GO


def test_pauses_that_nobody_named_grow_with_each_round_trip_in_vain() -> None:
    pace, now, pauses = Pace(64), 0.0, []
    for _ in range(6):
        for turn in begun(pace, 2, now):
            pause = pace.refused(turn, now, {}, None)
            pace.end(turn, 0)
        pauses.append(pause)
        now += 100
    assert pauses == [0.5, 1.0, 2.0, 4.0, 8.0, 8.0]
    (turn,) = begun(pace, 1, now)
    pace.answered(turn, now, {})
    assert pace.refused(pace.begin(now, 1), now, {}, None) == pause_after(0)


# -- what headers say is left


def test_a_call_waits_for_tokens_that_are_not_left() -> None:
    pace = Pace(8)
    (turn,) = begun(pace, 1)
    pace.answered(turn, 0.0, {"tokens": Allowance(1000, 100, 30.0)})
    pace.end(turn, 10)
    assert pace.wait(0.0, 100) == GO
    assert pace.wait(10.0, 101) == Wait(20.0, "limits")
    assert pace.wait(30.0, 1000) == GO
    assert pace.wait(30.0, 5000) == GO, "what is more than all there ever is goes out when that is there"


def test_what_calls_took_since_is_not_there_any_more() -> None:
    pace = Pace(8)
    first, *_ = begun(pace, 3, tokens=300)
    pace.answered(first, 1.0, {"tokens": Allowance(1000, 700, 30.0)})
    assert pace.wait(1.0, 100) == GO
    assert pace.wait(1.0, 101).seconds == 30.0, "the two others were not counted yet"


def test_news_that_is_late_is_no_news() -> None:
    pace = Pace(8)
    first, second = begun(pace, 2)
    pace.answered(second, 1.0, {"requests": Allowance(10, 0, 30.0)})
    pace.answered(first, 2.0, {"requests": Allowance(10, 9, 30.0)})
    assert pace.wait(2.0, 1).why == "limits"


def test_a_limit_without_an_end_waits_for_news_while_there_can_be_any() -> None:
    pace = Pace(8)
    first, second = begun(pace, 2)
    pace.answered(first, 0.0, {"requests": Allowance(inf, 0, inf)})
    pace.end(first, 1)
    assert pace.wait(0.0, 1).seconds == inf
    pace.end(second, 1)
    assert pace.wait(0.0, 1) == GO


# -- limits of one's own


def test_no_minute_has_more_requests_than_allowed() -> None:
    pace = Pace(8, requests_per_minute=3)
    for at in (0.0, 10.0, 20.0):
        assert pace.wait(at, 1) == GO
        pace.end(pace.begin(at, 1), 1)
    assert pace.wait(21.0, 1) == Wait(39.0, "settings")
    assert pace.wait(60.0, 1) == GO


def test_tokens_count_as_they_turn_out() -> None:
    pace = Pace(8, tokens_per_minute=1000)
    turn = pace.begin(0.0, 900)
    assert pace.wait(1.0, 200).seconds == 59.0
    pace.end(turn, 500)
    assert pace.wait(1.0, 200) == GO
    assert pace.wait(1.0, 5000).seconds == 59.0, "one that takes more than a minute's has a minute of its own"
    assert pace.wait(60.0, 5000) == GO


calls = st.lists(
    st.tuples(
        st.sampled_from(["ok", "busy", "told", "lost"]),
        st.integers(1, 400),
        st.floats(0, 20),
        st.floats(0, 90),
        st.integers(0, 500),
    ),
    max_size=60,
)


@given(calls, st.integers(1, 9), st.none() | st.integers(1, 30), st.none() | st.integers(50, 1000))
def test_whatever_a_server_does_calls_get_out_and_never_too_many(
    told: list[tuple[str, int, float, float, int]], slots: int, requests: int | None, tokens: int | None
) -> None:
    pace = Pace(slots, requests_per_minute=requests, tokens_per_minute=tokens)
    now = 0.0
    open_turns: list[tuple[Turn, str, float, int]] = []
    out: list[tuple[float, int]] = []
    for kind, need, takes, seconds, left in told:
        for _ in range(200):
            wait = pace.wait(now, need)
            if wait.seconds <= 0:
                break
            if wait.seconds == inf:
                assert open_turns, "nothing is waited for that can't come"
                turn, how, asked, rest = open_turns.pop(0)
                now += takes
                allowance = {"tokens": Allowance(500, rest, asked)}
                if how == "busy":
                    pace.refused(turn, now, {}, asked)
                elif how != "lost":
                    pace.answered(turn, now, allowance if how == "told" else {})  # type: ignore[arg-type]
                pace.end(turn, need if how == "ok" else None)
            else:
                now += wait.seconds + 1e-6
        else:
            raise AssertionError("it never gets out")
        open_turns.append((pace.begin(now, need), kind, seconds, left))
        out.append((now, need))
        assert pace.in_flight == len(open_turns) <= slots
        recent = [entry for entry in out if entry[0] > now - 60]
        assert requests is None or len(recent) <= requests


# -- headers


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "-3"}, 0),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after": "20s"}, 20),
        ({"retry-after": "Sat, 03 Jan 2026 10:00:30 GMT", "date": "Sat, 03 Jan 2026 10:00:00 GMT"}, 30),
        ({"retry-after": "Sat, 03 Jan 2026 10:00:30 GMT"}, 40),
        ({"retry-after": "Sat, 03 Jan 2026 09:00:00 GMT"}, 0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "nan"}, None),
    ],
)
def test_how_long_a_server_wants_to_be_left_alone(headers: dict[str, str], seconds: float | None) -> None:
    now = 1767434390.0  # ten seconds before 10:00:00
    assert wait_asked(headers, now) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("reset", "seconds"),
    [
        ("6m0s", 360),
        ("1s", 1),
        ("20ms", 0.02),
        ("1h2m3.5s", 3723.5),
        ("1m30.951s", 90.951),
        ("2d", 172800),
        ("12", 12),
        ("1767434400", 10),
        ("1767434400000", 10),
        ("2026-01-03T10:00:00Z", 10),
        ("", inf),
        ("later", inf),
    ],
)
def test_when_a_limit_is_whole_again(reset: str, seconds: float) -> None:
    headers = {"x-ratelimit-remaining-tokens": "5", "x-ratelimit-limit-tokens": "90", "x-ratelimit-reset-tokens": reset}
    told = allowances(headers, 1767434390.0)["tokens"]
    assert (told.of, told.left) == (90, 5)
    assert told.resets_in == pytest.approx(seconds)


def test_limits_as_others_write_them() -> None:
    headers = {
        "anthropic-ratelimit-requests-remaining": "3",
        "anthropic-ratelimit-requests-limit": "50",
        "anthropic-ratelimit-requests-reset": "2026-01-03T10:00:00Z",
        "x-ratelimit-remaining-tokens": "many",
    }
    assert allowances(headers, 1767434390.0) == {"requests": Allowance(50, 3, 10)}


@given(st.text(max_size=30), st.text(max_size=30))
def test_whatever_headers_hold(one: str, other: str) -> None:
    headers = {"retry-after": one, "x-ratelimit-remaining-requests": other, "x-ratelimit-reset-requests": one}
    asked = wait_asked(headers, 0.0)
    assert asked is None or 0 <= asked < inf
    for allowance in allowances(headers, 0.0).values():
        assert allowance.left >= 0
        assert allowance.resets_in >= 0
