"""What a run's manifest and files tell the archive: its entries, as they stand now."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pmtool import formats
from pmtool.archive import likeness
from pmtool.archive.entry import Entry, Unconverted
from pmtool.batch import storing
from pmtool.batch.converting import Seen, checked, seen_beside_sources
from pmtool.batch.manifest import rows
from pmtool.batch.manifest.manifest import Manifest, converted, copies, failures, noted
from pmtool.errors import InputError
from pmtool.formats.reading import Reading
from pmtool.model.case import Case
from pmtool.pipeline.beside import sources_beside
from pmtool.pipeline.folder import POSTMORTEMS
from pmtool.pipeline.opening import flaws
from pmtool.pipeline.structure import Options, structured_by_rules
from pmtool.source.decode import decode
from pmtool.source.reader import DEFAULT_MAX_BYTES, read_bytes

_ALIKE = "alike"
"""The note that holds who tells of the same incident: at ten thousand, finding that out takes longer than all else."""


class Contents:
    """What an archive holds by now."""

    def __init__(self, out: str) -> None:
        self._out = out
        self._unreadable: list[Unconverted] = []

    def entries(self) -> Iterator[Entry]:
        """The incidents in the order of their names, people's edits and all; those that can't be read are left out.

        Raises InputError where there is no archive.
        """
        same: dict[str, list[str]] = defaultdict(list)
        for name, input in copies(self._out):
            same[name].append(input)
        alike = likenesses(self._out)
        self._unreadable = []
        for row in converted(self._out):
            try:
                yield _entry(self._out, row, tuple(same.get(row["name"], ())), alike.get(row["name"], ()))
            except InputError as error:
                path = f"{POSTMORTEMS}/{row['name']}"
                remedy = "Mend the file, or remove it and run the batch to have it made anew."
                self._unreadable.append(
                    Unconverted(name=path, message=str(error), remedy=remedy, attempts=row["attempts"])
                )

    def unconverted(self) -> Iterator[Unconverted]:
        """The reports that came to nothing so far, and the postmortems that the last walk over the entries could not
        read. Raises InputError where there is no archive."""
        for row in failures(self._out):
            fault = rows.fault_of(row)
            assert fault
            yield Unconverted(
                name=row["input"],
                message=fault.message,
                remedy=fault.remedy,
                attempts=row["attempts"],
                is_quarantined=row["state"] == "quarantined",
            )
        yield from self._unreadable


def likenesses(out: str) -> Mapping[str, tuple[str, ...]]:
    """The names of incidents that others tell, too, each with the others' names."""
    told = json.loads(noted(out, _ALIKE) or "{}")
    groups = told["groups"] if told.get("of") == _said(out) else _alike(out)
    return {name: tuple(other for other in group if other != name) for group in groups for name in group}


def note_likenesses(out: str, manifest: Manifest) -> None:
    """Finds out who tells of the same incident, unless that is known of just these reports."""
    said = _said(out)
    if json.loads(manifest.noted(_ALIKE) or "{}").get("of") != said:
        manifest.note(_ALIKE, json.dumps({"of": said, "groups": _alike(out)}))


def _alike(out: str) -> list[tuple[str, ...]]:
    return likeness.alike((row["name"], tuple(json.loads(row["told"])["sketch"])) for row in converted(out))


def _said(out: str) -> str:
    """A hash of what the reports say that were converted."""
    seen = hashlib.sha256()
    for row in converted(out, "name, made_of"):
        seen.update(f"{row['name']} {row['made_of']}\n".encode())
    return seen.hexdigest()


def _entry(out: str, row: sqlite3.Row, same: tuple[str, ...], alike: tuple[str, ...]) -> Entry:
    """Raises InputError for a postmortem that can't be read."""
    told = json.loads(row["told"])
    stands = standing(out, row)
    seen = _seen_anew(stands, row) if stands.is_edited else Seen(rows.findings_of(told), rows.triage_of(told))
    return Entry(
        name=row["name"],
        postmortem=stands.reading.postmortem,
        triage=seen.triage,
        findings=seen.findings,
        inputs=tuple(piece.name for piece in rows.report_of(row).pieces),
        copies=same,
        alike=alike,
        from_rules=tuple(told["from_rules"]),
    )


class Standing(NamedTuple):
    """A postmortem as it stands in the archive."""

    path: str
    """Of the file that counts: where a person changed the Markdown it is that, since people edit it, else the JSON."""
    reading: Reading
    is_edited: bool
    """Whether a person changed it since it was made."""


def standing(out: str, row: sqlite3.Row) -> Standing:
    """The postmortem of a row. Raises InputError where it can't be read."""
    path = storing.markdown_path(out, row["name"])
    is_edited = storing.is_changed(path, row["markdown_sha256"])
    if not is_edited:
        path = storing.json_path(out, row["name"])
    name = f"{POSTMORTEMS}/{os.path.basename(path)}"
    text = decode(read_bytes(path, max_bytes=DEFAULT_MAX_BYTES), name)
    try:
        reading = formats.read(text, "markdown" if path.endswith(".md") else "json")
    except InputError as error:
        raise InputError(f"{name} can't be read: {error}", error.remedy) from error
    return Standing(path, reading, is_edited or storing.sha256(text) != row["json_sha256"])


def _seen_anew(stands: Standing, row: sqlite3.Row) -> Seen:
    """What the validator says of a postmortem that a person changed, with the sources that are at hand."""
    date = dt.date.fromisoformat(row["date"]) if row["date"] else None
    postmortem = stands.reading.postmortem
    documents = sources_beside(stands.path, postmortem.sources, DEFAULT_MAX_BYTES)
    case = Case((), {}, postmortem)
    if documents:
        rules, ledgers = structured_by_rules(documents, Options("offline", row["timezone"], date))
        case = Case(documents, ledgers, rules)
    findings = checked(postmortem, case, flaws(stands.reading))
    return seen_beside_sources(row["name"], postmortem, case, findings)
