"""`pmtool config doctor`: what servers can do, in plain words, and what goes wrong in one sentence."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from command_line import Outcome, one_sentence
from extractive_model import GROUPS
from model_server import KNOWS_LITTLE, Capabilities, ModelServer, Pace, replies
from model_server.script import Script
from pmtool.config import model_settings

KEY = "sk-planted-77ab"
NOTHING = json.dumps(dict.fromkeys(GROUPS))
"""The answer that is asked for."""
Run = Callable[..., Outcome]


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("PMTOOL_DEADLINE", "5")


def examine(run: Run, server: ModelServer, *flags: str) -> Outcome:
    outcome = run("config", "doctor", "--base-url", server.base_url, "--model", "test-model", *flags)
    assert KEY not in outcome.out + outcome.err
    return outcome


def rows(outcome: Outcome) -> dict[str, str]:
    """What is said of each thing."""
    assert (outcome.code, outcome.err) == (0, "")
    return {
        line[2:].split("  ")[0]: line[2:].split("  ", 1)[1].strip()
        for line in outcome.out.splitlines()
        if line[:2] == "  "
    }


def calls(server: ModelServer) -> list[str]:
    return [request.shape for request in server.requests if request.method == "POST"]


def test_all_is_well_with_one_call(run: Run) -> None:
    with ModelServer(NOTHING, pace=Pace(ttft=0.1, tokens_per_second=200), api_key=KEY) as server:
        outcome = examine(run, server)
    said = rows(outcome)
    first, *_, last = outcome.out.splitlines()
    assert calls(server) == ["json_schema"]
    assert re.fullmatch(r"test-model at 127\.0\.0\.1:\d+ \(OPENAI_API_KEY\)", first)
    assert last == "All is well: nothing has to be set."
    assert said["server"] == "answers, and takes the key"
    assert said["model"] == "known"
    assert said["structure"] == "JSON schema, strict"
    assert said["streaming"] == "yes"
    assert re.fullmatch(r"[\d,]+ tokens in, \d+ out", said["usage"])
    assert re.fullmatch(r"first token after 0\.[1-9]\d s, then about \d+ a second", said["speed"])


@pytest.mark.parametrize(
    ("knows", "asked", "structure", "lines"),
    [
        (Capabilities(strict=False), ["json_schema"] * 2, "JSON schema, not strict", []),
        (Capabilities(json_schema=False), ["json_schema", "tools"], "tools, strict", ['structured = "tools"']),
        (
            Capabilities(json_schema=False, tools=False),
            ["json_schema", "tools", "json_object"],
            "plain JSON",
            ['structured = "json"'],
        ),
        (
            Capabilities(json_schema=False, tools=False, json_object=False),
            ["json_schema", "tools", "json_object", "text"],
            "JSON, because the prompt asks for it",
            [],
        ),
    ],
)
def test_the_best_way_of_asking_is_found(
    run: Run, knows: Capabilities, asked: list[str], structure: str, lines: list[str]
) -> None:
    with ModelServer(NOTHING, capabilities=knows) as server:
        outcome = examine(run, server)
    assert calls(server) == asked
    assert rows(outcome)["structure"] == structure
    assert [line for line in outcome.out.splitlines() if "=" in line] == lines


def test_a_server_that_knows_little(run: Run) -> None:
    with ModelServer(NOTHING, capabilities=KNOWS_LITTLE) as server:
        said = rows(examine(run, server))
    assert said["streaming"] == "no: answers come whole"
    assert said["usage"] == "the server tells none"
    assert re.fullmatch(r"the whole answer after \d+\.\d\d s", said["speed"])


def test_parameters_that_are_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PMTOOL_TEMPERATURE", "0")
    with ModelServer(NOTHING, capabilities=Capabilities(temperature=False)) as server:
        assert rows(examine(run, server))["left out"] == "temperature: the server refuses that"


def test_a_model_that_heeds_no_schema_has_to_be_asked_otherwise(run: Run) -> None:
    with ModelServer(["Gladly.", NOTHING]) as server:
        outcome = examine(run, server)
    assert calls(server) == ["json_schema", "tools"]
    assert outcome.out.endswith('It works once this stands in pmtool.toml:\nstructured = "tools"\n')


@pytest.mark.parametrize("configured", ["schema", "tools"])
def test_what_is_configured_is_compared(run: Run, configured: str) -> None:
    Path("pmtool.toml").write_text(f'[models.mine]\nmodel = "test-model"\nstructured = "{configured}"\n')
    with ModelServer(NOTHING, capabilities=Capabilities(json_schema=False)) as server:
        outcome = run("config", "doctor", "--base-url", server.base_url, "--model", "mine")
    *_, before_last, last = outcome.out.splitlines()
    if configured == "tools":
        assert last == "All is well: nothing has to be set."
    else:
        assert before_last == ("It works, but not as ./pmtool.toml [models.mine] has it (schema). Change that to:")
        assert last == 'structured = "tools"'


@pytest.mark.parametrize("configured", ["schema", "tools", "json"])
def test_the_configured_way_comes_first(run: Run, monkeypatch: pytest.MonkeyPatch, configured: str) -> None:
    monkeypatch.setenv("PMTOOL_STRUCTURED", configured)
    with ModelServer(NOTHING) as server:
        outcome = examine(run, server)
    assert calls(server) == [{"schema": "json_schema", "json": "json_object"}.get(configured, configured)]
    assert outcome.out.endswith("All is well: nothing has to be set.\n")


@pytest.mark.parametrize(
    ("configured", "opening"),
    [
        ("tools", "It works, but not as PMTOOL_STRUCTURED has it (tools). Change that to:"),
        ("auto", "It works. So that no run has to find out how, put into the environment:"),
    ],
)
def test_the_place_to_change_is_the_one_that_counts(
    run: Run, monkeypatch: pytest.MonkeyPatch, configured: str, opening: str
) -> None:
    monkeypatch.setenv("PMTOOL_STRUCTURED", configured)
    Path("pmtool.toml").write_text('structured = "schema"\n')
    with ModelServer(NOTHING, capabilities=Capabilities(json_schema=False, tools=False)) as server:
        outcome = examine(run, server)
    assert calls(server)[0] == ("tools" if configured == "tools" else "json_schema")
    assert outcome.out.splitlines()[-2:] == [opening, "PMTOOL_STRUCTURED=json"]


def test_the_line_to_set_does_what_it_says(run: Run) -> None:
    with ModelServer(NOTHING, capabilities=Capabilities(json_schema=False)) as server:
        line = examine(run, server).out.splitlines()[-1]
        Path("pmtool.toml").write_text(line)
        again = examine(run, server)
    found = model_settings({"model": "m"})
    assert found is not None
    assert found.structured == "tools"
    assert again.out.endswith("All is well: nothing has to be set.\n")


@pytest.mark.parametrize(
    ("models", "said"),
    [
        (["a", "test-model"], "known, one of 2 that the server lists"),
        (None, "known"),
    ],
)
def test_the_list_of_models(run: Run, models: list[str] | None, said: str) -> None:
    with ModelServer(NOTHING, models=models) as server:
        assert rows(examine(run, server))["model"] == said


def test_a_server_that_answers_for_another_model(run: Run) -> None:
    with ModelServer(NOTHING) as server:
        outcome = run("config", "doctor", "--base-url", server.base_url, "--model", "of-another-name")
    assert "the server does not list it" in rows(outcome)["model"]


# -- what goes wrong


@pytest.mark.parametrize(
    ("script", "options", "words"),
    [
        (NOTHING, {"api_key": "another"}, "does not take the key"),
        (NOTHING, {"models": ["test-model-2", "other"]}, "has no model test-model.*test-model-2"),
        (replies.html(), {}, "web page"),
        (replies.html(404), {}, "web page"),
        (replies.unknown_path("POST", "/"), {}, "base.url"),
        (replies.server_error(), {}, "500"),
        (replies.insufficient_quota(), {}, "quota"),
        (replies.rate_limited(), {}, "Try later"),
        (replies.refusal(), {}, "refused"),
        ("I would rather not.", {}, "in the form asked for"),
    ],
)
def test_each_fault_is_a_sentence(run: Run, script: Script, options: dict[str, object], words: str) -> None:
    with ModelServer(script, **options) as server:  # type: ignore[arg-type]
        outcome = examine(run, server)
    assert (outcome.code, outcome.out) == (3, "")
    assert one_sentence(outcome.err)
    assert re.search(words, outcome.err)


@pytest.mark.parametrize("configured", ["auto", "tools"])
@pytest.mark.parametrize(
    ("script", "worked"),
    [
        ("I would rather not.", "the server answers and takes the key, but test-model did not"),
        (replies.bare_error(400, "no"), "the server answers, but 127.0.0.1:"),
    ],
)
def test_a_failure_tells_what_worked_and_sends_nobody_in_circles(
    run: Run, monkeypatch: pytest.MonkeyPatch, configured: str, script: Script, worked: str
) -> None:
    monkeypatch.setenv("PMTOOL_STRUCTURED", configured)
    with ModelServer(script) as server:
        outcome = examine(run, server)
    assert outcome.err.startswith(f"pmtool: {worked}")
    assert outcome.err.endswith("Choose another --model: no other way of asking does better.\n")
    assert set(calls(server)) == {"json_schema", "tools", "json_object"}


def test_help_lists_only_what_counts(run: Run) -> None:
    told = run("config", "doctor", "--help").out
    assert {"--model", "--base-url", "--deadline"} <= set(re.findall(r"--[a-z-]+", told))
    assert not re.search("--(plan|repairs|redact|prompts|no-cache|concurrency)", told)


def test_a_deadline_is_kept(run: Run) -> None:
    with ModelServer(replies.hangs()) as server:
        began = time.monotonic()
        outcome = examine(run, server, "--deadline", "0.3")
        assert time.monotonic() - began < 3
        server.wait_idle()
    assert outcome.code == 3
    assert one_sentence(outcome.err)
    assert "0.3 s" in outcome.err
    assert server.requests[0].hung_up


def test_a_dead_host(run: Run) -> None:
    with nobody_listening() as url:
        outcome = run("config", "doctor", "--base-url", url, "--model", "m")
    assert outcome.code == 3
    assert one_sentence(outcome.err)
    assert "can't be reached" in outcome.err


@contextmanager
def nobody_listening() -> Iterator[str]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}/v1"


def test_no_model_is_configured(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    outcome = run("config", "doctor")
    assert outcome.code == 3
    assert one_sentence(outcome.err)
    assert "OPENAI_API_KEY" in outcome.err
