"""What a server understands: how structured answers are asked for, and which parameters it refuses."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from pmtool.patterns import Pattern

Structured = Literal["schema", "tools", "json"]

_WEAKER: dict[Structured, Structured] = {"schema": "tools", "tools": "json"}
_TELLTALE: dict[Structured, frozenset[str]] = {
    "schema": frozenset({"response_format", "json_schema", "schema", "structured", "grammar", "additionalproperties"}),
    "tools": frozenset({"tool", "tools", "tool_choice", "function", "functions"}),
    "json": frozenset({"response_format", "json_object"}),
}
"""Words by which a server says that it can't do this."""
_OPTIONAL = ("temperature", "seed", "reasoning_effort", "stream_options", "max_completion_tokens")
"""Parameters that can be left out."""
_AS_THEY_STAND = ("messages", "response_format", "tools", "tool_choice")
"""Parameters that the SDK need not walk through."""
REFUSALS = frozenset({400, 404, 415, 422, 501})
"""Statuses of a request that may do if it asks otherwise; 404, since some gateways have no server for what it asks."""
_WORD = Pattern(r"[a-z_]+")


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

    def after(self, status: int, said: str, sent: Collection[str]) -> Dialect | None:
        """How to ask again after a server refused a request; None where asking otherwise can't help.

        `said` are the server's own words, which decide and are shown nowhere; `sent` names what there was to send.
        """
        words = set(_WORD.findall(said.lower())) if status in REFUSALS else set()
        refused = next(
            (name for name in _OPTIONAL if name in words and name in sent and name not in self.left_out), None
        )
        if refused:
            return replace(self, left_out=self.left_out | {refused})
        if "stream" in sent and not words.isdisjoint({"stream", "streaming"}):
            return replace(self, streams=False)
        if self.structured != "json" and self.strict and not words.isdisjoint({"strict", "invalid_json_schema"}):
            return replace(self, strict=False)
        if self.is_settled or words.isdisjoint(_TELLTALE[self.structured]):
            return None
        return self._weaker()

    def _weaker(self) -> Dialect | None:
        """Less help from the server; in the end the prompt alone asks for JSON."""
        if self.structured in _WEAKER:
            return replace(self, structured=_WEAKER[self.structured])
        is_bare = "response_format" in self.left_out
        return None if is_bare else replace(self, left_out=self.left_out | {"response_format"})

    def fit(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """A request's parameters without what the server refused, and strict where it may be.

        Messages and schema go as extra_body, which the SDK sends as it stands: it knows no `strict` of a server's, and
        would walk through all of them each time.
        """
        fitting = {name: value for name, value in body.items() if name not in self.left_out}
        extra = {name: fitting.pop(name) for name in _AS_THEY_STAND if name in fitting}
        if self.strict and "json_schema" in extra.get("response_format", ()):
            form = extra["response_format"]
            extra["response_format"] = {**form, "json_schema": {**form["json_schema"], "strict": True}}
        if self.strict and "tools" in extra:
            extra["tools"] = [{**tool, "function": {**tool["function"], "strict": True}} for tool in extra["tools"]]
        return {**fitting, "messages": (), "extra_body": extra}
