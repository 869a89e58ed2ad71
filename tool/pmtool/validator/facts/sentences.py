"""Sentences of everything that is held against itself, ready to be compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pmtool.grounding.words import stems
from pmtool.validator.quoting import shortened
from pmtool.validator.record import Record, Telling
from pmtool.validator.rule import Flaw

_NO_PROSE = frozenset({"heading", "code", "rule", "row_header", "posted", "state"})
_LONGEST = 1000
"""Characters; anything longer is no sentence."""
_QUOTED = 160
"""Characters of a sentence that messages quote."""


@dataclass(frozen=True)
class Sentence:
    """A sentence, item, row or line. Offsets are the telling's."""

    telling: Telling
    start: int
    end: int
    kind: str
    """Of the block that it stands in."""

    @cached_property
    def text(self) -> str:
        """Its words on one line."""
        return self.telling.words(self.start, self.end)

    @cached_property
    def path(self) -> str:
        """JSON pointer of what the postmortem made of it; empty where nothing."""
        return self.telling.path_at(self.start)

    @cached_property
    def field(self) -> str:
        """The postmortem's field that it went to; empty where none, and in a section of one's own."""
        return self.telling.field_at(self.start)

    @cached_property
    def stems(self) -> frozenset[str]:
        """Stems of the words that carry meaning."""
        return stems(self.text)

    @property
    def quote(self) -> str:
        """As much of it as a message quotes."""
        return shortened(self.text, _QUOTED)

    def flaw(self, message: str, fix: str = "") -> Flaw:
        """A flaw of this sentence."""
        return Flaw(message, self.path, self.telling.span(self.start, self.end), fix)


def sentences(record: Record) -> tuple[Sentence, ...]:
    """Every sentence of the record's tellings, in order; use as `record.once(sentences)`."""
    return tuple(sentence for telling in record.tellings for sentence in _of(telling))


def _of(telling: Telling) -> Iterator[Sentence]:
    document = telling.document
    for segment in document.segments:
        kind = document.blocks[segment.block].kind
        if kind not in _NO_PROSE and segment.end - segment.start <= _LONGEST:
            yield Sentence(telling, segment.start, segment.end, kind)
