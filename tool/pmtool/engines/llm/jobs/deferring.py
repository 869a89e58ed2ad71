"""An asker that calls nobody: what a job brought back is read as a link reads it, all else is noted for the next job.

It is a link whose network is a file. So whatever a link does about an answer (reading it, asking again for what doesn't
fit, asking otherwise where the server refused something) is done here, too, each new request going into the next job.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pmtool.config import ModelSettings
from pmtool.engines.llm.cache import AnswerCache, Kept, key_of
from pmtool.engines.llm.client import Question
from pmtool.engines.llm.faults import CallError
from pmtool.engines.llm.link import Link
from pmtool.engines.llm.spending import Usage
from pmtool.engines.llm.underway import UNDERWAY, Call
from pmtool.errors import HeldBackError

if TYPE_CHECKING:
    from httpx2 import Request, Response

_NOT_YET = 425
"""A status that servers don't use here, which no link tries again or learns from."""


@dataclass(frozen=True, slots=True)
class Replied:
    """What a server sent back for a request."""

    status: int
    body: bytes
    """JSON."""


Find = Callable[[str], Replied | None]
"""The reply to a request, by its key."""
Note = Callable[[str, bytes, Usage], None]
"""Takes down a request that has no reply: its key, its body, what it may take."""


class Deferring:
    """An asker over replies and notes. Use it as an async context manager, in one event loop."""

    def __init__(self, settings: ModelSettings, find: Find, note: Note) -> None:
        self.settings = replace(settings, retries=0, requests_per_minute=None, tokens_per_minute=None)
        self.answers = AnswerCache(None)
        self._find, self._note = find, note
        self._errors: dict[int, Exception] = {}

    async def __aenter__(self) -> Deferring:
        import httpx2

        http = httpx2.AsyncClient(transport=httpx2.MockTransport(self._reply))
        self._link = Link(self.settings, self.answers, http)
        await self._link.__aenter__()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._link.__aexit__(*error)

    async def answer(self, question: Question, call: Call) -> Kept:
        """An answer that came. Raises CallError, HeldBackError for one to come, and what `find` and `note` raise."""
        try:
            return await self._link.answer(question, call)
        except CallError as fault:
            error = self._errors.pop(id(call), None) or fault
        raise error

    def _reply(self, request: Request) -> Response:
        import httpx2

        call = UNDERWAY.get()
        try:
            replied = self._replied(request.content, call)
        except Exception as error:  # passed by: the SDK would take it for the network's fault
            self._errors[id(call)] = error
            replied = Replied(_NOT_YET, b"{}")
        return httpx2.Response(replied.status, content=replied.body, headers={"content-type": "application/json"})

    def _replied(self, body: bytes, call: Call) -> Replied:
        key = key_of(self.settings.base_url, json.loads(body))
        replied = self._find(key)
        if replied is None:
            self._note(key, body, call.estimate())
            raise HeldBackError("the answer is still to come")
        return replied
