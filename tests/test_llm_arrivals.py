"""What somebody who watches a draft hears: parts as they arrive, what it took, and the end when it is cancelled."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from asking import LONG, REPORT, case_of, copying, settings_for
from calling import GOOD, lose_no_time
from extractive_model import answer_to
from model_server import ModelServer, Reply, Request, replies
from pmtool.config import ModelSettings
from pmtool.engines.llm.draft import FIELDS
from pmtool.errors import EngineError
from pmtool.model import Postmortem
from pmtool.model.progress import Arrived, Notify, Progress, Spent, unheard
from pmtool.pipeline.asking import ask_model, redraft, reword


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    lose_no_time(monkeypatch)


def watched(server: ModelServer, text: str, hear: Notify, **changed: object) -> Postmortem:
    return asyncio.run(ask_model(case_of(text), settings_for(server, **changed), hear))


def of_model(pm: Postmortem, field: str) -> set[str]:
    """Who wrote what stands in a field."""
    found = getattr(pm, field)
    items = found if isinstance(found, tuple) else (found,)
    return {item.origin for item in items if hasattr(item, "origin")}


# -- parts as they arrive


def test_each_part_is_told_with_what_it_fills() -> None:
    told: dict[str, tuple[str, ...]] = {}
    drafts: list[Postmortem] = []

    def hear(progress: Progress) -> None:
        if isinstance(progress, Arrived):
            told[progress.part] = progress.fields
            drafts.append(progress.assemble())

    with ModelServer(copying) as server:
        final = watched(server, REPORT, hear, concurrency=1, repairs=0)
    assert told == {
        "timeline": ("timeline",),
        "summary and impact": ("title", "severity", "services", "milestones", "summary", "impact"),
        "causes and lessons": ("root_cause", "lessons"),
        "action items": ("action_items",),
    }
    assert drafts[-1].timeline == final.timeline
    assert of_model(drafts[0], "timeline") == {"model"}
    assert of_model(drafts[0], "summary") == {"rules"}, "still on its way"
    assert of_model(drafts[1], "summary") == {"model"}


def test_a_part_is_told_while_others_are_on_their_way() -> None:
    """The timeline stalls; the rest is there to be looked at."""
    arrived: list[Postmortem] = []

    def script(request: Request) -> Reply | str:
        stalls = "- `timeline`:" in request.messages[2]["content"]
        return replies.hangs() if stalls else copying(request)

    def hear(progress: Progress) -> None:
        if isinstance(progress, Arrived):
            arrived.append(progress.assemble())

    with ModelServer(script) as server:
        watched(server, REPORT, hear, deadline=1, repairs=0)
    assert len(arrived) == 3
    assert of_model(arrived[-1], "timeline") == {"rules"}
    assert of_model(arrived[-1], "root_cause") == {"model"}


def test_a_timeline_in_parts_never_lacks_an_event() -> None:
    rules = case_of(LONG).rules
    shares: list[int] = []

    def hear(progress: Progress) -> None:
        if isinstance(progress, Arrived) and "timeline" in progress.fields:
            timeline = progress.assemble().timeline
            assert {event.at.at for event in timeline if event.at} == {e.at.at for e in rules.timeline if e.at}
            shares.append(sum(event.origin == "model" for event in timeline))

    with ModelServer(copying) as server:
        watched(server, LONG, hear, concurrency=1, repairs=0)
    assert len(shares) == 4
    assert shares == sorted(shares)
    assert shares[0] < shares[-1] == 120


def test_a_part_that_says_nothing_fills_nothing() -> None:
    told: list[tuple[str, ...]] = []

    def hear(progress: Progress) -> None:
        if isinstance(progress, Arrived):
            told.append(progress.fields)

    with ModelServer(answer_with_nothing) as server:
        watched(server, REPORT, hear, repairs=0)
    assert "timeline" not in {field for fields in told for field in fields}


def answer_with_nothing(request: Request) -> str:
    return answer_to([request.messages[0], {"content": ""}, request.messages[2]])


def test_only_who_looks_pays_for_a_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """Views that show no draft don't wait for one to be put together."""
    from pmtool.engines.llm import drafting

    made: list[int] = []
    assemble = drafting.assemble
    monkeypatch.setattr(drafting, "assemble", lambda *given: made.append(1) or assemble(*given))
    with ModelServer(copying) as server:
        watched(server, REPORT, lambda progress: None, repairs=0)
    assert len(made) == 1


