"""Keeping work: each change goes to the kept draft within a second, typed words not yet taken among them."""

from __future__ import annotations

import datetime as dt
import os
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import work
from textual.timer import Timer

from pmtool.editing import edits
from pmtool.editing.fields import label_of
from pmtool.editing.keeping.kept import KeptDraft
from pmtool.editing.keeping.recents import remember
from pmtool.editing.keeping.state import DraftState
from pmtool.editing.places import field_of
from pmtool.editing.times.ages import age
from pmtool.errors import KeepingError
from pmtool.model import Postmortem
from pmtool.tui.desk.base import Desk
from pmtool.tui.desk.request import Beginning, FromKept, Manner, Request
from pmtool.tui.screens.dialog import sentence
from pmtool.tui.widgets.postmortem import PostmortemPane

if TYPE_CHECKING:
    from pmtool.tui.widgets.milestones import MilestoneRow
    from pmtool.tui.widgets.rows.editor import RowsEditor

AUTOSAVE = 0.6
"""Seconds from the first change that is not kept until it is; writing takes the rest of the second."""


class Keeping(Desk):
    """Hands that nothing falls out of."""

    def __init__(self, request: Request, manner: Manner) -> None:
        super().__init__(request, manner)
        self.kept = KeptDraft()
        self._due: Timer | None = None
        self._trouble = ""

    def opened(self, beginning: Beginning) -> None:
        if beginning.kept:
            self.kept.finish()
            self.kept = beginning.kept
        super().opened(beginning)
        if beginning.kept:
            self.draft.history.mark_unsaved()
            self.refresh_standing()
        if self.draft.path:
            remember(os.path.abspath(self.draft.path), self.draft.postmortem.title)
            self._claim()
            if not beginning.kept:
                self._offer_unsaved(self.draft.path)
        if beginning.cursor:
            self.call_after_refresh(self.go, beginning.cursor)

    @work
    async def _offer_unsaved(self, path: str) -> None:
        """Offers the work on this very file that an earlier desk left unsaved."""
        from pmtool.editing.keeping.recovery import recoverable
        from pmtool.tui.screens.ask import Ask, Choice

        here = os.path.realpath(path)
        left = next((d for d in recoverable().drafts if d.path and os.path.realpath(d.path) == here), None)
        if left is None:
            return
        answer = await self.app.push_screen_wait(
            Ask(
                "There is unsaved work on this file.",
                (Choice("take", "Take it up", "t"), Choice("file", "Go on with the file", "f")),
                f"Kept {age(left.when, dt.datetime.now(dt.UTC))}, {left.events} events; the start offers it until you "
                "throw it away.",
            )
        )
        if answer == "take":
            self._loading.begin(FromKept(left.id), is_all=False)

    def changed(self, path: str) -> None:
        super().changed(path)
        self.keep()

    def keep(self) -> None:
        """Has the draft kept soon; the first change sets the time, so that steady typing is kept as well."""
        if self._due is None:
            self._due = self.set_timer(AUTOSAVE, self._write)

    def on_rows_editor_typing(self, message: RowsEditor.Typing) -> None:
        self.keep()

    def on_milestone_row_previewed(self, message: MilestoneRow.Previewed) -> None:
        self.keep()

    def _write(self) -> None:
        self._due = None
        self.kept.note(self._state())
        self.run_worker(self._write_noted, thread=True, group="keeping")

    def _state(self) -> DraftState:
        """The draft with what is being typed."""
        state = self.draft.state(self.at)
        if pending := self.query_one(PostmortemPane).pending:
            after = self._with(*pending)
            return replace(state, postmortem=after, saved=state.saved and after == self.draft.postmortem)
        return state

    def take_pending(self) -> None:
        """Takes into the draft what is being typed, as leaving the field would."""
        if pending := self.query_one(PostmortemPane).pending:
            path, text = pending
            self.writing.do(self._with(path, text), f"edit {label_of(path)}", path)

    def _with(self, path: str, text: str) -> Postmortem:
        """The draft with words at a pointer; without them where they are to be a time, and are none."""
        now = self.draft.postmortem
        if field_of(path) != "milestones" and not path.endswith("/at"):
            return edits.write(now, path, text)
        read = self.read_time(text, path)
        return now if isinstance(read, str) else edits.set_time(now, path, read.at, read.until)

    def _write_noted(self) -> None:
        try:
            self.kept.write()
        except KeepingError as error:
            self.app.call_from_thread(self._tell_trouble, sentence(error))

    def _tell_trouble(self, trouble: str) -> None:
        if trouble != self._trouble:
            self._trouble = trouble
            self.notify(trouble, severity="warning", markup=False, timeout=15)

    def _claim(self) -> None:
        try:
            holder = self.kept.claim(self.draft.path)
        except KeepingError as error:
            self._tell_trouble(sentence(error))
            return
        if holder:
            self.notify(
                f"This file is open in another desk, too (process {holder.pid}): what is saved last stays.",
                severity="warning",
                markup=False,
                timeout=12,
            )

    def rescue(self) -> None:
        """Keeps the draft as it stands where the desk breaks."""
        with suppress(KeepingError):
            self.kept.note(self.draft.state(self.at))
            self.kept.write()

    def _write_now(self) -> None:
        try:
            self.kept.write()
        except KeepingError as error:
            self._tell_trouble(sentence(error))
