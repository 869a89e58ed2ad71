"""Lists that tell what happened entry by entry, in the order in which they are written."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from pmtool.model import Block, Instant, Mention
from pmtool.model.finding import SourceSpan
from pmtool.temporal.context import sequence_key
from pmtool.validator.facts.clock import as_told
from pmtool.validator.record import Record, Telling
from pmtool.validator.times.written import is_open

_ENTRIES = frozenset({"item", "row", "row_header", "heading", "paragraph", "chat", "posted", "log"})
_STRICT = frozenset({"item", "row"})
"""Blocks that can't be prose."""
_OFFSET = len("+01:00")
_MARKS = 4
"""Characters that may stand before the stamp of a paragraph that is an entry."""
_LONGEST_PARAGRAPH = 400
_SHORTEST_LIST = 4
_MOST_DISORDER = 0.25
"""Share of a list's entries beyond which it does not mean to be in order."""


@dataclass(frozen=True)
class Entry:
    """An entry that is stamped to the minute."""

    at: dt.datetime
    """UTC, to the minute: a list may tell the seconds of some entries only."""
    local: dt.datetime
    """As the clock of its zone shows it, with the offset."""
    zone: str
    """As the ledger names it, else the offset."""
    stamp: str
    """The stamp's words."""
    dated: bool
    """Whether they name the day."""
    text: str
    """What happened."""
    path: str
    span: SourceSpan | None


@dataclass(frozen=True)
class Listing:
    """A list that means to be in order of time, oldest entry first (`newest_first` turned round)."""

    entries: tuple[Entry, ...]
    """In the order of writing."""
    newest_first: bool
    strict: bool
    """Whether its layout leaves no doubt that it is a list: bullets, a table, a postmortem's own timeline."""
    kept: tuple[int, ...]
    """Indexes of most entries: those that are in order."""

    @cached_property
    def misplaced(self) -> tuple[Misplaced, ...]:
        """The entries that are out of order."""
        kept = frozenset(self.kept)
        return tuple(self._misplaced(i) for i in range(len(self.entries)) if i not in kept)

    def _misplaced(self, i: int) -> Misplaced:
        k = bisect_right(self.kept, i)
        above = self.entries[self.kept[k - 1]] if k else None
        below = self.entries[self.kept[k]] if k < len(self.kept) else None
        return Misplaced(self.entries[i], above, below, self)


@dataclass(frozen=True)
class Misplaced:
    """An entry out of order, and the nearest ones above and below it that are in order."""

    entry: Entry
    above: Entry | None
    below: Entry | None
    listing: Listing

    @property
    def neighbours(self) -> tuple[Entry, ...]:
        """One or two of them."""
        return tuple(entry for entry in (self.above, self.below) if entry)

    def would_fit(self, at: dt.datetime) -> bool:
        """Whether the entry would be in order at an instant."""
        first, last = (self.below, self.above) if self.listing.newest_first else (self.above, self.below)
        return (first is None or first.at <= at) and (last is None or at <= last.at)


def listings(record: Record) -> tuple[Listing, ...]:
    """The lists of a raw report, or the one timeline of a postmortem."""
    return record.once(_listings)


def _listings(record: Record) -> tuple[Listing, ...]:
    if not record.raw:
        found = [(_timeline(record), True)]
    else:
        found = [group for telling in record.tellings for group in _lists(telling)]
    ordered = (_ordered(entries, strict) for entries, strict in found)
    return tuple(listing for listing in ordered if listing)


def _timeline(record: Record) -> list[Entry]:
    entries = []
    for moment in record.moments:
        told = moment.event.at
        if told and told.precision in ("minute", "second") and not told.approximate:
            local = dt.datetime.fromisoformat(told.at)
            text, path = moment.event.text, f"{moment.path}/at"
            entries.append(Entry(to_the_minute(moment.at), local, zone_of(told), as_told(told), True, text, path, None))
    return entries


def _ordered(entries: Sequence[Entry], strict: bool) -> Listing | None:
    """The list, if most of it is in order one way or the other."""
    is_written = bool(entries) and entries[0].span is not None
    if len(entries) < (_SHORTEST_LIST if is_written else 2):
        return None
    times = [entry.at.timestamp() for entry in entries]
    up, down = _longest_in_order(times), _longest_in_order([-time for time in times])
    newest_first = is_written and len(down) > len(up)
    kept = down if newest_first else up
    if is_written and len(entries) - len(kept) > max(1, _MOST_DISORDER * len(entries)):
        return None
    return Listing(tuple(entries), newest_first, strict, tuple(kept))


