"""All that an archive holds beside its postmortems, made in one walk over them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace

from pmtool.archive import lines, tables, triage_table
from pmtool.archive.entry import Entry, Unconverted
from pmtool.archive.figures.collecting import Walk
from pmtool.archive.page.writing import write_page, write_timeline
from pmtool.archive.placing import telling
from pmtool.files import replacing
from pmtool.model import Postmortem
from pmtool.pipeline.folder import POSTMORTEMS

DATABASE, LINES, TABLE, PAGE = "archive.db", "archive.jsonl", "triage.csv", "index.html"
FILES = (DATABASE, LINES, TABLE, PAGE)
_NOTHING = Postmortem()


def build(out: str, entries: Iterable[Entry], unconverted: Iterable[Unconverted], hear: Callable[[int], None]) -> None:
    """Makes the tables, the page and the pictures of an archive anew; `hear` is told how many incidents are done.

    The same entries give the same bytes. Each entry is let go once it is passed; what is unconverted is asked for after
    that. Raises OutputError; a file that could not be made stays as it was.
    """
    lost: list[Unconverted] = []
    walk = Walk()
    listed: list[Entry] = []

    def failing() -> Iterator[Unconverted]:
        for one in unconverted:
            lost.append(one)
            yield one

    def passing() -> Iterator[Entry]:
        path = os.path.join(out, LINES)
        with telling(path), replacing(path) as file:
            for number, entry in enumerate(entries, 1):
                file.write(lines.line(entry))
                walk.add(entry)
                listed.append(replace(entry, postmortem=_NOTHING, findings=()))  # as much as the table tells
                _picture(out, entry)
                hear(number)
                yield entry

    tables.write(os.path.join(out, DATABASE), passing(), failing())
    triage_table.write(os.path.join(out, TABLE), listed, lost)
    page = os.path.join(out, PAGE)
    with telling(page):
        write_page(page, walk.figures(lost))


def picture_path(out: str, name: str) -> str:
    """Where the picture of an incident's timeline is."""
    return os.path.join(out, POSTMORTEMS, f"{name}.svg")


def _picture(out: str, entry: Entry) -> None:
    path = picture_path(out, entry.name)
    with telling(path):
        if not write_timeline(path, entry):
            with suppress(FileNotFoundError):
                os.unlink(path)  # of an earlier state
