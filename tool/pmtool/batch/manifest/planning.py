"""What a run has to do: each report that is found, held against what is known of it."""

from __future__ import annotations

import json
import os
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Literal

from pmtool.batch import storing
from pmtool.batch.events import Failed, Found, Hear, Planned
from pmtool.batch.manifest import rows
from pmtool.batch.manifest.manifest import Manifest
from pmtool.batch.outcome import Fault, Usage
from pmtool.batch.report import Report, Unreadable

Verdict = Literal["waiting", "unchanged", "copy", "edited", "failed", "quarantined"]
"""What is to become of a report: it is converted; nothing, for one of the other reasons. `edited` is one that changed,
but so did a person its postmortem; `failed` and `quarantined` are those that did so before and say the same now."""
_TELL_EVERY = 100
"""Reports found."""


def plan(manifest: Manifest, out: str, recipe: str, found: Iterable[Report | Unreadable], hear: Hear) -> Planned:
    """Holds what was found against what is known; `recipe` is the hash of the way of converting."""
    verdicts: Counter[str] = Counter()
    edited: list[str] = []
    with _planner(manifest, out, recipe) as planner:
        for number, report in enumerate(found, 1):
            if isinstance(report, Unreadable):
                fault = Fault("input", report.message, report.remedy)
                name = planner.unreadable(report, fault)
                verdicts["unreadable"] += 1
                hear(Failed(name, report.name, fault, attempts=1, is_tried_again=False, usage=Usage()))
            else:
                verdict = planner.take(report)
                verdicts[verdict] += 1
                if verdict == "edited":
                    edited.append(report.name)
            if number % _TELL_EVERY == 0:
                hear(Found(number))
    return Planned(
        waiting=manifest.counts()["waiting"],
        unchanged=verdicts["unchanged"],
        copies=verdicts["copy"],
        failed_before=verdicts["failed"] + verdicts["quarantined"],
        edited=tuple(edited),
        unreadable=verdicts["unreadable"],
    )


