"""What a server understands: how structured answers are asked for, and which parameters it refuses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from pmtool.engines.llm.faults import codes

Structured = Literal["schema", "tools", "json"]

_WEAKER: dict[Structured, Structured] = {"schema": "tools", "tools": "json"}
_TELLTALE: dict[Structured, tuple[str, ...]] = {
    "schema": ("response_format", "json_schema", "schema", "strict", "structured", "grammar", "additionalproperties"),
    "tools": ("tool", "function"),
    "json": (),
}
"""Words by which a server says that it can't do this."""
_OPTIONAL = ("temperature", "seed", "reasoning_effort", "stream_options", "max_completion_tokens")
"""Parameters that can be left out."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How to ask a server."""

    structured: Structured = "schema"
    is_settled: bool = False
    """Whether the way of asking was configured: then it stays."""
    strict: bool = True
    streams: bool = True
    left_out: frozenset[str] = frozenset()
    """Parameters that the server refused."""

    def after(self, status: int, body: object, message: str) -> Dialect | None:
        """How to ask again after a server refused a request (400, 422); None where asking otherwise can't help.

        `message` is the server's own; it decides, and is shown nowhere.
        """
        if status not in (400, 415, 422, 501):
            return None
        said = f"{message} {' '.join(codes(body))}".lower()
        if refused := _refused(said, self.left_out):
            return replace(self, left_out=self.left_out | {refused})
        if self.streams and "stream" in said:
            return replace(self, streams=False)
        if self.structured == "schema" and self.strict and "strict" in said:
            return replace(self, strict=False)
        weaker = _WEAKER.get(self.structured)
        is_told = any(word in said for word in _TELLTALE[self.structured])
        return replace(self, structured=weaker) if weaker and is_told and not self.is_settled else None

    def fit(self, body: dict[str, Any]) -> dict[str, Any]:
        """A request's parameters without what the server refused, and strict where it may be."""
        fitting = {name: value for name, value in body.items() if name not in self.left_out}
        schema = fitting.get("response_format", {}).get("json_schema")
        if schema is not None and self.strict:
            fitting["response_format"] = {"type": "json_schema", "json_schema": {**schema, "strict": True}}
        for tool in fitting.get("tools", ()) if self.strict else ():
            tool["function"]["strict"] = True
        return fitting


def _refused(said: str, left_out: Sequence[str] | frozenset[str]) -> str:
    """The optional parameter that a server says it doesn't take."""
    return next((name for name in _OPTIONAL if name in said and name not in left_out), "")
