"""The draft under way, kept in a folder of its own: its state in one file, the sources' texts beside it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from contextlib import suppress
from threading import Lock as ThreadLock
from typing import NamedTuple

from pmtool import locks
from pmtool.editing.keeping.folder import now, private_folder, read_object, state_folder, write_private
from pmtool.editing.keeping.state import DraftState, plain_state
from pmtool.errors import KeepingError
from pmtool.model import Document
from pmtool.reasons import reason, remedy
from pmtool.source.sanitize import on_one_line

DRAFTS, STATE, LOCK, SOURCES = "drafts", "draft.json", "lock", "sources"


class Holder(NamedTuple):
    """The process that has a file open."""

    pid: int
    since: str
    """UTC: `2026-03-01T14:05:00+00:00`."""


def drafts_folder() -> str:
    """Where the drafts are, each in a folder that bears its id."""
    return os.path.join(state_folder(), DRAFTS)


class KeptDraft:
    """The one that writes a draft's folder, as long as it has the draft open."""

    def __init__(self, id: str | None = None, held: locks.Lock | None = None) -> None:
        """A new draft, of which nothing is written yet; `restore` gives one that goes on with a kept one."""
        self.id = id or os.urandom(8).hex()
        self._lock = held
        self._claimed: str | None = None
        self._noted: DraftState | None = None
        self._written: DraftState | None = None
        self._texts: dict[Document, str] = {}
        self._writing = ThreadLock()
        self._is_over = False

    @property
    def folder(self) -> str:
        """Where the draft is kept."""
        return os.path.join(drafts_folder(), self.id)

    def claim(self, path: str | None) -> Holder | None:
        """Tells others that this draft has the postmortem's file `path` open (null for none yet), and who else has it.

        Raises KeepingError; a draft can go on without.
        """
        self._claimed = os.path.realpath(path) if path is not None else None
        with self._writing:
            try:
                self._establish()
                self._tell()
            except OSError as error:
                raise _not_kept(error) from error
        return _holder(self._claimed, self.id) if self._claimed is not None else None

    def note(self, state: DraftState) -> None:
        """Takes the newest state, to be written next. Does no I/O."""
        self._noted = state

    def write(self) -> bool:
        """Brings the newest state noted to the disk, from whichever thread; whether there was anything new.

        Raises KeepingError; the state stays noted, and what was kept before stays kept.
        """
        with self._writing:
            state = self._noted
            if state is None or state is self._written or self._is_over:
                return False
            try:
                self._put(state)
            except OSError as error:
                raise _not_kept(error) from error
            self._written = state
            return True

    def finish(self) -> None:
        """Ends the draft: all is saved, or to be thrown away, and nothing stays behind."""
        with self._writing:
            self._is_over = True
            remove(self.folder, self._lock)

    def release(self) -> None:
        """Lets go of the draft, which the next start finds as it was written last."""
        with self._writing:
            self._is_over = True
            if self._lock:
                self._lock.release()

    def _put(self, state: DraftState) -> None:
        self._establish()
        texts = [self._text(document) for document in state.documents]
        data = json.dumps(plain_state(state, texts, now()), ensure_ascii=False, separators=(",", ":"))
        write_private(os.path.join(self.folder, STATE), [data.encode("utf-8", "surrogatepass")])

    def _establish(self) -> None:
        """Makes the folder and takes its lock; anew, where someone tidied up."""
        if self._lock and os.path.isdir(self.folder):
            return
        self._texts.clear()
        private_folder(DRAFTS, self.id)
        if self._lock:
            self._lock.release()
        self._lock = locks.take(os.path.join(self.folder, LOCK))
        self._tell()

    def _tell(self) -> None:
        if self._lock:
            told = {"pid": os.getpid(), "since": now(), "path": self._claimed}
            self._lock.tell(json.dumps(told).encode())

    def _text(self, document: Document) -> str:
        """The name of the file with a document's text, written once."""
        if document not in self._texts:
            data = document.text.encode("utf-8", "surrogatepass")
            name = hashlib.sha256(data).hexdigest() + ".txt"
            write_private(os.path.join(private_folder(DRAFTS, self.id, SOURCES), name), [data])
            self._texts[document] = name
        return self._texts[document]


def remove(folder: str, held: locks.Lock | None) -> None:
    """Removes a draft's folder, whose lock is held: the state first, so that no half of it is found again."""
    with suppress(OSError):
        os.unlink(os.path.join(folder, STATE))
    if held:
        held.release()  # Windows removes no file that is open
    shutil.rmtree(folder, ignore_errors=True)


def _holder(path: str, but: str) -> Holder | None:
    """The process that has a file open in another draft than that of the id `but`."""
    with suppress(OSError):
        for name in os.listdir(drafts_folder()):
            file = os.path.join(drafts_folder(), name, LOCK)
            with suppress(OSError, ValueError, KeyError, TypeError):
                told = read_object(file)
                if name != but and told["path"] == path and locks.is_held(file):
                    return Holder(int(told["pid"]), str(told["since"]))
    return None


def _not_kept(error: OSError) -> KeepingError:
    return KeepingError(
        f"this draft can't be kept in {on_one_line(drafts_folder())}: {reason(error)}",
        f"{remedy(error)}, or save often.",
    )
