"""Replies that jobs brought back, paid for and kept until the reports that asked are done. A file of SQLite's."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from pmtool.engines.llm.jobs.deferring import Replied
from pmtool.errors import OutputError
from pmtool.source.sanitize import on_one_line

_TABLE = "CREATE TABLE IF NOT EXISTS replies (key TEXT PRIMARY KEY, status INTEGER NOT NULL, body BLOB NOT NULL)"


class Replies:
    """The replies in the file at `path`, made where there is none. Raises OutputError wherever that can't be used."""

    def __init__(self, path: str) -> None:
        self._path = path
        with self._usable():
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
            self._db = sqlite3.connect(path, isolation_level=None)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute(_TABLE)

    def close(self) -> None:
        self._db.close()

    def get(self, key: str) -> Replied | None:
        """The reply to a request."""
        with self._usable():
            row = self._db.execute("SELECT status, body FROM replies WHERE key = ?", (key,)).fetchone()
        return Replied(*row) if row else None

    def put(self, replies: Iterable[tuple[str, Replied]]) -> None:
        """Keeps replies; the same again does no harm."""
        rows = [(key, replied.status, replied.body) for key, replied in replies]
        with self._usable(), self._db:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany("INSERT OR REPLACE INTO replies VALUES (?, ?, ?)", rows)

    def forget_failures(self) -> None:
        """Has what failed for good be asked anew."""
        with self._usable():
            self._db.execute("DELETE FROM replies WHERE status >= 400")

    def forget_all(self) -> None:
        """Lets go of what nobody will ask for again."""
        with self._usable():
            self._db.execute("DELETE FROM replies")
            self._db.execute("VACUUM")

    @contextmanager
    def _usable(self) -> Iterator[None]:
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            raise OutputError(
                f"{on_one_line(self._path)} can't be used: {error}", "See that the disk has room, and run it again."
            ) from error
