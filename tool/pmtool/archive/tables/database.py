"""Writes archive.db, anew each time: beside the old one, which it replaces in one step."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import chain
from pathlib import Path

from pmtool.archive.entry import Entry, Unconverted
from pmtool.archive.placing import place
from pmtool.archive.tables.rows import Cell, Row, Rows, unconverted_rows
from pmtool.errors import OutputError

_VERSION = 1
"""Of the tables; the database's `user_version`."""
_BLOCK = 2_000
"""Rows that are held before they are written."""
_CACHE_KIB = 8_000
_BESIDE = ("-journal", "-wal", "-shm")


def write(path: str, entries: Iterable[Entry], unconverted: Iterable[Unconverted]) -> None:
    """Writes the database; the same entries in the same order (that of their names) give the same bytes.

    Each entry is let go once its rows are written. Raises OutputError; the old file stays then.
    """
    _ask_for_full_text()
    with place(path) as partial:
        with closing(sqlite3.connect(partial, isolation_level=None)) as database:
            _build(database, entries, unconverted)
        for ending in _BESIDE:  # of the old file: SQLite would take them for the new one's
            Path(path + ending).unlink(missing_ok=True)


def _ask_for_full_text() -> None:
    with closing(sqlite3.connect(":memory:")) as database:
        try:
            database.execute("CREATE VIRTUAL TABLE asked USING fts5 (text)")
        except sqlite3.OperationalError as error:
            raise OutputError(
                "the SQLite of this Python has no full-text search (FTS5), which archive.db needs",
                "Use a Python whose SQLite has it, such as those of python.org or uv.",
            ) from error


def _build(database: sqlite3.Connection, entries: Iterable[Entry], unconverted: Iterable[Unconverted]) -> None:
    for setting in (  # there is nothing to roll back to: a file that is not done is thrown away
        "journal_mode = OFF",
        "synchronous = OFF",
        "locking_mode = EXCLUSIVE",
        f"cache_size = -{_CACHE_KIB}",
        f"user_version = {_VERSION}",
    ):
        database.execute(f"PRAGMA {setting}")
    database.execute("BEGIN")
    _run(database, "schema.sql")
    rows = Rows()
    _fill(database, chain(chain.from_iterable(map(rows.of, entries)), unconverted_rows(unconverted)))
    _run(database, "finish.sql")
    database.execute("COMMIT")


def _run(database: sqlite3.Connection, name: str) -> None:
    """Runs a file's statements one by one: `executescript` would end the transaction."""
    for statement in _statements(Path(__file__).with_name(name).read_text(encoding="utf-8")):
        database.execute(statement)


def _statements(script: str) -> Iterator[str]:
    begun = ""
    for line in script.splitlines(keepends=True):
        begun += line
        if sqlite3.complete_statement(begun):
            yield begun.strip()
            begun = ""


def _fill(database: sqlite3.Connection, rows: Iterable[Row]) -> None:
    blocks: defaultdict[str, list[tuple[Cell, ...]]] = defaultdict(list)
    for number, (table, cells) in enumerate(rows, 1):
        blocks[table].append(cells)
        if number % _BLOCK == 0:
            _insert(database, blocks)
    _insert(database, blocks)


def _insert(database: sqlite3.Connection, blocks: dict[str, list[tuple[Cell, ...]]]) -> None:
    for table, cells in blocks.items():
        marks = ", ".join("?" * len(cells[0]))
        database.executemany(f"INSERT INTO {table} VALUES ({marks})", cells)
    blocks.clear()
