"""The sources as candidates are looked for in them: passages with their topics, times, and what is cited already."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass

from pmtool.engines.offline.action_tables import Table, tables
from pmtool.engines.offline.passages import Passage, read
from pmtool.engines.offline.updates import posts_of, update_spans
from pmtool.grounding.coverage import cited_segments
from pmtool.model import Document, Instant, Mention, Segment
from pmtool.validator import Record

_CLOCKS = frozenset({"instant", "range_start", "range_end", "posted", "relative"})


@dataclass(frozen=True)
class Reading:
    """What the sources say, in order."""

    record: Record
    passages: tuple[Passage, ...]
    cited: frozenset[str]
    """Segments that a statement cites."""
    tables: Mapping[str, Mapping[int, Table]]
    """Tables by their run of blocks, by the id of the source."""

    def is_cited(self, passage: Passage) -> bool:
        """Whether a statement cites the passage already."""
        segment = passage.document.segment_at(passage.start)
        return segment is not None and segment.id in self.cited

    def mentions(self, document: Document, start: int, end: int) -> tuple[Mention, ...]:
        """Times told between two offsets, clock times and days."""
        ledger = self.record.ledgers.get(document.id, ())
        first, behind = (bisect_left(ledger, at, key=lambda m: m.start) for at in (start, end))
        return tuple(m for m in ledger[first:behind] if m.at and not m.peripheral)

    def instant(self, document: Document, start: int, end: int) -> Instant | None:
        """The first time told between two offsets."""
        return next((m.instant() for m in self.mentions(document, start, end)), None)

    def clocks(self) -> list[tuple[Document, Segment, Mention]]:
        """Every clock time of the sources with the segment it stands in."""
        return [
            (document, segment, mention)
            for document in self.record.sources
            for mention in self.record.ledgers.get(document.id, ())
            if mention.at and "T" in mention.at and mention.kind in _CLOCKS and not mention.peripheral
            if (segment := document.segment_at(mention.start))
        ]


def reading(record: Record) -> Reading:
    """The sources of a record, read once."""
    return record.once(_read)


def _read(record: Record) -> Reading:
    passages: list[Passage] = []
    for document in record.sources:
        posts = posts_of(document, record.ledgers.get(document.id, ()))
        passages += read(document, update_spans(document, posts))
    evidence = [e for statement in record.statements for e in statement.evidence if e.status != "missing"]
    return Reading(
        record,
        tuple(passages),
        frozenset(cited_segments(record.sources, evidence)),
        {d.id: tables(d) for d in record.sources},
    )
