"""Whether a model can be worked with, and how: one tiny call, and more only where the server refuses."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, get_args

from pmtool.config import ModelSettings
from pmtool.engines.llm.answer import Answer
from pmtool.engines.llm.cache import AnswerCache
from pmtool.engines.llm.client import Client
from pmtool.engines.llm.dialect import Dialect, Structured
from pmtool.engines.llm.faults import CallError, Faults
from pmtool.engines.llm.link import Link
from pmtool.engines.llm.request import Message
from pmtool.engines.llm.spending import Usage
from pmtool.engines.llm.streaming import Glimpse
from pmtool.engines.llm.transport import network

if TYPE_CHECKING:
    from httpx2 import AsyncClient

_WAYS: tuple[Structured, ...] = get_args(Structured)
"""From the best to the one that asks least of a server."""
_MENDED_OTHERWISE = ("unparsed", "empty", "rejected", "error_body", "cut")
"""Faults that another way of asking may not have."""
_ANSWERED = ("unparsed", "empty", "refused", "filtered", "cut")
"""Faults of an answer, which nobody gets without being let in."""
_REACHED = ("rejected", "model", "too_long", "error_body")
_HOPELESS = "Choose another --model: no other way of asking does better."
_LIST_SECONDS = 5.0
_SHORTEST_S = 0.02
"""Of an answer whose rate is worth telling."""
_NAMED = 5
_MESSAGES: list[Message] = [
    {"role": "system", "content": "This checks a connection. Answer in JSON, and say nothing else."},
    {"role": "user", "content": "Give the object that is asked for, with null for each of its fields."},
]


@dataclass(frozen=True, slots=True)
class Checkup:
    """What a server and its model turned out to be able to do."""

    dialect: Dialect
    """The best way of asking that works."""
    usage: Usage
    """Of the call that was answered; no tokens where the server tells none."""
    refused: int
    """Requests that came to nothing before."""
    is_found: bool
    """Whether `structured = "auto"` comes to ask in this way."""
    first_token_s: float | None
    """None where answers aren't streamed."""
    whole_s: float
    tokens_per_second: float | None
    """After the first; None where it came too fast to tell."""
    models: tuple[str, ...]
    """Those that the server lists: none where it has no list."""

    @property
    def is_bare(self) -> bool:
        """Whether nothing but the prompt holds an answer to its form."""
        return "response_format" in self.dialect.left_out


async def examine(settings: ModelSettings) -> Checkup:
    """What works: what `structured` says or, failing that, another way. Raises CallError where nothing does, within the
    deadline."""
    faults = Faults(
        base_url=settings.base_url, model=settings.name, key=settings.key_origin, deadline=settings.deadline
    )
    import instructor  # noqa: F401  # takes a second that is not the server's
    import openai  # noqa: F401

    try:
        async with asyncio.timeout(settings.deadline):
            return await _examined(replace(settings, retries=0))
    except TimeoutError:
        raise faults.of("deadline") from None


async def _examined(settings: ModelSettings) -> Checkup:
    first: CallError | None = None
    refused = 0
    ways = list(dict.fromkeys([settings.structured, "auto"]))
    while True:
        trial = _Trial(replace(settings, structured=ways.pop(0)))
        try:
            checkup = await trial.run()
            return replace(checkup, refused=checkup.refused + refused)
        except CallError as fault:
            first, refused = first or fault, refused + trial.requests
            if fault.kind not in _MENDED_OTHERWISE:
                raise _with_what_worked(first, settings) from None
            if trial.is_auto:
                ways = [way for way in _WAYS[_WAYS.index(trial.reached) + 1 :] if way != settings.structured]
            if not ways:
                raise _with_what_worked(first, settings, is_hopeless=True) from None


def _with_what_worked(fault: CallError, settings: ModelSettings, *, is_hopeless: bool = False) -> CallError:
    """The fault, with as much as went well before; `is_hopeless` where every way of asking was tried."""
    if fault.kind in _ANSWERED and settings.api_key:
        message = f"the server answers and takes the key, but {fault}"
    elif fault.kind in (*_ANSWERED, *_REACHED):
        message = f"the server answers, but {fault}"
    else:
        message = str(fault)
    remedy = _HOPELESS if is_hopeless and fault.kind in ("rejected", "unparsed") else fault.remedy
    return CallError(fault.kind, message, remedy, is_final=fault.is_final)


class _Trial:
    """One way of asking, until the server answers or it is clear that it won't."""

    def __init__(self, settings: ModelSettings) -> None:
        self._settings = settings
        self._asked_at = self._first_at = self._last_at = 0.0
        self._tokens = 0
        self.requests = 0
        self.reached: Structured = "schema"

    @property
    def is_auto(self) -> bool:
        return self._settings.structured == "auto"

    async def run(self) -> Checkup:
        """Raises CallError."""
        http = network(self._settings)
        http.event_hooks = {**http.event_hooks, "request": [self._note]}
        async with Link(self._settings, AnswerCache(None), http) as link:
            try:
                answered = await Client(link).ask(_MESSAGES, Answer, watch=self._watch)
            except CallError as fault:
                raise await self._explained(fault, http) if fault.kind == "model" else fault from None
            finally:
                self.reached = link.dialect.structured
            ended = time.monotonic()
            requests = self.requests
            return Checkup(
                dialect=link.dialect,
                usage=replace(answered.usage, calls=1),
                refused=requests - 1,
                is_found=self.is_auto,
                first_token_s=self._first_at - self._asked_at if self._first_at else None,
                whole_s=ended - self._asked_at,
                tokens_per_second=self._rate(answered.usage.output_tokens or self._tokens),
                models=await self._models(http),
            )

    async def _note(self, request: object) -> None:
        self.requests += 1
        self._asked_at, self._first_at = time.monotonic(), 0.0

    def _watch(self, glimpse: Glimpse) -> None:
        self._last_at, self._tokens = time.monotonic(), glimpse.tokens
        if glimpse.tokens and not self._first_at:
            self._first_at = self._last_at

    def _rate(self, tokens: int) -> float | None:
        took = self._last_at - self._first_at
        return (tokens - 1) / took if self._first_at and took >= _SHORTEST_S and tokens > 1 else None

    async def _explained(self, fault: CallError, http: AsyncClient) -> CallError:
        """The fault of an unknown model, with names that the server knows."""
        names = await self._models(http)
        near = get_close_matches(self._settings.name, names, n=_NAMED, cutoff=0.5) or names[:_NAMED]
        listed = f" The server lists {', '.join(near)}." if near else ""
        return CallError(fault.kind, str(fault), f"{fault.remedy}{listed}", is_final=fault.is_final)

    async def _models(self, http: AsyncClient) -> tuple[str, ...]:
        """The models that the server lists. Many servers have no list: whatever goes wrong means that."""
        import httpx2

        http.event_hooks, settings = {}, self._settings  # those are for calls
        headers = {**({"Authorization": f"Bearer {settings.api_key}"} if settings.api_key else {}), **settings.headers}
        try:
            answer = await http.get(f"{settings.base_url}/models", headers=headers, timeout=_LIST_SECONDS)
            listed: Any = answer.json()
            return tuple(str(model["id"]) for model in listed["data"])
        except (httpx2.HTTPError, ValueError, LookupError, TypeError):
            return ()
