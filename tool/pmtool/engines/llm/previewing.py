"""Requests as they would be sent, caught before they leave."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from pmtool.config import ModelSettings
from pmtool.engines.llm.cache import AnswerCache
from pmtool.engines.llm.client import Client
from pmtool.engines.llm.drafting import Drafting
from pmtool.engines.llm.faults import CallError
from pmtool.engines.llm.link import Link


async def bodies(settings: ModelSettings, drafting: Callable[[Client], Drafting]) -> list[bytes]:
    """The bodies of a report's first calls, in the order of sending: each fails, which ends the report's way."""
    import httpx2

    caught: list[bytes] = []

    def catch(request: httpx2.Request) -> httpx2.Response:
        caught.append(request.content)
        return httpx2.Response(503, json={})  # one that neither ends other calls nor teaches how to ask otherwise

    http = httpx2.AsyncClient(transport=httpx2.MockTransport(catch))
    async with Link(replace(settings, retries=0), AnswerCache(None), http) as link:
        with suppress(CallError):
            await drafting(Client(link)).run()
    return caught
