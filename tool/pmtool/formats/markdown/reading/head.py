"""The front matter: YAML, field by field, so that one wrong value costs that value only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from pmtool.formats.markdown.reading.page import Line, Page, quote
from pmtool.model import SCHEMA_VERSION, Coverage, Ignore, RunInfo, Source
from pmtool.model.finding import Place
from pmtool.model.postmortem import Status

if TYPE_CHECKING:
    import yaml

T = TypeVar("T")
_LONGEST_NUMBER = 99


class _Misfit(Exception):  # noqa: N818  (it never leaves this module)
    """A value that its field can't hold; says what it should be."""


def read_head(lines: list[Line], page: Page) -> dict[str, Any]:
    """The postmortem's fields that the front matter holds."""
    import yaml

    from pmtool.formats.yaml import refuse_traps, text_loader

    if not lines:
        return {}
    top = lines[0].number
    text = "\n".join(line.text for line in lines)
    try:
        refuse_traps(text)
        root = yaml.compose(text, Loader=text_loader())
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(top + min(mark.line, len(lines) - 1), mark.column + 1) if mark else lines[0].place
        why = getattr(error, "problem", None) or "it holds what no YAML may"
        fix = "Mend it at that place; text with `:` or `#` in it wants double quotes."
        page.problem(place, f"the front matter is no YAML, so none of it is read: {why}", fix)
        return {}
    if root is None:
        return {}
    return _Head(page, top).mapping(root, "", _FIELDS)


class _Head:
    """Turns YAML nodes into fields."""

    def __init__(self, page: Page, top: int) -> None:
        self.page = page
        self.top = top

    def place(self, node: yaml.Node) -> Place:
        return Place(self.top + node.start_mark.line, node.start_mark.column + 1)

    def mapping(self, node: yaml.Node, path: str, kinds: Mapping[str, str]) -> dict[str, Any]:
        """The fields of a mapping that read; `kinds` tells of each what it holds, as the model's annotations do."""
        found: dict[str, Any] = {}
        if _kind(node) != "mapping":
            if _is_null(node):
                return found
            self.page.problem(self.place(node), "fields are missing here", "Write `name: value`, a line each.", path)
            return found
        for key, value in node.value:
            name, place = str(key.value) if _kind(key) == "scalar" else "", self.place(key)
            if name not in kinds:
                fix = f"Use one of {', '.join(kinds)}; other things go to a section of their own."
                self.page.problem(place, f"there is no field {quote(name)}: it is left out", fix, path)
                continue
            inner = f"{path}/{name}"
            self.page.places[inner] = self.place(value) if _kind(value) == "scalar" else place
            try:
                found[name] = self.value(value, inner, kinds[name])
            except _Misfit as misfit:
                said = f"{name} can't be {quote(_shown(value))}: it is {misfit}"
                self.page.problem(self.place(value), said, "Correct it.", inner)
        return found

    def value(self, node: yaml.Node, path: str, kind: str) -> Any:
        if kind in _RECORDS:
            return self.record(node, path, _RECORDS[kind])
        if kind in _LISTS:
            entries = (self.record(entry, f"{path}/{i}", _LISTS[kind]) for i, entry in enumerate(self.list_of(node)))
            return tuple(entry for entry in entries if entry)
        if kind == _NAMES:
            return tuple(_text(entry) for entry in self.list_of(node))
        return _SCALARS[kind](node)

    def list_of(self, node: yaml.Node) -> list[yaml.Node]:
        """Entries of a list; a value that stands alone is one."""
        if _kind(node) == "sequence":
            return list(node.value)
        return [] if _is_null(node) else [node]

    def record(self, node: yaml.Node, path: str, cls: type[T]) -> T | None:
        """A record of the model, or none where a field that it can't do without is missing."""
        kinds = {f.name: str(f.type) for f in fields(cls) if f.name != "unplaced_segments"}  # type: ignore[arg-type]
        found = self.mapping(node, path, kinds)
        missing = [f.name for f in fields(cls) if f.name not in found and f.default is f.default_factory is MISSING]  # type: ignore[arg-type]
        if missing:
            said = f"{', '.join(missing)} is missing, so the entry is left out"
            self.page.problem(self.place(node), said, f"Add {' and '.join(missing)}.", path)
            return None
        return cls(**found)


def _kind(node: yaml.Node) -> str:
    """`scalar`, `sequence` or `mapping`."""
    return str(getattr(node, "id", ""))


def _is_null(node: yaml.Node) -> bool:
    return str(node.tag) == "tag:yaml.org,2002:null"


def _shown(node: yaml.Node) -> str:
    return str(node.value) if _kind(node) == "scalar" else f"a {_kind(node)}"


def _text(node: yaml.Node) -> str:
    if _kind(node) != "scalar":
        raise _Misfit("a text")
    return "" if _is_null(node) else str(node.value)


def _maybe(read: Callable[[yaml.Node], T]) -> Callable[[yaml.Node], T | None]:
    return lambda node: None if _is_null(node) else read(node)


def _number(read: Callable[[str], T], what: str) -> Callable[[yaml.Node], T]:
    def number(node: yaml.Node) -> T:
        try:
            return read(_text(node)[:_LONGEST_NUMBER])
        except ValueError:
            raise _Misfit(what) from None

    return number


def _one_of(*words: str) -> Callable[[yaml.Node], str]:
    def word(node: yaml.Node) -> str:
        written = _text(node)
        if written not in words:
            raise _Misfit(" or ".join(words))
        return written

    return word


_NAMES = "tuple[str, ...]"
_SCALARS: Mapping[str, Callable[[yaml.Node], Any]] = {
    "str": _text,
    "str | None": _maybe(_text),
    "int": _number(int, "a whole number"),
    "float | None": _maybe(_number(float, "a number")),
    "Status": _one_of(*get_args(Status)),
    "version": _one_of(SCHEMA_VERSION),
    "Literal['offline', 'llm', 'none']": _one_of("offline", "llm", "none"),
}
_RECORDS: Mapping[str, type] = {"Coverage": Coverage, "RunInfo": RunInfo}
_LISTS: Mapping[str, type] = {"sources": Source, "ignores": Ignore}
_FIELDS: Mapping[str, str] = {
    "schema_version": "version",
    "organization": "str | None",
    "incident_id": "str | None",
    "severity": "str | None",
    "status": "Status",
    "authors": _NAMES,
    "services": _NAMES,
    "regions": _NAMES,
    "sources": "sources",
    "coverage": "Coverage",
    "run": "RunInfo",
    "ignores": "ignores",
}
