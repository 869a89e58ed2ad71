"""The live view on a terminal: a row for each part, gone when all is done.

What a model says is only ever shown as rich's Text, which knows no markup, and without what could steer a terminal.
"""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from pmtool.cli.diagnostics import harmless
from pmtool.cli.progress.board import Board, Row
from pmtool.model.progress import Progress

_NAME = 26
"""Columns that a part's name may take."""
_MARGIN = 3
"""Columns and lines that are left alone: where Ctrl-C is echoed as ^C, it must not begin a line."""
_REFRESHES = 8
"""A second."""


class LiveView:
    """Shows a board from the first event on. Use it as a context manager."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(file=sys.stderr, highlight=False)
        self._board = Board(time.monotonic)
        self._live = Live(
            console=self._console,
            transient=True,
            refresh_per_second=_REFRESHES,
            redirect_stdout=False,
            redirect_stderr=False,
            get_renderable=self._table,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def hear(self, progress: Progress) -> None:
        """Takes an event in; the next refresh shows it."""
        self._board.hear(progress)
        self._live.start()

    def _table(self) -> Table:
        width, height = self._console.size
        return table(self._board, width - _MARGIN, height - _MARGIN)


def table(board: Board, width: int, most: int) -> Table:
    """The board in lines of so many columns, and at most so many of them."""
    now, rows = board.clock(), board.rows()
    shown = _fitting(rows, most)
    grid = Table.grid(padding=(0, 2), expand=True)
    grid.width = width
    grid.add_column(no_wrap=True, overflow="ellipsis", max_width=_NAME)
    grid.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
    grid.add_column(no_wrap=True, justify="right")
    for row in shown:
        grid.add_row(Text(_line(row.part)), _state(row), Text(_seconds(row.elapsed(now))))
    if len(shown) < len(rows):
        grid.add_row(Text("…"), Text(_rest([row for row in rows if row not in shown]), "dim"), Text())
    return grid


def _fitting(rows: list[Row], most: int) -> list[Row]:
    """All rows or, where there is no room, those that matter most, and a line left for the others."""
    if len(rows) <= most:
        return rows
    by_interest = sorted(
        rows, key=lambda row: (not row.is_open, row.state not in ("failed", "unmended"), row.state != "waiting")
    )
    kept = {row.part for row in by_interest[: max(1, most - 1)]}
    return [row for row in rows if row.part in kept]


def _rest(rows: list[Row]) -> str:
    """`12 done, 20 waiting`."""
    states = ["done" if row.state == "cached" else row.state for row in rows]
    return ", ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(states))


def _state(row: Row) -> Text:
    """Where a row stands, in a line."""
    if row.state == "done":
        return Text(f"done, {row.tokens:,} tokens", "green")
    if row.state == "cached":
        return Text("from cache", "green")
    if row.state == "unmended":
        return Text(f"not mended: {_line(row.latest)}", "yellow")
    if row.state == "failed":
        return Text(f"failed: {_line(row.latest)}", "red")
    if row.state == "waiting":
        return Text("waiting", "dim")
    doing = f"repair {row.round}, {_problems(row.problems)}" if row.problems else "asked"
    if row.state == "asked":
        return Text(doing)
    doing = doing if row.problems else "answering"
    return Text.assemble(f"{doing}, {row.tokens:,} tokens  ", (_line(row.latest), "dim"))


def _problems(count: int) -> str:
    return "1 problem" if count == 1 else f"{count} problems"


def _line(text: str) -> str:
    """Somebody's words in one line."""
    return harmless(" ".join(text.split()))


def _seconds(elapsed: float | None) -> str:
    return "" if elapsed is None else f"{elapsed:.1f} s"
