"""Answers that are odd rather than wrong: what steers terminals, what is endless, missed times, left-out segments."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from command_line import Outcome
from model_answers import Asked, Model, Parts, Script, complete, good
from model_answers.runs import Made, Run, made, structured
from model_server import ModelServer, Request
from pmtool import RunInfo, dump, load

CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff]")
STEERING = (
    "\x1b[31mred\x1b]52;c;cGFzdGU=\x07 \u202edesrever\u2066 \x9b2J [link=x]y[/] <script>z</script> {{ q }}\x00\r\n| a"
)
REPORT = """\
# Basket service down on 4 May 2026 (UTC)

- 09:12 release 7.1 of the basket service goes out
- the pager went off 0930, people woke up
- then the release was rolled back and baskets answered again
- 10:05 incident closed

The release read every basket from disk, and the disk was too slow.

Reading from disk was never tested with more than 20 baskets.
"""


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.md"
    path.write_text(REPORT, encoding="utf-8")
    return path


def told(**parts: Any) -> Parts:
    """A good answer to the report, with some parts replaced."""
    timeline = [
        {"time": "T2", "kind": "trigger", "text": "Release 7.1 of the basket service goes out", "segments": "S2"},
        {"time_words": "0930", "kind": "detection", "text": "The pager went off", "segments": "S3"},
        {"kind": "mitigation", "text": "The release was rolled back", "segments": "S4"},
        {"time": "T3", "kind": "recovery", "text": "The incident was closed", "segments": "S5"},
    ]
    cause = {"text": "The release read every basket from a disk that was too slow.", "segments": "S6"}
    factor = {"text": "Reading from disk was never tested with more than 20 baskets.", "segments": "S7"}
    causes = {"root_cause": cause, "contributing_factors": [factor]}
    return complete({"timeline": timeline, "causes": causes, **parts})


def poisoned(value: Any) -> Any:
    """An answer with what steers terminals in each of its texts."""
    if isinstance(value, dict):
        return {name: v if name in ("kind", "type", "state", "segments") else poisoned(v) for name, v in value.items()}
    if isinstance(value, list):
        return [poisoned(v) for v in value]
    return value + STEERING if isinstance(value, str) else value


class TestSteeringText:
    def test_no_output_steers_a_terminal(self, run: Run, tmp_path: Path) -> None:
        parts = poisoned(good("table"))
        result = made(run, Model("table"), tmp_path)
        with ModelServer(Script(parts)) as server:
            ask = ("--model", "openai/test", "--base-url", server.base_url, "--no-cache")
            outcome: Outcome = run("structure", tmp_path / "report.md", *ask)
        assert "script" in outcome.out
        assert not CONTROLS.search(outcome.out)
        assert not CONTROLS.search(outcome.err)
        pm = load(outcome.out)
        assert len(pm.timeline) == len(result.postmortem.timeline), "nothing is lost"
        for name in ("markdown", "json", "yaml"):
            again = dump(pm, name)
            assert load(again) == pm
            assert not CONTROLS.search(again)

    def test_nothing_that_goes_back_to_the_model_is_lost(self, run: Run, report: Path) -> None:
        parts = told(timeline=[{"time": "T2", "text": f"Release 7.1 {STEERING}", "segments": "S2"}])
        result = structured(run, [report], Script(parts), report.parent)
        assert result.postmortem.timeline[0].text.startswith("Release 7.1 ")
        assert "\n" not in result.postmortem.timeline[0].text


class TestEndlessText:
    def test_it_is_told_and_marked(self, run: Run, report: Path) -> None:
        text = "The release read every basket from a disk that was too slow. " * 160
        parts = told(causes={"root_cause": {"text": text, "segments": "S6"}})
        result = structured(run, [report], Script(parts), report.parent)
        problems = [problem for asked in result.repairs for problem in asked.problems]
        assert any(name == "root_cause" and "characters long" in message for name, _, message in problems)
        assert {"code": "PM314", "path": "/root_cause"}.items() <= next(
            finding for finding in result.findings if finding["code"] == "PM314"
        ).items()
        assert any(warning.startswith("/root_cause: ") for warning in result.postmortem.run.warnings)


class TestNumbers:
    @pytest.mark.parametrize("numbers", [[7, 7, 7, 7], [0, -3, 4, 100], [4, 3, 2, 1]])
    def test_repeated_and_skipped_ones_lose_nothing(self, run: Run, report: Path, numbers: list[int]) -> None:
        parts = told()
        odd = told(timeline=[{**e, "number": n} for e, n in zip(parts["timeline"], numbers, strict=True)])
        first, second = (structured(run, [report], Script(p), report.parent) for p in (parts, odd))
        assert first.postmortem.timeline == second.postmortem.timeline

    def test_new_items_of_a_correction_are_added(self, run: Run, report: Path) -> None:
        first = [{"time": "T99", "text": "Release 7.1 of the basket service goes out", "segments": "S2"}]
        whole = told()["timeline"]

        def then(asked: Asked) -> Parts:
            return {"timeline": whole} if asked.problems else {"unused": list(asked.left_out)}

        result = structured(run, [report], Script(told(timeline=first), then), report.parent)
        assert [event.text for event in result.postmortem.timeline] == [event["text"] for event in whole]


class TestMissedTimes:
    def test_code_resolves_words_that_the_ledger_missed(self, run: Run, report: Path) -> None:
        result = structured(run, [report], Script(told()), report.parent)
        event = result.postmortem.timeline[1]
        assert event.at
        assert (event.at.at, event.at.as_written) == ("2026-05-04T09:30:00+00:00", "0930")
        assert [f for f in result.findings if f["path"].startswith("/timeline/1")] == []
        assert ("timeline", 2) not in {(name, n) for asked in result.repairs for name, n, _ in asked.problems}

    @pytest.mark.parametrize(
        ("words", "why"),
        [("half past nine", "does not stand"), ("930", "does not stand"), ("people", "can't be resolved")],
    )
    def test_else_the_event_is_undated_and_found(self, run: Run, report: Path, words: str, why: str) -> None:
        parts = told()
        parts["timeline"][1]["time_words"] = words
        result = structured(run, [report], Script(parts), report.parent)
        assert result.postmortem.timeline[1].at is None
        assert ("PM101", "/timeline/1") in {(f["code"], f["path"]) for f in result.findings}
        assert any(why in message for asked in result.repairs for _, _, message in asked.problems)

    def test_an_event_without_any_time_stays_where_it_was_told(self, run: Run, report: Path) -> None:
        result = structured(run, [report], Script(told()), report.parent)
        assert result.postmortem.timeline[2].at is None
        assert result.postmortem.timeline[2].text == "The release was rolled back"


class TestTwoEventsMadeOne:
    MERGED = "Release 7.1 of the basket service goes out, and the incident is closed"

    def test_the_lost_time_is_told(self, run: Run, report: Path) -> None:
        parts = told(timeline=[{"time": "T2", "kind": "trigger", "text": self.MERGED, "segments": "S2 S5"}])
        whole = told()["timeline"]

        def then(asked: Asked) -> Parts:
            return {"timeline": [whole[0], {**whole[3], "number": 2}]} if asked.problems else {}

        result = structured(run, [report], Script(parts, then), report.parent)
        assert "it cites what T3" in result.repairs[0].problems[0][2]
        assert [event.text for event in result.postmortem.timeline] == [whole[0]["text"], whole[3]["text"]]

    def test_a_stubborn_model_is_named_in_the_warnings(self, run: Run, report: Path) -> None:
        parts = told(timeline=[{"time": "T2", "kind": "trigger", "text": self.MERGED, "segments": "S2 S5"}])
        result = structured(run, [report], Script(parts), report.parent)
        assert any(w.startswith("/timeline/0: it cites what T3") for w in result.postmortem.run.warnings)


class TestLeftOutSegments:
    @staticmethod
    def forgetful(report: Path, run: Run, later: Parts) -> Made:
        parts = told(causes={"root_cause": told()["causes"]["root_cause"]})

        def then(asked: Asked) -> Parts:
            return later if asked.left_out else {}

        return structured(run, [report], Script(parts, then), report.parent)

    def test_they_are_asked_about_once_and_added(self, run: Run, report: Path) -> None:
        factors = told()["causes"]["contributing_factors"]
        later = complete({"causes": {"contributing_factors": factors}})
        result = self.forgetful(report, run, {"causes": later["causes"]})
        assert [asked.left_out for asked in result.requests if asked.left_out] == [("S7",)]
        assert result.postmortem.contributing_factors[0].text.startswith("Reading from disk")
        assert result.postmortem.coverage.unplaced == 0
        assert result.postmortem.root_cause, "what was told first stays"

    def test_a_cause_told_later_fills_one_that_lacks(self, run: Run, report: Path) -> None:
        later = complete({"causes": {"trigger": {"text": "Release 7.1, never tested with more.", "segments": "S2 S7"}}})
        result = self.forgetful(report, run, {"causes": later["causes"]})
        assert result.postmortem.trigger

    def test_a_second_cause_is_not_dropped_in_silence(self, run: Run, report: Path) -> None:
        later = complete({"causes": {"root_cause": {"text": "Reading was never tested.", "segments": "S7"}}})
        result = self.forgetful(report, run, {"causes": later["causes"]})
        assert any("there is one already" in m for asked in result.repairs for _, _, m in asked.problems)
        assert any("there is one already" in warning for warning in result.postmortem.run.warnings)

    @pytest.mark.parametrize("later", [{}, {"unused": ["S7"]}], ids=["silent", "unused"])
    def test_a_stubborn_model_leaves_them_unplaced(self, run: Run, report: Path, later: Parts) -> None:
        result = self.forgetful(report, run, later)
        assert [asked.left_out for asked in result.requests if asked.left_out] == [("S7",)], "once"
        assert [s.id for s in result.postmortem.coverage.unplaced_segments] == ["S7"]


class TestPlaceholders:
    """Two mail addresses are hidden from the model: [[email-b]] and [[email-c]]."""

    REPORT = REPORT.replace("people woke up", "ana@example.com woke up").replace(
        "incident closed", "bo@example.com closes"
    )

    def cause(self, run: Run, report: Path, shown: str, segment: str) -> Made:
        report.write_text(self.REPORT, encoding="utf-8")
        timeline = [{"time": "T2", "text": "Release 7.1 of the basket service goes out", "segments": "S2"}]
        cause = {"text": f"The pager went off and woke up {shown}.", "segments": segment}
        parts = told(timeline=timeline, causes={"root_cause": cause})
        return structured(run, [report], Script(parts), report.parent, "--redact")

    def test_they_come_back(self, run: Run, report: Path) -> None:
        result = self.cause(run, report, "[[email-b]]", "S3")
        assert result.postmortem.root_cause
        assert result.postmortem.root_cause.text == "The pager went off and woke up ana@example.com."
        assert [asked for asked in result.repairs if "causes" in asked.groups] == []

    def test_one_of_another_value_is_marked(self, run: Run, report: Path) -> None:
        result = self.cause(run, report, "[[email-c]]", "S3")
        assert ("PM303", "/root_cause") in {(f["code"], f["path"]) for f in result.findings}
        assert not any("bo@example.com" in m for asked in result.repairs for _, _, m in asked.problems), "stays hidden"

    def test_one_that_stands_for_nothing_is_marked(self, run: Run, report: Path) -> None:
        result = self.cause(run, report, "[[email-z]]", "S3")
        assert ("PM215", "/root_cause") in {(f["code"], f["path"]) for f in result.findings}
        assert any("stands for nothing" in m for asked in result.repairs for _, _, m in asked.problems)


def test_a_lone_surrogate_harms_nothing(run: Run, report: Path) -> None:
    parts = told(causes={"root_cause": {"text": "The release \ud800 read every basket from disk", "segments": "S6"}})

    def answers(request: Request) -> str:
        return json.dumps(json.loads(Script(parts)(request)))

    result = structured(run, [report], answers, report.parent)
    assert result.postmortem.root_cause
    assert load(dump(result.postmortem, "json")) == result.postmortem


def test_the_same_answer_gives_the_same_postmortem(run: Run, report: Path) -> None:
    first, second = (structured(run, [report], Script(told()), report.parent) for _ in range(2))
    assert replace(first.postmortem, run=RunInfo()) == replace(second.postmortem, run=RunInfo())
