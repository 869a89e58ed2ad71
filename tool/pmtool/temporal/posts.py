"""The public posts of a status page: which stamp belongs to which blocks."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Literal, NamedTuple

from pmtool.model import Block, Document
from pmtool.patterns import Pattern

_STATE = Pattern(
    r"(?:<[A-Za-z]{1,12}>)*[*_\[(]*(investigating|identified|monitoring|update|resolved|post-?mortem|scheduled|"
    r"in progress|verifying|completed)\b[*_\])]*(?:</[A-Za-z]{1,12}>)*"
    r"(?:[ \t]*(?:-|–|—|:|·|\n)|[ \t]*$|[ \t]+(?=[A-Z][a-z]{2,8}\.?[ ]\d|\d))",
    re.I,
)
_BEFORE_WORDS = Pattern(r"(?:</?[A-Za-z]{1,12}/?>|[\s*_|\-–—:()\[\]·])*")
_MOSTLY = 0.6
_TAG = Pattern(r"</?[A-Za-z]{1,12}>")
_MARKS = " \t*_|-–—:()[]·\n"
_RULED = ("--", "==", "~~", "**", "__")
_PARTING = r"(?:[\s*_|\-–—([·]|</?[A-Za-z]{1,12}/?>)*+"
_BEFORE_STAMP = Pattern(rf"{_PARTING}(?:\b(?:posted|updated)\b(?:[ ]+(?:on|at))?)?{_PARTING}$", re.I)
_FARTHEST_MARKS = 80
"""Characters in front of a stamp among which what parts it from the words stands."""
_BEHIND_STAMP = Pattern(r"(?:</?[A-Za-z]{1,12}/?>|[\s*_)\]])*")
_TOLD_OF = Pattern(
    r"\b(?:at|on|by|to|of|for|from|since|until|till|before|after|around|about|between|and|through|is|was)[ ]*$", re.I
)
"""What leads to a time that is part of the words."""
_LONGEST_LEAD = 8
"""Characters: `through`."""
_LONGEST_STAMP_LINE = 120
_LONGEST_LABEL = 13
"""Characters beside a stamp in a line of its own: `Posted`, `US/Pacific`."""
_PROSE = 60
"""Characters; a shorter paragraph above a post is its title or whose page it is."""
_NARRATIVE = 600
"""Characters; a longer post tells what happened rather than how things stand."""
_FINAL_NARRATIVE = 300
"""The same for the post that closes the incident."""


class Post(NamedTuple):
    """One post. Block indexes, `last` inclusive."""

    stamp: tuple[int, int]
    """Span of the time expression that dates it."""
    stamp_block: int
    first: int
    last: int
    narrative: bool
    """Whether it tells what happened, as a postmortem does, rather than how things stand."""

    @property
    def holds_stamp(self) -> bool:
        """Whether its stamp stands in a line of its words."""
        return self.first <= self.stamp_block <= self.last


def state_word(text: str, start: int, end: int) -> re.Match[str] | None:
    """The state that an update opens with, as group 1 (`Resolved - …`, `**Monitoring**`)."""
    return _STATE.match(text, start, end)


def words_end(text: str, start: int, stamp: int) -> int:
    """Where words end in front of a stamp, the marks, tags and `Posted` between them left out."""
    found = _BEFORE_STAMP.search(text, max(start, stamp - _FARTHEST_MARKS), stamp)
    return found.start() if found else stamp


def words_begin(text: str, start: int, end: int) -> int:
    """Where words begin behind marks and tags."""
    found = _BEFORE_WORDS.match(text, start, end)
    return found.end() if found else start


def find_posts(document: Document, stamps: Sequence[tuple[int, int]]) -> tuple[Post, ...]:
    """The posts of a page, in page order. `stamps` are the spans of its dated clock times."""
    stamped, side = _stamp_blocks(document, stamps)
    dividers = [b.index for b in document.blocks if b.index and _is_divider(document, b)] if stamped else []
    edges = [-1, *dividers, len(document.blocks)]
    posts = []
    for i, (block, span) in enumerate(stamped):
        first, last = _body(stamped, i, side, len(document.blocks))
        first = max(first, edges[bisect_left(edges, block) - 1] + 1)
        last = min(last, edges[bisect_right(edges, block)] - 1)
        if side == "behind":
            first = _behind_account(document, first, last)
        posts.append(Post(span, block, first, last, _is_narrative(document, first, last)))
    return tuple(posts)


_Stamped = tuple[int, tuple[int, int]]
"""A block that dates a post, by its index, and the span of its stamp."""
_Side = Literal["above", "behind", "inside", "closing"]
"""Where a page prints its stamps: above the posts' words, below them, or in their lines, at the beginning or end."""


def _body(stamped: Sequence[_Stamped], i: int, side: _Side, blocks: int) -> tuple[int, int]:
    """First and last block of the i-th post's words."""
    if side == "closing":
        return stamped[i][0], stamped[i][0]
    if side == "behind":
        return (stamped[i - 1][0] + 1 if i else 0), stamped[i][0] - 1
    return stamped[i][0] + (side == "above"), (stamped[i + 1][0] - 1 if i + 1 < len(stamped) else blocks - 1)


def _behind_account(document: Document, first: int, last: int) -> int:
    """The first block of a post's words, behind an undated account that stands above it (`Postmortem`, prose)."""
    states = [i for i in range(first, last + 1) if _opens_with_state(document, i)]
    if not states or states[-1] == first:
        return first
    prose = (b for b in document.blocks[first : states[-1]] if b.kind == "paragraph")
    return states[-1] if any(b.end - b.start > _PROSE for b in prose) else first


