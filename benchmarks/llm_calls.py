"""What a call costs the client: pmtool's beside the bare SDK's, for the same requests. Part of benchmarks/llm.py."""

from __future__ import annotations

import asyncio
import itertools
import json
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from openai import AsyncOpenAI

from llm_answers import REPEATING
from llm_reports import REPORT, settings
from pmtool.config import ModelSettings
from pmtool.engines.llm.answer import Answer
from pmtool.engines.llm.cache import AnswerCache
from pmtool.engines.llm.client import Client
from pmtool.engines.llm.link import Link
from pmtool.engines.llm.streaming import Glimpse
from pmtool.model.progress import unheard
from pmtool.pipeline.asking import preview
from pmtool.pipeline.structure import Options
from pmtool.source import read_sources

MOST_AT_ONCE = 1024
Body = dict[str, Any]
Ask = Callable[[Body], Awaitable[object]]
"""Sends the request of that body, and has the answer in the end."""


class Cost(NamedTuple):
    """What calls cost a client: medians of the rounds."""

    cpu_ms: float
    """Of a call, user and system."""
    rate: float
    """Calls a second."""


def costs(base_url: str, *, at_once: int, calls: int, rounds: int, streamed: bool) -> tuple[Cost, Cost]:
    """Of pmtool's client and of the bare one: in each round both make so many calls, so many of them in flight."""
    return asyncio.run(_costs(base_url, at_once, calls, rounds, streamed))


async def _costs(base_url: str, at_once: int, calls: int, rounds: int, streamed: bool) -> tuple[Cost, Cost]:
    configured = settings(base_url, model=REPEATING, concurrency=MOST_AT_ONCE)
    async with Link(configured, AnswerCache(None)) as link, AsyncOpenAI(base_url=base_url, api_key="none") as sdk:
        body = await _request(configured)
        numbers = itertools.count()
        ways = (
            partial(_with_pmtool, Client(link), streamed),
            partial(_with_sdk_streamed if streamed else _with_sdk, sdk),
        )
        for ask in ways:
            await _round(ask, body, numbers, 1, 8)  # imports what is imported late, and runs warm
        turns = [[await _round(ask, body, numbers, at_once, calls) for ask in ways] for _ in range(rounds)]
    ours, bare = ([turn[way] for turn in turns] for way in range(2))
    return _median(ours), _median(bare)


async def _with_pmtool(client: Client, streamed: bool, body: Body) -> object:
    return await client.ask(body["messages"], Answer, watch=_unseen if streamed else None)


async def _with_sdk(sdk: AsyncOpenAI, body: Body) -> object:
    return (await sdk.chat.completions.create(**body)).choices[0].message.content


async def _with_sdk_streamed(sdk: AsyncOpenAI, body: Body) -> object:
    pieces: list[str] = []
    async for chunk in await sdk.chat.completions.create(**body, stream=True, stream_options={"include_usage": True}):
        pieces += [choice.delta.content or "" for choice in chunk.choices]
    return "".join(pieces)


async def _request(configured: ModelSettings) -> Body:
    """The body that pmtool sends to have the last third of the timeline told, as for an answer in one piece."""
    bodies = await preview(read_sources([str(REPORT)]), Options(), configured, unheard)
    parsed = json.loads(bodies[2])
    return {name: value for name, value in parsed.items() if not name.startswith("stream")}


async def _round(ask: Ask, body: Body, numbers: Iterator[int], at_once: int, calls: int) -> Cost:
    left = iter(range(calls))

    async def worker() -> None:
        for _ in left:
            await ask(_another(body, next(numbers)))

    cpu, begun = time.process_time(), time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(at_once)))
    cpu, seconds = time.process_time() - cpu, time.perf_counter() - begun
    return Cost(cpu / calls * 1000, calls / seconds)


def _median(rounds: Sequence[Cost]) -> Cost:
    return Cost(*map(statistics.median, zip(*rounds, strict=True)))


def _another(body: Body, number: int) -> Body:
    """The same request in other words: pmtool asks the same only once at a time."""
    *others, last = body["messages"]
    return {**body, "messages": [*others, {**last, "content": f"{last['content']}\nRequest {number}."}]}


def _unseen(_: Glimpse) -> None:
    """Nobody watches: showing is the front end's cost."""
