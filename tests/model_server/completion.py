"""A model's answer as the API shapes it: one object, or the events of a stream."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from . import tokens
from .reply import Reply, ToolCall, Usage
from .request import Request

CREATED = 1_700_000_000
"""Seconds since 1970: the same in each run."""
DONE = b"data: [DONE]\n\n"
_HOLE = "\0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """One choice, or none."""

    id: str
    model: str
    content: str | None
    refusal: str | None
    calls: tuple[ToolCall, ...]
    finish_reason: str
    no_choices: bool
    usage: Usage | None = None

    @property
    def tokens(self) -> int:
        return sum(map(tokens.count, self._texts()))

    def whole(self) -> dict[str, Any]:
        """The `chat.completion` object."""
        message: dict[str, Any] = {"role": "assistant", "content": self.content, "refusal": self.refusal}
        if self.calls:
            message["tool_calls"] = [_call(self, index) for index in range(len(self.calls))]
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": self.finish_reason}
        answer = {"id": self.id, "object": "chat.completion", "created": CREATED, "model": self.model}
        answer["choices"] = [] if self.no_choices else [choice]
        return answer | ({"usage": usage_object(self.usage)} if self.usage else {})

    def opening(self) -> bytes:
        """The event that names the role."""
        return b"" if self.no_choices else self._event({"role": "assistant", "content": "" if self.content else None})

    def events(self, tokens_each: int) -> Iterator[bytes]:
        """An event for so many tokens each, and one for the name of each call."""
        if self.content:
            yield from self._text_events({"content": _HOLE}, self.content, tokens_each)
        if self.refusal:
            yield from self._text_events({"refusal": _HOLE}, self.refusal, tokens_each)
        for index, call in enumerate(self.calls):
            start = {"index": index, **_call(self, index)}
            start["function"] = {"name": call.name, "arguments": ""}
            yield self._event({"tool_calls": [start]})
            more = {"tool_calls": [{"index": index, "function": {"arguments": _HOLE}}]}
            yield from self._text_events(more, call.arguments, tokens_each)

    def closing(self, *, with_usage: bool) -> bytes:
        """The finish reason, the usage if it is wanted, and [DONE]."""
        finish = b"" if self.no_choices else self._event({}, self.finish_reason)
        if not (with_usage and self.usage):
            return finish + DONE
        return finish + event(self._chunk([]) | {"usage": usage_object(self.usage)}) + DONE

    def _texts(self) -> list[str]:
        return [self.content or "", self.refusal or "", *(call.arguments for call in self.calls)]

    def _text_events(self, delta: dict[str, Any], text: str, tokens_each: int) -> Iterator[bytes]:
        """Events that differ in one string only, so that most of each is encoded once."""
        before, after = self._event(delta).split(json.dumps(_HOLE).encode())
        return (b"%b%b%b" % (before, json.dumps(piece).encode(), after) for piece in tokens.pieces(text, tokens_each))

    def _event(self, delta: dict[str, Any], finish_reason: str | None = None) -> bytes:
        return event(self._chunk([{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}]))

    def _chunk(self, choices: list[dict[str, Any]]) -> dict[str, Any]:
        names = {"id": self.id, "object": "chat.completion.chunk", "created": CREATED, "model": self.model}
        return names | {"choices": choices}


def completed(request: Request, reply: Reply) -> Completion:
    """The reply in the shape that the request asks for, with no word on usage."""
    limit = request.token_limit
    content, finish_reason = reply.content, reply.finish_reason
    if content and limit and finish_reason is None and tokens.count(content) > limit:
        content, finish_reason = content[: limit * tokens.CHARACTERS], "length"
    calls = reply.tool_calls
    if calls is None and content is not None and request.shape == "tools":
        calls, content = (ToolCall(request.tool, content),), None
    # providers call it "stop" where the request itself named the function
    called = "tool_calls" if calls and not isinstance(request.json.get("tool_choice"), dict) else "stop"
    return Completion(
        id=f"chatcmpl-{request.number:08d}",
        model=request.model,
        content=content,
        refusal=reply.refusal,
        calls=calls or (),
        finish_reason=finish_reason or called,
        no_choices=reply.no_choices,
    )


def event(data: object) -> bytes:
    """A server-sent event."""
    return b"data: %b\n\n" % json.dumps(data).encode()


def usage_object(usage: Usage) -> dict[str, Any]:
    return {
        "prompt_tokens": usage.prompt,
        "completion_tokens": usage.completion,
        "total_tokens": usage.prompt + usage.completion,
        "prompt_tokens_details": {"cached_tokens": usage.cached},
    }


def _call(completion: Completion, index: int) -> dict[str, Any]:
    call = completion.calls[index]
    function = {"name": call.name, "arguments": call.arguments}
    return {"id": f"call_{completion.id[-8:]}_{index}", "type": "function", "function": function}
