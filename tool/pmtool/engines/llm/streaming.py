"""A streamed answer, gathered into a whole one, with a look at it on the way."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletion, ChatCompletionChunk

_EVERY = 0.1
"""Seconds between two looks: each parses all there is so far."""


class Glimpse(NamedTuple):
    """How far an answer has come."""

    tokens: int
    """Chunks, which are tokens at most servers."""
    statements: int
    latest: str


Watch = Callable[[Glimpse], None]


@dataclass
class _Gathered:
    """Pieces of one answer."""

    content: list[str] = field(default_factory=list)
    arguments: list[str] = field(default_factory=list)
    tool: str | None = None
    refusal: list[str] = field(default_factory=list)
    finish: str | None = None
    usage: Any = None
    last: Any = None

    def add(self, chunk: ChatCompletionChunk) -> bool:
        """Takes a chunk; whether it held text."""
        self.last = chunk
        self.usage = chunk.usage or self.usage
        if not chunk.choices:
            return False
        choice = chunk.choices[0]
        self.finish = choice.finish_reason or self.finish
        delta = choice.delta
        if delta.refusal:
            self.refusal.append(delta.refusal)
        for call in delta.tool_calls or ():
            if call.function:
                self.tool = call.function.name or self.tool
                self.arguments.append(call.function.arguments or "")
        if delta.content:
            self.content.append(delta.content)
        return bool(delta.content or delta.tool_calls)

    def text(self) -> str:
        """What there is of the answer."""
        return "".join(self.arguments or self.content)

    def whole(self) -> ChatCompletion:
        """As an answer that was not streamed."""
        from openai.types.chat import ChatCompletion

        message: dict[str, Any] = {"role": "assistant", "content": "".join(self.content) or None}
        if self.refusal:
            message["refusal"] = "".join(self.refusal)
        if self.arguments:
            function = {"name": self.tool or "Answer", "arguments": "".join(self.arguments)}
            message["tool_calls"] = [{"id": "call", "type": "function", "function": function}]
        is_told = self.finish or self.content or self.arguments or self.refusal
        choices = [{"index": 0, "message": message, "finish_reason": self.finish}] if is_told else []
        head = {name: getattr(self.last, name, None) for name in ("id", "created", "model")}
        usage = self.usage.model_dump() if self.usage else None
        data: dict[str, Any] = {"object": "chat.completion", **head, "choices": choices, "usage": usage}
        return ChatCompletion.construct(**data)


async def gathered(chunks: AsyncIterator[ChatCompletionChunk], watch: Watch) -> ChatCompletion:
    """The whole answer of a stream; `watch` gets a glimpse at most every tenth of a second."""
    answer, count, due = _Gathered(), 0, 0.0
    async for chunk in chunks:
        count += answer.add(chunk)
        if (now := time.monotonic()) >= due:
            watch(glimpse(answer.text(), count))
            due = time.monotonic() + _EVERY + (time.monotonic() - now)
    watch(glimpse(answer.text(), count))
    return answer.whole()


def glimpse(text: str, tokens: int) -> Glimpse:
    """What an answer shows that may be cut anywhere."""
    import jiter

    try:
        parsed = jiter.from_json(text.encode("utf-8", "replace"), partial_mode="trailing-strings") if text else None
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
