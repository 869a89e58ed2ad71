"""What a document says about all of its times: posts, zones, order of day and month, clock, lists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from pmtool.model import Document
from pmtool.patterns import Pattern
from pmtool.temporal.bylines import mark_peripheral
from pmtool.temporal.expression import Expression
from pmtool.temporal.posts import Post, find_posts
from pmtool.temporal.stated_zones import StatedZones, read_zones
from pmtool.temporal.zones import Zone, choose_reading

_LEAD = Pattern(
    r"[\s*_`\[(~|>#:.,-]*(?:(?:at|on|around|about|by|approx\.?|circa|~|from|(?:some ?time |shortly |just )?"
    r"(?:before|after))[ ]+)?[\s*_`\[(~]*",
    re.I,
)
_STATED_ORDER = Pattern(r"\b(dd|mm)/(?:mm|dd)/yy", re.I)
_MONTH_FIRST_ZONES = frozenset({
    "PST", "PDT", "PT", "EST", "EDT", "ET", "CST", "CDT", "CT", "MST", "MDT", "MT", "EASTERN", "PACIFIC", "CENTRAL",
})  # fmt: skip
_DAY_FIRST_ZONES = frozenset({
    "BST", "GMT", "CET", "CEST", "IST", "AEST", "AEDT", "NZST", "NZDT", "WET", "WEST", "EET", "EEST", "SAST",
})  # fmt: skip


@dataclass(slots=True)
class Context:
    """Facts about one document that a reading of its times leans on."""

    document: Document
    posts: tuple[Post, ...]
    post_of_block: dict[int, int]
    """Index into `posts` of the post that a block belongs to."""
    zones: StatedZones
    day_first: bool | None
    """Whether the page writes 13/05 for the 13th of May; None if nothing on it tells."""
    twelve_hour: bool
    """Whether its clock times carry am and pm."""
    descending: frozenset[tuple[object, ...]]
    """Lists that run from the newest entry to the oldest."""
    _readings: dict[str, tuple[Zone, ...]] = field(default_factory=dict)

    def readings(self, written: str) -> tuple[Zone, ...]:
        """Every reading of a zone as written, the one that the page's words speak for first."""
        if written not in self._readings:
            self._readings[written] = choose_reading(written, self.document.text)
        return self._readings[written]


def read_context(document: Document, expressions: Sequence[Expression]) -> Context:
    """The facts of a document, from its outline and the time expressions found in it."""
    stamps = [(e.start, e.end) for e in expressions if e.has_day and e.has_clock and e.role is None]
    posts = find_posts(document, stamps)
    owners = {index: i for i, post in enumerate(posts) for index in range(post.first, post.last + 1)}
    owners.update({post.stamp_block: i for i, post in enumerate(posts)})
    twelve_hour = _twelve_hour(expressions)
    mark_peripheral(document, expressions, posts[0].stamp_block if posts else None)
    return Context(
        document,
        posts,
        owners,
        zones=read_zones(document, expressions, frozenset(post.stamp for post in posts)),
        day_first=_day_first(document, expressions),
        twelve_hour=twelve_hour,
        descending=_descending(document, [e for e in expressions if not (twelve_hour and e.halves_open)]),
    )


def _twelve_hour(expressions: Sequence[Expression]) -> bool:
    """Most of the clock times that could carry am or pm do, or at least two, and none is told in 24 hours."""
    plain = [e for e in expressions if e.hour is not None and 1 <= e.hour <= 12 and not e.zero_padded]
    with_meridiem = sum(e.meridiem is not None for e in plain)
    if with_meridiem < 2:
        return False
    return with_meridiem >= 0.6 * len(plain) or not any(e.zero_padded and e.minute is not None for e in expressions)


def _day_first(document: Document, expressions: Sequence[Expression]) -> bool | None:
    slashed = [e.slashed for e in expressions if e.slashed]
    if not slashed:
        return None
    if any(a > 12 for a, _ in slashed):
        return True
    if any(b > 12 for _, b in slashed):
        return False
    if stated := _STATED_ORDER.search(document.text):
        return stated[1].lower() == "dd"
    spelled = {(e.day, e.month) for e in expressions if e.day and e.month}
    fits = Counter((order in spelled, order[::-1] in spelled) for order in slashed)
    if fits[True, False] != fits[False, True]:
        return fits[True, False] > fits[False, True]
    zones = {(e.zone or "").upper() for e in expressions}
    if zones & _MONTH_FIRST_ZONES:
        return False
    return True if zones & _DAY_FIRST_ZONES else None


def sequence_key(document: Document, start: int) -> tuple[object, ...] | None:
    """The list, table, chat or row of headings of which a time at `start` opens an entry; None inside prose."""
    block = document.block_at(start)
    if block is None or start >= block.end:
        return None
    text = document.text
    lead = _LEAD.match(text, block.start, start)
    opens = lead is not None and lead.end() >= start
    if block.kind == "row" and not opens:
        opens = any(a <= start < b and not text[a:start].strip("*_` ~") for a, b in block.cells[:3])
    elif block.kind == "chat" and block.speaker and not opens:
        opens = start < block.speaker[0] or not text[block.speaker[1] : start].removesuffix("[").strip(" \t(AP")
    if not opens:
        return None
    if block.kind in ("heading", "item"):
        return block.kind, block.section, block.level
    return block.kind, block.section


def _descending(document: Document, expressions: Sequence[Expression]) -> frozenset[tuple[object, ...]]:
    last: dict[tuple[object, ...], int] = {}
    balance: Counter[tuple[object, ...]] = Counter()
    for e in expressions:
        if e.hour is None or e.role == "end":
            continue
        key = sequence_key(document, e.start)
        if key is None:
            continue
        minutes = e.minute_of_day
        if key in last and not e.has_day and minutes != last[key]:
            step = minutes - last[key]
            balance[key] += (1 if step > 0 else -1) * (-1 if abs(step) > 720 else 1)
        last[key] = minutes
    return frozenset(key for key, value in balance.items() if value <= -2)
