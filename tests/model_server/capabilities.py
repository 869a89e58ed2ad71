"""What a server knows of the API, and its 400 for what it doesn't."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from . import replies, strict_schema
from .reply import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """Without arguments, everything."""

    json_schema: bool = True
    json_object: bool = True
    strict: bool = True
    """Knows the word; the schemas that it marks are held to its rules."""
    tools: bool = True
    streaming: bool = True
    usage: bool = True
    """Answers tell their tokens; without, `stream_options` is unknown too."""
    temperature: bool = True
    unknown_parameters: frozenset[str] = frozenset()
    """Any other words of the request's top level that are refused."""

    def objection(self, body: Mapping[str, Any]) -> Reply | None:
        """The 400 for the first thing in the request that this server doesn't know."""
        return next(self._objections(body), None)

    def _objections(self, body: Mapping[str, Any]) -> Iterator[Reply]:
        if body.get("stream") and not self.streaming:
            yield replies.rejects_stream()
        if body.get("tools") and not self.tools:
            yield replies.rejects_tools()
        if "temperature" in body and not self.temperature:
            yield replies.rejects_temperature()
        unknown = self.unknown_parameters | (frozenset() if self.usage else {"stream_options"})
        for name in body:
            if name in unknown:
                yield replies.rejects_parameter(name)
        wanted = (body.get("response_format") or {}).get("type")
        if wanted == "json_schema" and not self.json_schema:
            yield replies.rejects_json_schema()
        if wanted == "json_object" and not self.json_object:
            yield replies.rejects_json_object()
        yield from self._strict_objections(body)

    def _strict_objections(self, body: Mapping[str, Any]) -> Iterator[Reply]:
        for where, definition, schema in _definitions(body):
            if "strict" in definition and not self.strict:
                yield replies.rejects_strict(f"{where}.strict")
            fault = strict_schema.objection(definition.get(schema, {})) if definition.get("strict") else None
            if fault:
                yield replies.rejects_schema(fault, f"{where}.{schema}")


KNOWS_ALL = Capabilities()
KNOWS_LITTLE = Capabilities(json_schema=False, strict=False, tools=False, streaming=False, usage=False)
"""A small server for open models."""


def _definitions(body: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], str]]:
    """Where a schema is defined, its definition, and the name of the schema therein."""
    shape = body.get("response_format") or {}
    if shape.get("type") == "json_schema":
        yield "response_format.json_schema", shape.get("json_schema", {}), "schema"
    for index, tool in enumerate(body.get("tools") or ()):
        yield f"tools[{index}].function", tool.get("function", {}), "parameters"
