"""Paths as people type, complete, drop and choose them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from pmtool.errors import InputError, UsageError
from pmtool.formats import FORMATS, Format, of_suffix
from pmtool.source.sanitize import sanitize

_LONGEST_DROP = 10_000
"""Characters; more is a report, whatever it looks like."""
_LONGEST_ACRONYM = 4
_BEGINNING = 1 << 16
"""Bytes; whether a file is text shows by then."""


@dataclass(frozen=True, slots=True)
class Target:
    """A file to write to."""

    path: str
    format: Format
    exists: bool


def shown(path: str) -> str:
    """A path for people: harmless to a terminal, `~` for their own folder."""
    return sanitize(short(path))


def short(path: str) -> str:
    """A path as people type it: `~` for their own folder."""
    home = os.path.expanduser("~")
    inside = path == home or path.startswith(home.rstrip(os.sep) + os.sep)
    return "~" + path[len(home.rstrip(os.sep)) :] if inside else path


def label(format: Format) -> str:
    """What people call a format."""
    return format.name.upper() if len(format.name) <= _LONGEST_ACRONYM else format.name.capitalize()


def meant(typed: str) -> str:
    """The path that somebody typed."""
    return os.path.expanduser(typed.strip())


def completed(typed: str) -> str | None:
    """What was typed with the first name that goes on so; a folder's ends in a slash. Null where there is none."""
    folder, begin = os.path.split(meant(typed))
    try:
        with os.scandir(folder or ".") as entries:
            names = [
                (entry.name, entry.is_dir())
                for entry in entries
                if entry.name.startswith(begin) and entry.name.isprintable() and (begin or entry.name[0] != ".")
            ]
    except (OSError, ValueError):
        return None
    if not typed.strip() or not names:
        return None
    name, is_folder = min(names)
    return typed + name[len(begin) :] + (os.sep if is_folder else "")


def dropped(text: str) -> tuple[str, ...]:
    """The files that a text names, as terminals paste those that are dropped on them; none if it is anything else."""
    line = text.strip()
    if not line or len(line) > _LONGEST_DROP:
        return ()
    if os.path.isfile(line):
        return (line,)
    import shlex

    try:
        names = line.splitlines() if "\n" in line else shlex.split(line)
        paths = [_local(name.strip()) for name in names]
        return tuple(paths) if all(os.path.isabs(path) and os.path.isfile(path) for path in paths) else ()
    except ValueError:
        return ()


def to_open(path: str) -> str:
    """The path, of a folder or a text. Raises InputError where nothing is, and for a file that begins as no text."""
    if not path:
        raise InputError("no file is named", "Type a path, or choose below")
    try:
        there = os.path.exists(path)
    except ValueError:
        there = False
    if not there:
        raise InputError(f"there is no file {path}", "Check the name")
    if os.path.isfile(path):
        from pmtool.source.decode import decode

        decode(_beginning(path), shown(path))
    return path


def to_write(typed: str, suffixes: Sequence[str] = ()) -> Target:
    """The file to write, in the format that its suffix means: one of `suffixes`, by default those of all formats.

    A name without a suffix gets the first. Raises UsageError where it is a folder, is in none that exists, or has
    another suffix.
    """
    suffixes = suffixes or [suffix for format in FORMATS for suffix in format.suffixes]
    path = meant(typed)
    folder, name = os.path.split(path)
    if not name or os.path.isdir(path):
        raise UsageError(f"{path} is a folder" if path else "the file has no name", "Name a file, such as checkout.md")
    if not name.isprintable():
        raise UsageError("the name holds characters that can't be seen", "Write it with plain ones")
    if folder and not os.path.isdir(folder):
        raise UsageError(f"there is no folder {folder}", "Make it first, or choose another")
    suffix = os.path.splitext(name)[1]
    format = of_suffix(suffix or suffixes[0])
    if format is None or (suffix and suffix.lower() not in suffixes):
        raise UsageError(f"the name can't end in {suffix} here", f"Let it end in {', '.join(suffixes)}")
    if not suffix:
        path += suffixes[0]
    return Target(path, format, os.path.exists(path))


def _beginning(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(_BEGINNING)
    except OSError as error:
        why = error.strerror or "the system refuses"
        raise InputError(f"{shown(path)} can't be read: {why}", "Check its permissions, or copy it") from error


def _local(name: str) -> str:
    if name.startswith("file://"):
        return unquote(urlsplit(name).path)
    return name