def _longest_in_order(times: Sequence[float]) -> list[int]:
    """Indexes of the longest part that never falls; of two such parts the one that spans less."""
    last = len(times) - 1
    forth = _in_order(times)
    back = [last - i for i in reversed(_in_order([-time for time in reversed(times)]))]
    return min(forth, back, key=lambda kept: times[kept[-1]] - times[kept[0]] if kept else 0.0)


def _in_order(times: Sequence[float]) -> list[int]:
    """Indexes of the longest part that never falls."""
    tails: list[float] = []
    last: list[int] = []
    before: list[int] = []
    for i, time in enumerate(times):
        k = bisect_right(tails, time)
        before.append(last[k - 1] if k else -1)
        if k < len(tails):
            tails[k], last[k] = time, i
        else:
            tails.append(time)
            last.append(i)
    kept = []
    i = last[-1] if last else -1
    while i >= 0:
        kept.append(i)
        i = before[i]
    return kept[::-1]


def zone_of(instant: Instant) -> str:
    """Its zone's name, or its offset where that is all that is known."""
    return instant.zone or instant.at[-_OFFSET:]


def to_the_minute(at: dt.datetime) -> dt.datetime:
    """The instant as most lists tell it."""
    return at.replace(second=0, microsecond=0)


# -- lists as a report writes them


def _lists(telling: Telling) -> list[tuple[list[Entry], bool]]:
    """Entries of each list, table, chat or row of posts, and whether its layout is that of a list."""
    groups: dict[tuple[object, ...], list[Entry]] = {}
    strict: set[tuple[object, ...]] = set()
    windows: Counter[tuple[object, ...]] = Counter()
    key: tuple[object, ...] | None = None
    opened = -1
    document = telling.document
    for m in telling.mentions:
        block = document.block_at(m.start)
        if block is None or block.kind not in _ENTRIES:
            continue
        begin = _begin(telling, m, block)
        if begin == opened:
            windows[key or ()] += _is_another_column(block, m)
            continue
        opened, key = begin, _key(telling, m, block, begin)
        entry = _entry(telling, m, block) if key else None
        if key and entry:
            groups.setdefault(key, []).append(entry)
            windows[key] += m.kind == "range_start"
            if block.kind in _STRICT or begin > block.start:
                strict.add(key)
    return [(entries, key in strict) for key, entries in groups.items() if windows[key] <= len(entries) // 2]


def _begin(telling: Telling, m: Mention, block: Block) -> int:
    """Where the entry of a time begins: its block, or its line in a paragraph of lines."""
    if block.kind != "paragraph":
        return block.start
    return max(block.start, telling.document.text.rfind("\n", block.start, m.start) + 1)


def _key(telling: Telling, m: Mention, block: Block, begin: int) -> tuple[object, ...] | None:
    """What the entries of one list share; None for prose."""
    if m.peripheral:
        return None
    if m.kind == "posted":
        return ("posted",)
    if block.kind == "paragraph" and begin > block.start:
        return ("paragraph", block.section) if m.start - begin <= _MARKS else None
    key = sequence_key(telling.document, m.start)
    if key is None or block.kind == "row":
        return (*key, block.run) if key else None
    if block.kind in ("paragraph", "heading"):
        short = _end_of_line(telling, m, block) - begin <= _LONGEST_PARAGRAPH
        return key if short and m.start - begin <= _MARKS else None
    # A log may be a list of which some entries quote who said it.
    return ("item", block.section, block.level) if block.kind == "chat" else key


def _end_of_line(telling: Telling, m: Mention, block: Block) -> int:
    end = telling.document.text.find("\n", m.end, block.end)
    return end if block.kind == "paragraph" and end >= 0 else block.end


def _is_another_column(block: Block, m: Mention) -> bool:
    """Whether a time opens another cell of its row: a table of windows."""
    return m.kind == "instant" and any(start <= m.start < start + _MARKS for start, _ in block.cells[1:])


def _entry(telling: Telling, m: Mention, block: Block) -> Entry | None:
    exact = m.precision in ("minute", "second") and not m.approximate and not is_open(m)
    if m.at is None or m.kind not in ("instant", "range_start", "posted") or not exact:
        return None
    local = dt.datetime.fromisoformat(m.at)
    text = telling.document.text[m.end : _end_of_line(telling, m, block)].strip(" \t\n:|-–—*_])")
    at, path, span = to_the_minute(local.astimezone(dt.UTC)), telling.path_at(m.start), telling.span(m.start, m.end)
    return Entry(at, local, m.zone or m.at[-_OFFSET:], m.text, m.written_date, text, path, span)