def test_every_field_of_a_part_is_one_that_can_be_drafted_anew() -> None:
    assert FIELDS.keys() <= set(Postmortem.__dataclass_fields__)


# -- what it took


def test_a_run_tells_in_the_end_what_it_took() -> None:
    seen: list[Progress] = []
    with ModelServer(copying) as server:
        run = watched(server, REPORT, seen.append).run
    assert [event for event in seen if isinstance(event, Spent)] == [seen[-1]]
    assert seen[-1] == Spent(run.calls, run.input_tokens, run.cached_tokens, run.output_tokens, run.cost)


def test_a_run_that_fails_tells_what_it_took() -> None:
    seen: list[Progress] = []
    with ModelServer(replies.server_error()) as server, pytest.raises(EngineError):
        watched(server, REPORT, seen.append, retries=0)
    assert isinstance(seen[-1], Spent)
    assert seen[-1].calls == 4


# -- cancelled

Work = Callable[[ModelSettings, Notify], Coroutine[Any, Any, object]]
WORK: dict[str, tuple[Work, int]] = {
    "a draft": (lambda model, hear: ask_model(case_of(REPORT), model, hear), 4),
    "a redraft": (lambda model, hear: redraft(case_of(REPORT), "summary", model, hear), 1),
    "a wording": (lambda model, hear: reword("It broke.", "tighter", model, hear), 1),
}


async def cancelled(server: ModelServer, work: Work, model: ModelSettings, hear: Notify, calls: int) -> float:
    """Cancels work once its calls are under way: when, by the monotonic clock."""
    task = asyncio.create_task(work(model, hear))
    while len(server.requests) < calls:
        await asyncio.sleep(0.005)
    await asyncio.sleep(0.05)
    at = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    return at


@pytest.mark.parametrize("is_watched", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("reply", [replies.hangs(), replies.hangs(GOOD, after=5)], ids=["at once", "in the midst"])
@pytest.mark.parametrize("name", WORK)
def test_cancelled_work_closes_its_connections_at_once(name: str, reply: Reply, is_watched: bool) -> None:
    work, calls = WORK[name]
    seen: list[Progress] = []
    with ModelServer(reply) as server:
        hear = seen.append if is_watched else unheard
        at = asyncio.run(cancelled(server, work, settings_for(server), hear, calls))
        server.wait_idle(1)
        assert [request.hung_up for request in server.requests] == [True] * calls
        assert all(request.streams == is_watched for request in server.requests)
        assert all(request.ended is not None and request.ended - at < 1 for request in server.requests)
    gc.collect()  # a socket left open would warn now
    if is_watched:
        assert isinstance(seen[-1], Spent)
        assert seen[-1].calls == calls


@pytest.mark.parametrize("name", WORK)
def test_while_it_waits_to_try_again(name: str) -> None:
    work, calls = WORK[name]
    with ModelServer(replies.rate_limited(15)) as server:
        model = settings_for(server, deadline=20, retries=2)
        at = asyncio.run(cancelled(server, work, model, unheard, calls))
        assert time.monotonic() - at < 1
        assert len(server.requests) == calls


def test_cancelled_work_leaves_the_cache_as_it_was() -> None:
    """What had been answered is kept, what had not is asked anew."""
    work, _ = WORK["a draft"]
    stalling = [replies.hangs(GOOD, after=5) for _ in range(3)]

    async def both(server: ModelServer) -> object:
        await cancelled(server, work, settings_for(server, cache=True), unheard, 4)
        server.requests.clear()
        return await work(settings_for(server, cache=True, repairs=0), unheard)

    first = iter([None])

    def script(request: Request) -> Reply | str:
        answers = next(first, "stall") is None
        return copying(request) if answers or not stalling else stalling.pop()

    with ModelServer(script) as server:
        postmortem = asyncio.run(both(server))
        assert len(server.requests) == 3
    assert isinstance(postmortem, Postmortem)
    assert postmortem.run.calls == 3
    assert postmortem.run.warnings == ()
