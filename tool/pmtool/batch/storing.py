"""The files of an archive's postmortems: written whole or not at all, and never over what a person changed."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Collection, Sequence
from contextlib import suppress

from pmtool.archive.building import picture_path
from pmtool.archive.placing import put, telling
from pmtool.batch.outcome import Made, Task
from pmtool.files import is_partial
from pmtool.pipeline.folder import POSTMORTEMS

SOURCES = "sources"
"""Where originals are kept, from the postmortems: there the desk looks for them."""

_LONG_S = 60.0
_SUFFIXES = (".md", ".markdown", ".html", ".htm", ".xhtml")
_PLAIN = ".txt"


def prepare(out: str) -> None:
    """Makes the folders of an archive. Raises OutputError."""
    with telling(out):
        os.makedirs(os.path.join(out, POSTMORTEMS, SOURCES), exist_ok=True)


def tidy(out: str) -> None:
    """Removes what runs that were killed left half-written: nobody writes a file for this long."""
    for folder in ("", POSTMORTEMS, os.path.join(POSTMORTEMS, SOURCES)):
        with suppress(OSError), os.scandir(os.path.join(out, folder)) as found:
            for entry in found:
                if is_partial(entry.name) and time.time() - entry.stat(follow_symlinks=False).st_mtime > _LONG_S:
                    os.unlink(entry.path)


def json_path(out: str, name: str) -> str:
    """Where the postmortem of that name is kept for programs."""
    return os.path.join(out, POSTMORTEMS, f"{name}.json")


def markdown_path(out: str, name: str) -> str:
    """Where the postmortem of that name is kept for people."""
    return os.path.join(out, POSTMORTEMS, f"{name}.md")


def paths(out: str, name: str) -> tuple[str, str]:
    """Both of them."""
    return json_path(out, name), markdown_path(out, name)


def source_names(name: str, inputs: Collection[str]) -> list[str]:
    """What the sources of a report are kept as: after the report, with the suffixes that tell how to read them."""
    return _numbered(name, [_suffix(path) for path in inputs])


def _numbered(name: str, suffixes: Sequence[str]) -> list[str]:
    if len(suffixes) == 1:
        return [f"{name}{suffixes[0]}"]
    return [f"{name}.{number}{suffix}" for number, suffix in enumerate(suffixes, 1)]


def write(out: str, task: Task, made: Made) -> None:
    """Writes a postmortem with its sources, the files that tell that it is there last. Raises OutputError."""
    folder = os.path.join(out, POSTMORTEMS, SOURCES)
    for name, data in task.sources:
        put(os.path.join(folder, name), [data])
    put(json_path(out, task.name), [made.json.encode()])
    put(markdown_path(out, task.name), [made.markdown.encode()])


def lock_path(out: str) -> str:
    """The file that is locked while a run is at work."""
    return os.path.join(out, "lock")


def sha256(text: str) -> str:
    """The hash that a text's file has."""
    return hashlib.sha256(text.encode()).hexdigest()


def rewrite(path: str, text: str) -> str:
    """Writes a file anew; its hash. Raises OutputError."""
    put(path, [text.encode()])
    return sha256(text)


def is_changed(path: str, *ours: str | None) -> bool:
    """Whether a file is there and has none of these hashes: somebody else wrote it."""
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() not in ours
    except OSError:
        return False


def remove(out: str, name: str, pieces: int) -> None:
    """Removes what was written of a report of so many pieces. What can't be removed stays."""
    folder = os.path.join(out, POSTMORTEMS, SOURCES)
    any_suffix = (_numbered(name, [suffix] * pieces) for suffix in (_PLAIN, *_SUFFIXES))
    kept = (os.path.join(folder, source) for sources in any_suffix for source in sources)
    for path in (*paths(out, name), picture_path(out, name), *kept):
        with suppress(OSError):
            os.unlink(path)


def _suffix(path: str) -> str:
    """A file's suffix as far as it tells how to read it; all else is plain text."""
    suffix = os.path.splitext(path)[1].lower()
    return suffix if suffix in _SUFFIXES else _PLAIN
