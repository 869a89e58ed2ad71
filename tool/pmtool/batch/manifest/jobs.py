"""Jobs at a provider, as far as they have come: each step is noted before it is taken, so that none is taken twice."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

State = Literal["written", "uploading", "uploaded", "creating", "running", "collected", "given up"]
"""Its sheet is on the disk; is being uploaded; is there; the job is being started; runs; brought what it had; came to
nothing. What is in between two of them may have happened or not: one has to look."""
_OPEN = "('written', 'uploading', 'uploaded', 'creating', 'running')"
_UNFINISHED = (
    "SELECT 1 FROM reports WHERE (state IN ('waiting', 'failed', 'quarantined') AND pieces <> '[]') "
    "OR (state = 'done' AND json_array_length(told, '$.from_rules') > 0) LIMIT 1"
)
_TABLES = """
CREATE TABLE IF NOT EXISTS jobs (
    number INTEGER PRIMARY KEY,
    server TEXT NOT NULL,                           -- a hash of its address
    state TEXT NOT NULL,
    sheet TEXT NOT NULL,                            -- name of its file on this disk and at the provider
    requests INTEGER NOT NULL,
    input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL,  -- estimated
    file TEXT, job TEXT                             -- the provider's ids
);
CREATE TABLE IF NOT EXISTS job_requests (
    key TEXT PRIMARY KEY,                           -- a hash of what is asked
    job INTEGER REFERENCES jobs (number),           -- null while it is in none
    tries INTEGER NOT NULL DEFAULT 0                -- jobs that did not answer it
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS job_requests_by_job ON job_requests (job);
"""


@dataclass(frozen=True, slots=True)
class Posted:
    """A job that is not over."""

    number: int
    state: State
    sheet: str
    requests: int
    input_tokens: int
    output_tokens: int
    file: str | None
    job: str | None


class Jobs:
    """The jobs of one server in a manifest."""

    def __init__(self, db: sqlite3.Connection, server: str) -> None:
        """`server` is anything that tells servers apart and holds no secret."""
        self._db, self._server = db, server
        db.execute("PRAGMA synchronous = FULL")  # what was paid for is to survive a power cut, too
        db.executescript(_TABLES)

    def open(self) -> list[Posted]:
        """Those that are not over, in the order in which they were made."""
        found = self._db.execute(
            "SELECT number, state, sheet, requests, input_tokens, output_tokens, file, job FROM jobs "
            f"WHERE server = ? AND state IN {_OPEN} ORDER BY number",
            (self._server,),
        )
        return [Posted(*row) for row in found]

    def sheets(self) -> set[str]:
        """Names of all sheets that are still needed, other servers' too."""
        return {row[0] for row in self._db.execute(f"SELECT sheet FROM jobs WHERE state IN {_OPEN}")}

    def job_of(self, key: str) -> int | None:
        """The number of the job that a request is in."""
        row = self._db.execute("SELECT job FROM job_requests WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def add(self, sheet: str, keys: Iterable[str], *, input_tokens: int, output_tokens: int) -> int:
        """Notes a sheet that stands on the disk: from here on its requests are in a job, whose number this returns."""
        with self._at_once():
            found = self._db.execute(
                "INSERT INTO jobs (server, state, sheet, requests, input_tokens, output_tokens) "
                "VALUES (?, 'written', ?, 0, ?, ?)",
                (self._server, os.path.basename(sheet), input_tokens, output_tokens),
            )
            number = int(found.lastrowid or 0)
            self._db.executemany(
                "INSERT INTO job_requests (key, job) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET job = excluded.job",
                ((key, number) for key in keys),
            )
            self._db.execute(
                "UPDATE jobs SET requests = (SELECT count(*) FROM job_requests WHERE job = number) WHERE number = ?",
                (number,),
            )
        return number

    def step(self, number: int, state: State, *, file: str | None = None, job: str | None = None) -> None:
        """Notes how far a job has come, and the provider's ids as they get known."""
        self._db.execute(
            "UPDATE jobs SET state = ?, file = coalesce(?, file), job = coalesce(?, job) WHERE number = ?",
            (state, file, job, number),
        )

    def keys(self, number: int) -> Iterator[str]:
        """The requests in a job."""
        return (row[0] for row in self._db.execute("SELECT key FROM job_requests WHERE job = ?", (number,)))

    def tries(self, key: str) -> int:
        """How many jobs did not answer a request."""
        row = self._db.execute("SELECT tries FROM job_requests WHERE key = ?", (key,)).fetchone()
        return row[0] if row else 0

    def end(self, number: int, state: State, settled: Iterable[str] = (), *, counts: bool = True) -> None:
        """Notes that a job is over: of its requests, those that are not settled may go into another one.

        `counts` tells whether that was one of their tries.
        """
        with self._at_once():
            self._db.executemany("DELETE FROM job_requests WHERE key = ?", ((key,) for key in settled))
            self._db.execute(
                "UPDATE job_requests SET job = NULL, tries = tries + ? WHERE job = ?", (int(counts), number)
            )
            self.step(number, state)

    def forget_tries(self) -> None:
        """Has every request that is in no job begin anew."""
        self._db.execute("DELETE FROM job_requests WHERE job IS NULL")

    def may_be_asked_for(self) -> bool:
        """Whether there is a report that may still need replies that came: it waits, failed, or lacks a part."""
        return self._db.execute(_UNFINISHED).fetchone() is not None

    @contextmanager
    def _at_once(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")


def under_way(db: sqlite3.Connection) -> tuple[int, int]:
    """How many jobs of an archive, of whatever server, are not over, and how many requests are in them."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'jobs'").fetchone():
        return 0, 0
    found = db.execute(f"SELECT count(*), coalesce(sum(requests), 0) FROM jobs WHERE state IN {_OPEN}").fetchone()
    return tuple(found)
