"""The live view of a run on a terminal: how far it is, how fast, what it took, what failed just now.

What files are called and what servers say is only ever shown as rich's Text, which knows no markup, and without what
could steer a terminal.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from math import ceil

from rich.console import Console, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from pmtool.batch.events import Building
from pmtool.cli.batching import wording
from pmtool.cli.batching.standing import Standing
from pmtool.cli.diagnostics import harmless

_MARGIN = 3
"""Columns and lines that are left alone: where Ctrl-C is echoed as ^C, it must not begin a line."""
_LABEL = 10
"""Columns: the longest label."""
_REFRESHES = 4
"""A second."""


class LiveView:
    """Shows where a run stands, from `show()` to `clear()`."""

    def __init__(self, standing: Standing, *, has_prices: bool, console: Console | None = None) -> None:
        self._standing, self._has_prices = standing, has_prices
        self._console = console or Console(file=sys.stderr, highlight=False)
        self._live: Live | None = None

    def show(self) -> None:
        """Begins to show it, unless it is there already."""
        if self._live is None:
            self._live = Live(
                console=self._console,
                transient=True,
                refresh_per_second=_REFRESHES,
                redirect_stdout=False,
                redirect_stderr=False,
                get_renderable=self._table,
            )
            self._live.start()

    def clear(self) -> None:
        """Takes it away, so that lines may be written."""
        if self._live is not None:
            self._live.stop()
            self._live = None

    def _table(self) -> Table:
        width, height = self._console.size
        return table(self._standing, width - _MARGIN, height - _MARGIN, has_prices=self._has_prices)


def table(standing: Standing, width: int, most: int, *, has_prices: bool) -> Table:
    """Where it stands, in lines of so many columns, and at most so many of them."""
    grid = Table.grid(padding=(0, 2))
    grid.width = width
    grid.add_column(no_wrap=True, width=_LABEL)
    grid.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
    room = max(8, width - _LABEL - 2)
    for label, shown in list(_rows(standing, room, has_prices=has_prices))[: max(1, most)]:
        grid.add_row(label, shown)
    return grid


def _rows(standing: Standing, room: int, *, has_prices: bool) -> Iterator[tuple[Text, RenderableType]]:
    if standing.phase == "looking":
        yield Text("looking"), Text(f"{wording.count(standing.found, 'report')} so far")
        return
    if standing.building:
        yield Text("building"), _bar(standing.building.done, standing.building.total, room, _built(standing.building))
        return
    if not standing.total:
        return
    figures = f"{standing.ended:,} of {standing.total:,}"
    yield Text("converting"), _bar(standing.ended, standing.total, room, figures)
    yield Text(), Text(wording.pace(standing, "   "))
    if standing.usage.calls:
        yield Text(), Text(wording.spent_in_short(standing.usage, has_prices=has_prices))
    if standing.looked:
        yield Text("waiting"), Text(wording.looked(standing.looked))
    if pause := standing.pause:
        words = f"{wording.duration(ceil(pause.seconds))} more: {_line(pause.why)}"
        yield Text("paused", "yellow"), Text(words, "yellow")
    for event in list(standing.recent):
        yield Text("failed", "red"), Text(_line(wording.why_failed(event)), "red")


def _built(building: Building) -> str:
    return (
        f"{building.done:,} of {building.total:,}  {_line(building.what)}" if building.total else _line(building.what)
    )


def _bar(done: int, total: int, room: int, figures: str) -> Table:
    """A bar with its figures behind it."""
    row = Table.grid(padding=(0, 2))
    row.add_column(no_wrap=True)
    row.add_column(no_wrap=True, overflow="ellipsis")
    row.add_row(ProgressBar(max(1, total), done, width=max(8, min(40, room - len(figures) - 2))), Text(figures))
    return row


def _line(text: str) -> str:
    """Somebody's words in one line."""
    return harmless(" ".join(text.split()))
