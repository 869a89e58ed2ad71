"""Whatever goes wrong, no key leaves by any door, and no report text by one that is not meant for it."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from calling import GOOD, KEY, MESSAGES, PHRASE, Called, answer, call, lose_no_time, outcome_of, with_client
from command_line import Outcome, one_sentence, process
from extractive_model import answer_to
from model_server import Capabilities, ModelServer, Reply, Request, replies
from pmtool.engines.llm.answer import Answer
from pmtool.engines.llm.client import Client
from pmtool.engines.llm.faults import CallError

TOKEN = "tok-planted-9876543210"
ECHO = f"You sent {KEY} and {TOKEN}, and said: {PHRASE}"
"""What a server might say that shows all it knows."""
DOORS = {
    "reset": replies.reset(),
    "broken off": replies.ends_early(GOOD, after=5),
    "500": replies.error(500, ECHO),
    "429": replies.error(429, ECHO),
    "quota": replies.error(429, ECHO, code="insufficient_quota"),
    "400": replies.error(400, ECHO, code=PHRASE, param=PHRASE, type=KEY),
    "422": replies.error(422, ECHO, code=KEY, param=TOKEN, type=TOKEN),
    "401": replies.error(401, ECHO),
    "404": replies.bare_error(404, ECHO),
    "error as 200": replies.error_in_ok(ECHO, TOKEN),
    "error in the midst": replies.fails_midway(GOOD, after=5),
    "page": replies.raw(f"<html>{ECHO}</html>".encode(), "text/html"),
    "no JSON": replies.raw(ECHO.encode()),
    "cut": replies.raw(b'{"choices": [{"message": {"content": "' + ECHO.encode()),
    "not text": replies.raw(ECHO.encode() + b"\xff"),
    "refusal": replies.refusal(ECHO),
    "filtered": replies.content_filter(ECHO),
    "too long an answer": replies.length(ECHO, 9),
    "prose": Reply(ECHO),
    "no fit": Reply(answer(timeline=[{"text": ECHO}])),
    "odd": replies.raw(answer(choices=[{"message": {"content": [ECHO], "tool_calls": ECHO}}]).encode()),
    "moved": Reply(status=307, body=b"", headers={"location": f"http://127.0.0.1:1/{KEY}"}),
}
Run = Callable[..., Outcome]


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    lose_no_time(monkeypatch)


def whole_story(error: BaseException) -> str:
    """All that any report of a crash could print: each error of the chain, suppressed or not."""
    told, links = [], [error]
    while links:
        link = links.pop()
        told += [str(link), repr(link), repr(link.args), *traceback.format_exception(link)]
        links += [other for other in (link.__cause__, link.__context__) if other is not None]
    return "\n".join(told)


@pytest.mark.parametrize(("structured", "streams"), [("schema", True), ("tools", False), ("json", True)])
@pytest.mark.parametrize("name", DOORS)
def test_faults_and_logs_hold_nothing(
    name: str,
    structured: str,
    streams: bool,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    caplog.set_level(logging.DEBUG)
    file = tmp_path / "answers.sqlite3"
    with ModelServer(DOORS[name]) as server:
        told = {"structured": structured, "headers": {"X-Token": TOKEN}, "retries": 1}
        fault = call(server, reasks=1, streams=streams, cache=str(file), **told).fault
    out, err = capfd.readouterr()
    doors = (whole_story(fault), fault.remedy, caplog.text, out, err, file.read_bytes().decode("latin-1"))
    for secret in (KEY, TOKEN, PHRASE, "vault"):
        assert not [door for door in doors if secret in door]
    sdks = [record for record in caplog.records if record.name.startswith(("openai", "instructor", "httpx2"))]
    assert not [record for record in sdks if not record.msg.startswith("Patching")]


def test_good_answers_are_not_logged_either(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with ModelServer(GOOD) as server:
        call(server, streams=True)
        call(server)
    assert PHRASE not in caplog.text
    assert capfd.readouterr() == ("", "")


def test_the_logs_of_others_stay_as_they_are(caplog: pytest.LogCaptureFixture) -> None:
    import openai

    caplog.set_level(logging.DEBUG)

    async def use(client: Client, called: Called) -> None:
        await outcome_of(client, called)
        url = server.base_url
        async with openai.AsyncOpenAI(base_url=url, api_key="own", http_client=None) as other:
            await other.chat.completions.create(model="m", messages=[{"role": "user", "content": "theirs"}])

    with ModelServer(GOOD) as server:
        with_client(server.base_url, use)
    assert "theirs" in caplog.text
    assert PHRASE not in caplog.text


def test_the_cache_holds_answers_alone(tmp_path: Path) -> None:
    file = tmp_path / "answers.sqlite3"
    with ModelServer(GOOD) as server:
        assert call(server, cache=str(file), headers={"X-Token": TOKEN}).answered
    kept = file.read_bytes().decode("latin-1")
    assert "checkout failed" in kept
    assert not [secret for secret in (KEY, TOKEN, PHRASE) if secret in kept]


def test_a_mistake_of_ours_shows_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    def mistaken(self: object, body: object) -> object:
        raise RuntimeError("a mistake")

    monkeypatch.setattr("pmtool.engines.llm.dialect.Dialect.fit", mistaken)

    async def use(client: Client, called: Called) -> None:
        await client.ask(MESSAGES, Answer)

    with pytest.raises(RuntimeError, match="a mistake") as caught:
        with_client("http://127.0.0.1:1/v1", use, headers={"X-Token": TOKEN})
    assert not [secret for secret in (KEY, TOKEN, PHRASE) if secret in whole_story(caught.value)]


def test_cancelling_tells_nothing(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with ModelServer(replies.hangs(GOOD, after=3)) as server:

        async def use(client: Client, called: Called) -> None:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(outcome_of(client, called, streams=True), 0.3)

        with_client(server.base_url, use)
    assert PHRASE not in caplog.text
    assert KEY not in caplog.text


# -- on the command line

REPORT = f"""\
# Checkout outage of 2026-03-01 (times in UTC)

