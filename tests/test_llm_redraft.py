"""Drafting one field anew: only its calls are made, only it is the model's, and it is held to what all drafts are."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence

import pytest

from asking import LONG, REPORT, asked, case_of, copying, report_of, settings_for
from calling import lose_no_time
from extractive_model import answer_to
from model_server import ModelServer, Request, replies
from pmtool.engines.llm.draft import FIELDS
from pmtool.errors import EngineError, UsageError
from pmtool.model import Postmortem
from pmtool.model.progress import Progress, Spent, unheard
from pmtool.pipeline.asking import redraft


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    lose_no_time(monkeypatch)


def redrafted(
    server: ModelServer, field: str, text: str = REPORT, seen: list[Progress] | None = None, **changed: object
) -> Postmortem:
    notify = unheard if seen is None else seen.append
    return asyncio.run(redraft(case_of(text), field, settings_for(server, **changed), notify))


def groups(request: Request) -> list[str]:
    """The parts that a request asks for."""
    return [group for group in dict.fromkeys(FIELDS.values()) if f"- `{group}`:" in request.messages[2]["content"]]


@pytest.mark.parametrize("plan", ["sections", "single"])
@pytest.mark.parametrize("field", FIELDS)
def test_it_is_what_a_whole_draft_has_there_and_costs_one_call(field: str, plan: str) -> None:
    rules = case_of(REPORT).rules
    with ModelServer(copying) as server:
        whole = asked(server, report_of(REPORT), plan=plan, repairs=0)
        server.requests.clear()
        got = redrafted(server, field, plan=plan, repairs=0)
        assert [groups(request) for request in server.requests] == [[FIELDS[field]]]
    assert getattr(got, field) == getattr(whole, field)
    assert all(getattr(got, other) == getattr(rules, other) for other in FIELDS if other != field)
    assert (got.run.engine, got.run.calls) == ("llm", 1)


def test_only_its_own_faults_are_mended() -> None:
    """A wrong cause is none of the summary's business."""

    def script(request: Request) -> str:
        answer = json.loads(answer_to(request.messages))
        if len(request.messages) == 3:
            answer["account"]["impact"]["segments"] = ["S99"]
            answer["account"]["summary"]["segments"] += ["S98"]
        return json.dumps(answer)

    with ModelServer(script) as server:
        got = redrafted(server, "summary")
        told = server.requests[1].messages[-1]["content"]
    assert len(server.requests) == 2
    assert "S98" in told
    assert "S99" not in told
    assert got.summary
    assert got.summary.origin == "model"
    assert not [warning for warning in got.run.warnings if "S9" in warning]


def test_what_is_left_out_is_not_asked_about() -> None:
    def script(request: Request) -> str:
        answer = json.loads(answer_to(request.messages))
        return json.dumps(answer | {"timeline": answer["timeline"] and answer["timeline"][:1]})

    with ModelServer(script) as server:
        got = redrafted(server, "timeline")
    assert len(server.requests) == 1
    assert len(got.timeline) == 1


def test_a_summary_of_a_long_report_rests_on_the_events_that_rules_found() -> None:
    with ModelServer(copying) as server:
        redrafted(server, "summary", LONG, window_tokens=2000, repairs=0)
    (request,) = server.requests
    assert groups(request) == ["account"]
    assert "shard 600 stops" in request.messages[2]["content"], "events are recounted"


def test_the_timeline_of_a_long_report_is_asked_for_window_by_window() -> None:
    with ModelServer(copying) as server:
        got = redrafted(server, "timeline", LONG, window_tokens=2000, repairs=0)
    assert len(server.requests) > 2
    assert {tuple(groups(request)) for request in server.requests} == {("timeline",)}
    assert all("`digest`" not in request.messages[2]["content"] for request in server.requests)
    assert len(got.timeline) == 120


def test_windows_that_fail_are_left_to_rules() -> None:
    def script(request: Request) -> object:
        return replies.refusal() if request.number == 1 else copying(request)

    with ModelServer(script) as server:
        got = redrafted(server, "timeline", LONG, window_tokens=2000, repairs=0, concurrency=1)
    assert len({event.at.at for event in got.timeline if event.at}) == 120
    assert {event.origin for event in got.timeline} == {"model", "rules"}
    assert any("filled by rules" in warning for warning in got.run.warnings)


def test_where_the_call_fails_so_does_the_redraft() -> None:
    seen: list[Progress] = []
    with ModelServer(replies.server_error()) as server, pytest.raises(EngineError, match="fails to answer"):
        redrafted(server, "summary", seen=seen, retries=0)
    assert [event.calls for event in seen if isinstance(event, Spent)] == [1]


@pytest.mark.parametrize("field", ["status_updates", "nothing", ""])
def test_a_field_that_no_model_fills(field: str) -> None:
    with ModelServer(copying) as server:
        with pytest.raises(UsageError, match="no model is asked for") as refused:
            redrafted(server, field)
        assert server.requests == []
    assert "summary" in refused.value.remedy


def test_what_it_took_is_told() -> None:
    def spent(events: Sequence[Progress]) -> list[Spent]:
        return [event for event in events if isinstance(event, Spent)]

    seen: list[Progress] = []
    with ModelServer(copying) as server:
        run = redrafted(server, "impact", seen=seen).run
    assert spent(seen) == [seen[-1]]
    assert seen[-1] == Spent(run.calls, run.input_tokens, run.cached_tokens, run.output_tokens, run.cost)
    assert run.input_tokens > 100
