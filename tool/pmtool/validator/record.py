"""What rules see: the postmortem, its sources with their times, and the texts to hold against each other. Read only."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar

from pmtool.model import Document, Event, Evidence, Mention, Postmortem, Segment
from pmtool.model.finding import SourceSpan
from pmtool.model.walk import Statement, statements
from pmtool.validator.told import OWN_SECTIONS, tell

if TYPE_CHECKING:
    from pmtool.validator.rule import Flaw

Profile = Literal["draft", "review", "public"]
_SHARING = 4
"""Statements that may share a sentence."""
T = TypeVar("T")


@dataclass(frozen=True)
class Policy:
    """How strictly to look."""

    profile: Profile = "review"
    today: dt.date | None = None
    """For due dates; none is past where this is null."""


class _Knowing:
    """Keeps what was made of it."""

    @cached_property
    def _known(self) -> dict[object, Any]:
        return {}

    def once(self, compute: Callable[[Self], T]) -> T:
        """What a function makes of it, computed for the first rule that asks and kept for the others."""
        if compute not in self._known:
            self._known[compute] = compute(self)
        found: T = self._known[compute]
        return found


@dataclass(frozen=True)
class Telling(_Knowing):
    """A text that is held against itself: a raw report, or the postmortem's own statements one below the other."""

    document: Document
    mentions: tuple[Mention, ...]
    """Times and durations in it, in order."""
    anchors: Sequence[tuple[int, int, str]] = field(repr=False)
    """Start, end and JSON pointer of the parts that stand in the postmortem, by start."""
    is_source: bool

    @cached_property
    def _starts(self) -> list[int]:
        return [m.start for m in self.mentions]

    @cached_property
    def _anchor_starts(self) -> list[int]:
        return [start for start, _, _ in self.anchors]

    def mentions_in(self, start: int, end: int) -> tuple[Mention, ...]:
        """Mentions that begin between two offsets."""
        return self.mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def mentions_before(self, offset: int, most: int) -> tuple[Mention, ...]:
        """The last mentions that begin before an offset, in order."""
        end = bisect_left(self._starts, offset)
        return self.mentions[max(0, end - most) : end]

    def path_at(self, offset: int) -> str:
        """JSON pointer of what the postmortem made of a place; empty where nothing."""
        behind = bisect_right(self._anchor_starts, offset)
        before = reversed(self.anchors[max(0, behind - _SHARING) : behind])
        return next((path for start, end, path in before if start <= offset < end), "")

    def field_at(self, offset: int) -> str:
        """The postmortem's field that a place went to; empty where none, and in a section of one's own."""
        field = self.path_at(offset).partition("/")[2].partition("/")[0]
        return "" if field == OWN_SECTIONS else field

    def span(self, start: int, end: int) -> SourceSpan | None:
        """Words of a source; null for the postmortem's own."""
        return SourceSpan(source=self.document.id, start=start, end=end) if self.is_source else None

    def sentence_at(self, offset: int) -> Segment | None:
        """The sentence, item or row that holds a place."""
        return self.document.segment_at(offset)

    def words(self, start: int, end: int) -> str:
        """The text between two offsets on one line, as messages quote it."""
        return " ".join(self.document.text[start:end].split())


@dataclass(frozen=True)
class Moment:
    """An event of the timeline whose instant is known to the hour or better."""

    at: dt.datetime
    """By the clock of its own zone."""
    until: dt.datetime | None
    event: Event
    path: str


@dataclass(frozen=True)
class Record(_Knowing):
    """A postmortem under check."""

    postmortem: Postmortem
    sources: tuple[Document, ...] = ()
    """What it was made from, where that is at hand."""
    ledgers: Mapping[str, tuple[Mention, ...]] = field(default_factory=dict, repr=False)
    """Times of each source, by its id."""
    policy: Policy = field(default_factory=Policy)
    raw: bool = False
    """Whether the sources themselves are under check, and the postmortem is only what was made of them just now."""
    problems: tuple[Flaw, ...] = ()
    """What could not be read of the postmortem's file."""

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """Everything the postmortem states."""
        return tuple(statements(self.postmortem))

    @cached_property
    def tellings(self) -> tuple[Telling, ...]:
        """The texts to hold against themselves: a raw report's sources, or the postmortem's own words.

        What a source tells otherwise than the postmortem made from it is no second telling: it is evidence.
        """
        return tuple(map(self._source_telling, self.sources)) if self.raw else (self._own_telling(),)

    @cached_property
    def moments(self) -> tuple[Moment, ...]:
        """Events with a known instant, in the timeline's order."""
        found = []
        for number, event in enumerate(self.postmortem.timeline):
            at = event.at.moment() if event.at else None
            if at:
                until = event.until.moment() if event.until else None
                found.append(Moment(at, until, event, f"/timeline/{number}"))
        return tuple(found)

    @cached_property
    def unread(self) -> frozenset[str]:
        """Pointers of what could not be read of the file, which is told as that and as nothing else."""
        return frozenset(problem.path for problem in self.problems if problem.path)

    @cached_property
    def documents(self) -> dict[str, Document]:
        """The sources at hand by their ids."""
        return {document.id: document for document in self.sources}

    def made_from(self, path: str) -> SourceSpan | None:
        """The first words that a statement, or a part of it, was made from; null where it is none or cites none."""
        while path and path not in self._cited:
            path = path.rpartition("/")[0]
        first = self._cited.get(path)
        return SourceSpan(source=first.source, start=first.start, end=first.end) if first else None

    @cached_property
    def _cited(self) -> dict[str, Evidence]:
        return {statement.path: statement.evidence[0] for statement in self.statements if statement.evidence}

    def times_cited(self, evidence: Evidence) -> Sequence[Mention]:
        """Times of a source that begin within words cited from it; none where it is not at hand."""
        mentions = self.ledgers.get(evidence.source, ())
        first, behind = (bisect_left(mentions, at, key=lambda m: m.start) for at in (evidence.start, evidence.end))
        return mentions[first:behind]

    def _own_telling(self) -> Telling:
        told = tell(self.postmortem)
        return Telling(told.document, told.mentions, told.anchors, is_source=False)

    def _source_telling(self, document: Document) -> Telling:
        anchors = sorted(
            (e.start, e.end, s.path) for s in self.statements for e in s.evidence if e.source == document.id
        )
        return Telling(document, self.ledgers.get(document.id, ()), anchors, is_source=True)
