"""Status updates: the public posts of a status page, each with its stamp, state and words."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby

from pmtool.engines.offline import cues
from pmtool.engines.offline.claims import clean, evidence_of
from pmtool.engines.offline.forms import is_blank
from pmtool.engines.offline.passages import Passage
from pmtool.engines.offline.phrases import phrases, words_of
from pmtool.grounding.evidence import evidence
from pmtool.model import Block, Document, Evidence, Mention, StatusUpdate
from pmtool.model.postmortem import UpdateState
from pmtool.patterns import Pattern
from pmtool.temporal.posts import Post, find_posts, state_word, words_begin, words_end

_AFFECTED = Pattern(r"this (?:incident|maintenance|scheduled maintenance) affected\b", re.I)
_REPORT = 1_200
"""Characters; a longer post, or one with headings, is a report: an update only says that it was published."""
_PAGE_HEAD = 6
"""Blocks on top of a page among which its title stands."""
_STATES: dict[str, UpdateState] = {
    "investigating": "investigating", "identified": "identified", "monitoring": "monitoring", "update": "update",
    "resolved": "resolved", "postmortem": "postmortem", "post-mortem": "postmortem", "completed": "resolved",
    "scheduled": "other", "in progress": "other", "verifying": "monitoring",
}  # fmt: skip
_TOLD: tuple[tuple[UpdateState, str], ...] = (
    # Where the label was lost: what the words say, the most final first.
    (
        "resolved",
        r"""\b(?:has\ been|is\ now|been|fully|now)\ (?:fully\ |completely\ )?(?:resolved|restored|fixed)\b
            |\ball\ (?:services|systems)\ (?:are|have)\b|\b(?:back|returned)\ to\ normal\b""",
    ),
    (
        "monitoring",
        r"\bmonitor(?:ing)?\b|\bfix\ (?:has\ been|was)\ (?:implemented|deployed|applied)|mitigation\ has\ been",
    ),
    (
        "identified",
        r"""\b(?:issue|cause|problem|source)\b[^.]{0,40}\bidentified\b|\bidentified\ the\b
            |found\ the\ (?:cause|problem|issue)""",
    ),
    ("update", r"\b(?:continu(?:e|ing)|still|update)\b"),
    ("investigating", r"\binvestigat|looking\ into|aware\ of\b"),
)
"""Patterns, ignoring case and their own white space."""


def posts_of(document: Document, mentions: Sequence[Mention]) -> tuple[Post, ...]:
    """The posts of a page, from the stamps that the ledger knows as posted."""
    return find_posts(document, [(m.start, m.end) for m in mentions if m.kind == "posted"])


def update_spans(document: Document, posts: Sequence[Post]) -> list[tuple[int, int]]:
    """Spans of the short posts' words, which are no part of the report proper."""
    spans = []
    for post in posts:
        body = _body(document, post)
        if body and not post.narrative:
            spans.append((body[0].start, body[-1].end))
    return spans


def status_updates(document: Document, mentions: Sequence[Mention], posts: Sequence[Post]) -> tuple[StatusUpdate, ...]:
    """An update for each post, in page order."""
    stamps = {(m.start, m.end): m for m in mentions}
    return tuple(_update(document, post, stamps.get(post.stamp)) for post in posts)


def messages(passages: Sequence[Passage], posts: Sequence[tuple[int, int]]) -> Iterator[StatusUpdate]:
    """What stands under a heading such as `External message`: told to the public, nobody says when."""
    posted = sorted(posts)
    told = (p for p in passages if p.topics == ("status_updates",) and not _is_within(posted, p.start))
    for _, section in groupby(told, key=lambda p: p.block.section):
        said = list(section)
        heading = said[0].document.heading_of(said[0].block)
        if heading and phrases(cues.TO_THE_PUBLIC).occur(words_of(said[0].document.quote(heading))):
            text = " ".join(clean(p.text) for p in said)
            if not is_blank(text):
                yield StatusUpdate(at=None, state=_state_told(text), text=text, evidence=evidence_of(said))


def _is_within(spans: Sequence[tuple[int, int]], offset: int) -> bool:
    """Whether one of the spans, in order and apart, holds an offset."""
    before = bisect_right(spans, offset, key=lambda span: span[0])
    return before > 0 and offset < spans[before - 1][1]


def _update(document: Document, post: Post, stamp: Mention | None) -> StatusUpdate:
    blocks = _body(document, post)
    told = document.blocks[max(1, post.first) : post.last + 1]
    labels = [b for b in told if b.kind == "state"]
    state = _STATES.get(clean(document.quote(labels[0])).strip("*_# :").lower()) if labels else None
    stamp_block = document.blocks[post.stamp_block]
    if not state and (found := state_word(document.text, stamp_block.start, stamp_block.end)):
        state = _STATES[found[1].lower()]
    spans = [(s.start, s.end) for b in blocks for s in document.segments_by_block.get(b.index, ())]
    if post.holds_stamp:
        spans = list(_beside(document.text, spans, post.stamp))
    if spans and (not state or post.holds_stamp) and (found := state_word(document.text, *spans[0])):
        state = _STATES[found[1].lower()]
        spans[0] = (found.end(), spans[0][1])
    if post.narrative and (any(b.kind == "heading" for b in told) or sum(e - s for s, e in spans) > _REPORT):
        spans, state = spans[:1], state or "postmortem"
    spans = [_trimmed(document.text, start, end) for start, end in spans]
    text = " ".join(clean(document.text[start:end]) for start, end in spans if start < end)
    quotes = [evidence(document, start, end) for start, end in spans if start < end]
    at = stamp.instant() if stamp else None
    return StatusUpdate(
        at=at, state=state or _state_told(text), text=text, evidence=(*quotes, _stamp_evidence(document, post))
    )


def _beside(text: str, spans: Sequence[tuple[int, int]], stamp: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """The words of spans in front of a stamp and behind it."""
    for start, end in spans:
        if start < stamp[0] and words_begin(text, start, stamp[0]) < stamp[0]:
            yield start, words_end(text, start, stamp[0]) if stamp[0] <= end else end
        if end > stamp[1] and (begin := words_begin(text, max(start, stamp[1]), end)) < end:
            yield begin, end


def _stamp_evidence(document: Document, post: Post) -> Evidence:
    block = document.blocks[post.stamp_block]
    if post.holds_stamp:
        return evidence(document, *post.stamp)
    return evidence(document, block.start, block.end)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] in "-–—:*_"):
        start += 1
    return start, end


def _body(document: Document, post: Post) -> list[Block]:
    blocks = document.blocks[post.first : post.last + 1]
    labels = [b.index for b in blocks if b.kind == "state"]
    return [
        b
        for b in blocks
        if b.kind not in ("state", "posted", "rule", "heading", "row_header")
        and (not labels or post.narrative or b.index > labels[0])
        and not _AFFECTED.match(document.text, b.start)
        and not (post.first == 0 and _is_page_head(document, b))
    ]


def _is_page_head(document: Document, block: Block) -> bool:
    """Whether a line above the topmost post is the page's title or whose page it is, not the post's words."""
    words = document.quote(block)
    return block.index < _PAGE_HEAD and len(words) < 90 and not words.rstrip("*_ ").endswith((".", "!", "?", ":"))


def _state_told(text: str) -> UpdateState:
    return next((state for state, pattern in _TOLD if re.search(pattern, text, re.I | re.X)), "other")
