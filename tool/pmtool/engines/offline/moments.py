"""Moments: what the report says happened at a time, from lists, tables, chat, headings and prose."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pmtool.engines.offline.claims import clean
from pmtool.engines.offline.cues import UNHARMED
from pmtool.engines.offline.forms import is_hint, tells_how_to_fill_in
from pmtool.engines.offline.passages import Passage
from pmtool.engines.offline.phrases import phrases, words_of
from pmtool.grounding.evidence import evidence
from pmtool.model import Block, Document, Evidence, Mention
from pmtool.temporal.context import sequence_key

_SEPARATORS = " \t\n\u00a0:;,-–—|)]*_`>=~"
_ACTOR_HEADER = re.compile(r"\b(?:who|actor|owner|by|person|author|name|source)\b", re.I)
_NO_ENTRY = frozenset({"duration", "relative", "posted", "range_end"})
_LONGEST_ENTRY = 300
"""Characters; a longer paragraph that opens with a time is prose."""
_SHORTEST_CLAUSE = 4
"""Words beside the time."""
_SENTENCE = 6
"""Words, figures not counted; fewer are a label and a time."""
_MOST_TIMES = 8
"""Times of a sentence at most."""
_LIST_OF_TIMES = 2
"""Entries that open with a time in one list, table, chat or row of headings before it counts as a timeline."""
_FUTURE = re.compile(
    r"""\b(?:will\ (?:be\ |provide|update|share|post|publish|follow|have|continue|send|run|take|move|migrate|add)
    |next\ update|we\ expect|expected\ (?:to|by)|by\ end\ of|no\ later\ than|eta\b|due\ (?:on|by|date)|scheduled\ for
    |(?:plan|aim|hope|intend)(?:s|ned|ning)?\ to|deadline|wrote:|contact|office\ hours|would|'d\ have|had\ we
    |if\ we\ had|mon-fri|as\ planned|planned\ for|should\ be)\b""",
    re.I | re.X,
)
"""Plans, hypotheses and opening hours: times that are no part of what happened."""
_JOINT = re.compile(r"[;,]\s+(?:and\s+|but\s+|then\s+)*|\s(?:and|but|then|before|until)\s+(?:then\s+|again\s+)?")
_OUTSIDE = frozenset(
    {"action_items", "status_updates", "lessons", "open_questions", "went_well", "went_wrong", "got_lucky", "history"}
)
"""Topics whose dates are not the incident's course."""


class Moment(NamedTuple):
    """Something told with its time. `listed` where it is an entry of a timeline rather than part of the prose."""

    document: Document
    mention: Mention
    until: Mention | None
    text: str
    evidence: tuple[Evidence, ...]
    listed: bool
    position: int
    """Offset of the time in its source."""
    actor: str | None = None
    closes: bool = False
    """Whether it is the end of a window that is told as a whole."""
    in_post: bool = False
    """Whether a status update tells it rather than the report."""
    of_harm: bool = False
    """Whether it is a window that the section on the impact tells."""


def listed_moments(
    document: Document, mentions: Sequence[Mention], timelines: frozenset[int], outside: frozenset[int]
) -> list[Moment]:
    """The entries of timelines: blocks that open with a time, at least two alike or under a timeline's heading.

    `timelines` holds the blocks under such headings, `outside` those that are no part of the incident's course.
    """
    leading: list[tuple[Mention, tuple[object, ...]]] = []
    dense = Counter(b.index for m in mentions if m.at and m.kind != "range_end" and (b := document.block_at(m.start)))
    taken: set[int] = set()
    for m in mentions:
        block = document.block_at(m.start)
        if block is None or block.index in outside or block.index in taken or m.peripheral or m.kind in _NO_ENTRY:
            continue
        key = sequence_key(document, m.start)
        if block.kind == "paragraph" and not _reads_as_entry(
            document, m, block, block.index in timelines, dense[block.index]
        ):
            continue
        if key and (m.at is None or "T" in m.at or _entry_of_days(document, m, block)):
            leading.append((m, key))
            taken.add(block.index)
    alike = Counter(key for _, key in leading)
    ends = [m for m in mentions if m.kind == "range_end"]
    moments = []
    for m, key in leading:
        block = document.block_at(m.start)
        if block is None or not (alike[key] >= _LIST_OF_TIMES or block.index in timelines):
            continue
        if moment := _entry(document, m, block, ends, taken):
            moments.append(moment)
    return moments


