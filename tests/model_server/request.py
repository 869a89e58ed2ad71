"""A request as the server recorded it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .wire import Message


@dataclass(slots=True, kw_only=True)
class Request:
    """What a client asked, when, over which connection, and whether it waited for the answer.

    Times are seconds of `time.monotonic()`.
    """

    number: int
    connection: int
    method: str
    path: str
    headers: Mapping[str, str]
    """By name in lower case."""
    body: bytes
    """Exactly the bytes that came."""
    json: Any
    """The body parsed, or None where it is no JSON object."""
    arrived: float
    concurrency: int
    """How many requests were being answered when this one came, itself among them."""
    ended: float | None = None
    hung_up: bool = False
    """Whether the client left before the answer had ended."""

    @property
    def key(self) -> str | None:
        """The bearer token."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token if scheme.lower() == "bearer" else None

    @property
    def model(self) -> str:
        return str(self.json["model"])

    @property
    def messages(self) -> list[dict[str, Any]]:
        return list(self.json["messages"])

    @property
    def text(self) -> str:
        """What all messages say, joined by empty lines."""
        return "\n\n".join(message_text(message) for message in self.messages)

    @property
    def streams(self) -> bool:
        return bool(self.json.get("stream"))

    @property
    def wants_streamed_usage(self) -> bool:
        return bool((self.json.get("stream_options") or {}).get("include_usage"))

    @property
    def shape(self) -> str:
        """How an answer is asked for: `json_schema`, `json_object`, `tools` or `text`."""
        if self.json.get("tools") and self.json.get("tool_choice") != "none":
            return "tools"
        return str((self.json.get("response_format") or {}).get("type", "text"))

    @property
    def tool(self) -> str:
        """The function to call: the one that is named, or the first."""
        choice = self.json.get("tool_choice")
        chosen = choice if isinstance(choice, dict) else self.json["tools"][0]
        return str(chosen["function"]["name"])

    @property
    def token_limit(self) -> int | None:
        limit: int | None = self.json.get("max_completion_tokens") or self.json.get("max_tokens")
        return limit

    @property
    def prompt(self) -> str:
        """What a provider's prompt cache sees, in its order: model, tools, schema, messages."""
        preamble = [self.json.get(name) for name in ("model", "tools", "response_format")]
        parts = [json.dumps(part, ensure_ascii=False) for part in preamble if part]
        for message in self.messages:
            calls = message.get("tool_calls")
            parts += [str(message.get("role")), message_text(message), json.dumps(calls) if calls else ""]
        return "\n".join(parts)


def message_text(message: Mapping[str, Any]) -> str:
    content = message.get("content") or ""
    if isinstance(content, str):
        return content
    return "".join(part.get("text", "") for part in content)


def recorded(message: Message, *, number: int, connection: int, arrived: float, concurrency: int) -> Request:
    try:
        parsed = json.loads(message.body)
    except ValueError:
        parsed = None
    return Request(
        number=number,
        connection=connection,
        method=message.method,
        path=message.path,
        headers=message.headers,
        body=message.body,
        json=parsed if isinstance(parsed, dict) else None,
        arrived=arrived,
        concurrency=concurrency,
    )
