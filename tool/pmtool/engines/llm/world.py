"""The closed world that a model may point into: the report's segments and times, each under its id."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pmtool.grounding.addressing import addressed_from
from pmtool.grounding.evidence import evidence
from pmtool.grounding.support import folded
from pmtool.grounding.wording import pieces
from pmtool.model import Document, Evidence, Mention, Segment
from pmtool.patterns import Pattern

_ID = Pattern(r"\W*([ST])\W?0*(\d{1,7})\W*", re.I)
"""Models write [S3], s3, S-3 or S003 for S3."""
_OPENING = 20
"""Characters before a time that its segment begins with: `On Tuesday at`, who says it."""
_OFFSET = len("2026-03-01T14:05:00")


@dataclass(frozen=True, slots=True)
class Told:
    """A time of the report: where it stands and what it resolves to."""

    id: str
    document: Document
    mention: Mention
    segment: str
    """Id of the segment that holds it; empty for a time between segments."""

    @property
    def moment(self) -> dt.datetime | None:
        """The instant; null where only the day is known."""
        instant = self.mention.instant()
        return instant.moment() if instant else None


@dataclass(frozen=True, slots=True)
class Line:
    """A segment as the model sees it."""

    id: str
    kind: str
    """What it is on the page: heading, item, chat, log …"""
    text: str
    """Its words with redacted values as placeholders, one line or several."""
    times: tuple[tuple[str, str, str], ...]
    """Id, words and reading of each time in it."""


@dataclass
class World:
    """All that may be pointed at."""

    documents: Sequence[Document]
    ledgers: Mapping[str, Sequence[Mention]] = field(repr=False)

    @cached_property
    def segments(self) -> dict[str, tuple[Document, Segment]]:
        """Segments by id, in order."""
        return {s.id: (d, s) for d in self.documents for s in d.segments}

    @cached_property
    def times(self) -> dict[str, Told]:
        """Times that resolve to an instant or a day, numbered in the order of the sources."""
        found: dict[str, Told] = {}
        for document in self.documents:
            for mention in sorted(self.ledgers[document.id], key=lambda m: m.start):
                if mention.at:
                    segment = document.segment_at(mention.start)
                    told = Told(f"T{len(found) + 1}", document, mention, segment.id if segment else "")
                    found[told.id] = told
        return found

    @cached_property
    def times_in(self) -> dict[str, tuple[Told, ...]]:
        """The times that stand in each segment."""
        grouped: dict[str, list[Told]] = {}
        for told in self.times.values():
            grouped.setdefault(told.segment, []).append(told)
        return {id: tuple(found) for id, found in grouped.items()}

    def opening_time(self, id: str) -> Told | None:
        """The instant that a segment begins with."""
        _, segment = self.segments[id]
        first = next(iter(self.times_in.get(id, ())), None)
        is_first = first and first.moment and first.mention.start - segment.start <= _OPENING
        return first if first and is_first and not first.mention.peripheral else None

    @cached_property
    def has_several_zones(self) -> bool:
        """Whether its clock times are told at more than one distance from UTC."""
        return len({t.mention.at[_OFFSET:] for t in self.times.values() if t.mention.at and t.moment}) > 1

    @cached_property
    def order(self) -> dict[str, int]:
        """Each segment's place among all."""
        return {id: place for place, id in enumerate(self.segments)}

    def cite(self, ids: Iterable[str]) -> tuple[Evidence, ...]:
        """Evidence for segments that exist, in the report's order, each once."""
        known = sorted({id for id in ids if id in self.segments}, key=self.order.__getitem__)
        return tuple(evidence(d, s.start, s.end) for d, s in (self.segments[id] for id in known))

    def text(self, id: str) -> str:
        """A segment's words."""
        document, segment = self.segments[id]
        return document.quote(segment)

    def holds(self, words: str) -> bool:
        """Whether the sources, or their names, have these words, in whatever case."""
        return bool(folded(words)) and f" {folded(words)} " in self._words

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """What the segments say; those that instruct a model, and what follows in their paragraph, aside."""
        heeded: list[str] = []
        for document in self.documents:
            for block, segments in document.segments_by_block.items():
                start = document.blocks[block].start
                end = start + addressed_from(document.text[start : segments[-1].end])
                heeded += (document.quote(segment) for segment in segments if segment.end <= end)
        return tuple(heeded)

    @cached_property
    def pieces(self) -> frozenset[str]:
        """The words that statements about it are made of."""
        return frozenset().union(*map(pieces, self.texts))

    @cached_property
    def _words(self) -> str:
        return f" {folded(' / '.join([*self.texts, *(document.name for document in self.documents)]))} "

    def line(self, id: str, shown: Callable[[Document, int, int], str]) -> Line:
        """A segment as the model gets to see it; `shown` gives the words between two offsets, redacted."""
        document, segment = self.segments[id]
        held = [(t, shown(document, t.mention.start, t.mention.end)) for t in self.times_in.get(id, ())]
        # What reads like a time within a hidden value would give it away.
        times = tuple((t.id, words, reading(t.mention)) for t, words in held if words == t.mention.text)
        return Line(id, document.blocks[segment.block].kind, shown(document, segment.start, segment.end), times)

    def segments_between(self, source: str, start: int, end: int) -> list[str]:
        """Ids of the segments that evidence touches."""
        document = next((d for d in self.documents if d.id == source), None)
        if document is None:
            return []
        first = bisect_left(document.segments, start, key=lambda s: s.end - 1)
        behind = bisect_left(document.segments, end, key=lambda s: s.start)
        return [s.id for s in document.segments[first:behind]]


def named(written: str) -> str:
    """The id that a model meant; the words themselves where they are none."""
    match = _ID.fullmatch(written)
    return f"{match[1].upper()}{int(match[2])}" if match else written.strip()


def reading(mention: Mention) -> str:
    """What a time resolves to, as the model sees it: `about 2026-03-01 14:05 +01:00`."""
    at = (mention.at or "").replace("T", " ")
    if len(at) > 10 and mention.precision in ("minute", "hour") and at[16:19] == ":00":
        at = f"{at[:16]} {at[19:]}"
    until = f" to {mention.until.replace('T', ' ')}" if mention.until else ""
    return f"{'about ' if mention.approximate else ''}{at}{until}"
