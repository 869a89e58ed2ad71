"""Calls through the engine's client, by the SDKs, over HTTP, to a server on loopback."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest

from model_server import ModelServer
from pmtool.config import ModelSettings, model_settings
from pmtool.engines.llm import pacing
from pmtool.engines.llm.answer import GROUPS, Answer
from pmtool.engines.llm.cache import AnswerCache
from pmtool.engines.llm.client import Answered, Client
from pmtool.engines.llm.dialect import Dialect
from pmtool.engines.llm.faults import CallError
from pmtool.engines.llm.link import Link
from pmtool.engines.llm.request import Message
from pmtool.engines.llm.spending import Usage
from pmtool.engines.llm.streaming import Glimpse

KEY = "sk-planted-0123456789abcdefghij"
PHRASE = "the vault opens with a tin whistle"
"""A secret of a report."""
MESSAGES: list[Message] = [
    {"role": "system", "content": "Answer in JSON."},
    {"role": "user", "content": f"S1 paragraph| {PHRASE}; 10:05 checkout failed"},
]
EVENT = {
    "number": 1, "text": "checkout failed", "segments": ["S1"], "time": "T1", "until": None, "time_words": None,
    "kind": "impact", "actor": None,
}  # fmt: skip


def answer(**parts: Any) -> str:
    """An answer that fits the schema, by default with one event."""
    return json.dumps(dict.fromkeys(GROUPS) | ({"timeline": [EVENT]} | parts))


GOOD = answer()


@dataclass
class Called:
    """What came of calls."""

    outcomes: list[Answered[Answer] | CallError] = field(default_factory=list)
    glimpses: list[Glimpse] = field(default_factory=list)
    dialect: Dialect = field(default_factory=Dialect)
    spent: Usage = field(default_factory=Usage)

    @property
    def fault(self) -> CallError:
        """Of the only call."""
        (only,) = self.outcomes
        assert isinstance(only, CallError), only
        return only

    @property
    def answered(self) -> Answered[Answer]:
        """By the only call."""
        (only,) = self.outcomes
        assert isinstance(only, Answered), only
        return only

    @property
    def kinds(self) -> list[str]:
        """What kind of fault each call ended in; empty for an answer."""
        return [outcome.kind if isinstance(outcome, CallError) else "" for outcome in self.outcomes]


def settings_of(base_url: str, **changed: Any) -> ModelSettings:
    """Settings for a server: no cache, a short deadline."""
    flags = {"model": "some-model", "base_url": base_url, "cache": False, "deadline": "10"}
    told = {name: value if isinstance(value, (bool, dict)) else str(value) for name, value in changed.items()}
    found = model_settings(flags | told, environ={"OPENAI_API_KEY": KEY}, project="/", user="/nonexistent")
    assert found is not None
    return found


def with_client(
    base_url: str, use: Callable[[Client, Called], Awaitable[None]], *, cache: str | None = None, **changed: Any
) -> Called:
    """Uses a client in an event loop of its own."""
    called = Called()

    async def main() -> None:
        kept = AnswerCache(cache)
        async with Link(settings_of(base_url, **changed), kept) as link:
            client = Client(link)
            try:
                await use(client, called)
            finally:
                called.dialect, called.spent = link.dialect, client.spent
                kept.close()

    asyncio.run(main())
    return called


async def outcome_of(
    client: Client, called: Called, number: int = 0, *, reasks: int = 0, streams: bool = False
) -> Answered[Answer] | CallError:
    """One call, different from those with other numbers."""
    messages: list[Message] = [*MESSAGES, {"role": "user", "content": f"Give me part {number}."}]
    try:
        return await client.ask(messages, Answer, reasks=reasks, watch=called.glimpses.append if streams else None)
    except CallError as fault:
        return fault


def call(
    server: ModelServer | str,
    *,
    count: int = 1,
    reasks: int = 0,
    streams: bool = False,
    cache: str | None = None,
    **changed: Any,
) -> Called:
    """Makes calls at once."""

    async def use(client: Client, called: Called) -> None:
        asked = (outcome_of(client, called, number, reasks=reasks, streams=streams) for number in range(count))
        called.outcomes += await asyncio.gather(*asked)

    return with_client(server if isinstance(server, str) else server.base_url, use, cache=cache, **changed)


def lose_no_time(patch: pytest.MonkeyPatch) -> None:
    """Spares each test what takes longest: half a second before anything is tried again, and reading certificates."""
    patch.setattr(pacing, "_FIRST_PAUSE", 0.005)
    patch.setattr(ssl, "create_default_context", _certificates)


_certificates = cache(ssl.create_default_context)
