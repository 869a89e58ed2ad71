"""What a run's manifest and files tell the archive: its entries, as they stand now."""

from __future__ import annotations

import json
import os
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping

from pmtool import formats
from pmtool.archive import likeness
from pmtool.archive.entry import Entry, Unconverted
from pmtool.batch import storing
from pmtool.batch.manifest import rows
from pmtool.batch.manifest.manifest import converted, copies, failures
from pmtool.errors import InputError
from pmtool.model import Postmortem


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
        yield Entry(
            name=row["name"],
            postmortem=_postmortem(out, row),
            triage=rows.triage_of(told),
            findings=rows.findings_of(told),
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
    groups = likeness.alike((row["name"], tuple(json.loads(row["told"])["sketch"])) for row in converted(out))
    return {name: tuple(other for other in group if other != name) for group in groups for name in group}


def _postmortem(out: str, row: sqlite3.Row) -> Postmortem:
    """From the Markdown where a person changed that, since it is what people edit; else from the JSON."""
    name = row["name"]
    path = storing.markdown_path(out, name)
    if storing.sha256_of(path) in (row["markdown_sha256"], None):
        path = storing.json_path(out, name)
    try:
        with open(path, encoding="utf-8-sig") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{os.path.relpath(path)} can't be read", "Restore it, or remove it and run it again."
        ) from error
    return formats.load(text, "markdown" if path.endswith(".md") else "json")