def _reads_as_entry(document: Document, m: Mention, block: Block, in_timeline: bool, times: int) -> bool:
    """Whether a paragraph is an entry: it sets its time off (`14:05 UTC: …`) or opens with its digits."""
    rest = document.text[m.end : block.end].lstrip(" \u00a0*_)]")
    if m.start - block.start < 3 and m.precision != "day":
        short = block.end - block.start <= _LONGEST_ENTRY and document.text[m.start].isdigit()
        if short or (in_timeline and times == 1):
            return True
    return (
        not rest
        or rest[0] in ":\n–—|"
        or rest.startswith(("- ", "-> "))
        or (m.kind == "range_start" and m.start - block.start < 3)
    )


def _entry_of_days(document: Document, m: Mention, block: Block) -> bool:
    """A day that opens an entry which says more than the day."""
    return (
        m.precision == "day"
        and block.kind in ("item", "row", "paragraph")
        and len(document.text[m.end : block.end].strip(_SEPARATORS)) > 12
    )


def _entry(document: Document, m: Mention, block: Block, ends: Sequence[Mention], leading: set[int]) -> Moment | None:
    until = _range_end(m, block, ends)
    after = until.end if until else m.end
    spans = [(block.start, block.end)]
    if block.kind == "row":
        text, actor = _row_words(document, block, after)
    else:
        text, actor = clean(document.text[after : block.end].lstrip(_SEPARATORS + "([")), None
        if block.speaker:
            actor = _speaker(block, document)
            spoken = document.text[block.speaker[1] : block.end].lstrip("> \t:").lstrip()
            text = clean(spoken) if block.speaker[1] > m.start else text
    if len(text) < 3 or block.kind == "heading":
        below = _words_below(document, block, leading)
        spans += below
        told = [text] if len(text) >= 3 else []
        text = ". ".join([*told, " ".join(clean(document.text[start:end]) for start, end in below)]) if below else text
    if (
        not text or tells_how_to_fill_in(words_of(text)) or is_hint(text) or (block.speaker and text.endswith(":"))
    ):  # "action items:" announces, nothing happens
        return None
    quotes = tuple(evidence(document, start, end) for start, end in spans)
    return Moment(document, m, until, text, quotes, True, m.start, actor)


def _speaker(block: Block, document: Document) -> str | None:
    return document.text[slice(*block.speaker)] if block.speaker else None


def _range_end(m: Mention, block: Block, ends: Sequence[Mention]) -> Mention | None:
    """The first of all ends of ranges, in order, that follows the start of one; null where none is near."""
    if m.kind != "range_start":
        return None
    following = bisect_left(ends, m.end, key=lambda e: e.start)
    near = following < len(ends) and ends[following].start < min(block.end, m.end + 60)
    return ends[following] if near else None


def _row_words(document: Document, block: Block, after: int) -> tuple[str, str | None]:
    header = document.header_of_row(block)
    titles = [document.text[s:e] for s, e in header.cells] if header else []
    words, actor = [], None
    for i, (start, end) in enumerate(block.cells):
        if end <= after or not document.text[start:end].strip(_SEPARATORS):
            continue
        cell = clean(
            document.text[max(start, after) : end].lstrip(_SEPARATORS) if start < after else document.text[start:end]
        )
        if i < len(titles) and _ACTOR_HEADER.search(titles[i]) and len(cell) < 60 and len(block.cells) > 2:
            actor = cell
        elif cell:
            words.append(cell)
    return " — ".join(words), actor


def _words_below(document: Document, block: Block, leading: set[int]) -> list[tuple[int, int]]:
    """The words under a heading or line that holds just a time."""
    spans = []
    for index in range(block.index + 1, len(document.blocks)):
        below = document.blocks[index]
        if below.index in leading or below.kind in ("heading", "posted", "state", "rule", "row"):
            break
        if below.kind in ("code", "log"):
            continue
        spans.append((below.start, below.end))
        if block.kind != "heading" and len(spans) == 1:
            break
    return spans


