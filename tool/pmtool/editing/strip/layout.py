"""The incident on one line: what happened when, how long there was impact, when it was told to the public."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import Literal, NamedTuple

from pmtool.editing.places import item_path
from pmtool.editing.strip.axis import BREAK, Axis, Label, axis, days, ticks
from pmtool.editing.times.showing import Clock, shown
from pmtool.model import Event, Instant, Postmortem, StatusUpdate
from pmtool.model.postmortem import EventKind

SIGNS: dict[EventKind, str] = {
    "trigger": "T",
    "impact": "I",
    "detection": "D",
    "escalation": "E",
    "diagnosis": "A",
    "mitigation": "M",
    "recovery": "R",
    "communication": "C",
    "other": "•",
}
"""Events by kind; diagnosis is an A, as in analysis."""
POST = "▾"
_MANY = 10

Lasting = Literal["window", "easing", "impact"]
BARS: dict[Lasting, str] = {"window": "═", "easing": "━", "impact": "▄"}
"""What lasts, the later over the earlier: any event's window; mitigated, not yet resolved; impact."""
_LINE, _TICK = "─", "┬"


class Point(NamedTuple):
    """An event or a post."""

    at: float
    path: str
    item: Event | StatusUpdate


@dataclass(frozen=True, slots=True)
class Mark:
    """What a column shows: one event or post, or how many there are."""

    column: int
    sign: str
    points: tuple[Point, ...]
    """In the order of time."""


@dataclass(frozen=True)
class Story:
    """What of a postmortem has a time, in its order."""

    events: tuple[Point, ...]
    posts: tuple[Point, ...]
    lasting: Mapping[Lasting, tuple[tuple[float, float], ...]]

    @cached_property
    def windows(self) -> list[tuple[float, float]]:
        """All that lasts."""
        return [window for windows in self.lasting.values() for window in windows]

    @cached_property
    def instants(self) -> list[float]:
        """All times, in order; empty where none is known."""
        points = [point.at for points in (self.events, self.posts) for point in points]
        return sorted(points + [at for window in self.windows for at in window])

    @cached_property
    def _order(self) -> dict[str, int]:
        return {point.path: number for number, point in enumerate(self.events)}

    def step(self, path: str, by: int) -> str:
        """The event that comes some events after one; the first, or the last, from anywhere else."""
        if not self.events:
            return path
        number = self._order.get(item_path(path))
        to = (0 if by > 0 else len(self.events) - 1) if number is None else number + by
        return self.events[max(0, min(len(self.events) - 1, to))].path


