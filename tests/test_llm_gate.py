"""The pace and the purse at work: the SDK's client, over HTTP, against a server that has enough of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from email.utils import formatdate
from itertools import pairwise
from pathlib import Path

import pytest

from asking import REPORT, case_of, copying, settings_for
from calling import GOOD, Called, lose_no_time, outcome_of, settings_of
from model_server import ModelServer, Pace, Reply, Request, Usage, in_order, replies
from pmtool.engines import llm
from pmtool.engines.llm.answer import Answer
from pmtool.engines.llm.client import Client
from pmtool.errors import SpendingCapError, UsageError
from pmtool.model import Postmortem
from pmtool.model.progress import Paced, Progress
from pmtool.pipeline.asking import ask_model

USED = Usage(prompt=900, completion=100)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    lose_no_time(monkeypatch)


def linked(
    server: ModelServer, count: int, *, heard: list[Progress] | None = None, patience: float = 0.0, **changed: object
) -> Called:
    """Calls at once through a link that may be patient."""

    async def main() -> Called:
        called = Called()
        hear = (heard if heard is not None else []).append
        async with llm.connected(settings_of(server.base_url, **changed), hear, patience=patience) as link:
            client = Client(link)
            called.outcomes += await asyncio.gather(*(outcome_of(client, called, n) for n in range(count)))
        return called

    return asyncio.run(main())


def gaps(server: ModelServer) -> list[float]:
    """Seconds between requests."""
    at = [request.arrived for request in server.requests]
    return [after - before for before, after in pairwise(at)]


# -- a server that is busy


def test_all_calls_wait_as_long_as_one_was_told_to() -> None:
    with ModelServer(in_order([replies.rate_limited(0.4)], then=Reply(GOOD, pace=Pace(ttft=0.02)))) as server:
        assert linked(server, 6, concurrency=2).kinds == [""] * 6
    first, second, *later = server.requests
    assert second.arrived - first.arrived < 0.2, "it was under way"
    assert all(request.arrived - first.arrived >= 0.4 for request in later)
    assert max(request.concurrency for request in later) <= 2


def test_a_wait_may_be_told_as_a_date() -> None:
    refused: list[float] = []

    def script(request: Request) -> Reply | str:
        if refused:
            return GOOD
        refused.append(time.time())
        told = {"retry-after": formatdate(1767434401, usegmt=True), "date": formatdate(1767434400, usegmt=True)}
        return replies.error(429, "Later.", headers=told)

    with ModelServer(script) as server:
        assert linked(server, 1).kinds == [""]
    assert 1 <= gaps(server)[0] < 3


def test_a_crowd_that_a_server_cannot_take_gets_through() -> None:
    """It takes four at a time and refuses the others: none is lost, and the crowd thins out."""

    def script(request: Request) -> Reply:
        return replies.overloaded(0.03) if request.concurrency > 4 else Reply(GOOD, pace=Pace(ttft=0.01))

    with ModelServer(script) as server:
        called = linked(server, 80, concurrency=32, patience=60.0, retries=2)
    assert called.kinds == [""] * 80
    assert max(request.concurrency for request in server.requests[-30:]) <= 16
    assert len(server.requests) < 80 * 2.5


def test_a_patient_call_waits_longer_than_its_time() -> None:
    script = in_order([replies.rate_limited(0.8)], then=GOOD)
    with ModelServer(script) as server:
        assert linked(server, 1, deadline=0.5).kinds == ["busy"]
    with ModelServer(in_order([replies.rate_limited(0.8)], then=GOOD)) as server:
        heard: list[Progress] = []
        assert linked(server, 3, deadline=0.5, concurrency=1, patience=5.0, heard=heard).kinds == [""] * 3
    assert len(server.requests) == 4


def test_patience_ends() -> None:
    with ModelServer(replies.rate_limited(0.2)) as server:
        begun = time.monotonic()
        assert linked(server, 1, deadline=0.5, patience=0.7, retries=1).kinds == ["busy"]
    assert 0.7 < time.monotonic() - begun < 3
    with ModelServer(replies.rate_limited(7200)) as server:
        assert linked(server, 5, concurrency=1, patience=60.0).kinds == ["busy"] * 5
    assert len(server.requests) == 1, "whoever comes next need not hear it again"


def test_who_watches_hears_that_all_wait() -> None:
    heard: list[Progress] = []
    with ModelServer(in_order([replies.rate_limited(1.2)], then=GOOD)) as server:
        linked(server, 5, concurrency=2, heard=heard)
    told = [progress for progress in heard if isinstance(progress, Paced)]
    assert [(round(paced.seconds), paced.why) for paced in told] == [(1, "the server asks to wait")]


def test_a_call_that_waits_to_try_again_leaves_its_slot() -> None:
    script = in_order([replies.server_error()], then=Reply(GOOD, pace=Pace(ttft=0.01)))
    with ModelServer(script) as server:
        assert linked(server, 3, concurrency=1).kinds == [""] * 3
    assert len(server.requests) == 4
    assert max(request.concurrency for request in server.requests) == 1


# -- what headers tell


def limited(left: Sequence[int], reset: str) -> list[Reply]:
    """Answers that tell how many requests are left."""
    headers = {"x-ratelimit-limit-requests": "4", "x-ratelimit-reset-requests": reset}
    return [Reply(GOOD, headers={**headers, "x-ratelimit-remaining-requests": str(n)}) for n in left]


def test_no_request_goes_out_that_the_headers_leave_no_room_for() -> None:
    with ModelServer(limited([2, 1, 0, 3, 2], "400ms")) as server:
        assert linked(server, 5, concurrency=1).kinds == [""] * 5
    assert [gap >= 0.35 for gap in gaps(server)] == [False, False, True, False]


def test_tokens_that_are_left_are_not_overdrawn() -> None:
    told = {"x-ratelimit-remaining-tokens": "100", "x-ratelimit-limit-tokens": "90000"}
    reply = Reply(GOOD, headers=told | {"x-ratelimit-reset-tokens": "0.4s"})
    with ModelServer(in_order([reply], then=GOOD)) as server:
        assert linked(server, 3, concurrency=1).kinds == [""] * 3
    assert [gap >= 0.35 for gap in gaps(server)] == [True, False]


def test_limits_of_ones_own_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pmtool.engines.llm.pacing._MINUTE", 0.4)
    with ModelServer(GOOD) as server:
        assert linked(server, 6, requests_per_minute=2, deadline=0.3).kinds == [""] * 6
    at = [request.arrived for request in server.requests]
    assert all(third - first >= 0.35 for first, third in zip(at, at[2:], strict=False))


def test_waiting_to_ask_again_is_not_a_calls_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pmtool.engines.llm.pacing._MINUTE", 0.8)

    async def main() -> None:
        async with llm.connected(settings_of(server.base_url, requests_per_minute=1, deadline=0.6)) as link:
            assert (await Client(link).ask([{"role": "user", "content": "?"}], Answer, reasks=1)).answer.timeline

    with ModelServer(["no JSON", GOOD]) as server:
        asyncio.run(main())


# -- what may be spent


def capped(server: ModelServer, **caps: float) -> Postmortem:
    prices = {"price_input": "1", "price_output": "10"}

    async def main() -> Postmortem:
        settings = settings_for(server, concurrency=1, repairs=0, **prices)
        async with llm.connected(settings, **caps) as link:  # type: ignore[arg-type]
            return await ask_model(case_of(REPORT), settings, link=link)

    return asyncio.run(main())


def metered(request: Request) -> Reply:
    return Reply(copying(request), usage=Usage(prompt=6000, completion=500))


@pytest.mark.parametrize("caps", [{"max_tokens": 15_000}, {"max_cost": 0.03}])
def test_nothing_goes_out_beyond_the_cap(caps: dict[str, float]) -> None:
    with ModelServer(metered) as server, pytest.raises(SpendingCapError, match=r"is reached: .* so far") as caught:
        capped(server, **caps)
    assert len(server.requests) == 2
    assert "answers that came are kept" in caught.value.remedy


def test_a_cap_that_suffices_is_not_felt() -> None:
    with ModelServer(metered) as server:
        assert capped(server, max_tokens=40_000, max_cost=1.0).timeline
    assert len(server.requests) == 4


def test_a_run_goes_on_where_the_cap_ended_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    async def run(server: ModelServer, most: int) -> Postmortem:
        settings = settings_for(server, repairs=0, cache=True)
        async with llm.connected(settings, max_tokens=most) as link:
            return await ask_model(case_of(REPORT), settings, link=link)

    with ModelServer(metered) as server:
        for _ in range(3):
            with pytest.raises(SpendingCapError):
                asyncio.run(run(server, 9_000))
        assert asyncio.run(run(server, 9_000)).run.calls == 1
    assert len(server.requests) == 4


def test_calls_in_flight_count_as_what_they_may_take() -> None:
    with ModelServer(Reply(GOOD, usage=USED, pace=Pace(ttft=0.05))) as server:

        async def main() -> Called:
            called = Called()
            async with llm.connected(settings_of(server.base_url), max_tokens=10_000) as link:
                client = Client(link)
                asked = (outcome_of(client, called, number) for number in range(30))
                found = await asyncio.gather(*asked, return_exceptions=True)
                called.outcomes += [one for one in found if not isinstance(one, SpendingCapError)]  # type: ignore[misc]
            return called

        called = asyncio.run(main())
    assert len(server.requests) == len(called.outcomes)
    assert 6 <= len(server.requests) <= 10, "what was set aside and not used is there for others"


def test_what_answers_turn_out_to_take_is_expected_of_the_next() -> None:
    with ModelServer(Reply(GOOD, usage=Usage(prompt=1000, completion=9000))) as server:

        async def main() -> None:
            async with llm.connected(settings_of(server.base_url, concurrency=1), max_tokens=35_000) as link:
                client = Client(link)
                asked = (outcome_of(client, Called(), number) for number in range(30))
                await asyncio.gather(*asked, return_exceptions=True)

        asyncio.run(main())
    assert len(server.requests) == 3


def test_a_request_that_is_repeated_is_paid_for_again() -> None:
    with ModelServer(Reply("no JSON", usage=USED)) as server:

        async def main() -> None:
            async with llm.connected(settings_of(server.base_url), max_tokens=7_000) as link:
                await Client(link).ask([{"role": "user", "content": "?"}], Answer, reasks=9)

        with pytest.raises(SpendingCapError):
            asyncio.run(main())
    assert 1 < len(server.requests) < 6


def test_a_cap_on_cost_needs_prices() -> None:
    with pytest.raises(UsageError, match="without prices"):
        asyncio.run(_opened())


async def _opened() -> None:
    async with llm.connected(settings_of("http://127.0.0.1:1/v1"), max_cost=1.0):
        pass


# -- an estimate


def test_an_estimate_sends_nothing_and_is_near() -> None:
    case = case_of(REPORT)
    with ModelServer(copying) as server:
        settings = settings_for(server, price_input="1", price_output="10", repairs=0)
        told = llm.estimate(case, settings)
        assert not server.requests
        run = asyncio.run(ask_model(case, settings)).run
        mended = llm.estimate(case, settings_for(server, repairs=2))
    assert told.calls == run.calls
    assert run.input_tokens < told.input_tokens < run.input_tokens * 1.6
    assert run.output_tokens * 0.7 < told.output_tokens < run.output_tokens * 2
    assert told.cost == pytest.approx((told.input_tokens + 10 * told.output_tokens) / 1e6)
    assert mended.calls == run.calls + 1
