"""archive.db holds what the postmortems hold, whatever that is, and is put in place whole or not at all."""

from __future__ import annotations

import datetime as dt
import errno
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive_incidents import START, entry, incident, lost, many
from conftest import ROOT
from pmtool import Claim, Event, Evidence, Instant
from pmtool.archive import tables
from pmtool.archive.entry import Entry
from pmtool.archive.themes import themes
from pmtool.errors import OutputError
from pmtool.model.finding import Finding
from pmtool.model.walk import statements
from records import SAMPLE, anything, hostile

SEEN = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '*_fts*' AND name NOT GLOB 'sqlite_*'"


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "archive.db")


def rows(path: str, sql: str, *cells: object) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(sql, cells).fetchall()


def written(path: str, *entries: Entry) -> str:
    tables.write(path, entries, [])
    return path


def assert_sound(path: str) -> None:
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
    assert rows(path, "PRAGMA foreign_key_check") == []
    assert rows(path, "PRAGMA journal_mode") == [("delete",)]
    assert os.listdir(os.path.dirname(path)) == ["archive.db"]


def test_every_statement_is_there_with_its_quotes(path: str) -> None:
    written(path, entry(SAMPLE))
    found = rows(path, "SELECT path, field, text, quotes FROM statements ORDER BY id")
    assert found == [(s.path, s.field, s.text, len(s.evidence)) for s in statements(SAMPLE)]
    for table, field in (
        ("events", "timeline"),
        ("action_items", "action_items"),
        ("status_updates", "status_updates"),
    ):
        told = rows(path, f"SELECT id, text FROM {table} ORDER BY number")
        assert told == rows(path, "SELECT id, text FROM statements WHERE field = ? ORDER BY id", field)
    quotes = rows(
        path, "SELECT path, quote, source, start, stop FROM cited JOIN statements ON statements.id = statement"
    )
    assert quotes == [(s.path, e.quote, "report.txt", e.start, e.end) for s in statements(SAMPLE) for e in s.evidence]
    assert_sound(path)


def test_an_incident_is_a_row(path: str) -> None:
    written(path, entry(SAMPLE, "checkout", copies=("copy.txt",)))
    columns = "name, title, organization, severity, date, quarter, started, started_utc, minutes_to_detect, engine"
    assert rows(path, f"SELECT {columns} FROM incidents") == [
        (
            *("checkout", "Checkout unavailable", "Harbour Books", "SEV2", "2026-03-01", "2026-Q1"),
            *("2026-03-01T14:05:00+00:00", "2026-03-01T14:05:00Z", 7.0, "offline"),
        )
    ]
    assert rows(path, "SELECT service FROM services ORDER BY 1") == [("Basket | API",), ("Checkout",)]
    assert rows(path, "SELECT name, is_copy FROM inputs") == [("checkout.txt", 0), ("copy.txt", 1)]
    assert rows(path, "SELECT text, sources.name FROM left_out JOIN sources ON sources.id = source") == [
        ("Call the “office”.", "report.txt")
    ]


def test_times_are_told_as_written_and_in_utc(path: str) -> None:
    east = Instant(at="2026-03-01T00:30+05:30", as_written="half past midnight", precision="minute", approximate=True)
    events = (Event(at=east, text="One"), Event(at=Instant(at="2026-03-01", precision="day"), text="Two"))
    written(path, entry(incident(start=None, timeline=(*events, Event(at=None, text="Three")))))
    assert rows(path, "SELECT at, at_utc, as_written, approximate FROM events ORDER BY number") == [
        ("2026-03-01T00:30:00+05:30", "2026-02-28T19:00:00Z", "half past midnight", 1),
        ("2026-03-01", None, "", 0),
        (None, None, None, None),
    ]
    assert rows(path, "SELECT date, quarter FROM incidents") == [("2026-03-01", "2026-Q1")]


def test_quotes_that_stand_nowhere_back_nothing(path: str) -> None:
    missing = Evidence(source="R7", start=0, end=3, quote="abc", status="missing")
    written(path, entry(incident(summary=Claim(text="So they say.", evidence=(missing,)))))
    assert rows(path, "SELECT text FROM unbacked") == [("So they say.",)]
    assert rows(path, "SELECT quote, source FROM evidence") == [("abc", None)]
    assert_sound(path)


