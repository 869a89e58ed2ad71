"""Windows of time: the ranges that sentences tell, and the spans that a record's own times make."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from pmtool.model import Instant, Mention
from pmtool.model.metrics import covered_minutes
from pmtool.validator.facts.lengths import Length, minutes_between
from pmtool.validator.record import Record, Telling


@dataclass(frozen=True)
class Window:
    """From one instant to another, and where the words stand."""

    start: dt.datetime
    end: dt.datetime
    words: tuple[int, int]
    """Offsets into the telling, from the first word of the start to the last of the end."""

    @property
    def minutes(self) -> float:
        return minutes_between(self.start, self.end)


def instant_of(mention: Mention) -> dt.datetime | None:
    """The mention's point in time, where it names one to the hour or better."""
    if mention.at is None or mention.precision not in ("second", "minute", "hour"):
        return None
    return Instant(at=mention.at).moment()


def windows_in(mentions: Sequence[Mention]) -> list[Window]:
    """Ranges among mentions in order, each start with the end right behind it."""
    found = []
    for first, second in pairwise(mentions):
        if first.kind == "range_start" and second.kind == "range_end":
            start, end = instant_of(first), instant_of(second)
            if start and end and start < end:
                found.append(Window(start, end, (first.start, second.end)))
    return found


@dataclass(frozen=True)
class Course:
    """When the incident can be said to have begun and ended, by everything the record tells."""

    starts: tuple[dt.datetime, ...]
    ends: tuple[dt.datetime, ...]
    windows: tuple[tuple[dt.datetime, dt.datetime], ...]
    """Windows that the timeline or a sentence gives."""
    totals: tuple[float, ...]
    """Minutes that several windows of one sentence, or all of the timeline's, add up to."""

    @property
    def widest(self) -> tuple[dt.datetime, dt.datetime]:
        """From the earliest possible start to the latest end. Raises ValueError where none is known."""
        starts, ends = [*self.starts, *(w[0] for w in self.windows)], [*self.ends, *(w[1] for w in self.windows)]
        return min(starts), max(ends)

    @property
    def main(self) -> tuple[dt.datetime, dt.datetime] | None:
        """From the start to the end, as far as they are known."""
        if self.starts and self.ends and self.starts[0] < self.ends[0]:
            return self.starts[0], self.ends[0]
        return self.windows[0] if self.windows else None

    @cached_property
    def spans(self) -> tuple[float, ...]:
        """Minutes of every way to measure the incident, shortest first."""
        spans = {minutes_between(start, end) for start in self.starts for end in self.ends if end > start}
        return tuple(sorted(spans | {minutes_between(*window) for window in self.windows} | set(self.totals)))

    @cached_property
    def whole(self) -> tuple[float, ...]:
        """Minutes of the ways to measure the whole incident: by its milestones, by a window as told, by sums."""
        ends = self.ends[:2]
        between = [minutes_between(start, end) for start in self.starts[:2] for end in ends if end > start]
        return (*between, *(minutes_between(*window) for window in self.windows), *self.totals)

    def agrees_with(self, said: Length) -> bool:
        """Whether some way to measure the incident gives a stated length."""
        return said.agrees_with_sorted(self.spans)


_BEGINNINGS = frozenset({"trigger", "impact", "detection"})
_ENDINGS = frozenset({"mitigation", "recovery"})
_FEW = 12
"""Events of each sort that are tried as a beginning or an end, so that a long log stays cheap."""


def course(record: Record) -> Course:
    """The incident's course; use as `record.once(course)`."""
    stones = record.postmortem.milestones
    starts = known_moments(stones.started, stones.detected)
    ends = known_moments(stones.mitigated, stones.resolved)
    starts += [m.at for m in record.moments if m.event.kind in _BEGINNINGS][:_FEW]
    ends += [m.at for m in record.moments if m.event.kind in _ENDINGS][-_FEW:]
    ends += [
        at for u in record.postmortem.status_updates[:_FEW] if u.state == "resolved" and u.at and (at := u.at.moment())
    ]
    timeline = [(m.at, m.until) for m in record.moments if m.until and m.until > m.at]
    windows: list[tuple[dt.datetime, dt.datetime]] = [(a, b) for a, b in timeline if b]
    totals = [covered_minutes(windows), sum(minutes_between(*w) for w in windows)] if windows else []
    for telling in record.tellings:
        for told in told_together(telling):
            pairs = [(w.start, w.end) for w in told]
            windows += pairs
            if len(pairs) > 1:
                totals += [covered_minutes(pairs), minutes_between(min(pairs)[0], max(e for _, e in pairs))]
    return Course(
        tuple(dict.fromkeys(starts)), tuple(dict.fromkeys(ends)), tuple(dict.fromkeys(windows)), tuple(totals)
    )


def told_together(telling: Telling) -> list[list[Window]]:
    """Windows by the sentence, item or row that tells them."""
    return telling.once(_told_together)


def _told_together(telling: Telling) -> list[list[Window]]:
    grouped: dict[int, list[Window]] = {}
    for window in windows_in(telling.mentions):
        segment = telling.sentence_at(window.words[0])
        grouped.setdefault(segment.start if segment else window.words[0], []).append(window)
    return list(grouped.values())


def known_moments(*instants: Instant | None) -> list[dt.datetime]:
    """The points in time of those instants that name one."""
    return [at for instant in instants if instant and (at := instant.moment())]
