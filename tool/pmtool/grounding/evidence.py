"""Evidence: words of a source."""

from __future__ import annotations

from pmtool.model import Document, Evidence


def evidence(document: Document, start: int, end: int) -> Evidence:
    """The words between two offsets of a document. Raises ValueError where there are none."""
    quote = document.text[start:end] if 0 <= start < end <= len(document.text) else ""
    if not quote:
        raise ValueError(f"{document.id} has no text at {start}:{end}; it holds {len(document.text)} characters")
    return Evidence(source=document.id, start=start, end=end, quote=quote)
