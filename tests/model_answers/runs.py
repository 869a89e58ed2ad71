"""The command line over a hand-written model: what it asked, what it made, what a check finds."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from command_line import Outcome
from model_server import ModelServer, Request
from pmtool import Postmortem, load

from . import Asked, Model, sources

Run = Callable[..., Outcome]


@dataclass
class Made:
    """What came of a run."""

    postmortem: Postmortem
    requests: list[Asked]
    text: str
    """Of the Markdown."""
    findings: list[dict[str, str]]
    """Of a check against the report, warnings and errors."""
    alone: list[dict[str, str]]
    """Of a check without it."""

    @property
    def repairs(self) -> list[Asked]:
        """The requests that told what is wrong."""
        return [asked for asked in self.requests if asked.problems]

    @property
    def statements(self) -> str:
        """The Markdown behind its front matter."""
        return self.text.split("\n---\n", 1)[1]


def made(run: Run, model: Model, folder: Path) -> Made:
    """What pmtool makes of an example with such a model."""
    return structured(run, written(model, folder), model, folder)


def structured(run: Run, reports: Sequence[Path], script: Callable[[Request], str], folder: Path, *more: str) -> Made:
    """What pmtool makes of reports with a model that answers as a script says; `more` are options."""
    out = folder / "out.md"
    with ModelServer(script) as server:
        ask = ("--model", "openai/test", "--base-url", server.base_url, "--no-cache", *more)
        outcome = run("structure", *reports, *ask, "-o", out)
        assert outcome.code == 0, outcome.err
    given = [argument for report in reports for argument in ("--source", report)]
    requests = [Asked.by(request) for request in server.requests]
    return Made(load(out), requests, out.read_text(encoding="utf-8"), found(run, out, *given), found(run, out))


def found(run: Run, *arguments: object) -> list[dict[str, str]]:
    """Warnings and errors of a check."""
    findings = json.loads(run("check", *arguments, "--format", "json").out)["files"][0]["findings"]
    return [finding for finding in findings if finding["severity"] != "info"]


def written(model: Model, folder: Path) -> list[Path]:
    """The example's reports, with the words that the mistake is about."""
    paths = []
    for source in map(Path, sources(model.example)):
        text = source.read_text(encoding="utf-8")
        for old, new in (model.mistake.report if model.mistake else {}).items():
            assert old in text
            text = text.replace(old, new)
        paths.append(folder / source.name)
        paths[-1].write_text(text, encoding="utf-8")
    return paths
