"""A call that fails costs no section: the others arrive, rules fill the one that failed, and the record says so."""

from __future__ import annotations

import asyncio
import gc

import pytest

from asking import asked, case_of, copying, report_of, settings_for
from calling import GOOD, lose_no_time
from model_server import ModelServer, Reply, Request, in_order, replies
from pmtool.engines.llm.faults import CallError
from pmtool.model import Postmortem
from pmtool.model.progress import Done, Failed, Progress
from pmtool.pipeline.asking import ask_model

REPORT = """\
# Checkout outage of 2026-03-01 (times in UTC)

- 10:00 checkout fails for all customers
- 10:04 the on-call engineer is paged
- 10:20 the deploy is rolled back and checkout works again

## Root cause

The pool of connections was exhausted because a migration held its locks for too long.

## Action items

- Alert on the age of locks (owner: Storage, due 2026-03-15)
"""
SECTIONS = {
    "timeline": "timeline",
    "summary and impact": "account",
    "causes and lessons": "causes",
    "action items": "actions",
}
FAULTS = {
    "reset": (replies.reset(), 2, "broke the connection off"),
    "500": (replies.server_error(), 2, "(500, server_error)"),
    "429": (replies.rate_limited(0.01), 2, "no more requests"),
    "hang": (replies.hangs(), 1, "took longer than 2 s"),
    "refusal": (replies.refusal(), 1, "refused"),
    "filtered": (replies.content_filter(), 1, "content filter"),
    "cut": (replies.length(GOOD, 5), 1, "limit of tokens"),
    "prose": (Reply("Once upon a time"), 2, "in the form asked for"),
    "error as 200": (replies.error_in_ok(), 1, "error instead of text"),
    "no body": (replies.empty_body(), 1, "no API's answer"),
    "nothing": (replies.no_content(), 1, "answered nothing"),
    "rejected": (replies.error(400, "No."), 1, "rejects"),
}


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    lose_no_time(monkeypatch)


def asks_for(request: Request, section: str) -> bool:
    return f"- `{SECTIONS[section]}`:" in request.messages[2]["content"]


def structured(server: ModelServer, seen: list[Progress], **changed: object) -> Postmortem:
    told = {"repairs": 1, "retries": 1, "deadline": "2"} | changed
    return asked(server, report_of(REPORT), notify=seen.append, **told)


def failing(section: str, reply: Reply, failed: list[Request]) -> object:
    def script(request: Request) -> Reply | str:
        if asks_for(request, section) and "left" not in request.messages[2]["content"]:
            failed.append(request)
            return reply
        return copying(request)

    return script


@pytest.mark.parametrize("name", FAULTS)
def test_one_section_fails(name: str) -> None:
    reply, requests, says = FAULTS[name]
    failed: list[Request] = []
    seen: list[Progress] = []
    with ModelServer(failing("causes and lessons", reply, failed)) as server:  # type: ignore[arg-type]
        postmortem = structured(server, seen)
    assert len(failed) == requests
    (fault,) = (event for event in seen if isinstance(event, Failed))
    assert fault.part == "causes and lessons"
    assert says in fault.why
    assert any(w.startswith("causes and lessons: ") and w.endswith("filled by rules") for w in postmortem.run.warnings)
    assert postmortem.root_cause is not None
    assert postmortem.root_cause.origin == "rules"
    assert {event.origin for event in postmortem.timeline} == {"model"}
    assert postmortem.action_items
    assert not any("migration" in warning for warning in postmortem.run.warnings), "a fault quotes no report"


@pytest.mark.parametrize("section", SECTIONS)
def test_each_section_may_fail(section: str) -> None:
    seen: list[Progress] = []
    with ModelServer(failing(section, replies.refusal(), [])) as server:  # type: ignore[arg-type]
        postmortem = structured(server, seen)
    done = {event.part for event in seen if isinstance(event, Done)}
    assert done >= SECTIONS.keys() - {section}
    assert postmortem.timeline
    assert postmortem.root_cause is not None
    assert postmortem.action_items


def test_all_sections_fail() -> None:
    with ModelServer(replies.refusal()) as server, pytest.raises(CallError, match="refused") as caught:
        structured(server, [])
    assert len(server.requests) == len(SECTIONS)
    assert caught.value.exit_code == 3


@pytest.mark.parametrize(
    "reply", [replies.insufficient_quota(), replies.wrong_key("sk-x"), replies.unknown_model("test"), replies.html()]
)
def test_where_no_call_can_fare_better_none_is_made(reply: Reply) -> None:
    with ModelServer(reply) as server, pytest.raises(CallError) as caught:
        structured(server, [], concurrency=1)
    assert caught.value.is_final
    assert len(server.requests) == 1


def test_a_quota_that_runs_out_stops_calls_in_flight() -> None:
    script = in_order([replies.insufficient_quota()], then=replies.hangs())
    with ModelServer(script) as server:
        with pytest.raises(CallError, match="quota"):
            structured(server, [], deadline="60")
        server.wait_idle()
    assert len(server.requests) <= len(SECTIONS)
    assert all(request.hung_up for request in server.requests[1:])


def test_a_quota_that_runs_out_later_keeps_what_there_is() -> None:
    def script(request: Request) -> Reply | str:
        return copying(request) if request.number < 2 else replies.insufficient_quota()

    with ModelServer(script) as server:
        postmortem = structured(server, [], concurrency=1, repairs=2)
    assert sum("quota" in warning for warning in postmortem.run.warnings) >= 2
    assert any(event.origin == "model" for event in postmortem.timeline)
    assert postmortem.action_items


def test_a_repair_that_fails_leaves_what_was_there() -> None:
    def script(request: Request) -> Reply | str:
        is_repair = any(message["role"] == "assistant" for message in request.messages)
        if is_repair:
            return replies.server_error()
        found = copying(request)
        return found.replace('"S3"', '"S99"') if asks_for(request, "timeline") else found

    with ModelServer(script) as server:
        postmortem = structured(server, [], retries=0)
    assert any("problems stay" in warning for warning in postmortem.run.warnings)
    assert postmortem.timeline


@pytest.mark.parametrize("reply", [replies.hangs(), replies.hangs(GOOD, after=5)], ids=["at once", "in the midst"])
def test_a_run_that_is_cancelled_leaves_the_server(reply: Reply) -> None:
    async def run(server: ModelServer) -> None:
        running = asyncio.create_task(ask_model(case_of(REPORT), settings_for(server), seen.append))
        while len(server.requests) < len(SECTIONS):
            await asyncio.sleep(0.005)
        await asyncio.sleep(0.05)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    seen: list[Progress] = []
    with ModelServer(reply) as server:
        asyncio.run(run(server))
        server.wait_idle()
        assert all(request.hung_up for request in server.requests)
    gc.collect()  # a socket left open would warn now
