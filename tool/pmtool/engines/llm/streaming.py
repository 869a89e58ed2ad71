"""A streamed answer, gathered into a whole one, with a look at it on the way."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from pmtool.engines.llm.reply import Reply, sound, usage_of

if TYPE_CHECKING:
    from openai import AsyncStream
    from openai.types.chat import ChatCompletionChunk

_EVERY = 0.1
"""Seconds between two looks: each parses all there is so far."""


class Glimpse(NamedTuple):
    """How far an answer has come."""

    tokens: int
    """Chunks, which are tokens at most servers."""
    statements: int
    latest: str


Watch = Callable[[Glimpse], None]


class _Pieces:
    """What has come of one answer."""

    def __init__(self) -> None:
        self.contents: list[str] = []
        self.arguments: list[str] = []
        self.refusals: list[str] = []
        self.finish: object = None
        self.used: object = None

    def add(self, chunk: ChatCompletionChunk) -> None:
        """Takes a chunk, as far as it is one."""
        try:
            self.used = chunk.usage or self.used
            choice = chunk.choices[0]
            self.finish = choice.finish_reason or self.finish
            delta = choice.delta
            calls = delta.tool_calls
        except (AttributeError, IndexError, KeyError, TypeError):
            return  # the one that tells the usage has no choices
        if isinstance(delta.content, str):
            self.contents.append(delta.content)
        if isinstance(delta.refusal, str):
            self.refusals.append(delta.refusal)
        for call in calls if isinstance(calls, list) else ():
            said = getattr(getattr(call, "function", None), "arguments", None)
            if isinstance(said, str) and not getattr(call, "index", 0):  # one tool is offered: the first call counts
                self.arguments.append(said)

    def text(self) -> str:
        """What there is of the answer."""
        return "".join(self.arguments or self.contents)

    def reply(self, error: object) -> Reply:
        """All of it, and the error with which it ended."""
        return Reply(sound(self.text()), sound("".join(self.refusals)), sound(self.finish), error, usage_of(self.used))


async def gathered(stream: AsyncStream[ChatCompletionChunk], watch: Watch) -> Reply:
    """The reply of a stream, as far as it came; `watch` gets a glimpse at most every tenth of a second."""
    pieces, count, due = _Pieces(), 0, 0.0
    chunks = aiter(stream)
    while chunk := await _next(chunks):
        if isinstance(chunk, Exception):
            break
        pieces.add(chunk)
        count += 1
        if (now := time.monotonic()) >= due and (text := pieces.text()):
            watch(glimpse(text, count))
            due = time.monotonic() + _EVERY + (time.monotonic() - now)
    watch(glimpse(pieces.text(), count))
    return pieces.reply(_told(chunk))


async def _next(chunks: AsyncIterator[ChatCompletionChunk]) -> ChatCompletionChunk | Exception | None:
    """The next chunk, or what came in its place."""
    try:
        return await anext(chunks, None)
    except Exception as error:
        return error


def _told(end: object) -> object:
    """The server's error, if a stream ended with one; one that broke off, or is garbled, is just over."""
    import httpx2
    import openai

    if isinstance(end, openai.APIError):
        return end.body or {"code": "unknown"}
    if isinstance(end, Exception) and not isinstance(end, (httpx2.TransportError, ValueError)):
        raise end
    return None


def glimpse(text: str, tokens: int) -> Glimpse:
    """What an answer shows that may be cut anywhere."""
    import jiter

    begun = text[max(0, text.find("{")) :].encode("utf-8", "replace")
    try:
        parsed = jiter.from_json(begun, partial_mode="trailing-strings")
    except ValueError:
        parsed = None
    told = list(_texts(parsed))
    return Glimpse(tokens, len(told), told[-1] if told else "")


def _texts(value: Any) -> list[str]:
    """The words of each statement, in order."""
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    if not isinstance(value, dict):
        return []
    own = [value["text"]] if isinstance(value.get("text"), str) else []
    return own + [text for item in value.values() if isinstance(item, (dict, list)) for text in _texts(item)]
