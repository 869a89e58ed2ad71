"""Durations and distances in their sentences, ready to be held against the times."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pmtool.model import Mention, Segment
from pmtool.model.mention import MentionKind
from pmtool.validator.facts.lengths import Length, length
from pmtool.validator.record import Telling
from pmtool.validator.rule import Flaw

_LEAD = 90
"""Characters before a length that may bound or hedge it."""
_REACH = 500
"""Characters of its sentence on either side that are looked at: a page may be one sentence with many lengths."""


@dataclass(frozen=True)
class Stated:
    """A length of time in its sentence."""

    telling: Telling
    mention: Mention
    sentence: Segment
    length: Length

    @property
    def before(self) -> str:
        """The sentence up to it."""
        start = max(self.sentence.start, self.mention.start - _REACH)
        return self.telling.document.text[start : self.mention.start]

    @property
    def after(self) -> str:
        """The rest of the sentence."""
        end = min(self.sentence.end, self.mention.end + _REACH)
        return self.telling.document.text[self.mention.end : end]

    @property
    def near(self) -> tuple[Mention, ...]:
        """The times and lengths of its sentence, itself among them."""
        start, end = self.mention.start - _REACH, self.mention.end + _REACH
        return self.telling.mentions_in(max(self.sentence.start, start), min(self.sentence.end, end))

    @property
    def quote(self) -> str:
        """Its words."""
        return self.telling.words(self.mention.start, self.mention.end)

    @property
    def field(self) -> str:
        """The postmortem's field that its sentence went to; empty where none, and in a section of one's own."""
        return self.telling.field_at(self.mention.start)

    def flaw(self, message: str, fix: str = "") -> Flaw:
        """A flaw at this place."""
        start, end = self.mention.start, self.mention.end
        return Flaw(message, self.telling.path_at(start), self.telling.span(start, end), fix)


def stated(telling: Telling, kind: MentionKind) -> Iterator[Stated]:
    """Lengths of one kind (`duration` or `relative`) in a telling."""
    return (said for said in telling.once(_all_stated) if said.mention.kind == kind)


def _all_stated(telling: Telling) -> list[Stated]:
    return list(_stated(telling))


def _stated(telling: Telling) -> Iterator[Stated]:
    text = telling.document.text
    for mention in telling.mentions:
        if mention.kind not in ("duration", "relative") or mention.peripheral:
            continue
        sentence = telling.sentence_at(mention.start)
        said = length(mention, text[max(0, mention.start - _LEAD) : mention.start]) if sentence else None
        if sentence and said:
            yield Stated(telling, mention, sentence, said)


def sentence_start(telling: Telling, offset: int) -> int:
    """Where the sentence at a place begins; the place itself between sentences."""
    sentence = telling.sentence_at(offset)
    return sentence.start if sentence else offset
