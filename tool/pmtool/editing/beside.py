"""Reports that were pasted, kept in files beside the postmortem: without them its evidence can't be checked."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import replace

from pmtool.editing.keeping.disk import save
from pmtool.errors import ChangedOnDiskError
from pmtool.model import Document, Postmortem, Source

_TRIES = 100


def put_beside(
    path: str, documents: Iterable[Document], postmortem: Postmortem
) -> tuple[tuple[Document, ...], Postmortem]:
    """Writes the texts of documents beside the postmortem's file, over nothing that is there; the documents and the
    postmortem under the new names. Raises OutputError.
    """
    stem = os.path.splitext(path)[0]
    named = tuple(_written(document, f"{stem}-report") for document in documents)
    known = {document.id: document for document in named}
    sources = tuple(_renamed(source, known.get(source.id)) for source in postmortem.sources)
    return named, replace(postmortem, sources=sources)


def _renamed(source: Source, document: Document | None) -> Source:
    return replace(source, name=document.name, sha256=document.sha256) if document else source


def _written(document: Document, stem: str) -> Document:
    suffix = ".md" if document.media_type == "text/markdown" else ".txt"
    data = document.text.encode("utf-8", "replace")
    for number in range(1, _TRIES):
        path = f"{stem}{'' if number == 1 else f'-{number}'}{suffix}"
        try:
            save(path, document.text, None)
        except ChangedOnDiskError:  # something is there
            continue
        return replace(document, name=os.path.basename(path), sha256=hashlib.sha256(data).hexdigest())
    return document