def test_findings_lead_to_their_statements(path: str) -> None:
    places = {
        "/timeline/1/at": "/timeline/1",
        "/root_cause": "/root_cause",
        "/root_cause/text": "/root_cause",
        "": None,
    }
    findings = tuple(Finding(code="PM101", severity="error", message="m", path=p) for p in (*places, "/timeline/99"))
    written(path, replace(entry(SAMPLE), findings=findings))
    sql = "SELECT findings.path, statements.path FROM findings LEFT JOIN statements ON statements.id = statement"
    assert rows(path, sql) == [*places.items(), ("/timeline/99", None)]


def test_names_that_differ_in_case_are_one_service(path: str) -> None:
    written(path, entry(incident(services=("Search", "search", "Ärger", "ärger"))))
    assert rows(path, "SELECT service FROM services") == [("Search",), ("Ärger",), ("ärger",)]


def test_the_same_incident_twice(path: str) -> None:
    written(path, entry(incident(), "a", alike=("b",)), entry(incident(), "b", alike=("a",)))
    assert rows(path, "SELECT incidents.name, other FROM alike JOIN incidents ON id = incident") == [
        ("a", "b"),
        ("b", "a"),
    ]
    assert_sound(path)


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("The certificate had expired.", "Expired certificates, again.", {"certificat expir"}),
        ("A pool of connections ran dry.", "The connection pool was small", {"connect pool"}),
        ("The root cause was a typo.", "The root cause is unknown.", set()),
        ("Disk. Full.", "The disk was full.", set()),
        ("", "–", set()),
    ],
)
def test_themes_are_shared_whatever_order_and_endings(one: str, other: str, shared: set[str]) -> None:
    assert themes(one).keys() & themes(other).keys() == shared


def test_only_what_recurs_is_a_theme(path: str) -> None:
    causes = ("The certificate had expired.", "An expired certificate on the router.", "A fuse burned through.")
    written(path, *(entry(incident(root_cause=Claim(text=text)), str(n)) for n, text in enumerate(causes)))
    assert rows(path, "SELECT name, incidents FROM themes") == [("certificate expired", 2)]
    assert rows(path, "SELECT incident, field FROM claim_themes") == [(1, "root_cause"), (2, "root_cause")]


def test_the_same_entries_give_the_same_bytes(tmp_path: Path) -> None:
    found = set()
    for seed in ("1", "2"):
        script = f"""
import sys; sys.path.insert(0, {str(ROOT / "tests")!r})
from archive_incidents import lost, many
from pmtool.archive import parquet, tables, triage_table
tables.write("archive.db", many(60), [lost()])
triage_table.write("triage.csv", many(60), [lost()])
parquet.write("archive.parquet", "archive.db")
"""
        folder = tmp_path / seed
        folder.mkdir()
        environment = os.environ | {"PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", script], cwd=folder, env=environment, check=True, timeout=60)
        files = sorted(file for file in folder.rglob("*") if file.is_file())
        assert len(files) == 2 + len(rows(str(folder / "archive.db"), SEEN))
        found.add(tuple(file.read_bytes() for file in files))
    assert len(found) == 1


HOSTILE = "'; DROP TABLE incidents; --\x00\x1b[31m\ud800\u202e=cmd|' /C calc'!A0"


def test_hostile_text_is_only_text(path: str) -> None:
    made = incident(
        HOSTILE, summary=Claim(text=HOSTILE), services=(HOSTILE,), start=START - dt.timedelta(days=365 * 2000)
    )
    written(path, entry(made), entry(incident("x" * 2_000_000), "b"))
    ((title, text),) = rows(path, "SELECT title, text FROM incidents JOIN statements ON incident = incidents.id")
    assert title == text
    assert len(title) == len(HOSTILE)
    assert "DROP TABLE" in title
    assert not set(title) & set("\x00\x1b\ud800\u202e")
    assert rows(path, "SELECT length(title) FROM incidents") == [(len(HOSTILE),), (2_000_000,)]
    assert_sound(path)


@settings(max_examples=12)
@given(st.lists(st.one_of(anything, hostile.map(incident)), max_size=3))
def test_any_postmortem_has_its_rows(tmp_path_factory: pytest.TempPathFactory, made: Sequence[object]) -> None:
    path = str(tmp_path_factory.mktemp("any") / "archive.db")
    written(path, *(entry(postmortem, str(number)) for number, postmortem in enumerate(made)))
    assert rows(path, "SELECT count(*) FROM statements") == [(sum(1 for p in made for _ in statements(p)),)]
    assert_sound(path)


