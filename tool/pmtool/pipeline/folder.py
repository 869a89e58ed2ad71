"""The files of a folder of postmortems, be it an archive's."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

from pmtool import formats
from pmtool.errors import InputError
from pmtool.reasons import reason, remedy
from pmtool.source.sanitize import on_one_line

POSTMORTEMS = "postmortems"
"""Where an archive has them, in its folder."""


@dataclass(frozen=True, slots=True)
class Files:
    """What lies in a folder; names are from the folder, with `/` between the parts."""

    incidents: tuple[tuple[str, ...], ...]
    """Files that may be postmortems; those of one stem are one incident, the format that people edit first."""
    others: int
    """How many other files there are."""


def files(folder: str, but: tuple[str, ...] = ()) -> Files:
    """Finds the files of a folder, but hidden ones and those whose names begin with one of `but`.

    Raises InputError where it can't be read.
    """
    within = POSTMORTEMS if os.path.isdir(os.path.join(folder, POSTMORTEMS)) else ""
    names = sorted(name for name in _plain_files(os.path.join(folder, within)) if not name.startswith((".", *but)))
    found: dict[str, list[str]] = {}
    for format in formats.FORMATS:
        for name in names:
            stem, suffix = os.path.splitext(name)
            if suffix.lower() in format.suffixes:
                found.setdefault(stem, []).append(f"{within}/{name}" if within else name)
    incidents = tuple(tuple(found[stem]) for stem in sorted(found))
    return Files(incidents, len(names) - sum(map(len, incidents)))


def _plain_files(folder: str) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            yield from (entry.name for entry in entries if entry.is_file())
    except OSError as error:
        raise InputError(f"{on_one_line(folder)} can't be read: {reason(error)}", f"{remedy(error)}.") from error
