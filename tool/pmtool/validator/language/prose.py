"""Where rules of language look: sentences of a postmortem or a raw report, not what they quote."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from pmtool.model import Segment
from pmtool.patterns import Pattern
from pmtool.temporal.plain_text import plain
from pmtool.validator.language.phrases import Found, Phrases
from pmtool.validator.record import Record, Telling
from pmtool.validator.rule import Flaw

_QUOTED = Pattern(
    r"""`[^`\n]{1,400}`|“[^”]{1,400}”|«[^»]{1,400}»|(?<!\w)"(?:[^"\n]|\n(?!\n)){1,400}"(?!\w)"""
    r"""|(?<![\w'])'\w[^'\n]{1,200}'(?!\w)"""
)
_PROSE = frozenset({"paragraph", "item", "row"})
_AROUND = 70
"""Characters that a message shows on either side."""


@dataclass(frozen=True)
class Prose:
    """A text to read for its language."""

    telling: Telling
    text: str = field(repr=False)
    """In plain characters; offsets are the telling's."""
    lower: str = field(repr=False)
    record: Record = field(repr=False)

    def find(self, phrases: Phrases) -> Iterator[tuple[Found, Segment]]:
        """Phrases in its sentences, each with its sentence."""
        for found in phrases.find(self.lower):
            segment = self.telling.sentence_at(found.start)
            if segment and self._is_prose(segment) and not _holds(self._quoted, found.start):
                yield found, segment

    def flaw(self, start: int, end: int, segment: Segment, says: str, ask: str) -> Flaw:
        """What is wrong with words of a sentence, quoted as they stand in it."""
        words = self.telling.words(start, end)
        return Flaw(
            message=f'"{words}" {says}: "{self._excerpt(start, end, segment)}"',
            path=self.telling.path_at(start),
            span=self.telling.span(start, end),
            fix=ask,
        )

    def _excerpt(self, start: int, end: int, segment: Segment) -> str:
        first, last = max(segment.start, start - _AROUND), min(segment.end, end + _AROUND)
        text = self.telling.words(first, last)
        before = "" if first == segment.start else "…"
        after = "" if last == segment.end else "…"
        text = text.split(" ", 1)[-1] if before and " " in text else text
        text = text.rsplit(" ", 1)[0] if after and " " in text else text
        return f"{before}{text}{after}"

    def _is_prose(self, segment: Segment) -> bool:
        return self.telling.document.blocks[segment.block].kind in _PROSE and not _holds(self._posts, segment.start)

    @cached_property
    def _quoted(self) -> list[tuple[int, int]]:
        return [match.span() for match in _QUOTED.finditer(self.telling.document.text)]

    @cached_property
    def _posts(self) -> list[tuple[int, int]]:
        """What was posted is history; only a postmortem among the posts is still to be written well."""
        posts = self.record.postmortem.status_updates
        history = {f"/status_updates/{i}" for i, post in enumerate(posts) if post.state != "postmortem"}
        return [(start, end) for start, end, path in self.telling.anchors if path.removesuffix("/at") in history]


def _holds(spans: list[tuple[int, int]], offset: int) -> bool:
    i = bisect_left(spans, (offset + 1,)) - 1
    return i >= 0 and spans[i][0] <= offset < spans[i][1]


def prose(record: Record) -> tuple[Prose, ...]:
    """A raw report's sources, else the postmortem's own statements."""
    told = record.tellings if record.raw else record.tellings[:1]
    texts = ((telling, plain(telling.document.text)) for telling in told)
    return tuple(Prose(telling, text, _lower(text), record) for telling, text in texts)


def _lower(text: str) -> str:
    """In lower case, one character for one."""
    return text.replace("İ", "I").lower()
