"""The postmortem's file: saved when the person says so, watched for what others write, asked about on leaving."""

from __future__ import annotations

import os
from dataclasses import replace

from textual import work

from pmtool.editing.keeping.disk import Stamp, changed, current, save
from pmtool.editing.keeping.recents import remember
from pmtool.errors import ChangedOnDiskError, OutputError, PmtoolError
from pmtool.tui.desk.keeping import Keeping
from pmtool.tui.desk.request import FromFiles, Manner, Request
from pmtool.tui.screens.dialog import sentence

_WATCH = 2.0
"""Seconds between two looks at the file."""


class Filing(Keeping):
    """Hands for saving."""

    def __init__(self, request: Request, manner: Manner) -> None:
        super().__init__(request, manner)
        self._is_asking = False
        self._seen: Stamp | None = None
        """Of the file, where a person looked at what others made of it and decided nothing."""

    def on_mount(self) -> None:
        self.set_interval(_WATCH, self._look_at_file)

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
            if not self._put_sources_beside(path):
                return False
        else:
            expected = self.draft.stamp
        postmortem, text = self.draft.postmortem, self.draft.text(path)
        try:
            self.draft.stamp = save(path, text, expected)
        except ChangedOnDiskError:
            return await self._settle_conflict()
        except OutputError as error:
            self.notify(sentence(error), severity="error", markup=False, timeout=15)
            return False
        self._seen = None
        self._is_saved_to(path)
        self.draft.history.mark_saved(postmortem)
        self.keep()
        self.refresh_standing()
        self.say(f"saved to {path}")
        return True

    def _put_sources_beside(self, path: str) -> bool:
        """Keeps a pasted report in a file beside the postmortem's; whether that is done, or needless."""
        if isinstance(self.request, FromFiles) or not self.draft.material.documents:
            return True
        from pmtool.editing.beside import put_beside

        material = self.draft.material
        try:
            documents, after = put_beside(path, material.documents, self.draft.postmortem)
        except OutputError as error:
            self.notify(sentence(error), severity="error", markup=False, timeout=15)
            return False
        self.draft.material = replace(material, documents=documents)
        self.writing.do(after, "keep the report", self.at)
        names = ", ".join(document.name for document in documents)
        self.notify(f"The report is kept beside it, in {names}.", markup=False, timeout=8)
        return True

    def _is_saved_to(self, path: str) -> None:
        if path != self.draft.path:
            self.draft.path, self.draft.written = path, None
            self._claim()
        remember(os.path.abspath(path), self.draft.postmortem.title)

    def _proposed(self) -> str:
        """A name for the postmortem's file: beside the report it was made from."""
        report = next(iter(self.request.paths), "") if isinstance(self.request, FromFiles) else ""
        folder, name = os.path.split(report) if report else ("", "postmortem")
        stem = os.path.splitext(name)[0]
        return os.path.join(folder, f"{stem}-postmortem.md" if report else "postmortem.md")

    # -- others who write

    def _look_at_file(self) -> None:
        path, stamp = self.draft.path, self.draft.stamp
        seen = self._seen or stamp
        if path and stamp and seen and not self._is_asking and changed(path, seen):
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
        self._seen = _stamp(path)
        if answer is None:  # decided nothing: the next save asks again
            return False
        self.draft.stamp = self._seen
        if answer == "reload":
            self._reload(path)
            return True
        self.say("yours is kept; saving will replace what is on the disk")
        return False

    def _reload(self, path: str) -> None:
        """Takes what is on the disk; undo brings back what was here."""
        from pmtool.editing.opening import open_files

        try:
            opened = open_files([path], max_bytes=self.manner.max_bytes)
        except PmtoolError as error:
            self.notify(sentence(error), severity="error", markup=False, timeout=15)
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