class Planner:
    """Takes the reports of one run, in their order. Use it as `with _planner(...) as planner`."""

    def __init__(self, manifest: Manifest, out: str, recipe: str) -> None:
        self._db, self._run, self._out, self._recipe = manifest.db, manifest.run, out, recipe
        self._taken = {row["name"].casefold() for row in self._db.execute("SELECT name FROM reports")}
        self._numbers: Counter[str] = Counter()
        self._db.execute("CREATE TEMP TABLE seen (path TEXT PRIMARY KEY)")

    def take(self, report: Report) -> Verdict:
        """Notes a report that was found."""
        self._db.executemany("INSERT OR IGNORE INTO seen VALUES (?)", [(_shown(p.path),) for p in report.pieces])
        known = self._known(report)
        if known and known["pieces"] == "[]":  # it could not be read before
            self._db.execute("DELETE FROM reports WHERE name = ?", (known["name"],))
            known = None
        if known is None and (same := self._of_same_content(report)):
            if not self._has_moved(same):
                self._insert(report, "copy", rows.origin(report), report.name, same["name"])
                return "copy"
            known = same
        if known is None:
            self._insert(report, "waiting", rows.origin(report), report.name)
            return "waiting"
        return self._again(known, report)

    def unreadable(self, found: Unreadable, fault: Fault) -> str:
        """Notes a file that could not be read; the name under which it is known. What was made of it before stays."""
        where = rows.origin_of_file(found.path)
        known = self._row("origin = ?", where)
        name = known["name"] if known else self._insert(Report((), "unreadable"), "failed", where, found.name)
        self._db.execute(
            "UPDATE reports SET state = iif(state = 'done', state, 'failed'), run = ?, fault = ?, "
            "attempts = attempts + 1 WHERE name = ?",
            (self._run, rows.fault_text(fault), name),
        )
        return str(name)

    def close(self) -> None:
        """Settles what only shows once all was found: incidents that left their files, copies without an original."""
        for row in self._left_behind():
            if self._is_edited(row):
                continue
            storing.remove(self._out, row["name"], len(rows.report_of(row).pieces))
            self._db.execute("UPDATE reports SET state = 'gone' WHERE name = ?", (row["name"],))
        orphans = self._db.execute(
            "SELECT c.name, c.content FROM reports c JOIN reports o ON o.name = c.copy_of "
            "WHERE c.state = 'copy' AND (o.state = 'gone' OR o.content <> c.content "
            "AND NOT (o.state = 'done' AND o.made_of = c.content)) ORDER BY c.name"
        ).fetchall()
        heirs: dict[str, str] = {}
        for row in orphans:
            heir = heirs.setdefault(row["content"], row["name"])
            state, original = ("waiting", None) if heir == row["name"] else ("copy", heir)
            self._db.execute("UPDATE reports SET state = ?, copy_of = ? WHERE name = ?", (state, original, row["name"]))
        self._db.execute("DROP TABLE seen")

    def _known(self, report: Report) -> sqlite3.Row | None:
        """What is known of the same report; of an incident in a file of several also where its words have changed."""
        row = self._row("origin = ?", rows.origin(report))
        if row or not any(piece.number for piece in report.pieces):
            return row
        same_file = self._db.execute(
            "SELECT * FROM reports WHERE stem = ? AND run < ? AND state <> 'gone' ORDER BY name",
            (report.stem, self._run),
        )
        paths = [os.path.abspath(piece.path) for piece in report.pieces]
        return next((row for row in same_file if [p.path for p in rows.report_of(row).pieces] == paths), None)

    def _of_same_content(self, report: Report) -> sqlite3.Row | None:
        return self._row("content = ? AND state NOT IN ('copy', 'gone')", report.content)

    def _row(self, where: str, value: str) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._db.execute(f"SELECT * FROM reports WHERE {where} LIMIT 1", (value,)).fetchone()
        return row

    def _has_moved(self, row: sqlite3.Row) -> bool:
        """Whether a report that says the same is no longer where it was."""
        return row["run"] < self._run and not all(os.path.exists(p.path) for p in rows.report_of(row).pieces)

    def _again(self, row: sqlite3.Row, report: Report) -> Verdict:
        verdict = self._verdict(row, report)
        kept = row["state"] if verdict in ("unchanged", "edited") else verdict
        self._db.execute(
            "UPDATE reports SET origin = ?, pieces = ?, input = ?, stem = ?, content = ?, run = ?, state = ?, "
            "copy_of = iif(? = 'copy', copy_of, NULL) WHERE name = ?",
            (
                rows.origin(report),
                rows.pieces_text(report),
                report.name,
                report.stem,
                report.content,
                self._run,
                kept,
                kept,
                row["name"],
            ),
        )
        return verdict

    def _verdict(self, row: sqlite3.Row, report: Report) -> Verdict:
        state, is_same = row["state"], row["content"] == report.content
        if state == "copy" and is_same:
            return "copy"
        if is_same and row["recipe"] == self._recipe and state in ("failed", "quarantined"):
            return "failed" if state == "failed" else "quarantined"
        if row["made_of"] is None or state not in ("done", "failed", "quarantined"):
            return "waiting"
        if self._is_edited(row):
            return "unchanged" if row["made_of"] == report.content else "edited"
        fresh = row["made_of"] == report.content and row["recipe"] == self._recipe
        is_there = all(os.path.exists(path) for path in storing.paths(self._out, row["name"]))
        return "unchanged" if state == "done" and fresh and is_there else "waiting"

    def _is_edited(self, row: sqlite3.Row) -> bool:
        """Whether a person changed what was written of a report."""
        ours = (row["json_sha256"], row["markdown_sha256"], *json.loads(row["coming"] or "[]"))
        return any(storing.is_changed(path, *ours) for path in storing.paths(self._out, row["name"]))

    def _left_behind(self) -> list[sqlite3.Row]:
        """Rows that this run came not upon, although it looked into all of their files."""
        old = self._db.execute(
            "SELECT name, stem, pieces, json_sha256, markdown_sha256, coming FROM reports "
            "WHERE run < ? AND state <> 'gone' ORDER BY name",
            (self._run,),
        )
        return [row for row in old if (pieces := rows.report_of(row).pieces) and all(self._saw(p.path) for p in pieces)]

    def _saw(self, path: str) -> bool:
        return self._db.execute("SELECT 1 FROM seen WHERE path = ?", (_shown(path),)).fetchone() is not None

    def _insert(self, report: Report, state: str, origin: str, input: str, copy_of: str | None = None) -> str:
        name = self._unused(report.stem)
        self._db.execute(
            "INSERT INTO reports (name, origin, pieces, input, stem, content, state, copy_of, run) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                name,
                origin,
                rows.pieces_text(report),
                input,
                report.stem,
                report.content,
                state,
                copy_of,
                self._run,
            ),
        )
        return name

    def _unused(self, stem: str) -> str:
        name, number = stem, self._numbers[stem.casefold()]
        while name.casefold() in self._taken:
            number += 1
            name = f"{stem}-{number + 1}"
        self._numbers[stem.casefold()] = number
        self._taken.add(name.casefold())
        return name


def retry_failed(manifest: Manifest) -> int:
    """Has all that failed, or that rules had to help out with, wait anew; how many these are."""
    found = manifest.db.execute(
        "UPDATE reports SET state = 'waiting' WHERE (state IN ('failed', 'quarantined') AND pieces <> '[]') "
        "OR (state = 'done' AND json_array_length(told, '$.from_rules') > 0)"
    )
    return found.rowcount


@contextmanager
def _planner(manifest: Manifest, out: str, recipe: str) -> Iterator[Planner]:
    """A planner whose notes count once the block ends well."""
    manifest.db.execute("BEGIN IMMEDIATE")
    try:
        planner = Planner(manifest, out, recipe)
        yield planner
        planner.close()
    except BaseException:
        if manifest.db.in_transaction:  # a full disk has ended it already
            manifest.db.execute("ROLLBACK")
        raise
    manifest.db.execute("COMMIT")


def _shown(path: str) -> str:
    """A path as a text that SQLite takes, whatever bytes it is made of."""
    return json.dumps(os.path.abspath(path))
