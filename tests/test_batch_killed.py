"""A run that is killed again and again, and gone on with, gives the archive of one that nobody disturbed."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

import batch_reports
from extractive_model import answer_to
from model_server import ModelServer, Pace, Request
from pmtool.batch.results import Contents

SEED = 20260702
COUNT = 24
AT_ONCE = 4
TABLES = ("archive.db", "archive.jsonl", "triage.csv", "index.html")


@pytest.mark.slow
def test_by_rules(tmp_path: Path) -> None:
    batch_reports.write(tmp_path / "in", COUNT)
    killed(tmp_path, 10, "--engine", "offline")
    whole(tmp_path, "undisturbed", "--engine", "offline")
    assert files(tmp_path / "out") == files(tmp_path / "undisturbed")
    assert len([name for name in files(tmp_path / "out") if name.endswith(".json")]) == COUNT


@pytest.mark.parametrize("kills", [2, pytest.param(10, marks=pytest.mark.slow)])
def test_with_a_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kills: int) -> None:
    batch_reports.write(tmp_path / "in", COUNT)
    answered: Counter[str] = Counter()

    def answer(request: Request) -> str:
        answered[json.dumps(request.messages)] += 1
        return answer_to(request.messages)

    with ModelServer(answer, pace=Pace(ttft=0.03), keeps_requests=False) as server:
        asked = ("--model", "some-model", "--base-url", server.base_url, "--plan", "single", "--reports", str(AT_ONCE))
        killed(tmp_path, kills, *asked)
        again = sum(answered.values()) - len(answered)
        assert again <= kills * AT_ONCE, "only what was in flight is asked again"
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another cache"))
        whole(tmp_path, "undisturbed", *asked)
    assert said(tmp_path / "out") == said(tmp_path / "undisturbed")
    assert len(said(tmp_path / "out")) == COUNT


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def killed(tmp_path: Path, kills: int, *options: str) -> None:
    """Runs the batch, kills it, with all that it started, so many times after some reports, and lets it end."""
    chance = random.Random(SEED)
    after = [0, *(chance.randint(1, 3) for _ in range(kills - 2)), COUNT]
    for number, reports in enumerate(after):
        process = started(tmp_path, "out", *options)
        assert process.stdout
        seen = 0
        for line in process.stdout:
            event = json.loads(line)["event"]
            seen += event == "converted"
            if (number == 0 and event == "planned") or 0 < reports <= seen or event == "building":
                break
        time.sleep(chance.random() * 0.05)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    for partial in (tmp_path / "out").rglob("*.part"):
        os.utime(partial, (0, 0))  # a while ago
    whole(tmp_path, "out", *options)


def whole(tmp_path: Path, out: str, *options: str) -> None:
    """Runs the batch to its end."""
    process = started(tmp_path, out, *options)
    told, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert json.loads(told.splitlines()[-1])["ending"] == "done"


def started(tmp_path: Path, out: str, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "pmtool", "batch", "in", "-o", out, "--json-events", "--jobs", "2", *options]
    environment = {name: value for name, value in os.environ.items() if "KEY" not in name}
    return subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def files(out: Path) -> dict[str, bytes]:
    """All that an archive holds, but what runs note for themselves."""
    kept = [*(out / name for name in TABLES), *sorted((out / "postmortems").rglob("*.*"))]
    assert not list(out.rglob("*.part"))
    return {str(path.relative_to(out)): path.read_bytes() for path in kept}


def said(out: Path) -> dict[str, tuple[object, ...]]:
    """What postmortems hold, but the runs' figures."""
    names = [name for name in next(Contents(str(out)).entries()).postmortem.__slots__ if name != "run"]
    return {e.name: tuple(getattr(e.postmortem, name) for name in names) for e in Contents(str(out)).entries()}
