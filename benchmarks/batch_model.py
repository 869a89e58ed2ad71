"""Many reports through a model: pmtool's crew, the bare SDK with the same requests, langextract. Part of batch.py."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import langextract
import psutil
from openai import AsyncOpenAI

from llm_answers import SPANS
from llm_reports import REPORT, TASK, examples, settings, tally
from pmtool.batch.crews import under_way
from pmtool.batch.crews.model import ModelCrew
from pmtool.batch.events import unheard
from pmtool.batch.outcome import Task
from pmtool.batch.recipe import Recipe
from pmtool.model.progress import unheard as unwatched
from pmtool.pipeline.asking import preview
from pmtool.pipeline.structure import Options
from pmtool.source import build_document

MAX_BYTES = 1 << 20
Body = dict[str, object]


@dataclass(frozen=True, slots=True)
class Took:
    """What a way took for all reports."""

    seconds: float
    calls: int
    cpu: float
    """Seconds, of this process and those that it started."""

    @property
    def rate(self) -> float:
        """Calls a second."""
        return self.calls / self.seconds

    @property
    def cpu_ms(self) -> float:
        """Of a call."""
        return self.cpu / self.calls * 1000


def tasks(count: int) -> list[Task]:
    """Reports on their way to a worker, each in words of its own."""
    text = REPORT.read_text(encoding="utf-8")
    each = (f"{text}\nThis was incident {number} of that year.\n" for number in range(1, count + 1))
    return [Task(f"r{number}", ((f"r{number}.md", words.encode()),)) for number, words in enumerate(each, 1)]


def with_pmtool(base_url: str, work: Sequence[Task], at_once: int, plan: str = "sections") -> Took:
    """By the crew that `pmtool batch` takes, `at_once` calls in flight."""
    model = settings(base_url, concurrency=at_once, plan=plan)
    recipe = Recipe("llm", Options("llm", model=model), MAX_BYTES)
    crew = ModelCrew(recipe, processes=os.cpu_count() or 1, at_once=under_way(at_once), hear=unheard)

    async def convert() -> None:
        async with crew:
            async for outcome in crew.outcomes(iter(work[:2])):  # processes start, SDKs are imported
                assert outcome.made, outcome.fault
            begin()
            async for outcome in crew.outcomes(iter(work)):
                assert outcome.made, outcome.fault
            found.append(took())

    found: list[Took] = []
    begin, took = _clock(base_url)
    asyncio.run(convert())
    return found[0]


def bodies(base_url: str, work: Sequence[Task]) -> list[Body]:
    """The requests that pmtool sends for the reports, to the byte."""
    model = settings(base_url)

    async def all_of_them() -> list[Body]:
        found: list[Body] = []
        for task in work:
            document = build_document("R1", task.name, "text/markdown", "0" * 64, task.sources[0][1].decode())
            found += [json.loads(body) for body in await preview([document], Options("llm"), model, unwatched)]
        return found

    return asyncio.run(all_of_them())


def with_sdk(base_url: str, requests: Sequence[Body], at_once: int) -> Took:
    """By openai's own client, the same requests, all of them gathered behind a semaphore."""
    slots = asyncio.Semaphore(at_once)

    async def ask(client: AsyncOpenAI, body: Body) -> None:
        async with slots:
            await client.chat.completions.create(**body)  # type: ignore[call-overload]

    async def convert() -> None:
        async with AsyncOpenAI(base_url=base_url, api_key="none", max_retries=0) as client:
            await asyncio.gather(*(ask(client, body) for body in requests[:2]))
            begin()
            await asyncio.gather(*(ask(client, body) for body in requests))

    begin, took = _clock(base_url)
    asyncio.run(convert())
    return took()


def with_langextract(base_url: str, work: Sequence[Task], at_once: int) -> Took:
    """By langextract's own defaults, but for as many calls in flight."""
    server = {"api_key": "none", "base_url": base_url}
    model = langextract.factory.ModelConfig(SPANS, "OpenAILanguageModel", server)
    documents = [langextract.data.Document(task.sources[0][1].decode(), document_id=task.name) for task in work]

    def convert(some: list[langextract.data.Document]) -> None:
        found = langextract.extract(
            some, TASK, examples(), config=model, show_progress=False, max_workers=at_once, batch_length=at_once
        )
        assert len(list(found)) == len(some)

    convert(documents[:2])
    begin, took = _clock(base_url)
    begin()
    convert(documents)
    return took()


def _clock(base_url: str) -> tuple[Callable[[], None], Callable[[], Took]]:
    """What to call when the work begins and when it has ended."""
    at: list[float] = []

    def begin() -> None:
        tally(base_url)
        at[:] = time.perf_counter(), _cpu()

    def took() -> Took:
        seconds, cpu = time.perf_counter() - at[0], _cpu() - at[1]
        return Took(seconds, tally(base_url)["calls"], cpu)

    return begin, took


def _cpu() -> float:
    """Seconds of CPU so far, of this process and those that it started and that are alive."""
    me = psutil.Process()
    times = [process.cpu_times() for process in (me, *me.children(recursive=True))]
    return sum(used.user + used.system for used in times)
