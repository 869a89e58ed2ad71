"""Which document is which source of a postmortem."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import count

from pmtool.model import Document, Source


def identified(documents: Sequence[Document], sources: Sequence[Source]) -> tuple[Document, ...]:
    """The documents under the ids that a postmortem knows them by, in their own order.

    A document is the source with its SHA-256, else the one with its name, else the next one left; a document that is
    none of them gets a new id.
    """
    ids: dict[int, str] = {}
    left = {source.id: source for source in sources}
    for same in _LIKENESSES:
        for number, document in enumerate(documents):
            if number not in ids and (source := next((s for s in left.values() if same(s, document)), None)):
                ids[number] = source.id
                del left[source.id]
    fresh = _fresh_ids({source.id for source in sources})
    return tuple(
        _renamed(document, ids[number] if number in ids else next(fresh)) for number, document in enumerate(documents)
    )


_LIKENESSES: tuple[Callable[[Source, Document], bool], ...] = (
    lambda source, document: bool(source.sha256) and source.sha256 == document.sha256,
    lambda source, document: bool(source.name) and source.name == document.name,
    lambda source, document: True,
)


def _fresh_ids(taken: set[str]) -> Iterator[str]:
    return (id for id in (f"R{number}" for number in count(1)) if id not in taken)


def _renamed(document: Document, id: str) -> Document:
    return document if document.id == id else replace(document, id=id)