def prose_moments(
    passages: Sequence[Passage], mentions: Sequence[Mention], entries: Sequence[Moment]
) -> Iterator[Moment]:
    """What sentences tell with a clock time, a resolved "20 minutes later", or a day.

    Of the timeline's `entries` only what they tell beside their own time, and only to the minute.
    """
    own = {m.start for entry in entries for m in (entry.mention, entry.until) if m}
    listed = {b.index for entry in entries if (b := entry.document.block_at(entry.position))}
    by_start = sorted(mentions, key=lambda m: m.start)
    for passage in sorted(passages, key=lambda p: p.start):
        if passage.block.kind == "quote" or "history" in passage.topics:
            continue
        segment = passage.document.segment_at(passage.start)
        spoken = passage.block.kind == "chat"  # a message begins behind who says it and when
        begin = min(passage.start, segment.start) if segment and not spoken else passage.start
        first = bisect_left(by_start, begin, key=lambda m: m.start)
        inside = by_start[first : bisect_right(by_start, passage.end, key=lambda m: m.end)]
        if passage.block.index in listed:
            inside = [m for m in inside if m.start not in own and is_exact(m)]
        yield from _told(passage, inside, begin)


def is_exact(mention: Mention) -> bool:
    """Whether it names an instant to the minute, with no doubt."""
    return mention.kind == "instant" and mention.precision in ("minute", "second") and not mention.approximate


def _told(passage: Passage, mentions: Sequence[Mention], begin: int) -> Iterator[Moment]:
    document = passage.document
    told = [m for m in mentions if m.at and not m.peripheral and m.kind not in ("posted", "duration")]
    chosen = [m for m in told if m.at and "T" in m.at]
    if not chosen and not _OUTSIDE.intersection(passage.topics):
        chosen = [m for m in told if m.kind != "relative" and m.precision == "day" and any(c.isdigit() for c in m.text)]
    partner: dict[int, Mention] = {}
    for a, b in pairwise(mentions):
        if a.kind == "range_start" and b.kind == "range_end":
            partner[a.start] = b
    ends = {m.start for m in partner.values()}
    heads = [m for m in chosen if m.start not in ends]
    if not heads:
        return
    clauses = _clauses(document.text, begin, passage.end, [(m.start, partner.get(m.start, m).end) for m in heads])
    for m, clause in zip(heads, clauses, strict=True):
        if _FUTURE.search(document.text, max(begin, m.start - 80), min(passage.end, m.end + 10)):
            continue
        backed_by = clause if _is_list(heads) else (begin, passage.end)
        yield Moment(
            document, m, partner.get(m.start), clean(document.text[slice(*clause)]),
            (evidence(document, *backed_by),), False, m.start, _speaker(passage.block, document),
            in_post="status_updates" in passage.topics, of_harm=m.start in partner and _tells_harm(passage),
        )  # fmt: skip


def _tells_harm(passage: Passage) -> bool:
    """Whether the section on the impact says what was wrong, rather than just when, or that all was well."""
    told = [word for word in passage.words if word.isalpha()]
    return passage.topics[:1] == ("impact",) and len(told) >= _SENTENCE and not phrases(UNHARMED).occur(passage.words)


def _is_list(times: Sequence[object]) -> bool:
    """Whether so many times stand in a list that lost its line breaks rather than in a sentence."""
    return len(times) > _MOST_TIMES


def _clauses(text: str, begin: int, end: int, times: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The part of a sentence that goes with each of its times: cut at the last joint before the next one.

    The whole sentence for each where a part would be too short to say anything; a list is cut at each time.
    """
    cuts: list[tuple[int, int]] = []
    for (_, told), (following, _) in pairwise(times):
        joints = list(_JOINT.finditer(text, told, following))
        if not (joints or _is_list(times)):
            return [(begin, end)] * len(times)
        cuts.append(joints[-1].span() if joints else (following, following))
    starts, ends = [begin, *(after for _, after in cuts)], [*(before for before, _ in cuts), end]
    clauses = list(zip(starts, ends, strict=True))
    words = [len((text[start:a] + text[b:stop]).split()) for (start, stop), (a, b) in zip(clauses, times, strict=True)]
    return clauses if _is_list(times) or min(words) >= _SHORTEST_CLAUSE else [(begin, end)] * len(times)