def _is_divider(document: Document, block: Block) -> bool:
    """Whether a heading stands between rules, `--- notes ---`: it parts the page from another source."""
    before = document.text[document.text.rfind("\n", 0, block.start) + 1 : block.start]
    return block.kind == "heading" and before.endswith(" ") and before.lstrip().startswith(_RULED)


def _stamp_blocks(document: Document, stamps: Sequence[tuple[int, int]]) -> tuple[list[_Stamped], _Side]:
    """The blocks that date posts, and where the posts' words stand."""
    posted: list[_Stamped] = []
    bare: list[_Stamped] = []
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
        return posted, "behind" if _body_comes_first(document, posted[0][0]) else "above"
    closing = _closing(document, stamps)
    if closing and len(closing) >= len(bare):
        return closing, "closing"
    if labelled := _labelled(document, bare):
        return labelled
    if rows := [found for found in bare if _is_post_row(document, found[0])]:
        return rows, "above"
    return _inside(document, stamps), "inside"


def _closing(document: Document, stamps: Sequence[tuple[int, int]]) -> list[_Stamped]:
    """Stamps at the end of a block that opens with a state: `Resolved - Mail flows. Mar 3, 10:40 UTC`."""
    found = []
    for start, end in stamps:
        block = document.block_at(start)
        if block is None or block.kind not in ("paragraph", "item", "row") or end > block.end:
            continue
        opened = state_word(document.text, block.start, block.end)
        behind = _BEHIND_STAMP.match(document.text, end, block.end)
        if opened and (behind.end() if behind else end) == block.end:
            words = words_end(document.text, opened.end(), start)
            told_of = _TOLD_OF.search(document.text, max(opened.end(), words - _LONGEST_LEAD), words)
            if document.text[opened.end() : words].strip(_MARKS) and not told_of:
                found.append((block.index, (start, end)))
    return found


def _inside(document: Document, stamps: Sequence[tuple[int, int]]) -> list[_Stamped]:
    """Stamps that open their post's words, a state behind them: `Mar 3, 10:40 UTC - Resolved: …`, all down the page."""
    leading, stated = 0, []
    for span in stamps:
        block = document.block_at(span[0])
        if block is None or block.kind not in ("paragraph", "item", "row"):
            continue
        if words_begin(document.text, block.start, span[0]) == span[0]:
            leading += 1
            if state_word(document.text, words_begin(document.text, span[1], block.end), block.end):
                stated.append((block.index, span))
    return stated if len(stated) > 1 and len(stated) >= _MOSTLY * leading else []


def _labelled(document: Document, bare: Sequence[_Stamped]) -> tuple[list[_Stamped], _Side] | None:
    """Those stamps whose posts carry a state: in the stamp's own line, or opening the words above or below it."""
    states = [b.index for b in document.blocks if _opens_with_state(document, b.index)] if bare else []
    if not states:
        return None
    stated, stamp_blocks = frozenset(states), {index for index, _ in bare}
    side: _Side = "behind" if states[0] < bare[0][0] and states[0] not in stamp_blocks else "above"
    found = []
    for i, stamp in enumerate(bare):
        first, last = _body(bare, i, side, len(document.blocks))
        if _any_between(states, first, last) or stamp[0] in stated:
            found.append(stamp)
    return (found, side) if found else None


def _any_between(ordered: Sequence[int], first: int, last: int) -> bool:
    at = bisect_left(ordered, first)
    return at < len(ordered) and ordered[at] <= last


def _only_a_stamp(document: Document, block: Block, span: tuple[int, int]) -> bool:
    if block.kind not in ("paragraph", "heading", "row", "item") or block.end - block.start > _LONGEST_STAMP_LINE:
        return False
    rest = _TAG.sub("", document.text[block.start : span[0]] + document.text[span[1] : block.end]).strip(_MARKS)
    if block.kind == "item" and rest and not state_word(rest, 0, len(rest)):
        return False  # "- 2026-03-03T08:44Z: first page" is a timeline's entry
    return len(rest) <= _LONGEST_LABEL and span[1] <= block.end


def _opens_with_state(document: Document, index: int) -> bool:
    block = document.blocks[index]
    if block.kind == "state":
        return True
    opened = state_word(document.text, block.start, block.end)
    return opened is not None and block.kind in ("paragraph", "heading", "row")


def _is_post_row(document: Document, index: int) -> bool:
    return document.blocks[index].kind == "row" and _prose_follows(document, index)


def _prose_follows(document: Document, index: int) -> bool:
    return index + 1 < len(document.blocks) and document.blocks[index + 1].kind in ("paragraph", "heading")


def _body_comes_first(document: Document, first_stamp: int) -> bool:
    """Whether a page prints its stamps below the posts: prose stands above the first one."""
    above = [b for b in document.blocks[:first_stamp] if b.kind in ("paragraph", "item", "state")]
    last = document.blocks[-1]
    return bool(above) and (len(above) > 1 or any(b.end - b.start > _PROSE for b in above) or last.kind == "posted")


def _is_narrative(document: Document, first: int, last: int) -> bool:
    blocks = document.blocks[first : last + 1]
    if any(b.kind == "state" and document.quote(b).lower().startswith("post") for b in blocks):
        return True
    if any(b.kind == "heading" and b.index > 0 for b in blocks):
        return True
    opened = next((s for b in blocks if (s := state_word(document.text, b.start, b.end))), None)
    closes = opened is not None and opened[1].lower() in ("resolved", "completed")
    return sum(b.end - b.start for b in blocks) > (_FINAL_NARRATIVE if closes else _NARRATIVE)
