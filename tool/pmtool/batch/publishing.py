"""The archive's tables and pages: made of what is converted by now, unless they are that already."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from contextlib import closing, suppress
from typing import NamedTuple

from pmtool import __version__
from pmtool.archive import building, parquet
from pmtool.batch import storing
from pmtool.batch.events import Building, Hear
from pmtool.batch.manifest.manifest import Hashes, Manifest, converted, copies, failures
from pmtool.batch.results import Contents, note_likenesses, standing
from pmtool.errors import InputError
from pmtool.formats import dump

PARQUET = "archive.parquet"
_TELL_EVERY = 100
"""Incidents."""
_BUILT = "built"
"""The note that tells what the tables and pages were made of."""


def build(out: str, manifest: Manifest, hear: Hear) -> None:
    """Makes the archive's tables and pages, unless they are those of just these postmortems already.

    A postmortem that can't be read is listed among what is not converted. Raises OutputError.
    """
    _follow_people(out, manifest)
    fingerprint = _fingerprint(out)
    has_all = all(os.path.exists(os.path.join(out, file)) for file in building.FILES)
    if has_all and manifest.noted(_BUILT) == fingerprint:
        return
    note_likenesses(out, manifest)
    total = manifest.counts()["done"]

    def passed(done: int) -> None:
        if done % _TELL_EVERY == 0 or done == total:
            hear(Building(building.DATABASE, done, total))

    contents = Contents(out)
    building.build(out, contents.entries(), contents.unconverted(), passed)
    manifest.note(_BUILT, fingerprint)


def _follow_people(out: str, manifest: Manifest) -> None:
    """Where a person changed one file of a postmortem, has the other one say the same. One that can't be read is left
    alone, as are two that were both changed."""
    for row in converted(out, "name, markdown_sha256, json_sha256"):
        json_path, markdown_path = storing.paths(out, row["name"])
        is_json_theirs = storing.is_changed(json_path, row["json_sha256"])
        is_markdown_theirs = storing.is_changed(markdown_path, row["markdown_sha256"])
        if is_json_theirs != is_markdown_theirs:
            with suppress(InputError):
                postmortem = standing(out, row).reading.postmortem
                if is_markdown_theirs:
                    manifest.rewrote(row["name"], Hashes(json=storing.rewrite(json_path, dump(postmortem, "json"))))
                else:
                    markdown = storing.rewrite(markdown_path, dump(postmortem, "markdown"))
                    manifest.rewrote(row["name"], Hashes(markdown=markdown))


class Need(NamedTuple):
    """How many of an archive's postmortems need a person most."""

    with_errors: int
    """Those in which the validator finds errors."""
    alike: int
    """Those that tell of an incident that another one tells, too."""
    unconverted: int
    """What is in none of the tables but that of what it lacks: reports that failed, postmortems that can't be read."""
    all: int


def need(out: str) -> Need:
    """As the archive's tables have it."""
    with closing(sqlite3.connect(os.path.join(out, building.DATABASE))) as db:
        [alike] = db.execute("SELECT count(DISTINCT incident) FROM alike").fetchone()
        [unconverted] = db.execute("SELECT count(*) FROM unconverted").fetchone()
        [errors, all] = db.execute("SELECT count(*) FILTER (WHERE errors > 0), count(*) FROM incidents").fetchone()
    return Need(errors, alike, unconverted, all)


def build_parquet(out: str) -> None:
    """Makes the tables anew as Parquet files. Raises OutputError, and UsageError where the extra is missing."""
    parquet.write(os.path.join(out, PARQUET), os.path.join(out, building.DATABASE))


def _fingerprint(out: str) -> str:
    """Of all that tables and pages are made of; of postmortems, when they were written and how long they are."""
    seen = hashlib.sha256(__version__.encode())
    for row in converted(out):
        stamps = [_stamp(path) for path in storing.paths(out, row["name"])]
        seen.update(repr((row["name"], row["pieces"], row["told"], stamps)).encode())
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
