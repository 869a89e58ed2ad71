"""What a document says about all of its times: its zones, its order of day and month, its clock, its lists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from pmtool.model import Block, Document
from pmtool.temporal.expression import Expression
from pmtool.temporal.posts import Post, find_posts
from pmtool.temporal.zones import PATTERN as ZONE
from pmtool.temporal.zones import readings_of

_TIME_HEADING = re.compile(r"time|chronolog|history|log\b|events|when|\bUTC\b|\bGMT\b", re.I)
_LEAD = re.compile(r"[\s*_`\[(~|>#:.,-]*(?:(?:at|on|around|about|by|approx\.?|circa|~|from)[ ]+)?[\s*_`\[(~]*", re.I)
_METADATA = re.compile(
    r"[\W_]*(?:\w+[ ]){0,2}(?:report(?:ed)? date|date of report|last (?:modified|updated|edited)|modified|updated|created|published|author|review(?:ed)?|"
    r"meeting|due|deadline|written|version|report date)\b[^:\n]{0,20}:",
    re.I,
)

_HEAD_LINES = 12
"""Lines at the top of a report where a byline may stand."""
_BYLINE = re.compile(
    r"^\W*(?:(?i:posted |written |published |created ))?[Bb]y [A-Z]|\w[^|·»—]*(?:\||·|»|—)\s*\0|\0[^|·»]{0,14}(?:\||·)\s*\w|"
    r"min(?:ute)? read|(?i:last (?:modified|updated|edited)|^\W*(?:published|authors?)\b|\b(?:final|preliminary|interim) (?:report|notices?)\b)"
)
_LONGEST_BYLINE = 100
"""Characters."""
_EDITED = re.compile(r"[\W_]*(?:last )?(?:edited|updated|modified|revised) (?:by|on|at)\b", re.I)
_MAIL_DATE = re.compile(r"(?:Date|Sent):\s*\0", re.I)
_MAIL = re.compile(r"^(?:From|To|Subject):\s", re.M | re.I)


@cache
def _declaration() -> re.Pattern[str]:
    return re.compile(
        r"(?i:\b(?:(?:all|any)\s+(?:dates\s+and\s+)?(?:times?|timestamps|clocks)|(?:times|timestamps|clocks)\s+(?:are|is|shown|given|listed|"
        r"below|here|in|as)|time ?zone|times))\b[\s:*_(]*(?:[a-z]\w*[\s:*_(]+){0,5}?"
        rf"({ZONE})"
    )


@cache
def _zone_token() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w/])({ZONE})(?![\w/])")


@dataclass(slots=True)
class Context:
    """Facts about one document that a reading of its times leans on."""

    document: Document
    posts: tuple[Post, ...]
    post_of_block: dict[int, int]
    """Index into `posts` of the post that a block belongs to."""
    section_zones: dict[int, str] = field(default_factory=dict)
    """Zone as written in a heading, by the heading's block index."""
    run_zones: dict[int, str] = field(default_factory=dict)
    """Zone as written in a table's header, by run."""
    declared: str | None = None
    """Zone that the document states for all of its times."""
    common: str | None = None
    """Zone that its other times carry most often, outside of posts."""
    day_first: bool | None = None
    twelve_hour: bool = False
    descending: frozenset[tuple[object, ...]] = frozenset()
    """Lists that run from the newest entry to the oldest."""

    def zone_for(self, block: Block | None) -> tuple[str, str] | None:
        """The zone stated for a block's times and where: its table, its section, the document."""
        if block is not None:
            if block.run in self.run_zones and block.kind == "row":
                return self.run_zones[block.run], "the table's header"
            section = block.index if block.kind == "heading" else block.section
            while section >= 0:
                if section in self.section_zones:
                    return self.section_zones[section], "the section's heading"
                section = self.document.blocks[section].section
        return (self.declared, "the document's statement") if self.declared else None

    def is_metadata(self, e: Expression) -> bool:
        """Whether a date only tells of the report itself: when it was written, sent, reviewed, is due."""
        text = self.document.text
        line = text.rfind("\n", 0, e.start) + 1
        if _METADATA.match(text, line, e.start):
            return True
        if _EDITED.match(text, line, e.start):
            return True
        if text.count("\n", 0, line) > _HEAD_LINES:
            return False
        end = text.find("\n", e.end)
        if text[e.end : end if end >= 0 else len(text)].strip(" *_") == "" and not text[line : e.start].strip(" *_>") and e.has_clock:
            return bool(self.posts) and self.document.block_at(e.start) is not self.document.blocks[self.posts[0].stamp_block]
        rest = text[line : e.start] + "\0" + text[e.end : end if end >= 0 else len(text)]
        byline = len(rest) <= _LONGEST_BYLINE and not (rest.startswith("|") or e.has_clock and " by " not in " " + rest.lower())
        return (byline and _BYLINE.search(rest) is not None) or (_MAIL_DATE.match(rest) is not None and _MAIL.search(text, 0, 2_000) is not None)


