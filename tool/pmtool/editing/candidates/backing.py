"""Segments that may back a statement whose evidence is missing, broken or about something else."""

from __future__ import annotations

from collections.abc import Iterator

from pmtool.editing.candidates.candidate import Candidate, Fill, Ranked
from pmtool.editing.candidates.reading import Reading
from pmtool.grounding.evidence import evidence
from pmtool.grounding.values import values
from pmtool.grounding.wording import pieces
from pmtool.grounding.words import stems
from pmtool.model.walk import Statement

_ALIKE = 0.25
"""Part of a statement's words that a segment has to share."""
_VALUE = 0.3
"""What each figure or name of the statement counts that a segment holds too."""
_MOST_VALUES = 3
_SHOWN = 3


def backing_for(reading: Reading, path: str) -> Iterator[Ranked]:
    """Segments that share the words, figures and names of the statement at a path."""
    statement = next((s for s in reading.record.statements if s.path == path), None)
    if statement is None:
        return
    told = pieces(statement.text)
    named = {value.text.casefold() for value in values(statement.text)}
    for document in reading.record.sources:
        for segment in document.segments:
            quote = document.quote(segment)
            shared = told & pieces(quote)
            if not shared or len(shared) < _ALIKE * len(told):
                continue
            folded = quote.casefold()
            held = sorted(name for name in named if name in folded)
            score = len(shared) / len(told) + _VALUE * len(held[:_MOST_VALUES])
            cited = (evidence(document, segment.start, segment.end),)
            candidate = Candidate(
                source=document.id,
                start=segment.start,
                end=segment.end,
                text=quote,
                why=_why(statement, quote, held),
                instant=reading.instant(document, segment.start, segment.end),
                fills=Fill(f"{path}/evidence", cited),
            )
            yield Ranked(score, candidate)


def _why(statement: Statement, quote: str, held: list[str]) -> str:
    """Which words and figures it shares."""
    words = sorted(stems(statement.text) & stems(quote))[:_SHOWN]
    spoken = [word for word in statement.text.split() if stems(word) & set(words)]
    shared = ", ".join(dict.fromkeys(word.strip(".,;:()“”\"'") for word in spoken[:_SHOWN]))
    return f"also tells of {shared}{f' and {held[0]}' if held else ''}" if shared else "holds the same figures"
