"""`pmtool batch` while it runs: what it says to people, a live view on a terminal or plain lines, and to programs."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from pmtool.batch.events import Ended, Event, Failed, Hear, Planned, unheard
from pmtool.cli import diagnostics
from pmtool.cli.batching import json_events, wording
from pmtool.cli.batching.standing import Standing

_NAMED = 5
"""Failures that a line each is left of, where the view told of all."""


@contextmanager
def followed(*, is_quiet: bool, as_json: bool, has_prices: bool) -> Iterator[Hear]:
    """Tells what is heard: on stderr unless `is_quiet`, and `as_json` on stdout."""
    with nullcontext(unheard) if is_quiet else _talk(as_json=as_json, has_prices=has_prices) as talk:

        def hear(event: Event) -> None:
            if as_json:
                json_events.write(event)
            talk(event)

        yield hear


@contextmanager
def _talk(*, as_json: bool, has_prices: bool) -> Iterator[Hear]:
    standing = Standing(time.monotonic)
    with _live(standing, has_prices=has_prices) if _can_move(as_json=as_json) else _plain(standing) as talk:

        def hear(event: Event) -> None:
            standing.hear(event)
            talk(event)

        yield hear


@contextmanager
def _plain(standing: Standing) -> Iterator[Hear]:
    from pmtool.cli.batching.plain import PlainLines

    lines = PlainLines(standing)

    def hear(event: Event) -> None:
        if isinstance(event, Planned):
            diagnostics.say(wording.planned(event))
        lines.hear(event)

    yield hear


@contextmanager
def _live(standing: Standing, *, has_prices: bool) -> Iterator[Hear]:
    """Lines for what is planned and for the first that failed, which stay, and between them the view, which doesn't."""
    from pmtool.cli.batching.live import LiveView

    view = LiveView(standing, has_prices=has_prices)
    failed: list[Failed] = []
    more = 0

    def hear(event: Event) -> None:
        nonlocal more
        if isinstance(event, Planned):
            view.clear()
            diagnostics.say(wording.planned(event))
        if isinstance(event, Failed) and not event.is_tried_again:
            if len(failed) < _NAMED:
                failed.append(event)
            else:
                more += 1
        if isinstance(event, Ended):
            view.clear()
        else:
            view.show()

    try:
        yield hear
    finally:
        view.clear()
        for event in failed:
            diagnostics.say(f"failed: {wording.why_failed(event)}")
        if more:
            diagnostics.say(f"failed: {more:,} more")


def _can_move(*, as_json: bool) -> bool:
    """Whether stderr is a terminal that can redraw what stands on it, and nothing else is written there."""
    if as_json and sys.stdout is not None and sys.stdout.isatty():
        return False
    return diagnostics.on_terminal() and os.environ.get("TERM", "") not in ("dumb", "unknown")
