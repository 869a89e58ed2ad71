"""archive.jsonl, triage.csv and Parquet: what programs and spreadsheets take an archive from."""

from __future__ import annotations

import csv
import io
import json
import os
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive_incidents import entry, incident, lost, many
from pmtool import Postmortem, RunInfo
from pmtool.archive import lines, parquet, tables, triage_table
from pmtool.archive.triage_table import harmless
from pmtool.errors import OutputError, UsageError
from pmtool.model import from_plain
from records import SAMPLE, anything, hostile

FORMULA = tuple("=+-@＝＋－＠\t\r")


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


# archive.jsonl


def test_a_line_holds_all_of_an_incident() -> None:
    first = json.loads(lines.line(entry(SAMPLE, "a", copies=("b.txt",), alike=("c",))))
    assert from_plain(Postmortem, first["postmortem"]) == SAMPLE
    assert (first["name"], first["inputs"], first["copies"], first["alike"]) == ("a", ["a.txt"], ["b.txt"], ["c"])
    assert first["triage"]["risk"] == entry(SAMPLE).triage.risk


@settings(max_examples=15)
@given(st.one_of(anything, hostile.map(incident)))
def test_any_postmortem_is_a_line(made: Postmortem) -> None:
    line = lines.line(entry(made))
    assert len(line.decode("utf-8").splitlines()) == 1
    assert json.loads(line)["name"] == "a"


def test_what_json_has_no_word_for() -> None:
    made = replace(incident("\ud800\u2028\x00"), run=RunInfo(cost=float("nan"), elapsed_s=float("inf")))
    found = json.loads(lines.line(entry(made)))["postmortem"]
    assert (found["title"], found["run"]["cost"], found["run"]["elapsed_s"]) == ("?\u2028\x00", None, None)


# triage.csv


def test_the_worst_comes_first(tmp_path: Path) -> None:
    path = tmp_path / "triage.csv"
    quiet, loud = entry(SAMPLE, "quiet"), entry(incident(start=None), "loud")
    triage_table.write(str(path), [quiet, loud], [lost("z.pdf"), lost("y.pdf", is_quarantined=True)])
    found = table(path)
    assert [row["state"] for row in found] == ["failed", "quarantined", "converted", "converted"]
    assert [row["title"] for row in found] == ["z.pdf", "y.pdf", "Checkout down", "Checkout unavailable"]
    assert (found[0]["reasons"], found[0]["attempts"]) == ("z.pdf is no text. Export it as text.", "2")
    assert (found[2]["file"], found[2]["inputs"]) == ("postmortems/loud.md", "loud.txt")
    assert int(found[2]["risk"]) > int(found[3]["risk"])
    assert "no timeline" in found[2]["reasons"]


def test_numbers_stay_numbers_and_text_is_quoted(tmp_path: Path) -> None:
    path = tmp_path / "triage.csv"
    triage_table.write(str(path), [entry(SAMPLE)], [])
    row = path.read_bytes().split(b"\r\n")[1].decode()
    triage = entry(SAMPLE).triage
    assert row.startswith(f'"converted",{triage.risk},{triage.score},"Checkout unavailable","2026-03-01",')


def test_excel_takes_it_for_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "triage.csv"
    triage_table.write(str(path), [entry(incident("Ärger 時"))], [])
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert table(path)[0]["title"] == "Ärger 時"


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("  @SUM(A1)", "'@SUM(A1)"),
        ("\t\r\n=1", "'=1"),
        ("-2 nodes", "'-2 nodes"),
        ("＝1", "'＝1"),
        ("a;=1", "a;'=1"),
        ('a", =1', "a\", '=1"),
        ("a\n=1", "a =1"),
        ("\x00\x1b[31m=1", "'=1"),
        ("e-mail, a=b", "e-mail, a=b"),
        ("at 14:05 - 14:07", "at 14:05 - 14:07"),
        ("x" * 40_000, "x" * 1_999 + "…"),
    ],
)
def test_no_cell_is_a_formula(words: str, shown: str) -> None:
    assert harmless(words) == shown


@given(st.text(st.one_of(st.characters(), st.sampled_from([*FORMULA, *";,|\"' \n"]))))
def test_however_a_line_is_parted_no_part_is_a_formula(text: str) -> None:
    shown = harmless(text)
    assert not shown.startswith(FORMULA)
    for separator in ";,|\"'":
        assert not any(part.lstrip().startswith(FORMULA) for part in shown.replace("'", "\0").split(separator))
    assert "\n" not in shown
    assert "\r" not in shown


def test_hostile_reports_make_harmless_rows(tmp_path: Path) -> None:
    path = tmp_path / "triage.csv"
    bad = '=HYPERLINK("http://x.test","a")\n+1\ud800'
    triage_table.write(
        str(path), [replace(entry(incident(bad)), inputs=(bad, bad))], [lost(bad, message=bad, remedy="@x")]
    )
    for row in table(path):
        assert list(row) == list(triage_table.COLUMNS)
        assert not any(cell.startswith(FORMULA) or "\n" in cell for cell in row.values())


# Parquet


def test_parquet_holds_the_same_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr(parquet, "_ROWS", 7)
    database, folder = str(tmp_path / "archive.db"), tmp_path / "archive.parquet"
    tables.write(database, many(20), [lost()])
    folder.mkdir()
    (folder / "of-old.parquet").write_bytes(b"")
    parquet.write(str(folder), database)
    with closing(sqlite3.connect(database)) as opened:
        names = [name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE TABLE %)%'")]
        names = [name for name in names if not name.startswith(("statements_fts", "sqlite_"))]
        assert sorted(file.stem for file in folder.iterdir()) == sorted(names)
        for name in names:
            found = pq.read_table(folder / f"{name}.parquet")
            assert [tuple(row.values()) for row in found.to_pylist()] == opened.execute(
                f"SELECT * FROM {name}"
            ).fetchall()
    assert pq.ParquetFile(folder / "incidents.parquet").num_row_groups == 3
    assert sorted(os.listdir(tmp_path)) == ["archive.db", "archive.parquet"]


def test_parquet_that_fails_leaves_the_old_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyarrow")
    database, folder = str(tmp_path / "archive.db"), tmp_path / "archive.parquet"
    tables.write(database, many(2), [])
    parquet.write(str(folder), database)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    rename = os.rename

    def fail(one: str, other: str) -> None:
        if one.endswith(".part"):
            raise OSError(28, "No space left on device")
        rename(one, other)

    monkeypatch.setattr(os, "rename", fail)
    with pytest.raises(OutputError, match="the disk is full"):
        parquet.write(str(folder), database)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    assert sorted(os.listdir(tmp_path)) == ["archive.db", "archive.parquet"]


def test_parquet_is_an_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(UsageError, match="need the extra `parquet`") as caught:
        parquet.write(str(tmp_path / "archive.parquet"), "archive.db")
    assert caught.value.remedy == "pip install 'pmtool[parquet]'"
    assert os.listdir(tmp_path) == []
