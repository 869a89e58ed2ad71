"""People edit an archive's postmortems: their words count everywhere, and what they break stops nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import batch_reports
from pmtool import formats
from pmtool.cli.main import main


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An archive of three incidents."""
    monkeypatch.chdir(tmp_path)
    batch_reports.write(tmp_path / "in", 3)
    assert again() == 0
    return tmp_path / "out"


def again() -> int:
    return main(["batch", "in", "-o", "out", "--engine", "offline", "--jobs", "1", "-q"])


def markdown(archive: Path, number: int = 2) -> Path:
    return archive / "postmortems" / f"incident-{number:05}.md"


def told(archive: Path) -> dict[str, str]:
    """Titles in the lines, by name."""
    lines = (archive / "archive.jsonl").read_text(encoding="utf-8").splitlines()
    return {one["name"]: one["postmortem"]["title"] for one in map(json.loads, lines)}


def test_what_people_write_is_in_every_file(archive: Path) -> None:
    path = markdown(archive)
    title = formats.load(path).title
    path.write_text(path.read_text(encoding="utf-8").replace(title, "Renamed by hand"), encoding="utf-8")
    assert again() == 0
    assert told(archive)["incident-00002"] == "Renamed by hand"
    assert formats.load(path.with_suffix(".json")).title == "Renamed by hand"
    assert "Renamed by hand" in (archive / "index.html").read_text(encoding="utf-8")
    assert again() == 0
    assert formats.load(path).title == "Renamed by hand"


def test_an_edit_of_the_json_counts_too(archive: Path) -> None:
    path = markdown(archive).with_suffix(".json")
    title = formats.load(path).title
    path.write_text(path.read_text(encoding="utf-8").replace(title, "Renamed by a script"), encoding="utf-8")
    assert again() == 0
    assert told(archive)["incident-00002"] == "Renamed by a script"
    assert formats.load(markdown(archive)).title == "Renamed by a script"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("severity:", "severity: [broken"),
        ("---\n", "--\n"),
        ("sources:", "sources: []\nother:"),
        ("", ""),
    ],
)
def test_what_is_damaged_is_told_and_stops_nothing(archive: Path, old: str, new: str) -> None:
    path = markdown(archive)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, new, 1) if old else "", encoding="utf-8")
    again()
    assert {"incident-00001", "incident-00003"} <= told(archive).keys()
    named = (archive / "triage.csv").read_text(encoding="utf-8")
    assert "incident-00002" in named
    assert main(["stats", "out", "--json"]) == 0


def test_a_postmortem_that_cant_be_read_any_more_is_said(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    markdown(archive).write_text("", encoding="utf-8")
    capsys.readouterr()
    assert again() == 1
    said = capsys.readouterr().err
    assert "1 postmortem can't be read any more" in said
    assert "failed" not in said
    markdown(archive).unlink()
    markdown(archive).with_suffix(".json").unlink()
    assert again() == 0
    assert "can't be read" not in capsys.readouterr().err


def test_a_source_that_is_gone_stops_nothing(archive: Path) -> None:
    path = markdown(archive)
    (archive / "postmortems" / "sources" / "incident-00002.md").unlink()
    title = formats.load(path).title
    path.write_text(path.read_text(encoding="utf-8").replace(title, "Renamed by hand"), encoding="utf-8")
    assert again() == 0
    assert told(archive)["incident-00002"] == "Renamed by hand"
