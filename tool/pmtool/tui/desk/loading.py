"""Opening and structuring, in a thread: the desk can be used meanwhile."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen

from pmtool.editing.accounts import accounts
from pmtool.editing.opening import Opened as Opened_
from pmtool.editing.opening import open_files, open_text
from pmtool.editing.review import Material
from pmtool.errors import PmtoolError
from pmtool.model import Document, Postmortem
from pmtool.tui.desk.messages import MaterialReady, Opened, Refused, RulesReady
from pmtool.tui.desk.request import Beginning, FromFiles, FromText, Manner, Request


class Loading:
    """Reads what was asked for, and gets it ready to be worked on."""

    def __init__(self, screen: Screen[Any], manner: Manner) -> None:
        self._screen = screen
        self._manner = manner

    def begin(self, request: Request, *, is_all: bool = True) -> None:
        """Reads the files; the desk hears Opened, or Refused: fatal, if they are all that there is to work on."""
        self._screen.run_worker(lambda: self._open(request, is_all), thread=True, group="loading")

    def prepare(self, postmortem: Postmortem, documents: tuple[Document, ...]) -> None:
        """Finds the times of a postmortem's sources; the desk hears MaterialReady."""
        self._screen.run_worker(lambda: self._prepare(postmortem, documents), thread=True, group="loading")

    def structure(self, documents: tuple[Document, ...]) -> None:
        """Structures raw reports by rules; the desk hears RulesReady."""
        self._screen.run_worker(lambda: self._structure(documents), thread=True, group="loading")

    def _open(self, request: Request, is_all: bool) -> None:
        try:
            self._screen.post_message(Opened(self._beginning(request)))
        except PmtoolError as error:
            self._screen.post_message(Refused(error, is_fatal=is_all))

    def _beginning(self, request: Request) -> Beginning:
        if isinstance(request, FromFiles):
            return Beginning(open_files(request.paths, request.sources, max_bytes=self._manner.max_bytes))
        if isinstance(request, FromText):
            return Beginning(open_text(request.text, request.name))
        return self._restored(request.id)

    def _restored(self, id: str) -> Beginning:
        """The draft as it was kept; its file is read for how it is written, if it is still there."""
        from pmtool.editing.keeping.recovery import restore

        restored = restore(id)
        state, notes = restored.state, []
        written = None
        if state.path:
            try:
                written = open_files([state.path], max_bytes=self._manner.max_bytes).written
            except PmtoolError as error:
                notes.append(f"{error}. The draft is whole; saving writes the file anew.")
        if restored.lost:
            notes.append(f"The text of {', '.join(restored.lost)} is lost; evidence in it is only quoted.")
        opened = Opened_(state.documents, state.postmortem, state.path, written, state.stamp, tuple(notes))
        return Beginning(opened, restored.kept, state.cursor)

    def _prepare(self, postmortem: Postmortem, documents: tuple[Document, ...]) -> None:
        from pmtool.temporal import build_ledger

        how = self._manner.options
        try:
            ledgers = build_ledger(documents, timezone=how.timezone, date=how.date) if documents else {}
        except PmtoolError as error:
            self._screen.post_message(Refused(error))
            return
        known = accounts(postmortem, documents) if documents else None
        self._screen.post_message(MaterialReady(Material(documents, ledgers, known)))

    def _structure(self, documents: tuple[Document, ...]) -> None:
        from pmtool.pipeline.structure import structured_by_rules

        try:
            postmortem, ledgers = structured_by_rules(documents, self._manner.options)
        except PmtoolError as error:
            self._screen.post_message(Refused(error))
            return
        material = Material(documents, ledgers, accounts(postmortem, documents))
        self._screen.post_message(RulesReady(postmortem, material))
