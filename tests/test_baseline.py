"""A baseline: an old archive adopts the check, and only what is new counts."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

import pmtool
from checked_files import CODE, WORDS, contradicting, written
from command_line import one_sentence
from pmtool import Claim
from pmtool.model.finding import Finding
from pmtool.pipeline import baseline


@pytest.fixture
def archive(tmp_path: Path, monkeypatch) -> Path:
    """A folder with one postmortem that is known to have flaws."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    written(tmp_path / "docs", "markdown")
    return tmp_path


def test_only_what_is_new_counts(run, archive: Path) -> None:
    file, known = archive / "docs" / "incident.md", archive / "known.json"
    made = run("check", file, "--baseline", known, "--update-baseline")
    assert (made.code, made.err) == (0, "")
    again = run("check", file, "--baseline", known)
    assert again.code == 0
    assert "known" in again.out
    assert CODE not in again.out
    postmortem = contradicting()
    more = Claim(text="On 2 March 2026 it took 50 minutes (10:00 to 10:20 UTC).", origin="human")
    file.write_text(pmtool.dump(replace(postmortem, lessons=(more,)), "markdown"), encoding="utf-8")
    worse = run("check", file, "--baseline", known, "--select", CODE)
    assert worse.code == 1
    assert worse.out.count(f"{CODE} error") == 1
    assert "50 minutes" in worse.out


def test_what_was_not_looked_for_stays_known(run, archive: Path) -> None:
    file, known = archive / "docs" / "incident.md", archive / "known.json"
    run("check", file, "--baseline", known, "--update-baseline")
    before = known.read_text(encoding="utf-8")
    file.write_text(file.read_text(encoding="utf-8").replace("uploads failed for", "Kim made uploads fail for"))
    run("check", file, "--baseline", known, "--update-baseline", "--select", "PM5")
    run("check", file, "--baseline", known, "--update-baseline", "--ignore", "PM1,PM2,PM4,PM5")
    marks = {file: set(entries) for file, entries in json.loads(known.read_text(encoding="utf-8"))["files"].items()}
    assert all(marks[file] >= set(entries) for file, entries in json.loads(before)["files"].items())


def test_moving_lines_changes_nothing(run, archive: Path) -> None:
    file = archive / "docs" / "incident.md"
    run("check", file, "--baseline", "known.json", "--update-baseline")
    head, heading, rest = file.read_text(encoding="utf-8").partition("\n## Impact")
    file.write_text(f"{head}\n\n\n{heading}{rest}", encoding="utf-8")
    assert run("check", file, "--baseline", "known.json").code == 0


def test_the_same_flaw_once_more_is_new(run, archive: Path) -> None:
    file = archive / "docs" / "incident.md"
    run("check", file, "--baseline", "known.json", "--update-baseline")
    twice = replace(contradicting(), lessons=(contradicting().impact,))
    file.write_text(pmtool.dump(twice, "markdown"), encoding="utf-8")
    found = run("check", file, "--baseline", "known.json", "--select", CODE, "--format", "json")
    [report] = json.loads(found.out)["files"]
    assert (len(report["known"]), len(report["findings"])) == (1, 1)


def test_the_folder_that_pmtool_runs_in_does_not_matter(run, archive: Path, monkeypatch) -> None:
    run("check", "docs/incident.md", "--baseline", "known.json", "--update-baseline")
    monkeypatch.chdir(archive / "docs")
    assert run("check", "incident.md", "--baseline", "../known.json").code == 0
    assert run("check", archive / "docs" / "incident.md", "--baseline", archive / "known.json").code == 0


def test_another_file_is_not_excused(run, archive: Path) -> None:
    run("check", "docs/incident.md", "--baseline", "known.json", "--update-baseline")
    (archive / "docs" / "other.md").write_bytes((archive / "docs" / "incident.md").read_bytes())
    assert run("check", "docs/other.md", "--baseline", "known.json").code == 1


def test_an_update_leaves_other_files_alone(run, archive: Path) -> None:
    written(archive, "json")
    run("check", "docs/incident.md", "--baseline", "known.json", "--update-baseline")
    run("check", "incident.json", "--baseline", "known.json", "--update-baseline")
    assert run("check", "docs/incident.md", "incident.json", "--baseline", "known.json").code == 0
    assert set(json.loads((archive / "known.json").read_text(encoding="utf-8"))["files"]) == {
        "docs/incident.md",
        "incident.json",
    }


def test_a_baseline_holds_no_words(run, archive: Path) -> None:
    secret = replace(contradicting(), summary=Claim(text="The password was hunter2-Xk29.", origin="human"))
    file = written(archive, "json", secret)
    run("check", file, "--baseline", "known.json", "--update-baseline")
    text = (archive / "known.json").read_text(encoding="utf-8")
    assert "hunter2" not in text
    assert WORDS not in text
    assert CODE in text


def test_a_baseline_reads_back_and_reads_well() -> None:
    finding = Finding(code="PM1", severity="error", message="x")
    mark = baseline.fingerprint(finding)
    text = json.dumps({"version": 1, "files": {"b.md": {mark: 2}, "a.md": {}}})
    made = baseline.load(text, "known.json")
    assert baseline.load(baseline.dump(made), "known.json") == made
    assert baseline.dump(made).index("a.md") < baseline.dump(made).index("b.md")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("'x' on line 7 is odd", "'x' on line 19 is odd"),
        ("The  row", "the row"),
        ("columns 3-9 of it", "columns 5-11 of it"),
    ],
)
def test_a_fingerprint_knows_no_places(one: str, other: str) -> None:
    first, second = (Finding(code="PM1", severity="error", message=message, line=1) for message in (one, other))
    assert baseline.fingerprint(first) == baseline.fingerprint(second)


def test_a_fingerprint_knows_what_is_said() -> None:
    said = [
        Finding(code=code, severity="error", message=m) for code, m in (("A", "5 min"), ("A", "6 min"), ("B", "5 min"))
    ]
    assert len({baseline.fingerprint(finding) for finding in said}) == 3


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 2, "files": {}}', '{"version": 1, "files": [1]}', "\0"])
def test_a_wrong_baseline_is_one_sentence(run, archive: Path, text: str) -> None:
    (archive / "known.json").write_text(text, encoding="utf-8")
    outcome = run("check", "docs/incident.md", "--baseline", "known.json")
    assert (outcome.code, outcome.out) == (2, "")
    assert one_sentence(outcome.err)
    assert "--update-baseline" in outcome.err


def test_sarif_tells_what_is_new(run, archive: Path) -> None:
    run("check", "docs/incident.md", "--baseline", "known.json", "--update-baseline", "--select", CODE)
    log = json.loads(run("check", "docs/incident.md", "--baseline", "known.json", "--format", "sarif").out)
    states = {result["ruleId"]: result["baselineState"] for result in log["runs"][0]["results"]}
    assert states.pop(CODE) == "unchanged"
    assert set(states.values()) == {"new"}


def test_a_baseline_may_stand_in_the_settings(run, archive: Path) -> None:
    (archive / "pmtool.toml").write_text('baseline = "known.json"', encoding="utf-8")
    assert run("check", "docs/incident.md").code == 2
    assert run("check", "docs/incident.md", "--update-baseline").code == 0
    assert run("check", "docs/incident.md").code == 0
