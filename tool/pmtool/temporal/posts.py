"""The public posts of a status page: which stamp belongs to which blocks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pmtool.model import Block, Document

_STATE = re.compile(
    r"[*_\[(]*(investigating|identified|monitoring|update|resolved|post-?mortem|scheduled|in progress|verifying|completed)\b[*_\])]*"
    r"(?:[ \t]*(?:-|–|—|:|\n)|[ \t]*$)",
    re.I,
)
_NARRATIVE = 1_200
"""Characters; a longer post is a report rather than an update."""


@dataclass(frozen=True, slots=True)
class Post:
    """One post. Block indexes, `last` inclusive."""

    stamp: tuple[int, int]
    """Span of the time expression that dates it."""
    stamp_block: int
    first: int
    last: int
    narrative: bool
    """Whether it tells the whole incident (a postmortem) rather than one moment of it."""


def state_word(text: str, start: int, end: int) -> re.Match[str] | None:
    """The state that an update opens with, as group 1 (`Resolved - …`, `**Monitoring**`)."""
    return _STATE.match(text, start, end)


def find_posts(document: Document, stamps: Sequence[tuple[int, int]]) -> tuple[Post, ...]:
    """The posts of a page, in page order. `stamps` are the spans of its dated clock times."""
    stamped = _stamp_blocks(document, stamps)
    if not stamped:
        return ()
    behind = document.blocks[stamped[0][0]].kind == "posted" and _body_comes_first(document, stamped[0][0])
    posts = []
    for i, (block, span) in enumerate(stamped):
        if behind:
            first, last = (stamped[i - 1][0] + 1 if i else 0), block - 1
        else:
            first, last = block + 1, (stamped[i + 1][0] - 1 if i + 1 < len(stamped) else len(document.blocks) - 1)
        posts.append(Post(span, block, first, last, _is_narrative(document, first, last)))
    return tuple(posts)


def _stamp_blocks(document: Document, stamps: Sequence[tuple[int, int]]) -> list[tuple[int, tuple[int, int]]]:
    posted, bare = [], []
    for span in stamps:
        block = document.block_at(span[0])
        if block is None:
            continue
        if block.kind == "posted":
            if not posted or posted[-1][0] != block.index:
                posted.append((block.index, span))
        elif _only_a_stamp(document, block, span):
            bare.append((block.index, span))
    if posted:
        return posted
    labelled = [found for found in bare if _opens_with_state(document, found[0] + 1)]
    rows = [found for found in bare if document.blocks[found[0]].kind == "row" and _prose_follows(document, found[0])]
    return labelled or rows


def _only_a_stamp(document: Document, block: Block, span: tuple[int, int]) -> bool:
    if block.kind not in ("paragraph", "heading", "row", "item"):
        return False
    rest = document.text[block.start : span[0]] + document.text[span[1] : block.end]
    return len(rest.strip(" \t*_|-–—:()[]\n")) <= 12 and span[1] <= block.end


def _opens_with_state(document: Document, index: int) -> bool:
    if index >= len(document.blocks):
        return False
    block = document.blocks[index]
    return block.kind == "state" or state_word(document.text, block.start, block.end) is not None


def _prose_follows(document: Document, index: int) -> bool:
    return index + 1 < len(document.blocks) and document.blocks[index + 1].kind in ("paragraph", "heading")


def _body_comes_first(document: Document, first_stamp: int) -> bool:
    """Whether a page prints its stamps below the posts: prose stands above the first one."""
    above = [b for b in document.blocks[:first_stamp] if b.kind in ("paragraph", "item", "state")]
    last = document.blocks[-1]
    return bool(above) and (len(above) > 1 or any(b.end - b.start > 60 for b in above) or last.kind == "posted")


def _is_narrative(document: Document, first: int, last: int) -> bool:
    blocks = document.blocks[first : last + 1]
    if any(b.kind == "state" and document.quote(b).lower().startswith("post") for b in blocks):
        return True
    if any(b.kind == "heading" and b.index > 0 for b in blocks):
        return True
    return sum(b.end - b.start for b in blocks) > _NARRATIVE
