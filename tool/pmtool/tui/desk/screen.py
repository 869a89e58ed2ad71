"""The drafting desk."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.events import ScreenResume

from pmtool.tui.actions import bindings
from pmtool.tui.desk.assisting import Assisting
from pmtool.tui.desk.editing import Editing
from pmtool.tui.desk.filing import Filing
from pmtool.tui.desk.going import Going
from pmtool.tui.desk.mending import Mending
from pmtool.tui.desk.outward import Outward
from pmtool.tui.desk.using import Using


class DeskScreen(Going, Editing, Using, Mending, Assisting, Outward, Filing):
    """Where one postmortem is written and reviewed."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("desk")
    _was_shown = False

    def compose(self) -> ComposeResult:
        """The desk, styled by the terminal's width from the start: the first resize would style it all once more."""
        width = self.app.size.width
        breakpoints = self.app.HORIZONTAL_BREAKPOINTS or ()
        self.update_classes({name: False for _, name in breakpoints}, update=False)
        self.set_class(True, *[name for least, name in breakpoints if width >= least][-1:], update=False)
        yield from super().compose()

    def on_screen_resume(self, event: ScreenResume) -> None:
        """Has nothing styled anew that was mounted a moment ago."""
        event.refresh_styles = self._was_shown
        self._was_shown = True
