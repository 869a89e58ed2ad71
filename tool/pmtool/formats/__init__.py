"""The formats a postmortem is written in, and read back from: one module each, imported when used."""

from __future__ import annotations

import os
from importlib import import_module
from typing import NamedTuple, Protocol, cast

from pmtool.config import FormatName
from pmtool.errors import InputError, UsageError
from pmtool.model import Postmortem


class FormatModule(Protocol):
    """What each format's module offers."""

    def dump(self, postmortem: Postmortem) -> str:
        """The postmortem as text that ends with a line break."""

    def load(self, text: str) -> Postmortem:
        """The postmortem back. Raises InputError for text that holds none."""


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
    start = text.lstrip()
    if start.startswith("{"):
        return named("json")
    if start.startswith(("---", "#")) and "\n# " in f"\n{start}":
        return named("markdown")
    return named("yaml")


def dump(postmortem: Postmortem, format: FormatName = "json") -> str:
    """The postmortem as text. Raises UsageError for an unknown format."""
    return named(format).module.dump(postmortem)


def load(source: str | os.PathLike[str], format: FormatName | None = None) -> Postmortem:
    """The postmortem that a text (str) or a file (Path) holds; without `format`, the text itself tells which it is.

    Raises InputError where it holds none.
    """
    text = source if isinstance(source, str) else _read(source)
    return (named(format) if format else recognise(text)).module.load(text)


def _read(path: os.PathLike[str]) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except OSError as error:
        raise InputError(f"can't read {os.fspath(path)}: {error.strerror}", "Check the path.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{os.fspath(path)} is not UTF-8 text", "Load a file that pmtool wrote.") from error
