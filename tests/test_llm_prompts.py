"""The prompts: what may be changed, what is refused before anything is paid for, and what never leaves with them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from asking import asked, copying, report_of, settings_for
from model_server import ModelServer
from pmtool import ConfigError
from pmtool.engines.llm.prompts import prompts_of
from pmtool.pipeline.structure import Options, structure
from pmtool.resources import folder, prompt_files

REPORT = "# Outage of 2026-03-01 (times in UTC)\n\n- 10:00 checkout fails\n- 10:20 checkout works again\n"
SECRET = "ghp" + "_" + "0Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op8Qr9St0Uv1Wx"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A copy of the prompts to change."""
    return Path(shutil.copytree(folder("prompts"), tmp_path / "own"))


def test_a_file_of_ones_own_takes_the_place_of_pmtools(own: Path) -> None:
    changed = own / "request.md"
    changed.write_text("Be brief.\n" + changed.read_text("utf-8"), "utf-8")
    with ModelServer(copying) as server:
        postmortem = asked(server, report_of(REPORT), prompts=str(own), repairs=0)
        assert all(request.json["messages"][2]["content"].startswith("Be brief.") for request in server.requests)
    assert postmortem.run.prompt_hash == prompts_of(prompt_files(str(own))).hash != prompts_of(prompt_files(None)).hash


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("system.md", "{{ 1/0 }}", "system.md can't be used: ZeroDivisionError"),
        ("system.md", "{% if %}", "system.md can't be used: TemplateSyntaxError"),
        ("report.md", "{{ nothing }}", "report.md can't be used: UndefinedError: 'nothing' is undefined"),
        ("report.md", "", "report.md does not show what it is given"),
        ("request.md", "", "request.md does not show what it is given"),
        ("repair.md", "Mend it.", "repair.md does not show what it is given"),
        ("repair.md", "{{ problems.x.y }}", "repair.md can't be used: UndefinedError"),
        ("groups.toml", "head = 1", "groups.toml says nothing of head, timeline"),
        ("groups.toml", "head", "groups.toml is not valid TOML"),
        ("examples/login/answer.json", "{", "the prompt example login: answer.json: Invalid JSON"),
        ("examples/login/answer.json", "{}", "the prompt example login: answer.json: head: Field required"),
    ],
)
def test_a_broken_prompt_is_refused_before_any_call(own: Path, name: str, text: str, says: str) -> None:
    (own / name).write_text(text, "utf-8")
    with ModelServer(copying) as server:
        with pytest.raises(ConfigError) as refused:
            asked(server, report_of(REPORT), prompts=str(own))
        assert server.requests == []
    assert says in str(refused.value)
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("S5", "S99"), "there is no segment S99"),
        (("T2", "T99"), "there is no time 'T99'"),
        (("40% of sign-ins failed when", "45% of sign-ins failed when"), "don't hold '45%'"),
    ],
)
def test_an_example_that_lies_is_refused(own: Path, change: tuple[str, str], says: str) -> None:
    answer = own / "examples" / "login" / "answer.json"
    answer.write_text(answer.read_text("utf-8").replace(*change), "utf-8")
    with pytest.raises(ConfigError, match="the prompt example login is no good one") as refused:
        prompts_of(prompt_files(str(own)))
    assert says in str(refused.value)


def test_an_example_of_ones_own_is_redacted_like_the_report(own: Path) -> None:
    example = own / "examples" / "ours"
    shutil.copytree(own / "examples" / "login", example)
    with (example / "report.txt").open("a", encoding="utf-8") as file:
        file.write(f"\nThe token {SECRET} had leaked.\n")
    with ModelServer(copying) as server:
        asked(server, report_of(REPORT), prompts=str(own), redact=True, repairs=0)
        assert all("had leaked" in request.json["messages"][0]["content"] for request in server.requests)
        assert not [request for request in server.requests if SECRET.encode() in request.body]


def test_a_report_without_a_zone_costs_no_repair() -> None:
    with ModelServer(copying) as server:
        asked(server, report_of("# Outage of 2026-03-01\n\n- 10:00 checkout fails\n- 10:20 checkout works again\n"))
        assert not [request for request in server.requests if len(request.json["messages"]) > 3]


@pytest.mark.parametrize(
    ("variable", "value"), [("SSL_CERT_FILE", "/nowhere/certificates.pem"), ("ALL_PROXY", "socks5://127.0.0.1:9")]
)
def test_an_environment_that_no_connection_can_be_set_up_in(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with ModelServer(copying) as server:
        settings = settings_for(server)
    from dataclasses import replace

    far = replace(settings, base_url="https://models.invalid/v1")
    with pytest.raises(ConfigError, match=r"models\.invalid can't be set up as the environment says"):
        structure([report_of(REPORT)], Options("llm", model=far))


def test_examples_are_shown_as_reports_are() -> None:
    system = prompts_of(prompt_files(None)).system()["content"]
    answer = json.loads(system.split("```json\n")[1].split("```")[0])
    assert answer["timeline"][0]["segments"] == ["S4"]
    assert "S4 item| 09:12 deploy 318 of the session service goes out" in system
