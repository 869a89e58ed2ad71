"""The desk of one postmortem among many: it leads on to the next, and marks what was reviewed."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.binding import BindingType
from textual.screen import Screen

from pmtool.tui.actions import bindings
from pmtool.tui.desk import messages
from pmtool.tui.desk.request import Manner, Request, Then
from pmtool.tui.desk.screen import DeskScreen


class QueuedDesk(DeskScreen, inherit_bindings=False):
    """A desk that was opened from a batch's queue, and goes back to it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("incident"), *bindings("desk"), *Screen.BINDINGS]
    """Its own come first, so that a narrow footer shows them."""

    def __init__(self, request: Request, manner: Manner, place: str) -> None:
        super().__init__(request, manner)
        self._place = place
        """Where it stands in the queue: `3 of 57`."""

    @property
    def saved_words(self) -> str:
        """With the place in the queue."""
        return f"{self._place} · {super().saved_words}"

    def on_refused(self, message: messages.Refused) -> None:
        """Goes back where there is nothing to work on."""
        if message.is_fatal:
            message.stop()
            self.kept.finish()
            self.dismiss()

    @work
    async def action_leave_for(self, then: Then) -> None:
        """Leaves for another postmortem, asking where something is not saved."""
        if await self.may_leave():
            self.dismiss(then)

    @work
    async def action_reviewed(self) -> None:
        """Saves what is not saved, and leaves the postmortem as reviewed."""
        if self.draft.history.is_saved or await self.saved():
            self.kept.finish()
            self.dismiss("reviewed")
