"""Text to document: blocks and numbered segments."""

from __future__ import annotations

from collections.abc import Iterator

from pmtool.model import Block, Document, Segment
from pmtool.source.outline import outline
from pmtool.source.sentences import split_sentences

_LONG_ITEM = 240
"""Characters; a longer list item or cell is prose and is cut into its sentences."""


def build_document(id: str, name: str, media_type: str, sha256: str, text: str, first_segment: int = 1) -> Document:
    """The document of a sanitized text; its segments are numbered from `first_segment` on."""
    blocks = outline(text)
    spans = ((span, block) for block in blocks for span in _segment_spans(text, block))
    segments = tuple(
        Segment(f"S{number}", start, end, block.index)
        for number, ((start, end), block) in enumerate(spans, start=first_segment)
    )
    return Document(id, name, media_type, sha256, text, blocks, segments)


def _segment_spans(text: str, block: Block) -> Iterator[tuple[int, int]]:
    if block.kind == "rule":
        return
    if block.kind == "paragraph" or (block.kind in ("item", "quote") and block.end - block.start > _LONG_ITEM):
        yield from split_sentences(text, block.start, block.end)
    else:
        yield block.start, block.end
