"""The zones that a document states once for many times: in a heading, a table's header, a sentence, beside a date."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pmtool.model import Block, Document
from pmtool.patterns import Pattern
from pmtool.temporal.expression import Expression
from pmtool.temporal.plain_text import plain
from pmtool.temporal.zone_words import zone_end, zone_within
from pmtool.temporal.zones import readings_of

_TIME_HEADING = Pattern(r"time|chronolog|history|log\b|events|when|\bUTC\b|\bGMT\b", re.I)
_CLOCK = Pattern(r"\d:\d\d|\d ?[ap]m\b")
_STATEMENT = Pattern(
    r"[TtCcAa](?<!\w.)(?:ime(?:s|stamps| ?zone)|imings|IME(?:S|STAMPS| ?ZONE)|locks"
    r"|ll(?=,?\s+(?:in\s+)?(?:[A-Z]{2,4}|utc|gmt)\b))\b"
)
_OF_A_TOOL = Pattern(
    r"\b(?:logs?|dashboards?|graphs?|metrics|alerts?|tickets?)\b[^.,;:\n]{0,20}"
    r"\b(?:shows?|prints?|displays?|uses?|has|have|keeps?|reports?)[ ]$"
)
"""What tells the zone of one tool's times: `the job log shows times in UTC`."""
_STATED_WORD = Pattern(r"[a-zA-Z]\w*[\s:*_(]+")
_MARKS = Pattern(r"[\s:,*_(]*")
_LONGEST_LABEL = 60
_MOST_WORDS = 5
"""Words between "times" and the zone."""


@dataclass(slots=True)
class StatedZones:
    """Zones as written, by what they are stated for."""

    document: Document
    sections: dict[int, str] = field(default_factory=dict)
    """By the heading's block index."""
    tables: dict[int, str] = field(default_factory=dict)
    """By run."""
    columns: dict[tuple[int, int], str] = field(default_factory=dict)
    """By run and column, in a table with a zone in several headers."""
    declared: str | None = None
    """For the whole document."""
    common: str | None = None
    """The one that its other times carry most often, outside of posts."""

    def column_of(self, block: Block | None, at: int) -> str | None:
        """The zone that heads the column of a time at an offset, in a table that has several."""
        if block is None or block.kind != "row":
            return None
        column = next((i for i, (_, end) in enumerate(block.cells) if at < end), -1)
        return self.columns.get((block.run, column))

    def stated_for(self, block: Block | None) -> tuple[str, str] | None:
        """The zone stated for the times of a block, and where: its table, its section, the document."""
        if block is not None:
            if block.kind == "row" and block.run in self.tables:
                return self.tables[block.run], "the table's header"
            section = block.index if block.kind == "heading" else block.section
            while section >= 0:
                if section in self.sections:
                    return self.sections[section], "the section's heading"
                section = self.document.blocks[section].section
        return (self.declared, "the document's statement") if self.declared else None


def read_zones(
    document: Document, expressions: Sequence[Expression], stamps: frozenset[tuple[int, int]]
) -> StatedZones:
    """The zones that a document states. `stamps`: spans of the times that date a page's posts."""
    zones = StatedZones(document)
    for block in document.blocks:
        if block.kind == "heading":
            _read_heading(zones, block)
        elif block.kind == "row_header":
            _read_header(zones, block)
        elif block.kind == "paragraph" and block.end - block.start <= _LONGEST_LABEL:
            _read_label(zones, block)
    for at, zone in _statements(plain(document.text)):
        around = document.block_at(at)
        if around and around.kind not in ("heading", "row_header"):
            _declare(zones, around, zone)
    for e in expressions:
        if e.zone and not e.has_clock and not e.peripheral:
            _declare(zones, document.block_at(e.start), e.zone)
    zones.common = _common(zones, expressions, stamps)
    return zones


def _read_heading(zones: StatedZones, block: Block) -> None:
    words = plain(zones.document.quote(block))
    zone = _known(zone_within(words)) if _TIME_HEADING.search(words) else None
    if zone and not _CLOCK.search(words):
        zones.sections[block.index] = zone


def _read_label(zones: StatedZones, block: Block) -> None:
    """`Timeline (PST):` on a line of its own, which nothing marks as a heading."""
    words = plain(zones.document.quote(block)).rstrip(": *_")
    zone = _known(zone_within(words)) if _TIME_HEADING.search(words) and not _CLOCK.search(words) else None
    if zone and (words.endswith(zone) or f"({zone})" in words) and words.count(" ") <= _MOST_WORDS:
        _declare(zones, block, zone)


def _read_header(zones: StatedZones, block: Block) -> None:
    found: dict[int, str] = {}
    timely = _TIME_HEADING.search(zones.document.quote(block))
    for column, (start, end) in enumerate(block.cells):
        words = plain(zones.document.text[start:end])
        zone = _known(zone_within(words))
        if zone and (timely or f"({zone})" in words or words.strip("*_ ()") == zone):
            found[column] = zone
    if len(found) > 1:
        zones.columns.update(((block.run, column), zone) for column, zone in found.items())
    for zone in list(found.values())[:1]:
        zones.tables[block.run] = zone


def _known(zone: str | None) -> str | None:
    return zone if zone and readings_of(zone) else None


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Where the text says which zone its times are in, and the zone: `all times Eastern`, `Time zone: CET`."""
    for found in _STATEMENT.finditer(text):
        if _OF_A_TOOL.search(text, max(0, found.start() - _LONGEST_LABEL), found.start()):
            continue
        at = found.end()
        for _ in range(_MOST_WORDS + 1):
            marks = _MARKS.match(text, at)
            at = marks.end() if marks else at
            end = zone_end(text, at)
            if end is not None and _known(text[at:end]):
                yield found.start(), text[at:end]
                break
            word = _STATED_WORD.match(text, at)
            if not word or not (word.group().islower() or found.group().isupper()):
                break
            at = word.end()


def _declare(zones: StatedZones, block: Block | None, zone: str) -> None:
    """A statement holds for its section, and for the document where nothing else does."""
    if block is None or not _known(zone):
        return
    section = block.index if block.kind == "heading" else block.section
    if section >= 0:
        zones.sections.setdefault(section, zone)
    zones.declared = zones.declared or zone


def _common(zones: StatedZones, expressions: Sequence[Expression], stamps: frozenset[tuple[int, int]]) -> str | None:
    stated = {*zones.sections.values(), *zones.tables.values()}
    zoned = [(e.zone, (e.start, e.end) in stamps) for e in expressions if e.zone and e.has_clock]
    told = Counter(zone for zone, stamp in zoned if not stamp and zone[0] not in "+-Z")
    if not told and len(stated) == 1:
        return stated.pop()
    posted = Counter(zone for zone, stamp in zoned if stamp)
    ranked = (told or posted or Counter(zone for zone, _ in zoned)).most_common(1)
    return ranked[0][0] if ranked else None
