"""The manifest as a run uses it: plans against it, takes from it what waits, and notes what became of it."""

from __future__ import annotations

import datetime as dt
import json
import os
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from types import TracebackType
from typing import NamedTuple

from pmtool.batch.manifest import database, rows
from pmtool.batch.outcome import Outcome
from pmtool.batch.recipe import Recipe
from pmtool.batch.report import Report

_AT_A_TIME = 100
"""Rows read at a time: a queue of ten thousand takes no more memory than one of a hundred."""


class Waiting(NamedTuple):
    """A report that is to be converted."""

    name: str
    report: Report


@dataclass(frozen=True, slots=True)
class Hashes:
    """SHA-256 of a postmortem's files as they were written."""

    json: str | None = None
    markdown: str | None = None


class Manifest:
    """An archive's manifest, open. Use it as a context manager; one process at a time may write."""

    def __init__(self, out: str) -> None:
        self._out = out
        self.db = database.opened(out)
        self.run = 0
        """The number of the run that is under way."""

    def __enter__(self) -> Manifest:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Raises OutputError where the block ended since the database could not be written."""
        self.db.close()
        if isinstance(error, sqlite3.Error):
            raise database.failure(error, self._out) from error

    def begin(self, recipe: str) -> None:
        """Notes that a run begins; `recipe` tells in words how it converts."""
        found = self.db.execute("INSERT INTO runs (recipe, began) VALUES (?, ?)", (recipe, _now()))
        self.run = int(found.lastrowid or 0)

    def end(self, how: str) -> None:
        """Notes how the run ended."""
        self.db.execute("UPDATE runs SET ended = ?, how = ? WHERE number = ?", (_now(), how, self.run))

    def counts(self) -> Counter[str]:
        """How many reports are in each state."""
        return Counter(dict(self.db.execute("SELECT state, count(*) FROM reports GROUP BY state").fetchall()))

    def waiting(self) -> Iterator[Waiting]:
        """What waits, in the order of names, each once, whatever is noted meanwhile."""
        last = ""
        while True:
            found = self.db.execute(
                "SELECT name, stem, pieces FROM reports WHERE state = 'waiting' AND name > ? ORDER BY name LIMIT ?",
                (last, _AT_A_TIME),
            ).fetchall()
            if not found:
                return
            yield from (Waiting(row["name"], rows.report_of(row)) for row in found)
            last = found[-1]["name"]

    def coming(self, name: str, hashes: Hashes) -> None:
        """Notes what is about to be written: should the run end in between, it is known for its own, not a person's."""
        self.db.execute(
            "UPDATE reports SET coming = ? WHERE name = ?", (json.dumps([hashes.json, hashes.markdown]), name)
        )

    def rewrote(self, name: str, hashes: Hashes) -> None:
        """Notes files that were written once more; those that weren't have no hash."""
        self.db.execute(
            "UPDATE reports SET json_sha256 = coalesce(?, json_sha256), "
            "markdown_sha256 = coalesce(?, markdown_sha256) WHERE name = ?",
            (hashes.json, hashes.markdown, name),
        )

    def done(self, outcome: Outcome, content: str, recipe: Recipe, hashes: Hashes) -> None:
        """Notes a postmortem that was written."""
        assert outcome.made
        read_with = recipe.options
        self._note(
            outcome,
            "state = 'done', fault = NULL, recipe = ?, timezone = ?, date = ?, made_of = ?, json_sha256 = ?, "
            "markdown_sha256 = ?, coming = NULL, told = ?",
            (
                recipe.hash,
                read_with.timezone,
                read_with.date and read_with.date.isoformat(),
                content,
                hashes.json,
                hashes.markdown,
                rows.told_text(outcome.made),
            ),
        )

    def failed(self, outcome: Outcome, recipe: Recipe) -> None:
        """Notes a report that came to nothing; one that kills workers is left alone from now on."""
        assert outcome.fault
        state = "quarantined" if outcome.fault.kind == "worker" else "failed"
        self._note(outcome, "state = ?, fault = ?, recipe = ?", (state, rows.fault_text(outcome.fault), recipe.hash))

    def dropped(self, outcome: Outcome) -> None:
        """Notes an attempt after which the report still waits."""
        self._note(outcome, "state = 'waiting'", ())

    def noted(self, name: str) -> str | None:
        """What was noted under a name."""
        found = self.db.execute("SELECT value FROM notes WHERE name = ?", (name,)).fetchone()
        return str(found["value"]) if found else None

    def note(self, name: str, value: str) -> None:
        """Notes something about the whole archive."""
        self.db.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (name, value))

    def _note(self, outcome: Outcome, what: str, values: tuple[object, ...]) -> None:
        used = outcome.usage
        self.db.execute(
            f"UPDATE reports SET {what}, attempts = attempts + 1, calls = calls + ?, input_tokens = input_tokens + ?, "
            "cached_tokens = cached_tokens + ?, output_tokens = output_tokens + ?, cost = cost + ?, "
            "seconds = seconds + ? WHERE name = ?",
            (
                *values,
                used.calls,
                used.input_tokens,
                used.cached_tokens,
                used.output_tokens,
                used.cost,
                outcome.seconds,
                outcome.task.name,
            ),
        )


def converted(out: str, columns: str = "*") -> Iterator[sqlite3.Row]:
    """The rows of what was converted, in the order of names. Raises InputError where there is no manifest."""
    with closing(database.read_only(out)) as db:
        yield from db.execute(f"SELECT {columns} FROM reports WHERE state = 'done' ORDER BY name")


def failures(out: str) -> Iterator[sqlite3.Row]:
    """The rows of what came to nothing so far, in the order of names. Raises InputError where there is no manifest."""
    with closing(database.read_only(out)) as db:
        yield from db.execute("SELECT * FROM reports WHERE state IN ('failed', 'quarantined') ORDER BY name")


def copies(out: str) -> Iterator[tuple[str, str]]:
    """Names of reports, and the inputs that hold the same."""
    with closing(database.read_only(out)) as db:
        yield from db.execute("SELECT copy_of, input FROM reports WHERE state = 'copy' ORDER BY copy_of, input")


def noted(out: str, name: str) -> str | None:
    """What was noted of an archive under a name."""
    with closing(database.read_only(out)) as db:
        found = db.execute("SELECT value FROM notes WHERE name = ?", (name,)).fetchone()
    return str(found["value"]) if found else None


def last_recipe(out: str) -> str:
    """How an archive's last run converted, in words; empty where there was none. Raises InputError."""
    if not os.path.exists(os.path.join(out, database.FILE)):
        return ""
    with closing(database.read_only(out)) as db:
        found = db.execute("SELECT recipe FROM runs ORDER BY number DESC LIMIT 1").fetchone()
    return str(found["recipe"]) if found else ""


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
