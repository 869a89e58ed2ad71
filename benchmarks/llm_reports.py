"""One report, three ways: pmtool with each of its plans, and langextract. Part of benchmarks/llm.py."""

from __future__ import annotations

import json
import os
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import langextract
from langextract.data import ExampleData, Extraction

from llm_answers import COPYING, SPANS, TALLY
from pmtool.config import ModelSettings, model_settings
from pmtool.model.progress import Progress
from pmtool.pipeline.structure import Options, structure
from pmtool.source import read_sources

REPORT = Path(__file__).with_name("incident.txt")
TASK = (
    "Extract the events of the timeline with their times, the action items with owner, due date and ticket, and every "
    "statement on summary, impact, detection, causes, resolution and lessons. Use the exact words of the text."
)


@dataclass(frozen=True, slots=True)
class Took:
    """What it took to get a report through a model."""

    seconds: float
    calls: int
    tokens: int
    """Of all answers."""


def settings(base_url: str, **flags: object) -> ModelSettings:
    """pmtool's settings for the server, whatever stands in the environment and in files."""
    asked = {"model": COPYING, "base_url": base_url, "cache": False, **flags}
    found = model_settings(asked, environ={}, project=os.devnull, user=os.devnull)
    assert found
    return found


def with_pmtool(base_url: str, **flags: object) -> None:
    """Structures the report; answers are streamed, as on a terminal."""
    heard: list[Progress] = []
    structure(read_sources([str(REPORT)]), Options("llm", model=settings(base_url, **flags)), heard.append)


def with_langextract(base_url: str) -> None:
    """Has langextract find the same in it, by its own defaults: chunks of 1,000 characters, ten at once."""
    server = {"api_key": "none", "base_url": base_url}
    model = langextract.factory.ModelConfig(SPANS, "OpenAILanguageModel", server)
    text = REPORT.read_text(encoding="utf-8")
    found = langextract.extract(text, TASK, examples(), config=model, show_progress=False)
    if len(found.extractions) < 40:
        raise SystemExit(f"langextract found only {len(found.extractions)} pieces")


def took(base_url: str, work: Callable[[str], None]) -> Took:
    """Does it, and asks the server what it had to answer."""
    tally(base_url)
    begun = time.perf_counter()
    work(base_url)
    seconds = time.perf_counter() - begun
    made = tally(base_url)
    return Took(seconds, made["calls"], made["tokens"])


def repeated(base_url: str, times: int) -> Took:
    """The report again and again from the cache, once it is filled."""
    with _own_cache():
        with_pmtool(base_url, cache=True)

        def again(base_url: str) -> None:
            for _ in range(times):
                with_pmtool(base_url, cache=True)

        return took(base_url, again)


@contextmanager
def _own_cache() -> Iterator[None]:
    """Keeps answers out of the user's own cache."""
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "answers.sqlite3")
        with patch("pmtool.engines.llm.cache.cache_file", return_value=file):
            yield


def tally(base_url: str) -> dict[str, int]:
    body = json.dumps({"model": TALLY, "messages": []}).encode()
    request = urllib.request.Request(f"{base_url}/chat/completions", body, {"content-type": "application/json"})
    with urllib.request.urlopen(request) as response:
        told: dict[str, int] = json.loads(json.load(response)["choices"][0]["message"]["content"])
    return told


def examples() -> list[ExampleData]:
    """One of each kind, so that langextract knows their attributes."""
    text = (
        "The mail gateway refused messages for an hour.\n"
        "- 09:12 The mail gateway is restarted\n"
        "- Alert on refused messages (owner: Kim, due 2026-01-20, OPS-7)"
    )
    said, happened, planned = "The mail gateway refused messages for an hour.", "The mail gateway is restarted", "Alert"
    return [
        ExampleData(
            text,
            [
                Extraction("statement", said, attributes={"about": "Summary"}),
                Extraction("event", happened, attributes={"time": "09:12", "kind": "mitigation", "actor": "Kim"}),
                Extraction(
                    "action_item",
                    f"{planned} on refused messages",
                    attributes={"type": "detect", "owner": "Kim", "due": "2026-01-20", "tracker": "OPS-7"},
                ),
            ],
        )
    ]
