"""Milestones that a report states beside a time: `Detected: 14:22`, a table's column, `the outage began at 14:05`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from pmtool.engines.offline.event_cues import Sign
from pmtool.engines.offline.event_labels import BESIDE, LABEL_FILLERS, MILESTONE_LABELS, WINDOW_LABELS, Milestone
from pmtool.engines.offline.phrases import words_of
from pmtool.engines.offline.signs import last_clause, signs
from pmtool.model import Block, Document, Instant, Mention
from pmtool.patterns import Pattern

_FAR = 48
"""Characters before a time in which its label stands."""
_SENTENCE = 160
"""Characters before a time in which its sentence says what happened."""
_AT: frozenset[Sign] = frozenset({"began", "closed", "mitigated", "alerted"})
"""Signs right before a time that tell what happened then."""
_LABELLING = (":", "|", "-", "–", "\t")
_PARTED = Pattern(r"[ ]{2,}|[\t|·•;]|,\s")
"""Between fields on one line: `Start: 14:05 | End: 15:10`."""
_NO_LABEL = frozenset({"posted", "heading", "chat", "log"})
_INSTANTS = frozenset({"instant", "date", "range_start", "range_end"})
_LED = Pattern(
    r"(?<=\w)\s+(?:(as of|at|on|around|about|by|from|since)\s+)?[~(]*(?:about |around |approximately )?$", re.I
)


def labelled(document: Document, mentions: Sequence[Mention]) -> Iterator[tuple[Milestone, Mention]]:
    """The times that labels name a milestone: in a line, in the cell beside, above the column."""
    window = False
    for m in mentions:
        block = document.block_at(m.start)
        if m.at is None or m.kind not in _INSTANTS or block is None or block.kind in _NO_LABEL:
            continue
        if m.kind == "range_end":
            if window:
                yield "mitigated", m
            window = False
            continue
        label = _label(document, block, m)
        window = m.kind == "range_start" and (label in _windows() or label in _labels())
        if milestone := _labels().get(label or "", "started" if window else None):
            yield milestone, m


def told(document: Document, mentions: Sequence[Mention]) -> Iterator[tuple[Sign, Instant]]:
    """Signs that end right before a clock time: `it was detected at 14:22`, `logins have been failing since 9:20`."""
    for m in mentions:
        instant, segment = m.instant(), document.segment_at(m.start)
        if instant is None or "T" not in instant.at or segment is None or m.peripheral or m.kind == "posted":
            continue
        before = document.text[max(segment.start, m.start - _SENTENCE) : m.start]
        if led := _LED.search(before):
            yield from ((sign, instant) for sign in _ending(before[: led.start()], (led[1] or "at").lower()))


def _ending(words: str, preposition: str) -> Iterator[Sign]:
    """Signs that a sentence up to a time ends with; with `since` and `as of` those anywhere in it."""
    if state := BESIDE.get(preposition):
        yield from (t.sign for t in signs(words) if t.sign in state)
    else:
        yield from (t.sign for t in signs(last_clause(words)) if t.sign in _AT and t.closes)


def _label(document: Document, block: Block, m: Mention) -> str | None:
    """The words that label a time, without fillers; null where none do."""
    own = next((start for start, end in block.cells if start <= m.start < end), block.start)
    if block.kind == "row" and not document.text[own : m.start].rstrip(" *_").endswith(":"):
        beside = _beside(document, block, m)
        return beside if beside in _labels() or beside in _windows() else _above(document, block, m)
    near = max(own, m.start - _FAR)
    line = max(near, document.text.rfind("\n", near, m.start) + 1)
    before = document.text[line : m.start].rstrip(" *_`~(")
    return _plain(_PARTED.split(before.rstrip(" :|-–\t"))[-1]) if before.endswith(_LABELLING) else None


def _beside(document: Document, block: Block, m: Mention) -> str | None:
    """The first cell, of a row whose second begins with the time."""
    if len(block.cells) < 2 or not block.cells[1][0] <= m.start < block.cells[1][0] + 8:
        return None
    return _plain(document.text[slice(*block.cells[0])])


def _above(document: Document, block: Block, m: Mention) -> str | None:
    """The title of the time's column."""
    column = next((i for i, (start, end) in enumerate(block.cells) if start <= m.start < end), None)
    header = document.header_of_row(block)
    if column is None or header is None or column >= len(header.cells):
        return None
    return _plain(document.text[slice(*header.cells[column])])


def _plain(label: str) -> str | None:
    words = words_of(label)
    return " ".join(w for w in words if w not in _fillers()) if words else None


@cache
def _labels() -> Mapping[str | None, Milestone]:
    return {label: m for m, text in MILESTONE_LABELS.items() for label in _split(text)}


@cache
def _windows() -> frozenset[str | None]:
    """Labels of ranges; nothing but fillers (`Time:`, `Incident time (UTC):`) is one too."""
    return frozenset(_split(WINDOW_LABELS)) | {""}


@cache
def _fillers() -> frozenset[str]:
    return frozenset(LABEL_FILLERS.split())


def _split(text: str) -> Iterator[str]:
    return (label.strip() for line in text.splitlines() for label in line.split("|") if label.strip())
