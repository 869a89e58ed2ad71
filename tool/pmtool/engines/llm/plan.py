"""Which parts of a postmortem are asked for in which call, and which segments each call sees.

A report that fits into one call is shown whole to every call, so that all share one prefix. A longer one is cut into
windows that overlap: lists are asked for window by window, what sums up is written from what the windows found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pmtool.engines.llm.answer import Group
from pmtool.engines.llm.request import Recount, Request, Window
from pmtool.engines.llm.world import World

_OVERLAP = 0.1
"""Part of a window that the one before it holds, too."""
_TIMES_A_CALL = 12
"""Times of which one call tells the events; answering takes the longest of all, so more are shared out."""
_MOST_SPLITS = 4
_LEFT_OUT = 40
"""Segments asked about at a time."""

_SECTIONS: tuple[tuple[str, tuple[Group, ...]], ...] = (
    ("summary and impact", ("head", "milestones", "account")),
    ("causes and lessons", ("causes", "review")),
    ("action items", ("actions",)),
)
_EVERYTHING: tuple[Group, ...] = ("head", "timeline", "milestones", "account", "causes", "review", "actions")
_WINDOW_LISTS: tuple[Group, ...] = ("actions", "review")
_CLOSING: tuple[tuple[str, tuple[Group, ...]], ...] = (
    ("summary and impact", ("head", "milestones", "account")),
    ("causes", ("causes",)),
)

PlanName = Literal["sections", "single"]
Measure = Callable[[str], int]
"""Tokens that a segment takes, by its id."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call: what it is called in front of people, what it asks for, and what it sees."""

    name: str
    request: Request
    ids: tuple[str, ...]
    """Segments that it sees."""

    @property
    def scope(self) -> frozenset[str]:
        """Segments whose events and items it answers for."""
        if self.request.scope:
            first, last = (self.ids.index(id) for id in self.request.scope)
            return frozenset(self.ids[first : last + 1])
        return frozenset(self.request.segments or self.ids)


def first_calls(world: World, plan: PlanName, window_tokens: int, measure: Measure) -> list[Call]:
    """The calls to begin with; the one that takes longest comes first."""
    windows = _windows(list(world.segments), window_tokens, measure)
    if len(windows) == 1:
        return _whole(world, plan, windows[0])
    calls: list[Call] = []
    for number, ids in enumerate(windows, 1):
        window, part = Window(number, len(windows)), f"{number}/{len(windows)}"
        if plan == "single":
            calls.append(Call(f"part {part}", Request(("timeline", *_WINDOW_LISTS, "digest"), window), ids))
        else:
            calls.append(Call(f"timeline {part}", Request(("timeline", "digest"), window), ids))
            calls.append(Call(f"actions and lessons {part}", Request(_WINDOW_LISTS, window), ids))
    return calls


def closing_calls(
    world: World, plan: PlanName, window_tokens: int, measure: Measure, wanted: Sequence[str], recount: Recount
) -> list[Call]:
    """The calls that sum up a long report, over the `wanted` segments, the first of them first where room is short."""
    ids = _within(dict.fromkeys(id for id in wanted if id in world.segments), window_tokens, measure)
    shown = tuple(sorted(ids, key=world.order.__getitem__))
    if plan == "single":
        groups = tuple(group for _, groups in _CLOSING for group in groups)
        return [Call("summary and causes", Request(groups, recount=recount), shown)]
    return [Call(name, Request(groups, recount=recount), shown) for name, groups in _CLOSING]


def narrowed(calls: Iterable[Call], group: Group) -> list[Call]:
    """Those of the calls that ask for a group, asking for nothing else."""
    return [replace(c, request=replace(c.request, groups=(group,))) for c in calls if group in c.request.groups]


def call_for_left_out(world: World, seen: Iterable[str], left_out: Sequence[str]) -> Call:
    """The call that asks what segments tell that nothing cites; it sees what the first calls saw."""
    groups: tuple[Group, ...] = ("timeline", "causes", "review", "actions", "unused")
    asked = tuple(left_out[:_LEFT_OUT])
    ids = tuple(sorted({*seen, *asked}, key=world.order.__getitem__))
    return Call("what was left out", Request(groups, segments=asked), ids)


def _whole(world: World, plan: PlanName, ids: tuple[str, ...]) -> list[Call]:
    if plan == "single":
        return [Call("everything", Request(_EVERYTHING), ids)]
    scopes = _scopes(world, ids)
    timeline = [
        Call(f"timeline {n}/{len(scopes)}" if len(scopes) > 1 else "timeline", Request(("timeline",), scope=scope), ids)
        for n, scope in enumerate(scopes, 1)
    ]
    return [*timeline, *(Call(name, Request(groups), ids) for name, groups in _SECTIONS)]


def _scopes(world: World, ids: Sequence[str]) -> list[tuple[str, str] | None]:
    """First and last segment of the stretches that hold about as many times each; None is all of it."""
    counts = [sum(not t.mention.peripheral for t in world.times_in.get(id, ())) for id in ids]
    stretches = min(_MOST_SPLITS, -(-sum(counts) // _TIMES_A_CALL))
    if stretches < 2:
        return [None]
    found: list[tuple[str, str] | None] = []
    begin, passed = 0, 0
    for place, count in enumerate(counts):
        passed += count
        is_last = place == len(ids) - 1
        if is_last or (passed >= sum(counts) * (len(found) + 1) / stretches and len(found) < stretches - 1):
            found.append((ids[begin], ids[place]))
            begin = place + 1
    return found


def _windows(ids: Sequence[str], most: int, measure: Measure) -> list[tuple[str, ...]]:
    """Stretches of segments of at most so many tokens each; every segment is in one of them, however long it is."""
    windows: list[tuple[str, ...]] = []
    current: list[str] = []
    size = 0
    for id in ids:
        tokens = measure(id)
        if current and size + tokens > most:
            windows.append(tuple(current))
            current = _tail(current, most, measure)
            size = sum(map(measure, current))
            if size + tokens > most:
                current, size = [], 0
        current.append(id)
        size += tokens
    return [*windows, tuple(current)] if current or not windows else windows


def _tail(ids: Sequence[str], most: int, measure: Measure) -> list[str]:
    """The last segments of a window, as far as the overlap reaches."""
    kept: list[str] = []
    size = 0
    for id in reversed(ids):
        size += measure(id)
        if size > most * _OVERLAP:
            break
        kept.append(id)
    return kept[::-1]


def _within(ids: Iterable[str], most: int, measure: Measure) -> list[str]:
    kept: list[str] = []
    size = 0
    for id in ids:
        size += measure(id)
        if size > most and kept:
            break
        kept.append(id)
    return kept
