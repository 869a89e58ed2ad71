"""The manifest's file: its tables, and opening it."""

from __future__ import annotations

import os
import sqlite3
from urllib.parse import quote

from pmtool.errors import InputError, OutputError
from pmtool.source.sanitize import on_one_line

FILE = "manifest.db"
_VERSION = 1
"""Of the tables."""
_PATIENCE_S = 5.0
_TABLES = """
CREATE TABLE reports (
    name TEXT NOT NULL PRIMARY KEY COLLATE NOCASE,  -- of its files in the archive
    stem TEXT NOT NULL,                             -- what it wanted to be called
    input TEXT NOT NULL,                            -- as people know it
    origin TEXT NOT NULL UNIQUE,                    -- which files, which part of them (JSON)
    pieces TEXT NOT NULL,                           -- what it is read from (JSON)
    content TEXT NOT NULL,                          -- a hash of what that holds
    state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'failed', 'quarantined', 'copy', 'gone')),
    copy_of TEXT REFERENCES reports (name),
    run INTEGER NOT NULL,                           -- the last one that came upon it
    attempts INTEGER NOT NULL DEFAULT 0,
    fault TEXT,                                     -- why nothing was made (JSON)
    recipe TEXT,                                    -- a hash of how it was tried last
    timezone TEXT, date TEXT,                       -- what its sources were read with
    made_of TEXT,                                   -- the content that it was made of
    json_sha256 TEXT, markdown_sha256 TEXT,         -- of the files as they were written
    coming TEXT,                                    -- hashes of files about to be written (JSON)
    told TEXT,                                      -- triage, findings, sketch, parts from rules (JSON)
    calls INTEGER NOT NULL DEFAULT 0, input_tokens INTEGER NOT NULL DEFAULT 0,
    cached_tokens INTEGER NOT NULL DEFAULT 0, output_tokens INTEGER NOT NULL DEFAULT 0,
    cost REAL NOT NULL DEFAULT 0, seconds REAL NOT NULL DEFAULT 0
);
CREATE INDEX reports_by_content ON reports (content);
CREATE INDEX reports_by_state ON reports (state, name);
CREATE INDEX reports_by_copy ON reports (copy_of);
CREATE TABLE runs (
    number INTEGER PRIMARY KEY,
    recipe TEXT NOT NULL,
    began TEXT NOT NULL,
    ended TEXT,
    how TEXT                                        -- how it ended: done, interrupted, capped, stopped
);
CREATE TABLE notes (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


def opened(out: str) -> sqlite3.Connection:
    """The manifest of an archive, made where there is none. Raises OutputError where it can't be used."""
    path = os.path.join(out, FILE)
    try:
        db = _connected(path)
        if _version(db) == 0:
            db.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {_VERSION}; COMMIT;")
        _require_version(db, path)
    except sqlite3.Error as error:
        raise failure(error, out) from error
    return db


def read_only(out: str) -> sqlite3.Connection:
    """The manifest of an archive that is there. Raises InputError where there is none."""
    path = os.path.join(out, FILE)
    if not os.path.isfile(path):
        raise InputError(
            f"{on_one_line(out)} is no archive of pmtool: it has no {FILE}", "Name the folder that pmtool batch wrote."
        )
    try:
        db = _seen(path)
        _require_version(db, path)
    except (sqlite3.Error, OutputError) as error:
        raise InputError(f"{on_one_line(path)} can't be read: {error}", "Check that it is a batch's.") from error
    return db


def failure(error: sqlite3.Error, out: str) -> OutputError:
    """The error of a manifest that can't be used any more."""
    path = on_one_line(os.path.join(out, FILE))
    return OutputError(f"{path} can't be used: {error}", "See that the disk has room, and run it again.")


def _seen(path: str) -> sqlite3.Connection:
    """A manifest to look into, also on a disk that can only be read: nobody can be writing there."""
    place = "file:" + quote(os.fsencode(os.path.abspath(path)))
    db = _rows(f"{place}?mode=rw")
    try:
        _version(db)
    except sqlite3.OperationalError:
        db.close()
        db = _rows(f"{place}?immutable=1")
    return db


def _connected(path: str) -> sqlite3.Connection:
    db = _rows("file:" + quote(os.fsencode(os.path.abspath(path))))
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    return db


def _rows(uri: str) -> sqlite3.Connection:
    db = sqlite3.connect(uri, timeout=_PATIENCE_S, isolation_level=None, uri=True)
    db.row_factory = sqlite3.Row
    return db


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _require_version(db: sqlite3.Connection, path: str) -> None:
    version = _version(db)
    if version != _VERSION:
        db.close()
        raise OutputError(
            f"{on_one_line(path)} was made by another version of pmtool (its tables are of version {version})",
            "Use that version, or another folder.",
        )
