"""A source as everything else sees it: sanitized text, cut into blocks and numbered segments.

Built once by `pmtool.source`; nothing re-parses the text afterwards.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

BlockKind = Literal[
    "heading", "paragraph", "item", "row", "row_header", "chat", "log", "quote", "code", "posted", "state", "rule"
]


@dataclass(slots=True)
class Block:
    """A run of lines that belong together. Offsets are characters into the source's text, end exclusive."""

    index: int
    kind: BlockKind
    start: int
    end: int
    """Spans the content: list markers, `#`s, table pipes at the ends and emphasis around a heading are outside."""
    level: int = 0
    """Heading level (1–6), or nesting depth of a list item (0 = top)."""
    section: int = -1
    """Index of the heading block this one stands under; -1 before the first heading."""
    run: int = 0
    """Number of the unbroken run of alike blocks (one list, one table, one chat) it belongs to."""
    cells: tuple[tuple[int, int], ...] = ()
    """Spans of a table row's cells."""
    speaker: tuple[int, int] | None = None
    """Span of who speaks, in a chat line."""
    checked: bool | None = None
    """State of a task-list box (`[x]`, `[ ]`)."""


@dataclass(slots=True)
class Segment:
    """The unit that evidence cites and coverage counts: a sentence, an item, a row, a line."""

    id: str
    """`S1`, `S2`, … over all sources of one incident."""
    start: int
    end: int
    block: int


@dataclass(eq=False)
class Document:
    """One source, read: its text and everything that points into it."""

    id: str
    """`R1`, `R2`, … in the order the sources were given."""
    name: str
    """What people call it: a file's name, or `stdin`."""
    media_type: str
    sha256: str
    """Of the bytes as read."""
    text: str
    blocks: tuple[Block, ...] = field(repr=False)
    segments: tuple[Segment, ...] = field(repr=False)

    def quote(self, span: Block | Segment) -> str:
        """The text of a block or segment."""
        return self.text[span.start : span.end]

    def heading_of(self, block: Block) -> Block | None:
        """The heading a block stands under."""
        return self.blocks[block.section] if block.section >= 0 else None

    @cached_property
    def _block_starts(self) -> list[int]:
        return [b.start for b in self.blocks]

    @cached_property
    def _segment_starts(self) -> list[int]:
        return [s.start for s in self.segments]

    @cached_property
    def segments_by_block(self) -> dict[int, tuple[Segment, ...]]:
        """Segments of each block, in order."""
        grouped: dict[int, list[Segment]] = {}
        for segment in self.segments:
            grouped.setdefault(segment.block, []).append(segment)
        return {block: tuple(found) for block, found in grouped.items()}

    @cached_property
    def _header_rows(self) -> dict[int, Block]:
        return {b.run: b for b in self.blocks if b.kind == "row_header"}

    def header_of_row(self, row: Block) -> Block | None:
        """The row that names the columns of a row's table; null where none does."""
        return self._header_rows.get(row.run)

    def block_at(self, offset: int) -> Block | None:
        """The block that holds a character, or the last one before it; null before the first."""
        i = bisect_right(self._block_starts, offset) - 1
        return self.blocks[i] if i >= 0 else None

    def segment_at(self, offset: int) -> Segment | None:
        """The segment that holds a character; null between segments."""
        i = bisect_right(self._segment_starts, offset) - 1
        if i >= 0 and offset < self.segments[i].end:
            return self.segments[i]
        return None
