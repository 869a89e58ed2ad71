"""The app: screens, theme, keys, and what happens when something in it breaks."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from textual.app import App, SystemCommand
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widgets import Input, TextArea

from pmtool.errors import PmtoolError
from pmtool.tui.actions import PLACES, Where, actions, places
from pmtool.tui.desk.messages import Refused, TimesShown
from pmtool.tui.desk.request import FromFolder, FromKept, FromText, Manner, Request, asked_for
from pmtool.tui.desk.screen import DeskScreen

if TYPE_CHECKING:
    from pmtool.editing.times.showing import Mode
    from pmtool.tui.screens.start import Begin


class DraftApp(App[int]):
    """`pmtool draft`. Its result is the exit code; `crash` is set where it broke."""

    TITLE = "pmtool"
    CSS_PATH = "app.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide"), (180, "-vast")]  # noqa: RUF012 (as Textual has it)

    def __init__(self, request: Request | FromFolder | None, manner: Manner) -> None:
        super().__init__()
        self.crash: Exception | None = None
        self.texts: tuple[str, ...] = ()
        """Of which a crash report must tell nothing."""
        self.refused: PmtoolError | None = None
        """Why there is nothing to work on."""
        self._request = request
        self._manner = manner

    @property
    def times(self) -> Mode:
        """The clock that times were shown by last."""
        return self._manner.times

    def on_times_shown(self, message: TimesShown) -> None:
        """Remembers the clock for the next desk, and the next time."""
        self._manner = replace(self._manner, times=message.mode)

    def on_mount(self) -> None:
        self.call_later(_settle)
        if self._request:
            self.open(self._request, self._manner)
        else:
            self._start()

    def open(self, request: Request | FromFolder, manner: Manner) -> None:
        """Opens a desk, or the queue of a batch's folder."""
        if isinstance(request, FromFolder):
            from pmtool.tui.screens.queue import QueueScreen

            self.push_screen(QueueScreen(request.path, manner))
        else:
            self.push_screen(DeskScreen(request, manner), self._left)

    def _left(self, then: object) -> None:
        self.exit(0)

    def _start(self) -> None:
        from pmtool.tui.screens.start import StartScreen

        self.push_screen(StartScreen(), self._begin)

    def _begin(self, chosen: Begin | None) -> None:
        """What was chosen on the start screen; without a choice the person leaves."""
        from pmtool.tui.screens.start import OpenFiles, Restore

        if chosen is None:
            self.exit(0)
        elif isinstance(chosen, OpenFiles):
            self.open(asked_for(chosen.paths), self._manner)
        elif isinstance(chosen, Restore):
            self.open(FromKept(chosen.id), self._manner)
        else:
            told = self._manner.options
            options = told._replace(timezone=chosen.timezone or told.timezone, date=chosen.date or told.date)
            self.open(FromText(chosen.text, chosen.name), replace(self._manner, options=options))

    async def action_quit(self) -> None:
        """Textual's own key comes here first: a desk asks before it is left."""
        desk = next((screen for screen in reversed(self.screen_stack) if isinstance(screen, DeskScreen)), None)
        if desk:
            desk.action_quit()
        else:
            self.exit(0)

    def on_refused(self, message: Refused) -> None:
        """Leaves a desk that has nothing to work on: to the start, or for good where the command named the files."""
        if not message.is_fatal:
            return
        if self._request:
            self.refused = message.error
            self.exit(message.error.exit_code)
        else:
            self.pop_screen()
            self._start()

    def get_system_commands(self, screen: Screen[object]) -> Iterator[SystemCommand]:
        """What the palette offers: all that keys do here, and Textual's own choice of themes."""
        from pmtool.tui.screens.help import shown_keys

        for where in PLACES:
            part = _part(screen, where)
            for action in actions(where) if part else ():
                yield SystemCommand(
                    f"{action.label}: {action.help.rstrip('.')}",
                    shown_keys(action.keys),
                    partial(self.run_action, action.method, part),
                )
        yield from (command for command in super().get_system_commands(screen) if command.title == "Theme")

    def _texts(self) -> Iterator[str]:
        """What is worked on, and what is being typed."""
        for screen in self.screen_stack:
            if isinstance(screen, DeskScreen):
                yield from (document.text for document in screen.draft.material.documents)
                yield repr(screen.draft.postmortem)
            yield from (area.text for area in screen.query(TextArea))
            yield from (line.value for line in screen.query(Input))

    def _handle_exception(self, error: Exception) -> None:
        """Ends the app without Textual's traceback, which prints what variables hold: reports, and keys."""
        if self.crash is None:
            self.crash, self.texts = error, tuple(self._texts())
            for screen in self.screen_stack:
                if isinstance(screen, DeskScreen):
                    screen.rescue()
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()


def _settle() -> None:
    """Lets garbage be collected again, but for what was there before the first frame and stays to the end."""
    if not gc.isenabled():  # whoever runs several apps in a process wants them collected
        gc.freeze()
        gc.enable()


def _part(screen: Screen[object], where: Where) -> DOMNode | None:
    """The part of a screen that has the keys of a place, as far as the focus is in it."""
    nodes = screen.focused.ancestors_with_self if screen.focused else [screen]
    return next((node for node in nodes if where in places(node)), None)


def versions() -> dict[str, str]:
    """Of what a crash report names."""
    from importlib.metadata import version

    return {"textual": version("textual"), "rich": version("rich"), "terminal": sys.platform}
