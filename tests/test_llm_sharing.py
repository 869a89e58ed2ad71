"""Reports that share a link: one pool, one cache, one lesson about the server; what each spends is its own."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Sequence
from pathlib import Path

import pytest

from asking import REPORT, case_of, copying, settings_for
from calling import lose_no_time
from model_server import Capabilities, ModelServer, Pace, Request
from pmtool.engines import llm
from pmtool.engines.llm.cache import AnswerCache, Kept
from pmtool.engines.llm.client import Question
from pmtool.engines.llm.link import Link
from pmtool.engines.llm.underway import Call
from pmtool.errors import HeldBackError
from pmtool.model import Postmortem
from pmtool.model.finding import Finding
from pmtool.pipeline.asking import ask_model, findings_to_mend

CALLS = 4
"""Of the report."""


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    lose_no_time(monkeypatch)


def reports(count: int) -> list[str]:
    return [REPORT.replace("checkout", f"shop {number}") for number in range(count)]


async def through_one_link(server: ModelServer, texts: Sequence[str], **changed: object) -> list[Postmortem]:
    settings = settings_for(server, **changed)
    async with llm.connected(settings) as link:
        return await asyncio.gather(*(ask_model(case_of(text), settings, link=link) for text in texts))


def test_reports_share_slots_and_connections() -> None:
    with ModelServer(copying, pace=Pace(ttft=0.03)) as server:
        asyncio.run(through_one_link(server, reports(6), concurrency=3, repairs=0))
    assert len(server.requests) == 6 * CALLS
    assert max(request.concurrency for request in server.requests) == 3
    assert len({request.connection for request in server.requests}) == 3


def test_what_one_learns_of_the_server_all_know() -> None:
    with ModelServer(copying, capabilities=Capabilities(json_schema=False)) as server:
        asyncio.run(through_one_link(server, reports(1), concurrency=1, repairs=0))
        asyncio.run(through_one_link(server, reports(3), concurrency=1, repairs=0))
    assert len(server.requests) == 1 + CALLS + 1 + 3 * CALLS


def test_each_report_tells_what_it_took_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first, second = reports(2)
    with ModelServer(copying) as server:
        runs = [pm.run for pm in asyncio.run(through_one_link(server, [first, second], cache=True, repairs=0))]
        again = asyncio.run(through_one_link(server, [first, second, first], cache=True, repairs=0))
        alone = asyncio.run(through_one_link(server, [second], repairs=0))
    assert [run.calls for run in runs] == [CALLS, CALLS]
    assert [pm.run.calls for pm in again] == [0, 0, 0]
    assert (runs[1].input_tokens, runs[1].output_tokens) == (alone[0].run.input_tokens, alone[0].run.output_tokens)


def test_reports_that_ask_the_same_pay_once() -> None:
    with ModelServer(copying, pace=Pace(ttft=0.02)) as server:
        drafts = asyncio.run(through_one_link(server, [REPORT, REPORT], repairs=0))
    assert len(server.requests) == sum(pm.run.calls for pm in drafts) == CALLS
    assert drafts[0].timeline == drafts[1].timeline


def test_a_report_that_is_cancelled_leaves_the_others_alone() -> None:
    async def run(server: ModelServer) -> Postmortem:
        settings = settings_for(server, repairs=0)
        async with llm.connected(settings) as link:
            first, second = (asyncio.create_task(ask_model(case_of(t), settings, link=link)) for t in reports(2))
            while not server.requests:
                await asyncio.sleep(0.005)
            first.cancel()
            with pytest.raises(asyncio.CancelledError):
                await first
            return await second

    with ModelServer(copying, pace=Pace(ttft=0.05)) as server:
        assert asyncio.run(run(server)).timeline


def test_a_review_may_be_made_elsewhere() -> None:
    case = case_of(REPORT)
    reviewed: list[Postmortem] = []

    async def review(postmortem: Postmortem) -> Sequence[Finding]:
        travelled, there = pickle.loads(pickle.dumps((postmortem, case)))
        reviewed.append(travelled)
        return pickle.loads(pickle.dumps(findings_to_mend(travelled, there)))  # type: ignore[no-any-return]

    def spoiled(request: Request) -> str:
        return copying(request).replace("checkout fails", "checkout fails 17 times")

    with ModelServer(spoiled) as server:
        settings = settings_for(server, repairs=1)
        postmortem = asyncio.run(ask_model(case, settings, review=review))
    with ModelServer(spoiled) as server:
        assert asyncio.run(ask_model(case, settings_for(server, repairs=1))).run.calls == postmortem.run.calls > CALLS
    assert reviewed


# -- whoever asks in the link's place


class Later:
    """Notes what is asked and lets nothing out."""

    def __init__(self, link: Link) -> None:
        self.settings, self.answers = link.settings, link.answers
        self.noted: dict[str, Question] = {}

    async def answer(self, question: Question, call: Call) -> Kept:
        self.noted[question.key] = question
        raise HeldBackError("asked for later")


def test_questions_may_be_noted_and_their_answers_brought_in_later(tmp_path: Path) -> None:
    async def run(server: ModelServer) -> tuple[list[int], Postmortem]:
        settings = settings_for(server, repairs=0)
        case = case_of(REPORT)
        async with llm.connected(settings) as link:
            later = Later(link)
            later.answers = AnswerCache(str(tmp_path / "answers"))
            with pytest.raises(HeldBackError):
                await ask_model(case, settings, link=later)
            noted = [len(later.noted)]
            for key, question in later.noted.items():
                later.answers.put(key, await link.answer(question, Call(None)))
            later.noted.clear()
            postmortem = await ask_model(case, settings, link=later)
            later.answers.close()
        return [*noted, len(later.noted)], postmortem

    with ModelServer(copying) as server:
        noted, postmortem = asyncio.run(run(server))
    assert noted == [CALLS, 0]
    assert postmortem.timeline
    assert postmortem.run.calls == 0