def failing(count: int) -> Iterator[Entry]:
    yield from many(count)
    raise KeyboardInterrupt


def test_what_is_stopped_leaves_the_old_file(path: str) -> None:
    written(path, entry(SAMPLE))
    before = Path(path).read_bytes()
    with pytest.raises(KeyboardInterrupt):
        tables.write(path, failing(30), [])
    assert Path(path).read_bytes() == before
    assert_sound(path)


FULL_DISK = """
import resource, sys; sys.path.insert(0, {tests!r})
from archive_incidents import many
from pmtool.archive import tables, triage_table
from pmtool.errors import OutputError
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
for write in (lambda: tables.write("archive.db", many(200), []), lambda: triage_table.write("archive.db", many(900), [])):
    try:
        write()
    except OutputError as error:
        print(error, "|", error.remedy)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="has no limits for files")
def test_a_disk_that_takes_no_more_leaves_the_old_file(path: str) -> None:
    written(path, entry(SAMPLE))
    before = Path(path).read_bytes()
    script = FULL_DISK.format(tests=str(ROOT / "tests"))
    folder = os.path.dirname(path)
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stderr == ""
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == ["can't write archive.db"] * 2
    assert Path(path).read_bytes() == before
    assert_sound(path)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (sqlite3.SQLITE_FULL, "the disk is full"),
        (sqlite3.SQLITE_READONLY, "the disk can only be read"),
        (sqlite3.SQLITE_IOERR, os.strerror(errno.EIO).lower()),
    ],
)
def test_what_sqlite_says_of_the_disk_is_told(path: str, monkeypatch: pytest.MonkeyPatch, code: int, told: str) -> None:
    def fail(*_: object) -> None:
        error = sqlite3.OperationalError("trouble")
        error.sqlite_errorcode = code | 1 << 8
        raise error

    monkeypatch.setattr("pmtool.archive.tables.database._build", fail)
    with pytest.raises(OutputError, match=f"can't write .*archive.db: {told}") as caught:
        tables.write(path, [], [])
    assert caught.value.remedy
    assert os.listdir(os.path.dirname(path)) == []


def test_a_folder_that_is_not_there(path: str) -> None:
    with pytest.raises(OutputError, match="there is no such folder"):
        tables.write(path + "/x/archive.db", [], [])


def test_a_sqlite_without_full_text(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = sqlite3.connect

    class Poor(sqlite3.Connection):
        def execute(self, sql: str, *more: object) -> sqlite3.Cursor:
            if "fts5" in sql:
                raise sqlite3.OperationalError("no such module: fts5")
            return super().execute(sql, *more)

    monkeypatch.setattr(sqlite3, "connect", lambda *a, **k: connect(*a, factory=Poor, **k))
    with pytest.raises(OutputError, match="no full-text search"):
        tables.write(path, [], [])
    assert os.listdir(os.path.dirname(path)) == []


def test_what_is_left_of_an_old_one_is_not_taken_for_the_new_ones(path: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        old.execute("PRAGMA journal_mode = WAL")
        old.execute("CREATE TABLE mine (x)")
        kept = Path(path + "-wal").read_bytes()
    Path(path + "-wal").write_bytes(kept)
    written(path, entry(SAMPLE))
    assert rows(path, "SELECT title FROM incidents") == [("Checkout unavailable",)]
    assert_sound(path)


def test_the_full_text_index_is_found_by_its_table(path: str) -> None:
    """Tools look for a virtual table that names the other one in double quotes, and offer to search that."""
    written(path, entry(SAMPLE))
    sql = "SELECT name FROM sqlite_master WHERE sql LIKE '%VIRTUAL TABLE%USING FTS%content=\"statements\"%'"
    assert rows(path, sql) == [("statements_fts",)]
    assert rows(path, "SELECT text FROM statements_fts WHERE statements_fts MATCH 'pools NOT alert'")[0] == (
        "A pool of connections ran dry, we think.",
    )


def test_reports_that_came_to_nothing(path: str) -> None:
    tables.write(path, [], [lost(), lost("x\n.txt", is_quarantined=True), lost("x\n.txt")])
    assert rows(path, "SELECT name, attempts, is_quarantined FROM unconverted")[:2] == [
        ("broken.pdf", 2, 0),
        ("x\n.txt", 2, 1),
    ]
