"""Grounds a postmortem again, after people have edited it or its sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

from pmtool.grounding.backing import Index
from pmtool.grounding.identity import identified
from pmtool.grounding.page import Page
from pmtool.model import Document, Evidence, Postmortem, Source
from pmtool.model.postmortem import ActionItem, Claim, Event, StatusUpdate
from pmtool.model.walk import CLAIM_LISTS, CLAIMS

_Stated = TypeVar("_Stated", Claim, Event, StatusUpdate, ActionItem)


def reground(postmortem: Postmortem, documents: Sequence[Document]) -> Postmortem:
    """The postmortem with evidence that stands in the documents, and with them as its sources.

    A quote that moved gets its new offsets, one whose case or spacing changed the source's own words; one that stands
    nowhere is kept as missing, and one of a source that is not among the documents as it is. A statement without
    evidence gets the words that clearly say the same, where there are any. Nothing that is stated changes.
    """
    given = identified(documents, postmortem.sources)
    ground = _Ground(given)
    stated: dict[str, Any] = {name: ground.under(claim) for name in CLAIMS if (claim := getattr(postmortem, name))}
    stated |= {name: tuple(map(ground.under, getattr(postmortem, name))) for name in (*CLAIM_LISTS, *_LISTS)}
    return replace(postmortem, **stated, sources=_sources(postmortem.sources, given))


_LISTS = ("timeline", "status_updates", "action_items")


class _Ground:
    """What statements are put on."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._pages = {document.id: Page(document) for document in documents}
        self._index = Index(documents)

    def under(self, item: _Stated) -> _Stated:
        """The statement with evidence as it stands now."""
        if item.evidence:
            return replace(item, evidence=tuple(map(self._found, item.evidence)))
        return replace(item, evidence=self._index.backing(item.text))

    def _found(self, evidence: Evidence) -> Evidence:
        page = self._pages.get(evidence.source)
        if page is None:
            return evidence
        if page.holds(evidence):
            return replace(evidence, status="exact")
        for other in (page, *self._pages.values()):
            if span := other.find(evidence.quote, evidence.start):
                start, end = span
                quote = other.text[start:end]
                return Evidence(source=other.document.id, start=start, end=end, quote=quote, status="exact")
        return replace(evidence, status="missing")


def _sources(sources: Sequence[Source], documents: Sequence[Document]) -> tuple[Source, ...]:
    """The sources as they are now, and the new ones behind them."""
    given = {document.id: _source(document) for document in documents}
    kept = {source.id: given.get(source.id, source) for source in sources}
    return tuple((kept | given).values())


def _source(document: Document) -> Source:
    return Source(
        id=document.id,
        name=document.name,
        media_type=document.media_type,
        sha256=document.sha256,
        length=len(document.text),
    )