def read_context(document: Document, expressions: Sequence[Expression]) -> Context:
    """The facts of a document, from its outline and the time expressions found in it."""
    stamps = [(e.start, e.end) for e in expressions if e.has_day and e.has_clock and e.role is None]
    posts = find_posts(document, stamps)
    owners = {index: i for i, post in enumerate(posts) for index in range(post.first, post.last + 1)}
    owners.update({post.stamp_block: i for i, post in enumerate(posts)})
    context = Context(document, posts, owners)
    _read_zones(context, expressions)
    context.day_first = _day_first(document, expressions)
    plain = [e for e in expressions if e.hour is not None and 1 <= e.hour <= 12 and not e.zero_padded]
    with_meridiem = sum(e.meridiem is not None for e in plain)
    context.twelve_hour = with_meridiem >= 2 and with_meridiem >= 0.6 * len(plain)
    context.descending = _descending(context, expressions)
    return context


def _read_zones(context: Context, expressions: Sequence[Expression]) -> None:
    document = context.document
    for block in document.blocks:
        if block.kind not in ("heading", "row_header"):
            continue
        words = document.quote(block)
        found = _zone_token().search(words) if _TIME_HEADING.search(words) else None
        if found and readings_of(found[1]) and not re.search(r"\d:\d\d|\d ?[ap]m\b", words):
            if block.kind == "heading":
                context.section_zones[block.index] = found[1]
            else:
                context.run_zones[block.run] = found[1]
    for found in _declaration().finditer(document.text):
        if readings_of(found[1]):
            block_at = document.block_at(found.start())
            if block_at and block_at.section >= 0 and block_at.kind != "heading":
                context.section_zones.setdefault(block_at.section, found[1])
            if block_at and block_at.kind != "heading":
                context.declared = context.declared or found[1]
    stamped = {post.stamp for post in context.posts}
    told = Counter(e.zone for e in expressions if e.zone and (e.start, e.end) not in stamped and not e.zone[0] in "+-Z")
    posted = Counter(e.zone for e in expressions if e.zone and (e.start, e.end) in stamped)
    stated = {*context.section_zones.values(), *context.run_zones.values()}
    if not told and len(stated) == 1:
        context.common = stated.pop()
        return
    ranked = told.most_common(1) or posted.most_common(1) or Counter(e.zone for e in expressions if e.zone).most_common(1)
    context.common = ranked[0][0] if ranked else None


def _day_first(document: Document, expressions: Sequence[Expression]) -> bool | None:
    """Whether the page writes 13/05 for the 13th of May; None if nothing on it tells."""
    slashed = [e.slashed for e in expressions if e.slashed]
    if not slashed:
        return None
    if any(a > 12 for a, _ in slashed):
        return True
    if any(b > 12 for _, b in slashed):
        return False
    zones = {(e.zone or "").upper() for e in expressions}
    if zones & {"PST", "PDT", "PT", "EST", "EDT", "ET", "CST", "CDT", "CT", "MST", "MDT", "EASTERN", "PACIFIC", "CENTRAL"}:
        return False
    if zones & {"BST", "GMT", "CET", "CEST", "IST", "AEST", "AEDT", "NZST", "NZDT", "WEST", "EET", "EEST", "SAST"}:
        return True
    return None


def sequence_key(document: Document, start: int) -> tuple[object, ...] | None:
    """The list, table, chat or row of headings of which a time at `start` opens an entry; None if it stands inside prose."""
    block = document.block_at(start)
    if block is None or start >= block.end:
        return None
    lead = _LEAD.match(document.text, block.start, start)
    opens = lead is not None and lead.end() >= start
    if block.kind == "row" and not opens:
        opens = any(a <= start < b and not document.text[a:start].strip("*_` ~") for a, b in block.cells[:3])
    if block.kind == "chat" and start - block.start < 40:
        opens = True
    if not opens:
        return None
    if block.kind in ("heading", "item"):
        return block.kind, block.section, block.level
    return "row" if block.kind == "row" else block.kind, block.section


def _descending(context: Context, expressions: Sequence[Expression]) -> frozenset[tuple[object, ...]]:
    last: dict[tuple[object, ...], int] = {}
    balance: Counter[tuple[object, ...]] = Counter()
    for e in expressions:
        if e.hour is None or e.role == "end":
            continue
        key = sequence_key(context.document, e.start)
        if key is None:
            continue
        hour = e.hour % 12 + 12 if e.meridiem == "pm" else e.hour % 12 if e.meridiem == "am" else e.hour
        minutes = hour * 60 + (e.minute or 0)
        if key in last and not e.has_day and minutes != last[key]:
            step = minutes - last[key]
            balance[key] += (1 if step > 0 else -1) * (-1 if abs(step) > 720 else 1)
        last[key] = minutes
    return frozenset(key for key, value in balance.items() if value <= -2)
