"""The archive's tables and pages: made of what is converted by now, unless they are that already."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from contextlib import closing
from typing import NamedTuple

from pmtool import __version__
from pmtool.archive import building, parquet
from pmtool.batch import storing
from pmtool.batch.events import Building, Hear
from pmtool.batch.manifest.manifest import Manifest, converted, copies, failures
from pmtool.batch.results import entries, note_likenesses, unconverted

PARQUET = "archive.parquet"
_TELL_EVERY = 100
"""Incidents."""
_BUILT = "built"
"""The note that tells what the tables and pages were made of."""


def build(out: str, manifest: Manifest, hear: Hear) -> None:
    """Makes the archive's tables and pages, unless they are those of just these postmortems already.

    Raises OutputError, and InputError where a postmortem can't be read.
    """
    fingerprint = _fingerprint(out)
    has_all = all(os.path.exists(os.path.join(out, file)) for file in building.FILES)
    if has_all and manifest.noted(_BUILT) == fingerprint:
        return
    note_likenesses(out, manifest)
    total = manifest.counts()["done"]

    def passed(done: int) -> None:
        if done % _TELL_EVERY == 0 or done == total:
            hear(Building(building.DATABASE, done, total))

    building.build(out, entries(out), unconverted(out), passed)
    manifest.note(_BUILT, fingerprint)


class Need(NamedTuple):
    """How many of an archive's postmortems need a person most."""

    with_errors: int
    """Those in which the validator finds errors."""
    alike: int
    """Those that tell of an incident that another one tells, too."""
    all: int


def need(out: str) -> Need:
    """As the archive's tables have it."""
    with closing(sqlite3.connect(os.path.join(out, building.DATABASE))) as db:
        [alike] = db.execute("SELECT count(DISTINCT incident) FROM alike").fetchone()
        [errors, all] = db.execute("SELECT count(*) FILTER (WHERE errors > 0), count(*) FROM incidents").fetchone()
    return Need(errors, alike, all)


def build_parquet(out: str) -> None:
    """Makes the tables anew as Parquet files. Raises OutputError, and UsageError where the extra is missing."""
    parquet.write(os.path.join(out, PARQUET), os.path.join(out, building.DATABASE))


def _fingerprint(out: str) -> str:
    """Of all that tables and pages are made of; of postmortems, when they were written and how long they are."""
    seen = hashlib.sha256(__version__.encode())
    for row in converted(out):
        paths = (storing.json_path(out, row["name"]), storing.markdown_path(out, row["name"]))
        seen.update(repr((row["name"], row["pieces"], row["told"], [_stamp(path) for path in paths])).encode())
    for row in failures(out):
        seen.update(repr((row["input"], row["fault"], row["attempts"], row["state"])).encode())
    for copy in copies(out):
        seen.update(repr(tuple(copy)).encode())
    return seen.hexdigest()


def _stamp(path: str) -> tuple[int, int] | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
