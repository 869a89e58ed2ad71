"""Which postmortems come first, why, and what a folder of them holds."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batch_folder import NAMES, batch, small
from pmtool.editing.batch.folder import How, glance, look, steps
from pmtool.editing.batch.queue import Queue, neighbour
from pmtool.errors import InputError
from pmtool.formats import markdown
from pmtool.model import Claim, Coverage, Postmortem
from pmtool.model.finding import Finding, Severity
from pmtool.pipeline.folder import files
from pmtool.pipeline.triage import Triage, broken, close_look, first_look
from records import SAMPLE, anything

HOW = How(max_bytes=1 << 20)


def finding(code: str, severity: Severity = "warning") -> Finding:
    return Finding(code=code, severity=severity, message="")


def triaged(folder: Path) -> list[Triage]:
    queue = Queue()
    for step in steps(str(folder), HOW):
        if step.entry:
            queue.put(step.entry, is_reviewed=False)
    return queue.listed()


def test_reasons_are_in_words_the_heaviest_first() -> None:
    found = [finding("PM303", "error")] * 3 + [finding("PM110", "error"), finding("PM703"), finding("PM404")]
    entry = close_look("a.md", Postmortem(coverage=Coverage(segments=50, used=33, unplaced=17)), found)
    assert entry.reasons[:3] == ("2 contradictions", "3 values not in the source", "34% of the source left out")
    assert "cause not told" in entry.reasons
    assert "1 action item that lacks something" in entry.reasons
    assert (entry.errors, entry.warnings) == (4, 2)


def test_notes_are_no_reason() -> None:
    quiet, noted = (close_look("a.md", SAMPLE, found) for found in ([], [finding("PM713", "info")] * 9))
    assert quiet == noted


def test_each_finding_and_each_lack_raises_the_risk() -> None:
    plain = close_look("a.md", SAMPLE, [])
    assert close_look("a.md", SAMPLE, [finding("PM110")]).risk > plain.risk
    assert close_look("a.md", replace(SAMPLE, summary=None), []).risk > plain.risk
    left_out = replace(SAMPLE, coverage=Coverage(segments=10, used=5, unplaced=5))
    assert close_look("a.md", left_out, []).risk > plain.risk


def test_a_blank_counts_as_missing() -> None:
    entry = first_look("a.md", replace(SAMPLE, root_cause=Claim(text="TBD")))
    assert "cause not told" in entry.reasons


def test_without_a_title_it_goes_by_its_file() -> None:
    assert first_look("postmortems/chat.md", Postmortem()).title == "chat (no title)"


def test_one_rule_found_everywhere_does_not_hide_all_others() -> None:
    ten, thousand = (close_look("a.md", SAMPLE, [finding("PM305")] * count) for count in (10, 1000))
    assert ten.risk == thousand.risk


@settings(max_examples=20)
@given(anything, st.integers(0, 9))
def test_any_postmortem_has_a_place(postmortem: Postmortem, unplaced: int) -> None:
    counted = Coverage(segments=9, used=9 - unplaced, unplaced=unplaced)
    entry = first_look("a.md", replace(postmortem, coverage=counted))
    assert entry.score is not None
    assert entry.risk >= 0
    assert 0 <= entry.left_out <= 1
    assert entry.title
    assert "\n" not in entry.title + entry.date


@given(st.permutations([first_look(name, SAMPLE) for name in "dbca"] + [broken("e", "no")]))
def test_the_order_is_that_of_names_where_risks_are_equal(entries: list[Triage]) -> None:
    queue = Queue()
    for entry in entries:
        queue.put(entry, is_reviewed=False)
    assert [entry.name for entry in queue.listed()] == list("eabcd")


def test_a_search_looks_in_titles_and_names_and_leaves_out_what_is_reviewed() -> None:
    queue = Queue()
    for name, title in (("one.md", "Checkout down"), ("two.md", "Search slow"), ("checkout-2.md", "Payments")):
        queue.put(first_look(name, replace(SAMPLE, title=title)), is_reviewed=name == "one.md")
    assert {entry.name for entry in queue.listed("CHECK")} == {"one.md", "checkout-2.md"}
    assert [entry.name for entry in queue.listed("out down")] == ["one.md"]
    assert queue.listed("check down", but=queue.reviewed) == []


def test_broken_files_are_left_out_on_the_way() -> None:
    rows = [broken("a", ""), first_look("b", SAMPLE), broken("c", ""), first_look("d", SAMPLE)]

    def name_after(name: str, by: int) -> str | None:
        entry = neighbour(rows, name, by)
        return entry.name if entry else None

    assert [name_after("b", 1), name_after("d", 1), name_after("d", -1), name_after("b", -1)] == ["d", None, "b", None]
    assert name_after("gone", 1) == "b"


def test_a_folder_is_looked_at_twice_cheaply_first(tmp_path: Path) -> None:
    seen = list(steps(str(batch(tmp_path)), HOW))
    entries = [step.entry for step in seen if step.entry]
    assert [entry.is_checked for entry in entries] == [False] * 5 + [True] * 5
    assert {entry.name for entry in entries} == {f"{name}.md" for name in NAMES}
    assert (seen[-1].doing, seen[-1].done, seen[-1].total, seen[-1].others) == ("checking", 5, 5, 5)
    cheap = sorted(entries[:5], key=lambda entry: entry.key)
    assert [entry.name for entry in cheap] == [entry.name for entry in entries[5:]]


def test_a_report_at_odds_with_itself_says_so(tmp_path: Path) -> None:
    folder = batch(tmp_path, names=("contradiction", "questions"))
    worst, best = triaged(folder)
    assert worst.name == "contradiction.md"
    assert "contradictions" in worst.reasons[0]
    assert worst.date == "2025-05-22"
    assert best.risk < worst.risk


def test_what_the_source_does_not_say_is_found_with_the_source_beside(tmp_path: Path) -> None:
    path = batch(tmp_path, names=("table",)) / "table.md"
    path.write_text(path.read_text().replace("38%", "61%", 1))
    assert any("not in the source" in reason for reason in look(str(tmp_path), "table.md", HOW).reasons)


def test_the_inner_folder_is_taken_where_there_is_one(tmp_path: Path) -> None:
    batch(tmp_path, "postmortems", names=("table",))
    (tmp_path / "summary.md").write_text("# Of the batch\n")
    assert [entry.name for entry in triaged(tmp_path)] == ["postmortems/table.md"]


def test_files_of_one_stem_are_one_incident_and_reports_are_only_counted(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(small("Old"))
    (tmp_path / "a.md").write_text(markdown.dump(Postmortem(title="New")))
    (tmp_path / "b.md").write_text("# A raw report\n\n14:05 UTC it broke.\n")
    (tmp_path / "b.yaml").write_text("schema_version: '1.0'\ntitle: Made of it\n")
    (tmp_path / "c.md").write_text("# Another raw report\n")
    (tmp_path / "d.txt").write_text("And one more.\n")
    (tmp_path / "review.json").write_text("{}")
    assert sorted(entry.title for entry in triaged(tmp_path)) == ["Made of it", "New"]
    assert list(steps(str(tmp_path), HOW))[-1].others == 2


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.json", b'{"schema_version": "1.0", "title": 3}', "/title at line 1"),
        ("a.json", b'{"schema_version": "1.0", "tit', "JSON"),
        ("a.json", b'{"schema_version": ' + b"[" * 100_000, ""),
        ("a.md", b"", "empty"),
        ("a.md", b"PK\x03\x04", "ZIP"),
        ("a.yaml", b"schema_version: '1.0'\ntitle: [", ""),
        ("a.json", b'{"schema_version": "1.0", "title": "' + b"x" * (1 << 20) + b'"}', "the limit is 1 MB"),
    ],
)
def test_a_broken_file_comes_first_and_says_what_is_wrong(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(data)
    (tmp_path / "bad.json").write_text(small("All is missing"))
    entry = triaged(tmp_path)[0]
    assert entry.is_broken
    assert entry.name == name
    assert words in entry.reasons[0]
    assert "\n" not in entry.reasons[0]


def test_lines_that_cannot_be_read_are_a_reason(tmp_path: Path) -> None:
    path = batch(tmp_path, names=("table",)) / "table.md"
    path.write_text(path.read_text().replace("| 2025-11-18 13:07", "| 2025-11-18 25:99", 1))
    assert any("can't be read" in reason for reason in triaged(tmp_path)[0].reasons)


def test_a_file_that_went_is_broken(tmp_path: Path) -> None:
    assert look(str(tmp_path), "gone.md", HOW).is_broken


def test_a_postmortem_that_became_a_report_is_broken(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Only words now.\n")
    assert look(str(tmp_path), "a.md", HOW).is_broken
    assert glance(str(tmp_path), ("a.md",), HOW) is None


def test_pipes_folders_and_hidden_files_are_passed_by(tmp_path: Path) -> None:
    (tmp_path / "folder.md").mkdir()
    (tmp_path / ".hidden.md").write_text("x")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.md")
    assert files(str(tmp_path)).incidents == ()


def test_a_folder_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such folder"):
        files(str(tmp_path / "gone"))
