"""A draft as it is kept, to plain data and back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pmtool.editing.keeping.disk import Stamp
from pmtool.model import Document, Postmortem, from_plain, to_plain
from pmtool.source.document import build_document

VERSION = 1
"""Of the layout; what a newer pmtool kept is left to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftState:
    """All there is of a draft at a moment but its history."""

    postmortem: Postmortem
    documents: tuple[Document, ...] = ()
    source_paths: Mapping[str, str] = field(default_factory=dict)
    """Where documents were read from, by their ids; those that were pasted have none."""
    path: str | None = None
    """The postmortem's file; null before it is saved for the first time."""
    format: str | None = None
    """Of that file: `markdown`, `json`, `yaml`."""
    stamp: Stamp | None = None
    """Of that file, as read or saved last."""
    saved: bool = False
    """Whether that file holds this very postmortem."""
    cursor: str = ""
    """JSON pointer to where the person was."""


def plain_state(state: DraftState, texts: Sequence[str], when: str) -> dict[str, Any]:
    """The state as plain data, in which the names `texts` stand for the documents' texts."""
    return {
        "kept": VERSION,
        "when": when,
        "path": state.path,
        "format": state.format,
        "stamp": to_plain(state.stamp),
        "saved": state.saved,
        "cursor": state.cursor,
        "source_paths": dict(state.source_paths),
        "documents": [_plain_document(*pair) for pair in zip(state.documents, texts, strict=True)],
        "postmortem": to_plain(state.postmortem),
    }


def state_from(data: Mapping[str, Any], documents: tuple[Document, ...]) -> DraftState:
    """The state that plain data holds. Raises ValueError (pydantic's among them) and the like for what is none."""
    stamp = data["stamp"]
    return DraftState(
        postmortem=from_plain(Postmortem, _without_halves(data["postmortem"])),
        documents=documents,
        source_paths={id: text_of(path) for id, path in data["source_paths"].items()},
        path=_text_or_none(data["path"]),
        format=_text_or_none(data["format"]),
        stamp=from_plain(Stamp, stamp) if stamp is not None else None,
        saved=data["saved"] is True,
        cursor=text_of(data["cursor"]),
    )


def document_from(data: Mapping[str, Any], text: str) -> Document:
    """A document, built from its text as the reader built it. Raises like `state_from`."""
    id, name, media_type, sha256 = (text_of(data[key]) for key in ("id", "name", "media_type", "sha256"))
    return build_document(id, name, media_type, sha256, text, int(data["first_segment"]))


def text_of(value: object) -> str:
    """The value, if it is text. Raises TypeError."""
    if isinstance(value, str):
        return value
    raise TypeError(f"no text: {type(value).__name__}")


def _plain_document(document: Document, text: str) -> dict[str, Any]:
    first = document.segments[0].id if document.segments else "S1"
    return {
        "id": document.id,
        "name": document.name,
        "media_type": document.media_type,
        "sha256": document.sha256,
        "first_segment": int(first.removeprefix("S")),
        "text": text,
    }


def _text_or_none(value: object) -> str | None:
    return None if value is None else text_of(value)


def _without_halves(data: Any) -> Any:
    """Plain data with `?` for half a surrogate pair: one is no reason for pydantic to refuse all of a draft."""
    return json.loads(json.dumps(data, ensure_ascii=False).encode("utf-8", "replace"))
