"""Keeping work: each change goes to the kept draft within a second, and to the file when the person says so."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import work
from textual.timer import Timer

from pmtool.editing import edits
from pmtool.editing.fields import label_of
from pmtool.editing.keeping.disk import Stamp, changed, current, save
from pmtool.editing.keeping.kept import KeptDraft
from pmtool.editing.keeping.recents import remember
from pmtool.editing.keeping.state import DraftState
from pmtool.editing.places import field_of
from pmtool.errors import ChangedOnDiskError, KeepingError, OutputError, PmtoolError
from pmtool.model import Postmortem
from pmtool.tui.desk.base import Desk
from pmtool.tui.desk.request import Beginning, FromFiles, Manner, Request
from pmtool.tui.widgets.bars import StatusLine
from pmtool.tui.widgets.postmortem import PostmortemPane

if TYPE_CHECKING:
    from pmtool.tui.widgets.milestones import MilestoneRow
    from pmtool.tui.widgets.rows.editor import RowsEditor

AUTOSAVE = 0.6
"""Seconds from the first change that is not kept until it is; writing takes the rest of the second."""
_WATCH = 2.0
"""Seconds between two looks at the file."""


class Keeping(Desk):
    """Hands for saving."""

    def __init__(self, request: Request, manner: Manner) -> None:
        super().__init__(request, manner)
        self.kept = KeptDraft()
        self._due: Timer | None = None
        self._trouble = ""
        self._is_asking = False

    def on_mount(self) -> None:
        self.set_interval(_WATCH, self._look_at_file)

    # -- the kept draft

    def opened(self, beginning: Beginning) -> None:
        if beginning.kept:
            self.kept = beginning.kept
        super().opened(beginning)
        if beginning.kept:
            self.draft.history.mark_unsaved()
            self.refresh_standing()
        if self.draft.path:
            remember(os.path.abspath(self.draft.path), self.draft.postmortem.title)
            self._claim()
        if beginning.cursor:
            self.call_after_refresh(self.go, beginning.cursor)

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
            self.app.call_from_thread(self._tell_trouble, f"{error}. {error.remedy}")

    def _tell_trouble(self, trouble: str) -> None:
        if trouble != self._trouble:
            self._trouble = trouble
            self.notify(trouble, severity="warning", markup=False, timeout=15)

    # -- the file

    def action_save(self) -> None:
        self._save()

    @work
    async def _save(self) -> None:
        await self.saved()

    async def saved(self) -> bool:
        """Saves the draft to its file, asking for a name where it has none; whether it is saved."""
        from pmtool.tui.screens.files import SaveScreen

        self.take_pending()
        path = self.draft.path
        if path is None:
            path = await self.app.push_screen_wait(SaveScreen(self._proposed()))
            if path is None:
                return False
            expected = _stamp(path)
        else:
            expected = self.draft.stamp
        postmortem, text = self.draft.postmortem, self.draft.text(path)
        try:
            self.draft.stamp = save(path, text, expected)
        except ChangedOnDiskError:
            return await self._settle_conflict()
        except OutputError as error:
            self.notify(f"{error}. {error.remedy}", severity="error", markup=False, timeout=15)
            return False
        self._is_saved_to(path)
        self.draft.history.mark_saved(postmortem)
        self.keep()
        self.refresh_standing()
        self.query_one(StatusLine).show_place(f"saved to {path}")
        return True

    def _is_saved_to(self, path: str) -> None:
        if path != self.draft.path:
            self.draft.path, self.draft.written = path, None
            self._claim()
        remember(os.path.abspath(path), self.draft.postmortem.title)

    def _claim(self) -> None:
        try:
            holder = self.kept.claim(self.draft.path)
        except KeepingError as error:
            self._tell_trouble(f"{error}. {error.remedy}")
            return
        if holder:
            self.notify(
                f"This file is open in another desk, too (process {holder.pid}): what is saved last stays.",
                severity="warning",
                markup=False,
                timeout=12,
            )

    def _proposed(self) -> str:
        """A name for the postmortem's file: beside the report it was made from."""
        report = next(iter(self.request.paths), "") if isinstance(self.request, FromFiles) else ""
        folder, name = os.path.split(report) if report else ("", "postmortem")
        stem = os.path.splitext(name)[0]
        return os.path.join(folder, f"{stem}-postmortem.md" if report else "postmortem.md")

    # -- others who write

    def _look_at_file(self) -> None:
        path, stamp = self.draft.path, self.draft.stamp
        if path and stamp and not self._is_asking and changed(path, stamp):
            self._tell_conflict()

    @work
    async def _tell_conflict(self) -> None:
        await self._settle_conflict()

    async def _settle_conflict(self) -> bool:
        """Asks what to do about a file that someone else changed; whether the draft is saved after."""
        from pmtool.tui.screens.ask import ConflictScreen

        path = self.draft.path
        if path is None or self._is_asking:
            return False
        self._is_asking = True
        try:
            theirs = _text(path)
            answer = await self.app.push_screen_wait(
                ConflictScreen(os.path.basename(path), self.draft.text(path), theirs)
            )
        finally:
            self._is_asking = False
        self.draft.stamp = _stamp(path)
        if answer == "reload":
            self._reload(path)
            return True
        self.query_one(StatusLine).show_place("yours is kept; saving will replace what is on the disk")
        return False

    def _reload(self, path: str) -> None:
        """Takes what is on the disk; undo brings back what was here."""
        from pmtool.editing.opening import open_files

        try:
            opened = open_files([path], max_bytes=self.manner.max_bytes)
        except PmtoolError as error:
            self.notify(f"{error}. {error.remedy}", severity="error", markup=False, timeout=15)
            return
        if opened.postmortem:
            self.draft.written, self.draft.stamp = opened.written, opened.stamp
            self.writing.do(opened.postmortem, "reload from the disk", "")
            self.draft.history.mark_saved(opened.postmortem)
            self.refresh_standing()

    # -- leaving

    @work
    async def action_quit(self) -> None:
        if await self.may_leave():
            self.dismiss()

    async def may_leave(self) -> bool:
        """Settles the draft, asking where something is not saved; whether the person really goes."""
        from pmtool.tui.screens.ask import Ask, Choice

        self.take_pending()
        if self.draft.history.is_saved:
            self.kept.finish()
            return True
        answer = await self.app.push_screen_wait(
            Ask(
                "This draft is not saved.",
                (
                    Choice("save", "Save", "s"),
                    Choice("later", "Leave, go on later", "l"),
                    Choice("discard", "Throw away", "t"),
                ),
                "A draft that you leave is found at the next start.",
            )
        )
        if (answer == "save" and await self.saved()) or answer == "discard":
            self.kept.finish()
            return True
        if answer == "later":
            self.kept.note(self.draft.state(self.at))
            self._write_now()
            self.kept.release()
            return True
        return False

    def rescue(self) -> None:
        """Keeps the draft as it stands where the desk breaks."""
        with suppress(KeepingError):
            self.kept.note(self.draft.state(self.at))
            self.kept.write()

    def _write_now(self) -> None:
        try:
            self.kept.write()
        except KeepingError as error:
            self._tell_trouble(f"{error}. {error.remedy}")


def _stamp(path: str) -> Stamp | None:
    try:
        return current(path)
    except OSError:
        return None


def _text(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return None
