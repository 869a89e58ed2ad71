"""The formats a postmortem is written in, and read back from: one module each, imported when used."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from pmtool.config import FormatName
from pmtool.errors import InputError, UsageError
from pmtool.model import Postmortem

if TYPE_CHECKING:
    from pmtool.formats.reading import Reading

_BLANK = "\ufeff \t\r\n"


class FormatModule(Protocol):
    """What each format's module offers."""

    def dump(self, postmortem: Postmortem) -> str:
        """The postmortem as text that ends with a line break."""

    def read(self, text: str) -> Reading:
        """The postmortem back, with what could not be read. Raises InputError for text that holds none."""


class Format(NamedTuple):
    """A format's name and the file suffixes that mean it, the usual one first."""

    name: str
    suffixes: tuple[str, ...]

    @property
    def module(self) -> FormatModule:
        return cast(FormatModule, import_module(f"pmtool.formats.{self.name}"))


FORMATS = (
    Format("markdown", (".md", ".markdown")),
    Format("json", (".json",)),
    Format("yaml", (".yaml", ".yml")),
)


def named(name: str) -> Format:
    """The format of that name. Raises UsageError."""
    for known in FORMATS:
        if known.name == name:
            return known
    raise UsageError(f"there is no format '{name}'", f"Choose one of {', '.join(f.name for f in FORMATS)}.")


def of_suffix(suffix: str) -> Format | None:
    """The format that a file suffix (`.md`) means."""
    return next((known for known in FORMATS if suffix.lower() in known.suffixes), None)


def recognise(text: str) -> Format:
    """The format a text is in, from how it begins."""
    start = text.lstrip(_BLANK)
    if start.startswith("{"):
        return named("json")
    if _front_matter(start) is not None or ("\n## " in start and start.startswith("---")):
        return named("markdown")
    if ("\n## " in start or start.startswith("#")) and "\nschema_version:" not in start:
        return named("markdown")
    return named("yaml")


def is_canonical(text: str) -> bool:
    """Whether the text is a pmtool postmortem, be it a damaged one, rather than a raw report."""
    start = text.lstrip(_BLANK)
    if start.startswith("{"):
        return '"schema_version"' in start and _has_version(start)
    head = _front_matter(start)
    return "\nschema_version:" in f"\n{start if head is None else head}"


def _has_version(text: str) -> bool:
    """Whether a JSON object has a version of its own; a damaged one has the benefit of the doubt."""
    import json

    try:
        return "schema_version" in json.loads(text)
    except (ValueError, RecursionError):
        return True


def _front_matter(text: str) -> str | None:
    """What stands between a `---` on the first line and the next one; null where there is no such pair."""
    first, *rest = text.split("\n---", 1)
    return first if rest and first.startswith("---") else None


def dump(postmortem: Postmortem, format: FormatName = "json") -> str:
    """The postmortem as text. Raises UsageError for an unknown format."""
    return named(format).module.dump(postmortem)


def load(source: str | os.PathLike[str], format: FormatName | None = None) -> Postmortem:
    """The postmortem that a text (str) or a file (Path) holds; without `format`, the text itself tells which it is.

    Raises InputError where it holds none.
    """
    return read(source, format).postmortem


def read(source: str | os.PathLike[str], format: FormatName | None = None) -> Reading:
    """Like `load`, with the place of each part in the file and what of the file could not be read."""
    text = source if isinstance(source, str) else _content(source)
    return (named(format) if format else recognise(text)).module.read(text)


def _content(path: os.PathLike[str]) -> str:
    try:
        with open(path, encoding="utf-8-sig") as file:
            return file.read()
    except OSError as error:
        raise InputError(f"can't read {os.fspath(path)}: {error.strerror}", "Check the path.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{os.fspath(path)} is not UTF-8 text", "Load a file that pmtool wrote.") from error
