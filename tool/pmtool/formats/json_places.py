"""Where each value of a JSON text stands: Python's own parser doesn't tell."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from pmtool.formats.reading import Places
from pmtool.model.finding import Place

_TOKEN = re.compile(r'\n|"(?:[^"\\]|\\.)*"|[\[\]{},]|[^\s\[\]{},:"]+')


@dataclass(slots=True)
class _Container:
    path: str
    is_list: bool
    index: int = 0
    key: str | None = None
    key_place: Place | None = None


def json_places(text: str) -> Places:
    """Places in a valid JSON text: of a scalar its own, of an object or a list its name's."""
    places: dict[str, Place] = {"": Place(1, 1)}
    stack: list[_Container] = []
    line, line_start = 1, 0
    for match in _TOKEN.finditer(text):
        token, place = match[0], Place(line, match.start() - line_start + 1)
        if token == "\n":
            line, line_start = line + 1, match.end()
            continue
        inside = stack[-1] if stack else None
        if token in "]}":
            stack.pop()
        elif token == ",":
            if inside:
                inside.index, inside.key = inside.index + 1, None
        elif inside and not inside.is_list and inside.key is None:
            inside.key, inside.key_place = json.loads(token, strict=False), place
        else:
            path = _path(inside)
            if token in "[{":
                stack.append(_Container(path, token == "["))
                place = (inside and not inside.is_list and inside.key_place) or place
            places[path] = place
    return places


def _path(inside: _Container | None) -> str:
    if inside is None:
        return ""
    return f"{inside.path}/{inside.index if inside.is_list else inside.key}"
