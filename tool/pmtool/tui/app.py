"""The app: screens, theme, keys, and what happens when something in it breaks."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App
from textual.binding import BindingType

from pmtool.tui.desk.request import Manner, Request
from pmtool.tui.desk.screen import DeskScreen


class DraftApp(App[int]):
    """`pmtool draft`. Its result is the exit code."""

    TITLE = "pmtool"
    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, request: Request | None, manner: Manner) -> None:
        super().__init__()
        self._request = request
        self._manner = manner

    def on_mount(self) -> None:
        if self._request:
            self.push_screen(DeskScreen(self._request, self._manner))
