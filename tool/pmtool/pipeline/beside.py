"""The sources that lie beside a postmortem's file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from hashlib import file_digest

from pmtool.errors import PmtoolError
from pmtool.model import Document, Source
from pmtool.source.decode import decode
from pmtool.source.reader import document_of, read_bytes, read_text

_BESIDE = ("", "sources", "..", "originals")
"""Where a postmortem's sources are looked for, from its own folder."""


def sources_beside(path: str, sources: Sequence[Source], max_bytes: int) -> tuple[Document, ...]:
    """The sources that lie near the postmortem unchanged, under the ids that it knows them by."""
    found: list[Document] = []
    for source in sources:
        for candidate in _candidates(path, source.name):
            document = _read(candidate, source, max_bytes, found)
            if document and document.sha256 == source.sha256:
                found.append(document)
                break
    return tuple(found)


def path_beside(path: str, source: Source) -> str | None:
    """Where a source lies near the postmortem unchanged, from where the postmortem's own path begins."""
    for candidate in _candidates(path, source.name):
        try:
            with open(candidate, "rb") as file:
                found = file_digest(file, "sha256").hexdigest()
        except OSError:
            continue
        if found == source.sha256:
            return candidate if os.path.isabs(path) else os.path.relpath(candidate)
    return None


def _candidates(path: str, name: str) -> list[str]:
    """Names from a file are only names: they lead nowhere but into the folders looked at."""
    base = os.path.basename(name)
    if not base or base in (".", ".."):
        return []
    here = os.path.dirname(os.path.abspath(path))
    return [file for folder in _BESIDE if os.path.isfile(file := os.path.normpath(os.path.join(here, folder, base)))]


def _read(path: str, source: Source, max_bytes: int, others: Sequence[Document]) -> Document | None:
    try:
        data = read_bytes(path, max_bytes=max_bytes)
        text = decode(data, path)
        first = sum(len(other.segments) for other in others) + 1
        return document_of(data, read_text(text, path), source.name, source.id, first)
    except PmtoolError:
        return None
