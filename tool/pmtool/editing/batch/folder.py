"""The postmortems of a folder, looked at one after the other: at all of them in passing, then closely, worst first."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from pmtool import formats
from pmtool.editing.keeping.review import FILE
from pmtool.errors import InputError, PmtoolError
from pmtool.pipeline import triage
from pmtool.pipeline.triage import Triage
from pmtool.reasons import reason, remedy
from pmtool.source.sanitize import on_one_line

_WITHIN = "postmortems"
"""Where a batch puts them, in its folder."""


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


@dataclass(frozen=True, slots=True)
class Files:
    """What lies in a folder; names are from the folder, with `/` between the parts."""

    incidents: tuple[tuple[str, ...], ...]
    """Files that may be postmortems; those of one stem are one incident, the format that people edit first."""
    others: int
    """How many other files there are."""


def files(folder: str) -> Files:
    """Finds the files of a batch's folder. Raises InputError where it can't be read."""
    within = _WITHIN if os.path.isdir(os.path.join(folder, _WITHIN)) else ""
    names = sorted(_plain_files(os.path.join(folder, within)))
    found: dict[str, list[str]] = {}
    for format in formats.FORMATS:
        for name in names:
            stem, suffix = os.path.splitext(name)
            if suffix.lower() in format.suffixes:
                found.setdefault(stem, []).append(f"{within}/{name}" if within else name)
    incidents = tuple(tuple(found[stem]) for stem in sorted(found))
    return Files(incidents, len(names) - sum(map(len, incidents)))


def steps(folder: str, how: How) -> Iterator[Step]:
    """Looks at all postmortems of a folder, cheaply at first. Raises InputError where the folder can't be read."""
    lying = files(folder)
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
    return triage.close_look(name, postmortem, check(replace(seen, problems=flaws(opened.written.reading))).findings)


def _plain_files(folder: str) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            yield from (entry.name for entry in entries if entry.is_file() and _counts(entry.name))
    except OSError as error:
        raise InputError(f"{on_one_line(folder)} can't be read: {reason(error)}", f"{remedy(error)}.") from error


def _counts(name: str) -> bool:
    return not name.startswith((".", FILE))
