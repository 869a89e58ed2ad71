"""Which files tell of one incident: those of a folder, those whose names begin alike, those that name its id."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from pmtool.batch.inputs.naming import stem_of, without_suffix
from pmtool.batch.report import Report
from pmtool.patterns import Pattern

GroupBy = Literal["folder", "prefix", "incident-id"]

_LAST_WORD = Pattern(r"(.*[^-_. ])[-_. ]+([^-_. ]+)$")
_OWN = Pattern(
    r"""(?<![A-Za-z0-9])(?<!\d[ ])(?:
      (INC|PIR|RCA|IR|PM|INCIDENT|POSTMORTEM|OUTAGE)[-_]\#?(\d[\d_-]*) | (INC)(\d{3,}) | (INCIDENT)[ ]\#(\d+)
    )(?![A-Za-z0-9]|:\d)""",
    re.I | re.X,
)
"""Ids of incidents and of reports on them; `3:15 PM-4:00 PM` is none."""
_LABELLED = Pattern(
    r"(?:incident|post-?mortem|report|case)[ ]?(?:id|number|no\.?|ref(?:erence)?)[ *_:]{1,6}#?"
    r"([A-Za-z]{0,10}[-_]?\d[\w-]{0,20})\b(?!:)",
    re.I,
)
_CAPITALS = Pattern(r"(?<![A-Za-z0-9-])([A-Z]{2,10})-(\d+(?:-\d+)*)(?![A-Za-z0-9])")
"""A tracker's ids, which only a file's name is searched for: in a text they may be anybody's."""
_DATED = Pattern(r"(?:.*\D)?\d{4}-\d\d-\d\d")
_NO_IDS = frozenset("UTF ISO SHA SEV RFC CVE TLS SSL HTTP UTC GMT CET PST EST PDT EDT MD AES IPV US EU AP".split())
"""What looks like an id's letters and is none."""
_HEAD = 2_000
"""Characters of a text in which its own id stands; later ones are those of others."""


@dataclass(frozen=True, slots=True)
class Told:
    """A report of one piece, with what groups go by."""

    report: Report
    incident_id: str
    """Empty where none is known."""
    alone: bool
    """Whether it is one of several incidents in a file, which have neither folder nor name of their own."""


def grouped(found: Iterable[Told], by: GroupBy) -> Iterator[Report]:
    """Reports joined where they tell of one incident, in the order of their first pieces."""
    told = list(found)
    keys = _keys(told, by)
    groups: dict[tuple[str, str], list[Report]] = {}
    for n, (each, key) in enumerate(zip(told, keys, strict=True)):
        groups.setdefault(key or ("", f"{n}"), []).append(each.report)
    for (_, name), reports in groups.items():
        pieces = tuple(piece for report in reports for piece in report.pieces)
        stem = reports[0].stem if len(reports) == 1 else stem_of(name)
        yield replace(reports[0], pieces=pieces, stem=stem)


def incident_id(name: str, text: str) -> str:
    """The id that a file's name holds, or else the head of its text, in capitals; empty where neither does."""
    in_name = (each.group() for each in _CAPITALS.finditer(name) if each[1] not in _NO_IDS)
    found = (*_ids(name), *in_name, *_ids(text[:_HEAD]))
    return next((id for id in found if not _DATED.fullmatch(id)), "")


def _ids(text: str) -> Iterator[str]:
    for found in _OWN.finditer(text):
        word, number = (part for part in found.groups() if part)
        yield f"{word}-{number.replace('_', '-').strip('-')}".upper()
    yield from (found[1].upper() for found in _LABELLED.finditer(text))


def _keys(told: list[Told], by: GroupBy) -> list[tuple[str, str] | None]:
    """For each report the place and name of its group; None where it stands for itself."""
    if by == "incident-id":
        return [("id", each.incident_id) if each.incident_id else None for each in told]
    places = [os.path.split(each.report.pieces[0].path) for each in told]
    if by == "folder":
        return [
            None if each.alone else (folder, os.path.basename(os.path.abspath(folder)))
            for each, (folder, _) in zip(told, places, strict=True)
        ]
    names = [(folder, without_suffix(name)) for folder, name in places]
    prefixes = [(folder, _prefix(name)) for folder, name in names]
    known = {prefix for prefix, name in zip(prefixes, names, strict=True) if prefix != name}
    keys = [name if name in known else prefix for name, prefix in zip(names, prefixes, strict=True)]
    return [None if each.alone else key for each, key in zip(told, keys, strict=True)]


def _prefix(name: str) -> str:
    """A name without its last word: `2024-03-12-db-chat` is of `2024-03-12-db`. A word with a digit in it is part of
    what the incident is called, as in `2024-03-12` or `INC-7`."""
    found = _LAST_WORD.match(name)
    return found[1] if found and not any(char.isdigit() for char in found[2]) else name
