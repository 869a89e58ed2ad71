"""How messages quote statements, and where a raw report holds their words."""

from __future__ import annotations

from collections.abc import Sequence

from pmtool.model import Evidence
from pmtool.model.finding import SourceSpan
from pmtool.validator.record import Record

_LONGEST = 90


def shortened(text: str, longest: int) -> str:
    """Words on one line, cut at a number of characters."""
    words = " ".join(text.split())
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"


def quoted(text: str, longest: int = _LONGEST) -> str:
    """Words in quotation marks, on one line, cut behind a word where they are long."""
    words = " ".join(text.split()).strip("*_` ")
    if len(words) > longest:
        words = words[:longest].rsplit(" ", 1)[0].rstrip(",;:.") + "…"
    return f'"{words}"'


def in_report(record: Record, evidence: Sequence[Evidence], words: str = "") -> SourceSpan | None:
    """Where a raw report holds words of a statement, or else its first evidence; null for a postmortem's own file."""
    if not record.raw or not evidence:
        return None
    for cited in evidence if words else ():
        source = record.documents.get(cited.source)
        start = source.text.find(words, cited.start, cited.end) if source else -1
        if start >= 0:
            return SourceSpan(source=cited.source, start=start, end=start + len(words))
    first = evidence[0]
    return SourceSpan(source=first.source, start=first.start, end=first.end)
