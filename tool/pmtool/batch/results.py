"""What a run's manifest and files tell the archive: its entries, as they stand now."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pmtool import formats
from pmtool.archive import likeness
from pmtool.archive.entry import Entry, Unconverted
from pmtool.batch import storing
from pmtool.batch.converting import Seen, seen_by_validator
from pmtool.batch.manifest import rows
from pmtool.batch.manifest.manifest import Manifest, converted, copies, failures, noted
from pmtool.errors import InputError
from pmtool.model import Postmortem
from pmtool.model.case import Case
from pmtool.pipeline.beside import sources_beside
from pmtool.pipeline.structure import Options, structured_by_rules
from pmtool.source.reader import DEFAULT_MAX_BYTES
from pmtool.source.sanitize import on_one_line

_ALIKE = "alike"
"""The note that holds who tells of the same incident: at ten thousand, finding that out takes longer than all else."""


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
