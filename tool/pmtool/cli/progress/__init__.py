"""How a model gets on with a report, for people: a live view on a terminal, plain lines otherwise."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from pmtool.cli import diagnostics
from pmtool.cli.progress.plain import line
from pmtool.model.progress import Failed, Notify, Planned, Progress, Unmended


def followed(label: str, opening: str = "") -> AbstractContextManager[Notify]:
    """Shows what is heard; `label` begins each line, and `opening` that which tells what is planned."""
    return _live(label, opening) if _can_move() else _plain(label, opening)


@contextmanager
def failures_told(label: str) -> Iterator[Notify]:
    """Tells nothing but which parts rules had to fill, and that in the end: where all failed, an error says it."""
    failed: list[Progress] = []

    def hear(progress: Progress) -> None:
        if isinstance(progress, Failed):
            failed.append(progress)

    yield hear
    for event in failed:
        _tell(event, label)


@contextmanager
def _plain(label: str, opening: str) -> Iterator[Notify]:
    yield lambda progress: _tell(progress, label, opening)


@contextmanager
def _live(label: str, opening: str) -> Iterator[Notify]:
    """Lines for what is planned and for what failed, which stay, and between them the view, which doesn't."""
    from pmtool.cli.progress.live import LiveView

    trouble: list[Progress] = []

    def hear(progress: Progress) -> None:
        if isinstance(progress, Planned):
            _tell(progress, label, opening)
        if isinstance(progress, (Failed, Unmended)):
            trouble.append(progress)
        view.hear(progress)

    try:
        with LiveView() as view:
            yield hear
    finally:
        for event in trouble:
            _tell(event, label)


def _tell(progress: Progress, label: str, opening: str = "") -> None:
    if said := line(progress):
        diagnostics.say(f"{label}{opening if isinstance(progress, Planned) else ''}{said}")


def _can_move() -> bool:
    """Whether stderr is a terminal that can redraw what stands on it."""
    return diagnostics.on_terminal() and os.environ.get("TERM", "") not in ("dumb", "unknown")
