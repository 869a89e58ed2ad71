"""PM118: offsets from the start (`T+1:13`) against the stamps beside them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from pmtool.patterns import Pattern
from pmtool.validator.facts.clock import clock
from pmtool.validator.facts.lengths import minutes_between, shown
from pmtool.validator.facts.windows import instant_of
from pmtool.validator.record import Record, Telling
from pmtool.validator.rule import Flaw, Rule

_OFFSET = Pattern(r"\bT\s?\+\s?(?:(\d{1,3}):([0-5]\d)(?::[0-5]\d)?|(\d{1,4})(?:\s?(?:m|min))?\b)")
_ENTRIES = frozenset({"item", "row", "paragraph", "log", "chat"})
_FEWEST = 3
"""Entries that agree on what the offsets count from."""
_SLACK = dt.timedelta(minutes=1)


class _Entry(NamedTuple):
    start: int
    end: int
    """The offset's words."""
    minutes: int
    at: dt.datetime

    @property
    def origin(self) -> dt.datetime:
        """What it counts from, to the minute."""
        return (self.at - dt.timedelta(minutes=self.minutes)).replace(second=0)


class OffsetContradictsStamp(Rule):
    """An offset from the start (`T+1:13`) that the stamp beside it does not give, though the other entries' do.

    Why: readers of such a timeline look at one of the two columns alone.

    Bad report::

        # Labels not printed on 1 March 2026 (times in UTC)

        - 21:47 T+0:00 Requests for labels time out
        - 21:52 T+0:05 Alert fires
        - 22:50 T+1:13 Thread dump shows where workers wait
        - 23:26 T+1:39 Feature switched off

    Good report::

        # Labels not printed on 1 March 2026 (times in UTC)

        - 21:47 T+0:00 Requests for labels time out
        - 21:52 T+0:05 Alert fires
        - 22:50 T+1:03 Thread dump shows where workers wait
        - 23:26 T+1:39 Feature switched off

    Fix: Look the time up in a log, and compute the offset from it.
    """

    code = "PM118"
    name = "offset-contradicts-stamp"
    severity = "error"

    def check(self, record: Record) -> Iterator[Flaw]:
        for telling in record.tellings:
            entries = list(_entries(telling))
            origin, agreeing = Counter(e.origin for e in entries).most_common(1)[0] if entries else (None, 0)
            if origin is None or agreeing < _FEWEST or agreeing <= len(entries) // 2:
                continue
            for entry in entries:
                if abs(entry.origin - origin) > _SLACK:
                    words, passed = telling.words(entry.start, entry.end), shown(minutes_between(origin, entry.at))
                    message = f'"{words}" contradicts the {clock(entry.at)} beside it, {passed} after {clock(origin)}'
                    span = telling.span(entry.start, entry.end)
                    yield Flaw(message, telling.path_at(entry.start), span)


def _entries(telling: Telling) -> Iterator[_Entry]:
    """Entries with one offset and one stamp."""
    text = telling.document.text
    for block in telling.document.blocks:
        if block.kind not in _ENTRIES or "T" not in text[block.start : block.end]:
            continue
        offsets = list(_OFFSET.finditer(text, block.start, block.end))
        times = [at for m in telling.mentions_in(block.start, block.end) if (at := instant_of(m))]
        if len(offsets) == 1 and len(times) == 1:
            hours, minutes, alone = offsets[0].groups()
            total = int(alone) if alone else 60 * int(hours) + int(minutes)
            yield _Entry(offsets[0].start(), offsets[0].end(), total, times[0])


RULES: tuple[Rule, ...] = (OffsetContradictsStamp(),)
