"""The rules that providers hold strict schemas to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

REFUSED = frozenset(
    "allOf oneOf not if then else dependentRequired dependentSchemas patternProperties propertyNames unevaluatedProperties"
    " unevaluatedItems contains minContains maxContains uniqueItems minProperties maxProperties default".split()
)
MOST_PROPERTIES = 5000


def objection(schema: Mapping[str, Any]) -> str | None:
    """The first thing that a strict schema must not be, in a provider's words; None if there is nothing."""
    if schema.get("type") != "object":
        return "schema must be a JSON Schema of 'type: \"object\"', got 'type: \"{}\"'.".format(schema.get("type"))
    if sum(len(node.get("properties", ())) for _, node in _nodes(schema, ())) > MOST_PROPERTIES:
        return f"too many properties, the most is {MOST_PROPERTIES}."
    for path, node in _nodes(schema, ()):
        if fault := _fault(node):
            return f"In context={path!r}, {fault}"
    return None


def _fault(node: Mapping[str, Any]) -> str | None:
    if "$ref" in node and len(node) > 1:
        return f"$ref cannot have keywords {set(node) - {'$ref'}}."
    if refused := REFUSED & node.keys():
        return f"'{min(refused)}' is not permitted."
    if node.get("type") != "object" and "properties" not in node:
        return None
    if node.get("additionalProperties") is not False:
        return "'additionalProperties' is required to be supplied and to be false."
    if missing := node.get("properties", {}).keys() - set(node.get("required", ())):
        return f"'required' is required to be supplied and to be an array including every key in properties. Missing '{min(missing)}'."
    return None


def _nodes(schema: object, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """Every schema within, with the way there."""
    if not isinstance(schema, Mapping):
        return
    yield path, schema
    for word in ("properties", "$defs", "definitions"):
        for name, inner in schema.get(word, {}).items():
            yield from _nodes(inner, (*path, word, name))
    for index, inner in enumerate(schema.get("anyOf", ())):
        yield from _nodes(inner, (*path, "anyOf", str(index)))
    yield from _nodes(schema.get("items"), (*path, "items"))
