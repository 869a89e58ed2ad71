"""What a person asked to work on: a postmortem with its sources, raw reports of one incident, or a batch's folder."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pmtool import formats
from pmtool.editing.keeping.disk import Stamp, read_stamped
from pmtool.errors import InputError, UsageError
from pmtool.grounding.identity import identified
from pmtool.model import Document, Postmortem
from pmtool.pipeline.beside import sources_beside
from pmtool.source.decode import decode
from pmtool.source.reader import document_of, read_sources, read_text, shown_name

if TYPE_CHECKING:
    from pmtool.pipeline.opening import Written


@dataclass(frozen=True)
class Opened:
    """What the files hold."""

    documents: tuple[Document, ...]
    """The sources at hand."""
    postmortem: Postmortem | None = None
    """Null for raw reports."""
    path: str | None = None
    """The postmortem's file."""
    written: Written | None = None
    stamp: Stamp | None = None
    """Of that file."""
    notes: tuple[str, ...] = ()
    """What the person should know: sources that are missing, lines that can't be read."""


def open_files(paths: Sequence[str], sources: Sequence[str] = (), *, max_bytes: int) -> Opened:
    """A postmortem, or raw reports. Raises InputError for what can't be read, UsageError for several postmortems."""
    data, stamp = read_stamped(paths[0], max_bytes)
    first = decode(data, paths[0])
    if not formats.is_canonical(first) and len(paths) == 1 and not sources:
        document = document_of(data, read_text(first, paths[0]), shown_name(paths[0]))
        return Opened((document,))
    if not formats.is_canonical(first):
        return Opened(tuple(read_sources([*paths, *sources], max_bytes=max_bytes)))
    if len(paths) > 1:
        raise UsageError(
            f"{paths[0]} is a postmortem, and one is drafted at a time",
            "Give its raw reports with --source.",
        )
    return replace(_opened(paths[0], first, sources, max_bytes), stamp=stamp)


def open_text(text: str, name: str = "pasted text") -> Opened:
    """A report that was pasted. Raises InputError where it is empty."""
    data = text.encode("utf-8", "surrogatepass")
    return Opened((document_of(data, read_text(decode(data, name), name), name),))


def _opened(path: str, text: str, sources: Sequence[str], max_bytes: int) -> Opened:
    from pmtool.pipeline.opening import Written

    format = formats.of_suffix(os.path.splitext(path)[1]) or formats.recognise(text)
    try:
        reading = format.module.read(text)
    except InputError as error:
        raise InputError(f"{path}: {error}", error.remedy) from error
    postmortem, notes = reading.postmortem, []
    if lost := sorted({problem.line for problem in reading.problems if not problem.kept}):
        lines = ", ".join(map(str, lost[:5])) + (" …" if len(lost) > 5 else "")
        notes.append(f"Saving will lose what can't be read of {os.path.basename(path)}: line {lines}.")
    if sources:
        documents = tuple(read_sources(list(sources), max_bytes=max_bytes))
    else:
        documents = sources_beside(path, postmortem.sources, max_bytes)
        missing = len(postmortem.sources) - len(documents)
        if missing and documents:
            notes.append(f"{missing} of {len(postmortem.sources)} sources are not at hand; give them with --source.")
        elif missing:
            notes.append("The source is not at hand, so evidence can't be checked; give it with --source.")
    given = identified(documents, postmortem.sources) if documents else ()
    return Opened(given, postmortem, path, Written(format, reading), notes=tuple(notes))
