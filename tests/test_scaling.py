"""The work grows with the text, not with its square: no function is called for every pair of anything.

Calls are counted, so that a busy machine changes nothing; where the work is done inside one call of a regular
expression, the processor's time is compared, and only what is slow three times over fails.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import count

import pytest

from counting import MOST, grown
from pmtool.engines import offline
from pmtool.model import Postmortem
from pmtool.source import build_document
from pmtool.source.sanitize import sanitize
from pmtool.temporal import build_ledger

SERVICES = ("search", "billing", "login", "mail gateway", "image cache", "order queue", "session store")
DAMAGES = ("failed", "timed out", "was degraded", "restarted", "recovered", "rejected writes", "was rolled back")


def clock(i: int) -> str:
    return f"{i // 60 % 24:02d}:{i % 60:02d}"


def stamp(i: int) -> str:
    return f"20{i // 336 % 90 + 10}-{i // 28 % 12 + 1:02d}-{i % 28 + 1:02d} {clock(i * 7)}"


def told(i: int) -> str:
    return f"the {SERVICES[i % 7]} of shard {i} {DAMAGES[i // 7 % 7]} because node {i * 31 % 997} lost its disk"


SHAPES: dict[str, Callable[[int], str]] = {
    "prose": lambda i: f"At {stamp(i)} UTC, {told(i)}. We rolled it back. Alerts fired {i % 50 + 2} minutes later.\n\n",
    "one line": lambda i: f"at {stamp(i)} UTC {told(i)}, ",
    "undated entries": lambda i: f"- {clock(i * 7)} {told(i)}\n",
    "windows": lambda i: f"From {stamp(i)} to {stamp(i + 3)} UTC, {told(i)}.\n\n",
    "ranges in a list": lambda i: f"- {clock(i)} - {clock(i + 9)} UTC {told(i)}\n",
    "days": lambda i: f"On {stamp(i)[:10]} {told(i)}.\n\n",
    "table": lambda i: f"| {stamp(i)} | {told(i)} | Mara |\n" if i else "| Time (UTC) | Event | Who |\n|---|---|---|\n",
    "tables": lambda i: f"| Time (UTC) | Event |\n|---|---|\n| {stamp(i)} | {told(i)} |\n\nNext:\n\n",
    "log": lambda i: f"Mar {i % 28 + 1:2d} {clock(i)}:07 web{i % 7} checkout[{4000 + i}]: error: {told(i)}\n",
    "chat": lambda i: f"[{clock(i)}] mara: {told(i)}\n",
    "posts": lambda i: f"Monitoring\nWe know that {told(i)}.\nPosted Mar {i % 28 + 1}, 2026 - {clock(i)} UTC\n\n",
    "headings": lambda i: f"## Phase {i}\n\n{told(i).capitalize()}.\n\n- {told(i)}\n\n",
    "what went wrong": lambda i: f"## What went wrong\n\nAt {clock(i)} {told(i)}.\n\n",
    "triggers": lambda i: f"## Trigger\n\n{told(i).capitalize()}.\n\n",
    "actions": lambda i: (
        f"- [ ] Add an alert for shard {i} of {SERVICES[i % 7]} (owner: Mara, due 2026-04-{i % 28 + 1:02d})\n"
    ),
}
"""The i-th piece of a report."""
MARKS = ("[", "(", "<", "*", "_", "#", "|", "-", ".", ":", "`", " ", "\n", "[a](b", "mail and ", "one and ", "14:05, ")
SMALL, LARGE = 1_500, 6_000
"""Characters."""


def report(piece: Callable[[int], str], size: int) -> str:
    text = ""
    for i in count():
        text += piece(i)
        if len(text) >= size:
            return text
    raise AssertionError


def structured(text: str) -> Postmortem:
    document = build_document("R1", "report.txt", "text/plain", "", sanitize(text))
    return offline.structure([document], build_ledger([document]))


@pytest.mark.parametrize("shape", SHAPES)
def test_nothing_is_done_for_each_pair(shape: str) -> None:
    small, large = report(SHAPES[shape], SMALL), report(SHAPES[shape], LARGE)
    assert not grown(lambda: structured(small), lambda: structured(large))


def seconds(text: str) -> float:
    begun = time.process_time()
    structured(text)
    return time.process_time() - begun


@pytest.mark.parametrize("mark", MARKS)
def test_no_pattern_starts_over_at_each_mark(mark: str) -> None:
    small, large = (
        f"Services hit on 2026-03-03 at 14:05 UTC: {mark * (size // len(mark))}x" for size in (8_000, 32_000)
    )
    assert any(seconds(large) < MOST * seconds(small) + 0.2 for _ in range(3))


def test_a_line_of_many_times_is_not_told_once_for_each() -> None:
    line = report(SHAPES["one line"], LARGE)
    events = structured(line).timeline
    assert len(events) > LARGE // 150
    assert sum(len(event.evidence[0].quote) for event in events) <= len(line)
