"""Evidence: words of a source, and whether they still stand there."""

from __future__ import annotations

from collections.abc import Mapping

from pmtool.model import Document, Evidence
from pmtool.model.postmortem import EvidenceStatus


def evidence(document: Document, start: int, end: int) -> Evidence:
    """The words between two offsets of a document. Raises ValueError where there are none."""
    quote = document.text[start:end] if 0 <= start < end <= len(document.text) else ""
    if not quote:
        raise ValueError(f"{document.id} has no text at {start}:{end}; it holds {len(document.text)} characters")
    return Evidence(source=document.id, start=start, end=end, quote=quote)


def check(evidence: Evidence, texts: Mapping[str, str]) -> EvidenceStatus:
    """How evidence stands against the sources' texts: at its place, elsewhere or moved, or not at all."""
    text = texts.get(evidence.source)
    if text is None or not evidence.quote:
        return "missing"
    if text[evidence.start : evidence.end] == evidence.quote:
        return "exact"
    return "edited" if _folded(evidence.quote) in _folded(text) else "missing"


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
