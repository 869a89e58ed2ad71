"""Many reports through a model whose server does everything that servers do instead of answering."""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import batch_reports
from calling import lose_no_time
from extractive_model import answer_to
from model_server import ModelServer, Reply, Request, replies
from pmtool.batch import inputs
from pmtool.batch.crews.model import ModelCrew
from pmtool.batch.events import Ended, unheard
from pmtool.batch.manifest.manifest import Manifest
from pmtool.batch.manifest.planning import plan
from pmtool.batch.recipe import Recipe
from pmtool.batch.results import Contents
from pmtool.batch.running import Run, claimed
from pmtool.config import model_settings
from pmtool.pipeline.structure import Options

AT_ONCE = 16
PASSING: tuple[Callable[[], Reply], ...] = (
    lambda: replies.rate_limited(None, retry_after_ms=20),
    replies.server_error,
    lambda: replies.overloaded(0.01),
    replies.reset,
    lambda: replies.closed("{", after=0),
    replies.invalid_json,
    replies.empty_body,
    replies.bad_gateway,
    lambda: Reply('{"timeline": [{"number": "no'),
    replies.no_content,
)
"""What goes away when it is asked again."""


@dataclass
class Moody:
    """Answers from the report, but not at once, and not for every report."""

    answered: Counter[str] = field(default_factory=Counter)
    """Answers that were given, by question."""
    _asked: Counter[str] = field(default_factory=Counter)

    def __call__(self, request: Request) -> Reply | str:
        """Every third question is met by one or two faults before its answer; some reports are refused for good."""
        number = int(re.search(r"-(\d+) ", request.messages[1]["content"])[1])  # type: ignore[index]
        begins = json.dumps(request.messages[:3])  # what follows is what was wrong with an answer
        self._asked[begins] += 1
        if is_refused(number):
            return replies.refusal()
        if number % 3 == 0 and self._asked[begins] <= 1 + number % 2:
            return PASSING[(number // 3 + self._asked[begins]) % len(PASSING)]()
        self.answered[json.dumps(request.messages)] += 1
        return answer_to(request.messages)


def is_refused(number: int) -> bool:
    return number % 19 == 0


def steady(request: Request) -> str:
    return answer_to(request.messages)


@pytest.mark.parametrize("count", [40, pytest.param(500, marks=pytest.mark.slow)])
def test_nothing_is_lost_and_nothing_done_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    lose_no_time(monkeypatch)
    batch_reports.write(tmp_path / "in", count)
    moody = Moody()
    with ModelServer(moody, keeps_requests=False) as server:
        ended = run(tmp_path / "in", tmp_path / "moody", server)
    refused = {f"in/incident-{number:05}.md" for number in range(1, count + 1) if is_refused(number)}
    made = {entry.name: entry.postmortem for entry in Contents(str(tmp_path / "moody")).entries()}
    assert (ended.ending, ended.waiting) == ("done", 0)
    assert ended.converted + ended.failed == count
    lost = {one.name: one.message for one in Contents(str(tmp_path / "moody")).unconverted()}
    assert lost.keys() == refused, lost
    assert len(made) == count - len(refused)
    assert set(moody.answered.values()) == {1}, "each answer was given once"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another cache"))
    with ModelServer(steady, keeps_requests=False) as server:
        run(tmp_path / "in", tmp_path / "steady", server)
    undisturbed = {entry.name: entry.postmortem for entry in Contents(str(tmp_path / "steady")).entries()}
    assert {name: said(made[name]) for name in made} == {name: said(undisturbed[name]) for name in made}


def said(postmortem: Any) -> tuple[object, ...]:
    """All of a postmortem but the run's figures."""
    return tuple(getattr(postmortem, name) for name in type(postmortem).__slots__ if name != "run")


def run(folder: Path, out: Path, server: ModelServer) -> Ended:
    asked = {"model": "some-model", "base_url": server.base_url, "concurrency": AT_ONCE, "plan": "single"}
    model = model_settings(asked, environ={}, project="/", user="/nonexistent")
    assert model
    recipe = Recipe("llm", Options("llm", model=model), 1 << 20)
    with claimed(str(out)), Manifest(str(out)) as manifest:
        manifest.begin(recipe.told())
        found = inputs.reports(inputs.files([str(folder)], away_from=str(out)))
        plan(manifest, str(out), recipe.hash, found, unheard)
        crew = ModelCrew(recipe, processes=2, at_once=AT_ONCE, hear=unheard)
        return asyncio.run(Run(manifest, str(out), recipe, unheard).run(crew))