@dataclass(frozen=True)
class Layout:
    """The line at a width; each row is as wide."""

    width: int
    axis: Axis
    clock: Clock
    events: tuple[Mark, ...]
    posts: tuple[Mark, ...]
    bars: str = field(repr=False)
    """A character a column: the line, its breaks, and what lasts."""

    def mark_of(self, path: str) -> tuple[Mark, Point] | None:
        """Where an event or a post stands; null for what is on no line."""
        return self._marks.get(item_path(path))

    def nearest(self, column: int, *, is_post: bool = False) -> Mark | None:
        """The event, or the post, nearest to a column; the earlier of two; null where there is none."""
        marks = self.posts if is_post else self.events
        behind = bisect_left(marks, column, key=lambda mark: mark.column)
        around = marks[max(0, behind - 1) : behind + 1]
        return min(around, key=lambda mark: abs(mark.column - column), default=None)

    def below(self, path: str = "") -> tuple[list[Label], Label | None]:
        """The labels below the line, and the one that tells the time at a path, if it stands on the line.

        No two of them touch.
        """
        taken = bytearray(self.width)
        cursor = self._time_of(path)
        kept = [cursor] if cursor and _take(cursor, taken, gap=0) else []
        zone = Label(self.width, self.width - len(self.clock.name), self.clock.name)
        wanted = (zone, *days(self.axis, self.clock.zone), *ticks(self.axis, self.clock.zone))
        kept += [label for label in wanted if _take(label, taken)]
        return sorted(kept, key=lambda label: label.start), cursor if cursor in kept else None

    def _time_of(self, path: str) -> Label | None:
        found = self.mark_of(path)
        if found is None:
            return None
        mark, point = found
        day = point.item.at if self.axis.is_one_day(self.clock.zone) else None
        text = f" {shown(point.item.at, self.clock, above=day)} "[: self.width]
        return Label(mark.column, max(0, min(mark.column - len(text) // 2, self.width - len(text))), text)

    @cached_property
    def _marks(self) -> dict[str, tuple[Mark, Point]]:
        return {point.path: (mark, point) for mark in (*self.events, *self.posts) for point in mark.points}


def story(postmortem: Postmortem, zone: dt.tzinfo) -> Story:
    """What of a postmortem has a time. What is known to the day stands at the first instant known of that day."""
    moments = _Moments(postmortem, zone)
    events = _points("timeline", postmortem.timeline, moments)
    posts = _points("status_updates", postmortem.status_updates, moments)
    windows: dict[Lasting, list[tuple[float, float]]] = {"window": [], "easing": [], "impact": []}
    for point in events:
        if isinstance(point.item, Event) and (until := moments.of(point.item.until)) and until > point.at:
            windows["impact" if point.item.kind == "impact" else "window"].append((point.at, until))
    reached = postmortem.milestones
    started, mitigated, resolved = map(moments.of, (reached.started, reached.mitigated, reached.resolved))
    ends = [end for end in (mitigated, resolved) if started is not None and end is not None and end > started]
    if started is not None and ends:
        if not windows["impact"]:
            windows["impact"].append((started, ends[0]))
        windows["easing"].append((started, max(ends)))
    return Story(events, posts, {kind: tuple(found) for kind, found in windows.items()})


def lay_out(told: Story, width: int, clock: Clock) -> Layout | None:
    """A story on a line of at least one column; null where nothing has a time."""
    if not told.instants:
        return None
    line = axis(told.instants, told.windows, width)
    return Layout(width, line, clock, _marks(told.events, line), _marks(told.posts, line), _bars(told, line, clock))


class _Moments:
    """Where instants stand on the line."""

    def __init__(self, postmortem: Postmortem, zone: dt.tzinfo) -> None:
        self._zone = zone
        items: tuple[Event | StatusUpdate, ...] = (*postmortem.timeline, *postmortem.status_updates)
        self._is_vague = any(item.at and item.at.moment() is None for item in items)
        self._first: dict[str, float] = {}
        for item in items if self._is_vague else ():
            if item.at and (at := item.at.moment()):
                self._note(at)

    def of(self, instant: Instant | None) -> float | None:
        """Seconds since 1970; null where nothing is known."""
        if instant is None:
            return None
        at = instant.moment()
        return at.timestamp() if at else self._vague(instant)

    def _note(self, at: dt.datetime) -> None:
        try:
            day = at.astimezone(self._zone).date().isoformat()
        except (OverflowError, ValueError):
            return
        for known in (day, day[:7], day[:4]):
            self._first[known] = min(at.timestamp(), self._first.get(known, at.timestamp()))

    def _vague(self, instant: Instant) -> float | None:
        """The first instant of that day (month, year), else its noon."""
        known = instant.at[: {"month": 7, "year": 4}.get(instant.precision, 10)]
        if known in self._first:
            return self._first[known]
        try:
            day = dt.date.fromisoformat(instant.at[:10])
            return dt.datetime.combine(day, dt.time(12), self._zone).timestamp()
        except (OverflowError, ValueError):
            return None


def _points(name: str, items: Iterable[Event | StatusUpdate], moments: _Moments) -> tuple[Point, ...]:
    placed = ((moments.of(item.at), number, item) for number, item in enumerate(items))
    found = [Point(at, f"/{name}/{number}", item) for at, number, item in placed if at is not None]
    return tuple(sorted(found, key=lambda point: point.at))


def _marks(points: Sequence[Point], line: Axis) -> tuple[Mark, ...]:
    columns: dict[int, list[Point]] = {}
    for point in points:
        columns.setdefault(line.column(point.at), []).append(point)
    return tuple(Mark(column, _sign(found), tuple(found)) for column, found in columns.items())


def _sign(points: Sequence[Point]) -> str:
    if len(points) > 1:
        return str(len(points)) if len(points) < _MANY else "+"
    return sign_of(points[0])


def sign_of(point: Point) -> str:
    """An event's letter, or the sign of a post."""
    return SIGNS[point.item.kind] if isinstance(point.item, Event) else POST


def _bars(told: Story, line: Axis, clock: Clock) -> str:
    row = [_LINE] * line.width
    for tick in ticks(line, clock.zone):
        row[tick.column] = _TICK
    for before in line.pieces[:-1]:
        row[before.last + 1 : before.last + 1 + len(BREAK)] = BREAK
    for kind, sign in BARS.items():
        opened = [0] * (line.width + 1)
        for start, end in told.lasting[kind]:
            opened[line.column(start)] += 1
            opened[line.column(end) + 1] -= 1
        for column, depth in enumerate(accumulate(opened[:-1])):
            if depth:
                row[column] = sign
    return "".join(row)


def _take(label: Label, taken: bytearray, gap: int = 1) -> bool:
    """Takes a label's room, if it is free and within the row."""
    start, end = label.start, label.start + len(label.text)
    if start < 0 or end > len(taken) or any(taken[max(0, start - gap) : end + gap]):
        return False
    taken[start:end] = b"\1" * (end - start)
    return True
