"""Files of one incident become one report: by folder, by how their names begin, by the incident's id."""

from __future__ import annotations

from pathlib import Path

import pytest

from pmtool.batch.inputs import GroupBy, contents, files, reports
from pmtool.batch.inputs.grouping import incident_id
from pmtool.batch.report import Report

TEXT = "At 14:05 UTC on 3 March 2026 the pool ran dry. At 14:40 UTC we doubled it.\n"
FEED = """<rss><channel><item><title>INC-7: Search errors</title><description>Resolved - All is well.</description></item>
<item><title>Mail is late</title><description>Resolved - Mail flows.</description></item></channel></rss>"""


def groups(folder: Path, by: GroupBy, **texts: str) -> list[tuple[str, list[str]]]:
    """The stem and the pieces of each report."""
    for name, text in texts.items():
        path = folder / "old" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    found = list(reports(files([str(folder / "old")], away_from="out"), group_by=by))
    assert all(isinstance(each, Report) for each in found)
    return [(r.stem, [p.name.removeprefix("old/") for p in r.pieces]) for r in found if isinstance(r, Report)]


def same(*names: str) -> dict[str, str]:
    return {name: f"{TEXT}{name}\n" for name in names}


def test_all_files_of_a_folder(tmp_path: Path) -> None:
    names = ("2024-03-12-db/notes.md", "2024-03-12-db/chat.txt", "mail/report.md", "mail/log/a.txt")
    assert groups(tmp_path, "folder", **same(*names)) == [
        ("2024-03-12-db", ["2024-03-12-db/chat.txt", "2024-03-12-db/notes.md"]),
        ("a", ["mail/log/a.txt"]),
        ("mail-report", ["mail/report.md"]),
    ]


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        ("2024-03-12-db-chat.txt 2024-03-12-db-notes.md", ["2024-03-12-db"]),
        ("INC-12.md INC-12-chat.txt INC-12_notes.txt", ["INC-12"]),
        ("2024-03-12-db.md 2024-03-12-db-chat.txt", ["2024-03-12-db"]),
        ("2024-03-12.md 2024-03-13.md", ["2024-03-12", "2024-03-13"]),
        ("incident-1.md incident-2.md", ["incident-1", "incident-2"]),
        ("db.outage.chat.txt db.outage.notes.txt", ["db.outage"]),
        ("a/x-chat.txt b/x-notes.txt", ["x-chat", "x-notes"]),
        ("alone.txt other.txt", ["alone", "other"]),
        ("_.txt -.txt", None),
    ],
)
def test_names_that_begin_alike(tmp_path: Path, names: str, wanted: list[str] | None) -> None:
    found = groups(tmp_path, "prefix", **same(*names.split()))
    assert sum(len(pieces) for _, pieces in found) == len(names.split())
    if wanted:
        assert [stem for stem, _ in found] == wanted


def test_ids_in_names_and_in_the_heads_of_texts(tmp_path: Path) -> None:
    texts = same("a/inc-123-chat.txt", "b/INC_123.md", "c/other.txt") | {
        "c/page.txt": f"Incident ID: INC-123\n\n{TEXT}",
        "c/x.txt": f"# PM-2024-07: mail\n\n{TEXT}",
    }
    assert groups(tmp_path, "incident-id", **texts) == [
        ("INC-123", ["a/inc-123-chat.txt", "b/INC_123.md", "c/page.txt"]),
        ("other", ["c/other.txt"]),
        ("x", ["c/x.txt"]),
    ]


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("INC-123", "", "INC-123"),
        ("pm-2024-07 draft", "", "PM-2024-07"),
        ("SRE-44-db", "", "SRE-44"),
        ("incident-2024-03-12-db", "", ""),
        ("SEV-1-db", "UTF-8, ISO-8601", ""),
        ("notes", "Incident number: 4711", "4711"),
        ("notes", "Google-like Incident #18003", "INCIDENT-18003"),
        ("notes", "from 3:15 PM-4:00 PM and 3 PM-11 PM; host DB-3", ""),
        ("notes", "Report date: 2024-03-12. Report no 14:05", ""),
        ("notes", "filler " * 400 + "INC-9", ""),
    ],
)
def test_what_is_an_id(name: str, text: str, wanted: str) -> None:
    assert incident_id(name, text) == wanted


def test_incidents_of_one_file_stay_apart_but_for_their_ids(tmp_path: Path) -> None:
    texts = {"d/feed.xml": FEED, "d/INC-7-notes.md": TEXT}
    apart = [["d/INC-7-notes.md"], ["d/feed.xml#1"], ["d/feed.xml#2"]]
    for by in ("folder", "prefix"):
        assert [pieces for _, pieces in groups(tmp_path, by, **texts)] == apart
    assert groups(tmp_path, "incident-id") == [
        ("INC-7", ["d/INC-7-notes.md", "d/feed.xml#1"]),
        ("feed-Mail-is-late", ["d/feed.xml#2"]),
    ]


def test_pieces_of_one_name_are_told_apart(tmp_path: Path) -> None:
    groups(tmp_path, "incident-id", **{f"{d}/INC-1.md": f"{TEXT}{d}" for d in "abc"})
    (report,) = reports(files([str(tmp_path / "old")], away_from="out"), group_by="incident-id")
    assert isinstance(report, Report)
    assert report.name == "old/a/INC-1.md + 2"
    assert [label for label, _ in contents(report)] == ["INC-1.md", "INC-1.md (2)", "INC-1.md (3)"]
    assert [data[-1:] for _, data in contents(report)] == [b"a", b"b", b"c"]