- 10:00 checkout fails for all customers; {PHRASE}
- 10:20 the deploy is rolled back and checkout works again
"""


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(REPORT)
    return path


@pytest.fixture
def dead() -> Iterator[str]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}/v1"


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)


def copies(request: Request) -> str:
    return answer_to(request.messages)


def structure(run: Run, report: Path, url: str, *more: object) -> Outcome:
    return run("structure", report, "--base-url", url, "--model", "some-model", "--deadline", "5", "--quiet", *more)


def holds_nothing(outcome: Outcome) -> bool:
    cache = Path(os.environ["XDG_CACHE_HOME"], "pmtool", "answers.sqlite3")
    kept = cache.read_bytes().decode("latin-1") if cache.exists() else ""
    return not [s for s in (KEY, PHRASE, "vault") if s in f"{outcome.err} {outcome.out} {kept}"]


@pytest.mark.usefixtures("key")
@pytest.mark.parametrize(
    ("script", "options", "says"),
    [
        (replies.html(), {}, "answered with a web page"),
        (copies, {"api_key": "another"}, "does not take the key from OPENAI_API_KEY"),
        (copies, {"models": ["other-model"]}, "has no model some-model"),
        (replies.insufficient_quota(), {}, "is used up"),
        (replies.error(500, ECHO), {}, "fails to answer"),
        (Reply(ECHO), {}, "did not answer in the form asked for"),
        (replies.hangs(), {}, "took longer than 1 s"),
    ],
    ids=["web page", "wrong key", "unknown model", "quota", "500", "prose", "hang"],
)
def test_a_sentence_and_nothing_else(
    run: Run, report: Path, script: object, options: dict[str, object], says: str
) -> None:
    with ModelServer(script, **options) as server:  # type: ignore[arg-type]
        began = time.monotonic()
        outcome = structure(run, report, server.base_url, "--deadline", "1")
        assert time.monotonic() - began < 4
    assert (outcome.code, outcome.out) == (3, "")
    assert one_sentence(outcome.err)
    assert says in outcome.err
    assert holds_nothing(outcome)


@pytest.mark.usefixtures("key")
def test_a_dead_host_is_a_sentence(run: Run, report: Path, dead: str) -> None:
    outcome = structure(run, report, dead)
    assert (outcome.code, outcome.out) == (3, "")
    assert one_sentence(outcome.err)
    assert "can't be reached (nobody listens there)" in outcome.err
    assert holds_nothing(outcome)


@pytest.mark.usefixtures("key")
def test_a_dead_host_ends_within_the_deadline(
    run: Run, report: Path, dead: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("openai._base_client.INITIAL_RETRY_DELAY", 0.5)
    monkeypatch.setenv("PMTOOL_RETRIES", "20")
    began = time.monotonic()
    outcome = structure(run, report, dead, "--deadline", "1")
    assert time.monotonic() - began < 4
    assert outcome.code == 3
    assert "can't be reached" in outcome.err or "took longer than 1 s" in outcome.err


@pytest.mark.usefixtures("key")
def test_nothing_half_written(run: Run, report: Path, tmp_path: Path) -> None:
    target = tmp_path / "postmortem.md"
    with ModelServer(replies.refusal(ECHO)) as server:
        assert structure(run, report, server.base_url, "-o", target).code == 3
    assert not target.exists()


def test_the_sdks_have_no_say_on_stderr(report: Path, tmp_path: Path) -> None:
    """Not even where variables of theirs ask them to log all they do."""
    own = {"OPENAI_API_KEY": KEY, "OPENAI_LOG": "debug", "INSTRUCTOR_LOG_LEVEL": "DEBUG", "PMTOOL_DEBUG": "1"}
    lacks = Capabilities(json_schema=False)
    with ModelServer(copies, capabilities=lacks) as good, ModelServer(Reply(ECHO)) as bad:
        for server, code in ((good, 0), (bad, 3)):
            more = ["--base-url", server.base_url, "--model", "some-model", "--no-cache", "--quiet"]
            done = process(["structure", report, *more], env=os.environ | own)
            err = done.stderr.decode()
            assert done.returncode == code
            assert not [secret for secret in (KEY, PHRASE, "DEBUG") if secret in err]
            assert err.count("\n") <= 1
            assert KEY not in done.stdout.decode()


@pytest.mark.usefixtures("key")
def test_a_crash_shows_no_key(run: Run, report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PMTOOL_DEBUG", "1")

    def mistaken(self: object, body: object) -> object:
        raise RuntimeError("a mistake")

    monkeypatch.setattr("pmtool.engines.llm.dialect.Dialect.fit", mistaken)
    with ModelServer(copies) as server:
        outcome = structure(run, report, server.base_url)
    assert outcome.code == 70
    assert "Traceback" in outcome.err
    assert KEY not in outcome.err


def test_faults_are_plain_errors_to_whoever_calls_pmtool() -> None:
    with ModelServer(replies.refusal()) as server:
        fault = call(server).fault
    assert isinstance(fault, CallError)
    assert str(fault) == "some-model refused to answer"
