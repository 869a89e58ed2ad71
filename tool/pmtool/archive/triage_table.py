"""triage.csv: what needs a person, the worst first, for a spreadsheet.

It begins with a byte-order mark, since without one Excel takes UTF-8 for the local code page; programs have archive.db
and archive.jsonl. No cell can become a formula, whatever a report holds: see `harmless`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from pmtool.archive.entry import Entry, Unconverted
from pmtool.archive.placing import put
from pmtool.patterns import Pattern
from pmtool.source.sanitize import on_one_line

COLUMNS = (
    *("state", "risk", "score", "title", "date", "errors", "warnings", "left_out", "reasons"),
    *("name", "file", "inputs", "copies", "alike", "attempts"),
)
_LONGEST = 2_000
"""Characters of a cell; a spreadsheet takes 32,767."""
_FORMULA = Pattern(r"""(^|[,;|"'])(\s*)(?=[=+\-@＝＋－＠])""")
Cell = str | int | float | None


def write(path: str, entries: Iterable[Entry], unconverted: Iterable[Unconverted]) -> None:
    """Writes the table. Raises OutputError; the old file stays then."""
    rows = sorted((entry.triage.key, _converted(entry)) for entry in entries)
    failed = sorted(map(_failed, unconverted))
    put(path, _encoded([COLUMNS, *failed, *(row for _, row in rows)]))


def harmless(words: str) -> str:
    """Text on one line that no spreadsheet computes.

    An apostrophe goes before `=`, `+`, `-` and `@` at the start, and wherever a reader that parts cells elsewhere than
    at commas, or takes quotes for text, would see a start.
    """
    shown = on_one_line(words)
    shown = shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"
    return _FORMULA.sub(r"\1\2'", shown)


def _encoded(rows: Iterable[tuple[Cell, ...]]) -> Iterator[bytes]:
    yield b"\xef\xbb\xbf"
    page = StringIO(newline="")
    writer = csv.writer(page, quoting=csv.QUOTE_NONNUMERIC)
    for row in rows:
        writer.writerow(["" if cell is None else harmless(cell) if isinstance(cell, str) else cell for cell in row])
        yield page.getvalue().encode("utf-8", "replace")
        page.seek(0)
        page.truncate()


def _converted(entry: Entry) -> tuple[Cell, ...]:
    triage = entry.triage
    return (
        *("converted", triage.risk, triage.score, triage.title, triage.date),
        *(triage.errors, triage.warnings, round(triage.left_out, 3), "; ".join(triage.reasons)),
        *(entry.name, triage.name, "; ".join(entry.inputs), "; ".join(entry.copies), "; ".join(entry.alike), None),
    )


def _failed(lost: Unconverted) -> tuple[Cell, ...]:
    state = "quarantined" if lost.is_quarantined else "failed"
    nothing = (None,) * 4
    return state, None, None, lost.name, *nothing, lost.told, None, None, lost.name, None, None, lost.attempts
