"""The postmortems of a folder, looked at one after the other: at all of them in passing, then closely, worst first."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from pmtool import formats
from pmtool.editing.keeping.review import FILE
from pmtool.errors import PmtoolError
from pmtool.pipeline import triage
from pmtool.pipeline.folder import files
from pmtool.pipeline.triage import Triage
from pmtool.source.sanitize import on_one_line


@dataclass(frozen=True, slots=True)
class How:
    """How files are read, and held against the time."""

    max_bytes: int
    timezone: str | None = None
    """Of times in sources that name none."""
    date: dt.date | None = None
    """The day sources are about, where they name none."""
    today: dt.date | None = None
    """For due dates."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one look gave, and how far it has come."""

    doing: Literal["reading", "checking"]
    done: int
    total: int
    others: int
    """Files so far that are no postmortems."""
    entry: Triage | None = None


def steps(folder: str, how: How) -> Iterator[Step]:
    """Looks at all postmortems of a folder, cheaply at first. Raises InputError where the folder can't be read."""
    lying = files(folder, but=(FILE,))
    others, found = lying.others, list[Triage]()
    yield Step("reading", 0, len(lying.incidents), others)
    for number, names in enumerate(lying.incidents, 1):
        entry = glance(folder, names, how)
        if entry:
            found.append(entry)
        else:
            others += len(names)
        yield Step("reading", number, len(lying.incidents), others, entry)
    found.sort(key=lambda entry: entry.key)
    for number, entry in enumerate(found, 1):
        yield Step("checking", number, len(found), others, entry if entry.is_checked else look(folder, entry.name, how))


def glance(folder: str, names: tuple[str, ...], how: How) -> Triage | None:
    """What the postmortem of an incident tells of itself; null where none of its files is one."""
    from pmtool.source.decode import decode
    from pmtool.source.reader import read_bytes

    for name in names:
        try:
            text = decode(read_bytes(os.path.join(folder, name), max_bytes=how.max_bytes), on_one_line(name))
            if formats.is_canonical(text):
                format = formats.of_suffix(os.path.splitext(name)[1]) or formats.recognise(text)
                return triage.first_look(name, format.module.read(text).postmortem)
        except PmtoolError as error:
            return triage.broken(name, str(error))
    return None


def look(folder: str, name: str, how: How) -> Triage:
    """What the validator says of a postmortem, with the sources that lie beside it."""
    from pmtool.editing.accounts import accounts
    from pmtool.editing.opening import open_files
    from pmtool.editing.review import Material, record
    from pmtool.engines import offline
    from pmtool.pipeline.opening import flaws
    from pmtool.temporal import build_ledger
    from pmtool.validator import check

    try:
        opened = open_files([os.path.join(folder, name)], max_bytes=how.max_bytes)
        documents = opened.documents
        ledgers = build_ledger(documents, timezone=how.timezone, date=how.date) if documents else {}
    except PmtoolError as error:
        return triage.broken(name, str(error))
    if not opened.postmortem or not opened.written:
        return triage.broken(name, "it is no postmortem of pmtool any more")
    postmortem = opened.postmortem
    if documents:
        postmortem = replace(postmortem, coverage=accounts(postmortem, documents).recounted(postmortem))
    seen = record(postmortem, Material(documents, ledgers), how.today)
    findings = check(replace(seen, problems=flaws(opened.written.reading))).findings
    if documents:
        findings = triage.beside(
            findings, triage.contradictions(offline.structure(documents, ledgers), documents, ledgers)
        )
    return triage.close_look(name, postmortem, findings)
