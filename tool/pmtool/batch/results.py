"""What a run's manifest and files tell the archive: its entries, as they stand now."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import NamedTuple

from pmtool import __version__, formats
from pmtool.archive import building, likeness, parquet
from pmtool.archive.entry import Entry, Unconverted
from pmtool.batch import storing
from pmtool.batch.converting import Seen, seen_by_validator
from pmtool.batch.events import Building, Hear
from pmtool.batch.manifest import rows
from pmtool.batch.manifest.manifest import Manifest, converted, copies, failures
from pmtool.errors import InputError
from pmtool.model import Postmortem
from pmtool.model.case import Case
from pmtool.pipeline.beside import sources_beside
from pmtool.pipeline.structure import Options, structured_by_rules
from pmtool.source.reader import DEFAULT_MAX_BYTES
from pmtool.source.sanitize import on_one_line

PARQUET = "archive.parquet"
_TELL_EVERY = 100
"""Incidents."""
_BUILT = "built"
"""The note that tells what the tables and pages were made of."""


def entries(out: str) -> Iterator[Entry]:
    """An archive's incidents in the order of their names, people's edits and all.

    Raises InputError where there is no archive, or a postmortem of it can't be read.
    """
    same: dict[str, list[str]] = defaultdict(list)
    for name, input in copies(out):
        same[name].append(input)
    alike = likenesses(out)
    for row in converted(out):
        told = json.loads(row["told"])
        stands = _standing(out, row)
        seen = _seen_anew(stands, row) if stands.is_edited else Seen(rows.findings_of(told), rows.triage_of(told))
        yield Entry(
            name=row["name"],
            postmortem=stands.postmortem,
            triage=seen.triage,
            findings=seen.findings,
            inputs=tuple(piece.name for piece in rows.report_of(row).pieces),
            copies=tuple(same.get(row["name"], ())),
            alike=alike.get(row["name"], ()),
            from_rules=tuple(told["from_rules"]),
        )


def unconverted(out: str) -> Iterator[Unconverted]:
    """An archive's reports that came to nothing so far. Raises InputError where there is no archive."""
    for row in failures(out):
        fault = rows.fault_of(row)
        assert fault
        yield Unconverted(
            name=row["input"],
            message=fault.message,
            remedy=fault.remedy,
            attempts=row["attempts"],
            is_quarantined=row["state"] == "quarantined",
        )


def build(out: str, manifest: Manifest, hear: Hear) -> None:
    """Makes the archive's tables and pages, unless they are those of just these postmortems already.

    Raises OutputError, and InputError where a postmortem can't be read.
    """
    fingerprint = _fingerprint(out)
    has_all = all(os.path.exists(os.path.join(out, file)) for file in building.FILES)
    if has_all and manifest.noted(_BUILT) == fingerprint:
        return
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
    all: int


def need(out: str) -> Need:
    """As the archive's tables have it."""
    with closing(sqlite3.connect(os.path.join(out, building.DATABASE))) as db:
        return Need(*db.execute("SELECT count(*) FILTER (WHERE errors > 0), count(*) FROM incidents").fetchone())


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


def likenesses(out: str) -> Mapping[str, tuple[str, ...]]:
    """The names of incidents that others tell, too, each with the others' names."""
    groups = likeness.alike((row["name"], tuple(json.loads(row["told"])["sketch"])) for row in converted(out))
    return {name: tuple(other for other in group if other != name) for group in groups for name in group}


class _Standing(NamedTuple):
    """A postmortem as it stands in the archive."""

    path: str
    postmortem: Postmortem
    is_edited: bool
    """Whether a person changed it since it was made."""


def _standing(out: str, row: sqlite3.Row) -> _Standing:
    """From the Markdown where a person changed that, since it is what people edit; else from the JSON."""
    name = row["name"]
    path = storing.markdown_path(out, name)
    is_edited = storing.sha256_of(path) not in (row["markdown_sha256"], None)
    if not is_edited:
        path = storing.json_path(out, name)
    try:
        with open(path, encoding="utf-8-sig") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{on_one_line(path)} can't be read", "Restore it; or remove it, and run the batch."
        ) from error
    is_edited = is_edited or storing.sha256(text) != row["json_sha256"]
    return _Standing(path, formats.load(text, "markdown" if path.endswith(".md") else "json"), is_edited)


def _seen_anew(standing: _Standing, row: sqlite3.Row) -> Seen:
    """What the validator says of a postmortem that a person changed."""
    date = dt.date.fromisoformat(row["date"]) if row["date"] else None
    documents = sources_beside(standing.path, standing.postmortem.sources, DEFAULT_MAX_BYTES)
    rules, ledgers = structured_by_rules(documents, Options("offline", row["timezone"], date))
    return seen_by_validator(row["name"], standing.postmortem, Case(documents, ledgers, rules))
