"""PM129, PM131: two times of one sentence that belong together: one moment in two zones, the ends of a window."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pmtool.model import Instant, Mention
from pmtool.model.finding import Severity
from pmtool.patterns import Pattern
from pmtool.validator.facts.windows import instant_of
from pmtool.validator.quoting import quoted
from pmtool.validator.record import Record, Telling
from pmtool.validator.rule import Flaw, Rule
from pmtool.validator.times.listing import to_the_minute
from pmtool.validator.times.wording import apart
from pmtool.validator.times.written import is_open

_IN_OTHER_WORDS = Pattern(r"[ \t\n]*[*_]{0,2}(?:[(\[/=]|,? \bi\.e\.|\bor\b(?= \d))[ \t\n]*(?:or |i\.e\.,? |= ?)?")
_LONGEST_GAP = 10
"""Characters between one moment's times in two zones."""
_TOLD = frozenset({"explicit", "inherited", "document"})
"""Where a zone may come from: the other end of a range may lend it."""
_HOUR = dt.timedelta(hours=1)
_OVERNIGHT = dt.timedelta(hours=12)
_NEARLY_A_DAY = dt.timedelta(hours=20)
_DAY = dt.timedelta(days=1)


class ZonesDisagree(Rule):
    """One moment told in two zones whose clocks do not agree.

    Why: one of the two is wrong, by whole hours as a rule, and readers use the one that is closer to home.

    Bad::

        ## Summary

        On 12 January 2026 the checkout failed from 14:05 UTC (10:05 EST) on.

    Good::

        ## Summary

        On 12 January 2026 the checkout failed from 14:05 UTC (09:05 EST) on.

    Fix: convert the right one anew, or leave the other out.
    """

    code = "PM129"
    name = "zones-disagree"
    severity = "error"

    def check(self, record: Record) -> Iterator[Flaw]:
        """Times that stand side by side, each with a zone of its own. The same words once, wherever they are quoted."""
        seen: set[str] = set()
        for telling in record.tellings:
            for one, other in _disagreeing(telling):
                words = quoted(telling.words(one.start, other.end))
                if words not in seen:
                    what = f"{words}: {quoted(one.text)} and {quoted(other.text)} are {_apart(one, other)} apart"
                    yield Flaw(what, telling.path_at(one.start), telling.span(one.start, other.end))
                seen.add(words)


def _disagreeing(telling: Telling) -> Iterator[tuple[Mention, Mention]]:
    """Two mentions of one moment that are two instants."""
    for number, (one, other) in enumerate(pairwise(telling.mentions)):
        if not _are_side_by_side(telling, one, other):
            continue
        if one.kind == "range_end" and other.kind == "range_start":
            one = telling.mentions[number - 1]  # the whole window is told again
        a, b = instant_of(one), instant_of(other)
        if a and b and one.zone_rule in _TOLD and other.zone_rule in _TOLD and not _is_explained(one, other, b - a):
            yield one, other


def _are_side_by_side(telling: Telling, one: Mention, other: Mention) -> bool:
    near = 0 <= other.start - one.end <= _LONGEST_GAP and one.zone != other.zone
    told = not {one.zone_rule, other.zone_rule}.isdisjoint({"explicit"}) and not other.written_date
    return near and told and _IN_OTHER_WORDS.fullmatch(telling.document.text, one.end, other.start) is not None


def _apart(one: Mention, other: Mention) -> str:
    a, b = instant_of(one), instant_of(other)
    return apart(a, b) if a and b else ""


def _is_explained(one: Mention, other: Mention, apart: dt.timedelta) -> bool:
    """Whether rounding, another reading, or the label of the other season gives the difference."""
    vague = one.approximate or other.approximate or "hour" in (one.precision, other.precision)
    if abs(apart) < dt.timedelta(minutes=1) or (vague and abs(apart) < _HOUR):
        return True
    if abs(apart) == _HOUR and any("not in force" in note for m in (one, other) for note in m.notes):
        return True
    return not _readings(one).isdisjoint(_readings(other))


def _readings(m: Mention) -> set[dt.datetime]:
    told = (m.at, *(alternative.at for alternative in m.alternatives))
    return {to_the_minute(utc) for at in told if at and (utc := Instant(at=at).moment())}


class BackwardWindow(Rule):
    """A window that ends before it starts, or lasts no time at all.

    Why: its ends are swapped or one of them is wrong; durations taken from it are negative, or nearly a day.

    Bad::

        ## Summary

        On 12 March 2026 the checkout refused every card between 14:40 and 14:05 UTC.

    Good::

        ## Summary

        On 12 March 2026 the checkout refused every card between 14:05 and 14:40 UTC.

    Fix: swap the ends, or correct the wrong one; write the day of an end that lies on the next.
    """

    code = "PM131"
    name = "backward-window"

    def check(self, record: Record) -> Iterator[Flaw]:
        """Ranges as they are written, then the windows of events."""
        seen: set[str] = set()
        for telling in record.tellings:
            for flaw in _in_text(telling):
                if flaw.message not in seen:
                    yield flaw
                seen.add(flaw.message)
        for moment in record.moments if not record.raw else ():
            if moment.until and moment.until < moment.at:
                what = f"{quoted(moment.event.text)} ends {apart(moment.at, moment.until)} before it starts"
                yield Flaw(what, f"{moment.path}/until", severity="error")


def _in_text(telling: Telling) -> Iterator[Flaw]:
    disputed = {m.start for pair in _disagreeing(telling) for m in pair}
    told = sorted(at for m in telling.mentions if m.kind in ("instant", "posted") and (at := instant_of(m)))
    for first, last in pairwise(telling.mentions):
        is_range = first.kind == "range_start" and last.kind == "range_end"
        if is_range and not is_open(first) and not is_open(last) and disputed.isdisjoint((first.start, last.start)):
            yield from _doubts(telling, first, last, told)


def _doubts(telling: Telling, first: Mention, last: Mention, told: Sequence[dt.datetime]) -> Iterator[Flaw]:
    start, end = instant_of(first), instant_of(last)
    found = _doubt(start, end, first.written_date and last.written_date, told) if start and end else None
    if found:
        words = quoted(telling.words(first.start, last.end))
        span = telling.span(first.start, last.end)
        yield Flaw(f"{words}: {found[0]}", telling.path_at(first.start), span, severity=found[1])


def _doubt(
    start: dt.datetime, end: dt.datetime, both_dated: bool, told: Sequence[dt.datetime]
) -> tuple[str, Severity | None] | None:
    """What is wrong with a window, and how surely. An end without its day was taken for the day that makes sense."""
    if end < start:
        return f"it ends {apart(start, end)} before it starts", "error" if both_dated else None
    if end == start:
        return "it lasts no time at all", "info"
    if both_dated or end - start < _OVERNIGHT or end - start >= _DAY:
        return None
    what = f"it ends {apart(start, end - _DAY)} before it starts, or lasts {apart(start, end)} into another day"
    if (_is_told(told, end - _DAY) and not _is_told(told, end)) or _is_told(told, start + _DAY):
        return what, "error"
    return (what, None) if end - start >= _NEARLY_A_DAY else None


def _is_told(told: Sequence[dt.datetime], at: dt.datetime) -> bool:
    """Whether some other time of the text is this instant."""
    i = bisect_left(told, at)
    return i < len(told) and told[i] == at


RULES: tuple[Rule, ...] = (ZonesDisagree(), BackwardWindow())
