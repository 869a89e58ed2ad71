"""The live view of a model at work: a line a part, whatever the model says, and nothing left of it in the end."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from pmtool.cli.progress.board import Board
from pmtool.cli.progress.live import LiveView, table
from pmtool.model.progress import Done, Failed, Planned, Progress, Repairing, Started, Tokens, Unmended

HOSTILE = "\x1b]52;c;eA==\x07 [red]at[/red] [/] \u202e 10:00\r\nnext [link=file:///etc/passwd]line[/link] " * 4
EVENTS: tuple[Progress, ...] = (
    Planned(("timeline", "summary and impact", "causes and lessons", "action items"), 9100),
    Started("timeline"),
    Started("summary and impact"),
    Started("causes and lessons"),
    Tokens("timeline", 312, 4, HOSTILE),
    Done("summary and impact", 4000, 1234, False),
    Done("causes and lessons", 0, 0, True),
    Started("action items"),
    Failed("action items", "models.example.com fails to answer (500)"),
)


def view(events: tuple[Progress, ...], width: int = 80, most: int = 20) -> list[str]:
    """The lines that a terminal would show of a board, two seconds after it began."""
    now = 0.0
    board = Board(lambda: now)
    for event in events:
        board.hear(event)
    now = 2.0
    console = Console(file=io.StringIO(), force_terminal=True, width=width, color_system=None)
    console.print(table(board, width, most))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


@pytest.mark.parametrize("width", [40, 80, 160])
def test_the_view_has_a_line_for_each_part(width: int) -> None:
    lines = view(EVENTS, width)
    assert len(lines) == 4
    assert all(len(line) <= width for line in lines)


def test_the_view_tells_where_each_part_stands() -> None:
    timeline, summary, causes, actions = view(EVENTS, 120)
    assert re.match(r"timeline +answering, 312 tokens +\S*52;c;", timeline)
    assert timeline.endswith("2.0 s")
    assert re.match(r"summary and impact +done, 1,234 tokens +0.0 s", summary)
    assert re.match(r"causes and lessons +from cache", causes)
    assert re.match(r"action items +failed: models.example.com fails to answer \(500\)", actions)


def test_nothing_that_a_model_says_steers_the_terminal() -> None:
    shown = view(EVENTS, 160)[0]
    assert "[red]at[/red]" in shown
    assert shown.isprintable()


def test_the_view_tells_of_repairs() -> None:
    repairing = (*EVENTS[:6], Repairing("summary and impact", 1, 3))
    assert re.search("repair 1, 3 problems +2.0 s$", view(repairing)[1])
    assert "repair 1, 3 problems, 20 tokens  more" in view((*repairing, Tokens("summary and impact", 20, 1, "more")))[1]
    assert "waiting" in view(repairing)[3]
    assert "not mended: no answer" in view((*repairing, Unmended("summary and impact", "no answer")))[1]


def test_more_parts_than_lines() -> None:
    parts = tuple(f"timeline {number}/30" for number in range(1, 31))
    done = tuple(Done(part, 10, 10, False) for part in parts[:12])
    lines = view((Planned(parts, 9), *done, Started(parts[20]), Failed(parts[3], "why")), most=10)
    assert len(lines) == 10
    assert "failed: why" in lines[0]
    assert any(line.startswith("timeline 21/30") for line in lines)
    assert re.match(r"… +11 done, \d+ waiting", lines[-1])


def test_the_view_leaves_nothing_behind() -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=80, height=24, color_system=None)
    with LiveView(console) as shown:
        for event in EVENTS:
            shown.hear(event)
    assert isinstance(console.file, io.StringIO)
    seen = console.file.getvalue()
    rows = [line for line in re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "\n", seen).splitlines() if line]
    assert rows
    assert all(len(row) <= 78 for row in rows)  # room for the ^C of whoever interrupts
    assert seen.count("\x1b[2K") >= len(EVENTS[0].parts)  # type: ignore[union-attr]
    assert seen.index("\x1b[?25l") < seen.rindex("\x1b[?25h")
