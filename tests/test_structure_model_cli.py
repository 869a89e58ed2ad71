"""`pmtool structure` with a model: what it says before, during and after, what it keeps, and what it shows unsent."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from command_line import Outcome, one_sentence
from conftest import ROOT
from extractive_model import answer_to
from model_server import ModelServer, Pace, Reply, Request, replies
from pmtool import config
from pmtool.cli import summary

REPORT = str(ROOT / "examples" / "notes" / "report.txt")
MIDNIGHT = str(ROOT / "examples" / "midnight" / "report.md")
OTHER = str(ROOT / "examples" / "chat" / "report.txt")
THIRD = str(ROOT / "examples" / "table" / "report.md")
KEY = "sk-planted-4f9b"
Run = Callable[..., Outcome]


def copies(request: Request) -> str:
    """A model without a fault."""
    return answer_to(request.messages)


def asks_for(request: Request, group: str) -> bool:
    return f"- `{group}`:" in request.messages[-1]["content"]


def failing(is_meant: Callable[[Request], bool]) -> Callable[[Request], Reply | str]:
    """A server that fails for some requests."""
    return lambda request: replies.server_error() if is_meant(request) else copies(request)


@pytest.fixture(autouse=True)
def one_try(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PMTOOL_RETRIES", "0")


def model(server: ModelServer) -> list[str]:
    return ["--base-url", server.base_url, "--model", "test", "--repairs", "0"]


# -- what is said


def test_plain_lines_where_no_terminal_is(run: Run) -> None:
    with ModelServer(copies) as server:
        outcome = run("structure", REPORT, "--engine", "llm", *model(server))
    first, *parts, last = outcome.err.splitlines()
    assert outcome.code == 0
    assert outcome.out.startswith("---\n")
    assert re.fullmatch(
        r"pmtool: engine: llm, test at 127\.0\.0\.1:\d+, not redacted; 4 calls, about [\d,]+00 tokens in", first
    )
    assert len(parts) == 4
    assert all(re.fullmatch(r"pmtool: [a-z ]+: done, [\d,]+ tokens", part) for part in parts)
    assert re.fullmatch(
        r"pmtool: test: 4 calls, [\d,]+ tokens in( \([\d,]+ cached\))?, [\d,]+ out; took [\d.]+ s", last
    )


def test_answers_that_are_kept_are_told_as_such(run: Run) -> None:
    with ModelServer(copies) as server:
        first = run("structure", REPORT, "--format", "json", *model(server))
        second = run("structure", REPORT, "--format", "json", *model(server))
        assert len(server.requests) == 4
    assert json.loads(first.out)["timeline"] == json.loads(second.out)["timeline"]
    assert second.err.count("from cache") == 4
    assert "test: no calls" in second.err


@pytest.mark.parametrize("flags", [[], ["--show-request"]])
def test_what_is_hidden_is_counted(run: Run, tmp_path: Path, flags: list[str]) -> None:
    report = tmp_path / "report.txt"
    text = Path(REPORT).read_text(encoding="utf-8")
    report.write_text(f"{text}\n02:40 mail from jo@corp.example and from mo@corp.example\n", encoding="utf-8")
    with ModelServer(copies) as server:
        outcome = run("structure", report, "--redact", *flags, *model(server))
    assert re.search(r"^pmtool: engine: .*, redacted; 4 .*, without 2 e-mail addresses", outcome.err)
    assert not any(b"corp.example" in request.body for request in server.requests)
    assert "corp.example" not in outcome.err


def test_quiet(run: Run) -> None:
    with ModelServer(copies) as server:
        outcome = run("structure", REPORT, "-q", *model(server))
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out


def test_quiet_by_rules(run: Run) -> None:
    assert run("structure", REPORT, "--quiet").err == ""


def test_quiet_still_says_what_goes_wrong(run: Run) -> None:
    with ModelServer(replies.server_error()) as server:
        outcome = run("structure", REPORT, "-q", *model(server))
    assert outcome.code == 3
    assert one_sentence(outcome.err)


def test_quiet_still_says_what_rules_had_to_fill(run: Run) -> None:
    with ModelServer(failing(lambda request: asks_for(request, "timeline"))) as server:
        outcome = run("structure", REPORT, "-q", *model(server))
    assert outcome.code == 0
    assert outcome.out
    assert re.fullmatch(r"pmtool: timeline: failed: .*500.*\n", outcome.err)


@pytest.mark.parametrize(
    ("variables", "flags", "why"),
    [
        ({"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": "{url}"}, [], "OPENAI_BASE_URL names a server"),
        ({"OPENAI_API_KEY": KEY, "PMTOOL_BASE_URL": "{url}"}, ["--model", "m"], "--model names a model"),
    ],
)
def test_auto_says_why_it_asks_a_model(
    run: Run, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], flags: list[str], why: str
) -> None:
    with ModelServer(copies, api_key=KEY) as server:
        for name, value in variables.items():
            monkeypatch.setenv(name, value.format(url=server.base_url))
        outcome = run("structure", REPORT, *flags)
    assert outcome.code == 0
    assert outcome.err.startswith(f"pmtool: engine: llm, since {why}, ")
    assert "(OPENAI_API_KEY), not redacted; 4 calls" in outcome.err
    assert KEY not in outcome.err + outcome.out


def test_a_key_alone_is_reason_enough(tmp_path: Path) -> None:
    settings = config.model_settings({}, environ={"OPENAI_API_KEY": KEY}, project=str(tmp_path))
    assert settings is not None
    told = summary.asked(settings, summary.reason(settings))
    assert told == f"engine: llm, since there is a key, {settings.name} at api.openai.com (OPENAI_API_KEY), redacted"


def test_the_offline_engine_reads_no_settings_of_models(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PMTOOL_BASE_URL", "no address at all")
    assert run("structure", REPORT, "--engine", "offline").code == 0
    assert run("structure", REPORT).code == 2


def test_spending_has_a_price_where_prices_are_set(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PMTOOL_PRICE_INPUT", "1")
    monkeypatch.setenv("PMTOOL_PRICE_OUTPUT", "10")
    with ModelServer(copies) as server:
        assert re.search(r", costs 0\.0\d+;", run("structure", REPORT, *model(server)).err)


def test_parts_that_failed_are_said_and_filled(run: Run) -> None:
    with ModelServer(failing(lambda request: asks_for(request, "timeline"))) as server:
        outcome = run("structure", REPORT, "--format", "json", *model(server))
    assert outcome.code == 0
    assert json.loads(outcome.out)["timeline"]
    assert re.search(r"^pmtool: timeline: failed: .*500", outcome.err, re.M)
    assert outcome.err.splitlines()[-1] == "pmtool: filled by rules: timeline"


def test_repairs_are_said_and_what_comes_of_them(run: Run) -> None:
    def cites_nothing(request: Request) -> Reply | str:
        if len(request.messages) > 3:
            return replies.server_error()
        return re.sub(r'"segments": \["S\d+"\]', '"segments": ["S99"]', copies(request), count=1)

    with ModelServer(cites_nothing) as server:
        outcome = run("structure", REPORT, *model(server), "--repairs", "1")
    assert outcome.code == 0
    assert re.search(r"^pmtool: timeline: \d+ problems? goe?s? back to the model, round 1$", outcome.err, re.M)
    assert re.search(r"^pmtool: timeline: not mended: .*500", outcome.err, re.M)
    assert "filled by rules: timeline" not in outcome.err


def test_a_timeline_without_events_is_filled_by_rules(run: Run) -> None:
    def sees_nothing(request: Request) -> str:
        return json.dumps(json.loads(copies(request)) | ({"timeline": []} if asks_for(request, "timeline") else {}))

    with ModelServer(sees_nothing) as server:
        outcome = run("structure", REPORT, "--format", "json", *model(server))
    assert json.loads(outcome.out)["timeline"]
    assert outcome.err.splitlines()[-1] == "pmtool: filled by rules: timeline"


# -- several jobs


def test_several_jobs_are_told_apart(run: Run, tmp_path: Path) -> None:
    with ModelServer(copies) as server:
        outcome = run("structure", REPORT, THIRD, "-o", f"{tmp_path}/out/", *model(server))
    engine, *lines = outcome.err.splitlines()
    assert outcome.code == 0
    assert engine.endswith("not redacted")
    assert {line.split(": ")[1] for line in lines} == {REPORT, THIRD}
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["report-2.md", "report.md"]


def test_nothing_paid_for_is_lost(run: Run, tmp_path: Path) -> None:
    other = Path(OTHER).read_text(encoding="utf-8").splitlines()[1]
    with ModelServer(failing(lambda request: other in request.text)) as server:
        outcome = run("structure", REPORT, OTHER, THIRD, "-o", f"{tmp_path}/out/", *model(server))
    written = tmp_path / "out" / "report.md"
    assert outcome.code == 3
    assert [path.name for path in (tmp_path / "out").iterdir()] == [written.name]
    last = outcome.err.splitlines()[-1]
    assert last.startswith(f"pmtool: {OTHER}: ")
    assert last.endswith(f"Of the reports, 1 written before ({written}), 1 not begun.")


def test_what_cannot_be_read_costs_nothing(run: Run, tmp_path: Path) -> None:
    with ModelServer(copies) as server:
        assert run("structure", REPORT, tmp_path / "missing", "-o", f"{tmp_path}/out/", *model(server)).code == 2
    assert not server.requests


# -- requests unsent


@pytest.mark.parametrize("report", [REPORT, pytest.param(MIDNIGHT, marks=pytest.mark.slow)])
@pytest.mark.parametrize("flags", [[], ["-q"], ["--plan", "single"], ["--redact"]], ids=" ".join)
def test_shown_requests_are_those_that_are_sent(run: Run, report: str, flags: list[str]) -> None:
    with ModelServer(copies) as server:
        shown = run("structure", report, "--show-request", *flags, *model(server))
        assert not server.requests
        assert run("structure", report, *flags, *model(server)).code == 0
    sent = [request.body for request in server.requests]
    assert shown.code == 0
    assert sorted(line.encode() for line in shown.out.splitlines()) == sorted(sent)
    if "-q" in flags:
        assert shown.err == ""
    else:
        assert f"; {len(sent)} request" in shown.err
        assert "nothing was sent" in shown.err


def test_showing_requests_takes_neither_key_nor_headers(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    own = Path(os.environ["XDG_CONFIG_HOME"], "pmtool", "config.toml")
    own.parent.mkdir()
    own.write_text('api_key_cmd = "no-such-program"\nheaders = { X-Team = "env:NO_SUCH_VARIABLE" }\n', encoding="utf-8")
    outcome = run("structure", REPORT, "--show-request", "-o", tmp_path / "pm.md")
    assert outcome.code == 0
    assert len([json.loads(line) for line in outcome.out.splitlines()]) == 4
    assert "at api.openai.com" in outcome.err
    assert not list(tmp_path.glob("pm.md"))


def test_the_offline_engine_has_no_requests_to_show(run: Run) -> None:
    outcome = run("structure", REPORT, "--show-request", "--engine", "offline", "--model", "test")
    assert (outcome.code, outcome.out) == (2, "")
    assert "Leave out --show-request, or use --engine llm." in outcome.err
    assert one_sentence(outcome.err)


# -- as a process


def started(server: ModelServer, *flags: str, **options: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "pmtool", "structure", REPORT, *model(server), *flags]
    return subprocess.Popen(command, **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options})  # type: ignore[call-overload,no-any-return]


@pytest.mark.parametrize("reply", [replies.hangs(), replies.hangs('{"head": null, "timeline": [', after=4)])
def test_interrupted(reply: Reply) -> None:
    with ModelServer(reply) as server, started(server) as process:
        while not server.requests:
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        begun = time.monotonic()
        out, err = process.communicate(timeout=10)
        assert time.monotonic() - begun < 3
        server.wait_idle()
    assert (process.returncode, out) == (130, b"")
    assert err.splitlines()[-1].startswith(b"pmtool: interrupted")
    assert b"Traceback" not in err
    assert all(request.hung_up for request in server.requests)


@pytest.mark.parametrize("term", ["xterm-256color", pytest.param("dumb", marks=pytest.mark.slow)])
def test_on_a_terminal(term: str) -> None:
    screen, stderr = pty.openpty()
    environment = os.environ | {"TERM": term, "COLUMNS": "80", "LINES": "24"}
    script = failing(lambda request: asks_for(request, "actions"))
    with (
        ModelServer(script, pace=Pace(ttft=0.3)) as server,
        started(server, stderr=stderr, env=environment) as process,
    ):
        os.close(stderr)
        seen = b"".join(reads(screen)).decode()
        assert process.stdout is not None
        assert process.stdout.read().startswith(b"---\n")
    assert process.returncode == 0
    assert ("\x1b" in seen) == (term != "dumb")
    told = re.findall(r"^pmtool: (\S+)", seen.replace("\r", "\n"), re.M)
    assert told[0] == "engine:"
    assert told[-5:] == ["test:", "filled", "found", "missing", "unplaced"]
    assert re.search("action items: failed: .*500", seen)
    assert ("asked" in seen) == (term != "dumb")
    assert ("timeline: done" in seen) == (term == "dumb")


def reads(screen: int) -> Iterator[bytes]:
    with open(screen, "rb", buffering=0) as read:
        try:
            while piece := read.read(4096):
                yield piece
        except OSError:  # how a terminal says that nobody is on the other side any more
            return
