"""The drafting desk: a terminal app to write and review a postmortem in. The one place that imports Textual."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pmtool.tui.desk.request import Manner, Request


def open_desk(request: Request | None, manner: Manner) -> int:
    """Runs the desk until the person leaves; without a request it begins with the start screen. Returns the exit code."""
    from pmtool.tui.app import DraftApp

    return DraftApp(request, manner).run() or 0
