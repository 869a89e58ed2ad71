"""Help by engines on the desk: beside the writing, never over what a person wrote, ended at once, plain when it fails."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from textual.widgets import OptionList, Static

from asking import REPORT, copying, settings_for
from calling import lose_no_time
from desk import NARROW, WIDE, Desk, postmortem_file, report_file
from model_server import ModelServer, Pace, Reply, Request, replies
from pmtool.config import ModelSettings
from pmtool.pipeline.structure import Options
from pmtool.tui.app import DraftApp
from pmtool.tui.background import Job
from pmtool.tui.desk.assisting import Assisting
from pmtool.tui.desk.request import FromFiles, Manner
from pmtool.tui.screens.answers import AnswersScreen
from pmtool.tui.screens.ask import Ask
from pmtool.tui.screens.assist import AssistScreen
from pmtool.tui.screens.proposal import ProposalScreen
from pmtool.tui.widgets.findings.pane import FindingsPane

Journey = Callable[[Desk], Awaitable[None]]
SUMMARY = "Checkout failed for all customers. The pool of connections was exhausted."


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    lose_no_time(monkeypatch)


def go(path: Path, journey: Journey, server: ModelServer | None = None, size: tuple[int, int] = WIDE) -> None:
    """Goes a journey on the desk, with the model of a server if there is one."""
    go_with(path, journey, settings_for(server, repairs=0, concurrency=1) if server else None, size)


def go_with(path: Path, journey: Journey, model: ModelSettings | None, size: tuple[int, int] = WIDE) -> None:

    async def main() -> None:
        app = DraftApp(FromFiles((str(path),)), Manner(Options("llm" if model else "offline", model=model)))
        async with app.run_test(size=size) as pilot:
            desk = Desk(app, pilot)
            await desk.until(lambda: any(isinstance(screen, Assisting) for screen in app.screen_stack))
            await desk.settled()
            await journey(desk)

    asyncio.run(main())


def hands(desk: Desk) -> Assisting:
    assert isinstance(desk.screen, Assisting)
    return desk.screen


def is_idle(desk: Desk) -> bool:
    return hands(desk).errand is None


async def choose(desk: Desk, *keys: str) -> None:
    """Opens the menu, and chooses from it."""
    await desk.press("ctrl+g")
    await desk.until(lambda: isinstance(desk.app.screen, AssistScreen), "the menu")
    await desk.press(*keys)


async def asked(desk: Desk) -> None:
    """Waits for a question."""
    await desk.until(lambda: isinstance(desk.app.screen, Ask), "a question")
    await desk.calm()


async def proposed(desk: Desk) -> ProposalScreen:
    """The proposal, once it is there."""
    await desk.until(lambda: desk.app.screen.has_class("-there"), "a proposal")
    await desk.calm()
    assert isinstance(desk.app.screen, ProposalScreen)
    return desk.app.screen


def wording(text: str, **more: Any) -> Reply:
    return Reply(json.dumps({"text": text}), **more)


def saved(folder: Path, summary: str = SUMMARY, origin: str = "model") -> Path:
    """A postmortem with a summary, and its report."""
    from dataclasses import replace

    from pmtool import dump, load
    from pmtool.model import Claim

    path = postmortem_file(folder, REPORT)
    claim = Claim(text=summary, origin=origin)  # type: ignore[arg-type]
    path.write_text(dump(replace(load(path), summary=claim), "markdown"), encoding="utf-8")
    return path


# -- a raw report


class Gate:
    """The model that copies, one call after the other; the part that a gate is for waits until it is opened."""

    def __init__(self, group: str) -> None:
        self._group = group
        self._opened = Event()

    def __call__(self, request: Request) -> str:
        if f"- `{self._group}`:" in request.messages[2]["content"]:
            assert self._opened.wait(20)
        return copying(request)

    def open(self) -> None:
        self._opened.set()


def test_a_raw_report_is_drafted_beside_the_writing(tmp_path: Path) -> None:
    async def journey(desk: Desk) -> None:
        await desk.until(lambda: desk.postmortem.timeline[0].origin == "model", "the timeline")
        assert desk.postmortem.root_cause is not None
        assert desk.postmortem.root_cause.origin == "rules", "what is still to come is the rules'"
        assert "parts" in desk.status
        await desk.go("/summary")
        await desk.rewrite("I was there: checkout failed.")
        assert desk.postmortem.summary is not None
        assert desk.postmortem.summary.origin == "human"
        gate.open()
        await desk.until(lambda: is_idle(desk), "the rest")
        after = desk.postmortem
        assert after.summary is not None
        assert (after.summary.text, after.summary.origin) == ("I was there: checkout failed.", "human")
        assert after.root_cause is not None
        assert after.root_cause.origin == after.action_items[0].origin == "model"
        assert (after.run.engine, len(after.sources)) == ("llm", 1)
        await desk.until(lambda: any("Summary" in told and "ctrl+g" in told for told in desk.told), "a notice")
        assert "openai/test" in desk.status
        assert "tokens in" in desk.status
        await choose(desk, "c")
        screen = await proposed(desk)
        assert "0 of 1 ticked" in str(screen.query_one("#told", Static).content)
        await desk.press("a")
        assert isinstance(desk.app.screen, ProposalScreen), "nothing is ticked, so nothing is taken"
        await desk.press("space", "a")
        assert desk.postmortem.summary is not None
        assert desk.postmortem.summary.origin == "model"
        await desk.press("ctrl+z")
        assert desk.postmortem.summary == after.summary

    gate = Gate("account")
    with ModelServer(gate) as server:
        go(report_file(tmp_path, REPORT), journey, server)


def test_what_a_model_drafted_is_one_step_back_from_the_rules(tmp_path: Path) -> None:
    async def journey(desk: Desk) -> None:
        await desk.until(lambda: is_idle(desk) and desk.postmortem.run.engine == "llm")
        await desk.press("ctrl+z")
        assert {event.origin for event in desk.postmortem.timeline} == {"rules"}

    with ModelServer(copying) as server:
        go(report_file(tmp_path, REPORT), journey, server)


def test_a_cell_that_is_being_edited_is_left_in_peace(tmp_path: Path) -> None:
    async def journey(desk: Desk) -> None:
        await desk.go("/timeline/1/text")
        await desk.press("enter")
        await desk.type("!")
        gate.open()
        await desk.until(lambda: is_idle(desk), "the draft")
        assert {event.origin for event in desk.postmortem.timeline} == {"rules"}, "until the cell is closed"
        await desk.press("enter")
        await desk.calm()
        assert desk.postmortem.timeline[1].origin == "human"
        await choose(desk, "c")
        screen = await proposed(desk)
        assert any(part.is_theirs for part in screen.parts)

    gate = Gate("timeline")
    with ModelServer(gate) as server:
        go(report_file(tmp_path, REPORT), journey, server)


def test_a_postmortem_that_was_opened_is_changed_by_nothing_but_a_person(tmp_path: Path) -> None:
    async def journey(desk: Desk) -> None:
        before = desk.postmortem
        assert not server.requests
        await choose(desk, "d")
        await desk.until(lambda: is_idle(desk) and server.requests, "the draft")
        assert desk.postmortem == before
        await choose(desk, "c")
        screen = await proposed(desk)
        assert any(part.path == "/summary" for part in screen.parts)
        await desk.press("ctrl+s")
        assert desk.postmortem.summary != before.summary

    with ModelServer(copying) as server:
        go(saved(tmp_path), journey, server)


# -- proposals


def test_part_of_a_proposal_is_taken_as_one_step(tmp_path: Path) -> None:
    async def journey(desk: Desk) -> None:
        before = desk.postmortem
        await desk.go("/summary")
        await choose(desk, "t")
        screen = await proposed(desk)
        assert [part.kind for part in screen.parts] == ["changed"]
        await desk.press("escape")
        assert desk.postmortem == before
        await choose(desk, "c")
        await proposed(desk)
        await desk.press("a")
        assert desk.postmortem.summary is not None
        assert desk.postmortem.summary.text == "Checkout failed for all customers. The pool was exhausted."
        await desk.press("ctrl+z")
        assert desk.postmortem == before

    with ModelServer(wording("Checkout failed for all customers. The pool was exhausted.")) as server:
        go(saved(tmp_path), journey, server, NARROW)


def test_an_unticked_part_is_not_taken_and_a_rejected_proposal_is_gone(tmp_path: Path) -> None:
    async def journey(desk: Desk) -> None:
        await desk.go("/timeline/0")
        await choose(desk, "r")
        screen = await proposed(desk)
        await desk.press("space", "down", "ctrl+s")
        assert next(event.text for event in desk.postmortem.timeline) == "checkout is slow"
        assert len(screen.parts) == 2
        await choose(desk, "r")
        await proposed(desk)
        before = desk.postmortem
        await desk.press("r")
        assert desk.postmortem == before
        await desk.press("ctrl+g")
        await desk.until(lambda: isinstance(desk.app.screen, AssistScreen))
        assert "Compare" not in desk.painted()

    path = postmortem_file(tmp_path, REPORT)
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("checkout fails for all customers", "checkout is slow").replace(
            "an alarm pages the on-call", "a pager wakes the on-call"
        ),
        encoding="utf-8",
    )
    with ModelServer(copying) as server:
        go(path, journey, server)


def test_a_proposal_is_held_against_the_text_as_it_is_by_then(tmp_path: Path) -> None:
    from pmtool.editing import edits

    async def journey(desk: Desk) -> None:
        await desk.go("/summary")
        await choose(desk, "t")
        screen = await proposed(desk)
        desk.screen.writing.do(edits.write(desk.postmortem, "/summary", "It broke. It was bad."), "arrival", "/summary")
        await desk.calm()
        assert [part.before for part in screen.parts] == ["It was bad."]
        desk.screen.writing.do(edits.write(desk.postmortem, "/summary", "It broke."), "arrival", "/summary")
        await desk.calm()
        assert not screen.parts
        await desk.press("space", "a", "r")
        assert desk.app.screen is desk.screen

    with ModelServer(wording("It broke.")) as server:
        go(saved(tmp_path), journey, server)


def test_hostile_words_of_a_model_are_only_words(tmp_path: Path) -> None:
    before = "Checkout [blink]failed[red] quite badly for all customers."
    said = "Checkout [blink]failed[red] for all\x1b]52;c;cHdu\x07 customers\u202e."

    async def journey(desk: Desk) -> None:
        await desk.go("/summary")
        await choose(desk, "n")
        await proposed(desk)
        assert "[blink]failed[red]" in desk.painted()
        assert not {"\x1b", "\x07", "\u202e"} & set(desk.painted())
        await desk.press("a")
        assert desk.postmortem.summary is not None
        assert not {"\x1b", "\u202e"} & set(desk.postmortem.summary.text)
        assert desk.app.is_running

    with ModelServer(wording(said, pace=Pace(tokens_per_second=100))) as server:
        go(saved(tmp_path, before), journey, server)


# -- ended


def test_escape_ends_the_call_at_once(tmp_path: Path) -> None:
    async def journey(desk: Desk) -> None:
        before = desk.postmortem
        await desk.go("/summary")
        await choose(desk, "t")
        await desk.until(lambda: "Checkout failed, and" in desk.painted(), "its words")
        at = time.monotonic()
        await desk.press("escape")
        await desk.until(lambda: server.requests[0].ended is not None, "the end")
        (request,) = server.requests
        assert request.hung_up
        assert request.ended is not None
        assert request.ended - at < 1
        assert desk.postmortem == before
        assert is_idle(desk)
        await desk.until(lambda: hands(desk).bill.calls == 1, "what it took")

    endless = wording("Checkout failed, and " * 500, pace=Pace(tokens_per_second=30))
    with ModelServer(endless) as server:
        go(saved(tmp_path), journey, server)


def test_leaving_ends_the_calls(tmp_path: Path) -> None:
    async def journey(desk: Desk) -> None:
        await desk.until(lambda: server.requests, "a call")

    with ModelServer(replies.hangs()) as server:
        go(report_file(tmp_path, REPORT), journey, server)
        server.wait_idle(1)
        assert all(request.hung_up for request in server.requests)


def test_one_thing_at_a_time(tmp_path: Path) -> None:
    async def journey(desk: Desk) -> None:
        await desk.until(lambda: server.requests, "a call")
        await desk.go("/summary")
        await choose(desk, "t")
        await asked(desk)
        await desk.press("l")
        assert hands(desk).errand is not None
        await choose(desk, "t")
        await asked(desk)
        await desk.press("s")
        await proposed(desk)
        await desk.press("a")
        assert desk.postmortem.summary is not None
        assert desk.postmortem.summary.text == "Checkout failed as the pool of connections was exhausted."

    def script(request: Request) -> Reply:
        is_reword = len(request.messages) == 1
        return wording("Checkout failed as the pool of connections was exhausted.") if is_reword else replies.hangs()

    with ModelServer(script) as server:
        go(report_file(tmp_path, REPORT), journey, server)


def test_what_is_under_way_is_stopped_from_the_menu(tmp_path: Path) -> None:
    async def journey(desk: Desk) -> None:
        await desk.until(lambda: server.requests, "a call")
        await choose(desk, "x")
        assert is_idle(desk)
        await desk.until(lambda: all(request.hung_up for request in server.requests), "the end")

    with ModelServer(replies.hangs()) as server:
        go(report_file(tmp_path, REPORT), journey, server)


# -- what goes wrong


def test_with_the_model_down_the_rules_draft_stays_and_so_does_what_was_typed(tmp_path: Path) -> None:
    with ModelServer("unused") as server:
        settings = settings_for(server, retries=0)

    async def journey(desk: Desk) -> None:
        await desk.go("/summary")
        await desk.rewrite("Mine.")
        await desk.until(lambda: any("can't be reached" in told for told in desk.told), "why")
        assert is_idle(desk)
        assert desk.postmortem.summary is not None
        assert desk.postmortem.summary.text == "Mine."
        assert desk.postmortem.timeline
        await choose(desk, "r")
        await asked(desk)
        assert "can't be reached" in desk.painted()
        await desk.press("t")
        await asked(desk)
        await desk.press("o")
        screen = await proposed(desk)
        assert [part.before for part in screen.parts] == ["Mine."]
        await desk.press("escape")
        assert desk.postmortem.summary.text == "Mine."

    go_with(report_file(tmp_path, REPORT), journey, settings)


def test_a_wrong_key_is_told_of(tmp_path: Path) -> None:
    async def journey(desk: Desk) -> None:
        await desk.until(lambda: any("does not take the key" in told for told in desk.told), "why")
        assert desk.postmortem.root_cause is not None

    with ModelServer(copying, api_key="another") as server:
        go(report_file(tmp_path, REPORT), journey, server)


def test_a_part_that_failed_is_told_of_and_the_rest_is_there(tmp_path: Path) -> None:
    def script(request: Request) -> Reply | str:
        fails = "- `actions`:" in request.messages[2]["content"]
        return replies.refusal() if fails else copying(request)

    async def journey(desk: Desk) -> None:
        await desk.until(lambda: is_idle(desk) and desk.postmortem.run.engine == "llm", "the draft")
        await desk.until(lambda: any("Rules filled action items" in told for told in desk.told), "a notice")
        assert desk.postmortem.action_items[0].origin == "rules"

    with ModelServer(script) as server:
        go(report_file(tmp_path, REPORT), journey, server)


# -- without a model


def test_without_a_model_the_menu_says_what_it_lacks(tmp_path: Path) -> None:
    async def journey(desk: Desk) -> None:
        await desk.go("/summary")
        await desk.press("ctrl+g")
        await desk.until(lambda: isinstance(desk.app.screen, AssistScreen), "the menu")
        assert "OPENAI_API_KEY" in desk.painted()
        await desk.press("t")
        assert isinstance(desk.app.screen, AssistScreen), "there is nobody to ask"
        await desk.press("escape")
        await desk.rewrite("Mine.")
        await choose(desk, "r")
        screen = await proposed(desk)
        assert [(part.before, part.is_theirs) for part in screen.parts] == [("Mine.", True)]
        await desk.press("space", "a")
        assert desk.postmortem.summary is not None
        assert desk.postmortem.summary.origin == "rules"

    go(report_file(tmp_path, REPORT), journey, size=NARROW)


def test_without_a_model_the_language_rules_are_heard(tmp_path: Path) -> None:
    async def journey(desk: Desk) -> None:
        await desk.go("/summary")
        await choose(desk, "n")
        await asked(desk)
        assert "PM501" in desk.painted()

    go(saved(tmp_path, "The careless operator ruined checkout for everyone."), journey, size=NARROW)


# -- answers


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_finding_is_answered_with_words_of_the_source(tmp_path: Path, size: tuple[int, int]) -> None:
    async def journey(desk: Desk) -> None:
        before = desk.postmortem
        desk.screen.enter_pane("findings")
        pane = await desk.findings_shown()
        while pane.highlighted and pane.highlighted.finding.code != "PM204":
            await desk.press("down")
        await desk.press("c")
        await desk.until(lambda: isinstance(desk.app.screen, AnswersScreen), "candidates")
        await desk.until(lambda: "10:04 an alarm pages" in desk.painted().replace("“", ""))
        assert desk.app.screen.query_one(OptionList).highlighted == 0
        await desk.press("enter")
        assert desk.postmortem.detection is not None
        assert desk.postmortem.detection.evidence
        assert desk.screen.at == "/detection"
        await desk.press("ctrl+z")
        assert desk.postmortem == before

    go(report_file(tmp_path, REPORT), journey, size=size)


def test_the_menu_knows_what_could_be_answered_here(tmp_path: Path) -> None:
    async def journey(desk: Desk) -> None:
        await desk.go("/detection")
        await choose(desk, "1")
        await desk.until(lambda: isinstance(desk.app.screen, AnswersScreen), "candidates")
        await desk.press("escape")
        assert desk.postmortem.detection is None
        assert not desk.screen.query_one(FindingsPane).has_focus_within

    go(report_file(tmp_path, REPORT), journey)


# -- jobs


def test_a_job_that_is_cancelled_before_it_runs_does_nothing() -> None:
    told: list[object] = []

    async def work() -> int:
        await asyncio.sleep(30)
        return 1

    job = Job(work, told.append, told.append)
    job.cancel()
    job.start()
    job.join(2)
    assert not told
    job.cancel()


def test_a_job_tells_what_it_did_or_why_not() -> None:
    told: list[object] = []

    async def fine() -> int:
        return 1

    async def broken() -> int:
        raise ValueError("no")

    for work in (fine, broken):
        job = Job(work, told.append, told.append)
        job.start()
        job.join(2)
    assert told[0] == 1
    assert isinstance(told[1], ValueError)
