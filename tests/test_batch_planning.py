"""What a run has to do, held against what earlier runs did."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from pmtool.batch import storing
from pmtool.batch.events import Planned, unheard
from pmtool.batch.manifest.manifest import Hashes, Manifest, converted, copies, failures
from pmtool.batch.manifest.planning import plan, retry_failed
from pmtool.batch.outcome import Fault, Made, Outcome, Task, Usage
from pmtool.batch.recipe import Recipe
from pmtool.batch.report import Piece, Report, Unreadable
from pmtool.pipeline.structure import Options
from pmtool.pipeline.triage import Triage

RECIPE = Recipe("offline", Options("offline"), 1 << 20)
ANOTHER = Recipe("offline", Options("offline", "Europe/Berlin"), 1 << 20)


@pytest.fixture
def manifest(tmp_path: Path) -> Iterator[Manifest]:
    storing.prepare(str(tmp_path / "out"))
    with Manifest(str(tmp_path / "out")) as opened:
        yield opened


def test_what_is_new_waits_under_names_of_its_own(manifest: Manifest, tmp_path: Path) -> None:
    files = ("a/db.txt", "b/db.txt", "c/DB.txt")
    reports = [report(tmp_path / name, name) for name in files]
    assert planned(manifest, tmp_path, reports).waiting == 3
    assert names(manifest) == {"db", "db-2", "DB-3"}


def test_what_was_done_and_says_the_same_is_left_alone(manifest: Manifest, tmp_path: Path) -> None:
    reports = [report(tmp_path / "one.txt"), report(tmp_path / "two.txt")]
    planned(manifest, tmp_path, reports)
    do_all(manifest, tmp_path)
    again = planned(manifest, tmp_path, [reports[0], report(tmp_path / "two.txt", "other words")])
    assert (again.unchanged, again.waiting) == (1, 1)
    assert names(manifest) == {"two"}


def test_another_recipe_takes_all_anew(manifest: Manifest, tmp_path: Path) -> None:
    reports = [report(tmp_path / "one.txt")]
    planned(manifest, tmp_path, reports)
    do_all(manifest, tmp_path)
    assert planned(manifest, tmp_path, reports, recipe=ANOTHER).waiting == 1


def test_what_lost_a_file_is_made_again(manifest: Manifest, tmp_path: Path) -> None:
    reports = [report(tmp_path / "one.txt")]
    planned(manifest, tmp_path, reports)
    for path in storing.paths(str(tmp_path / "out"), "one"):
        do_all(manifest, tmp_path)
        os.unlink(path)
        assert planned(manifest, tmp_path, reports).waiting == 1


def test_what_a_person_edited_is_never_made_anew(manifest: Manifest, tmp_path: Path) -> None:
    planned(manifest, tmp_path, [report(tmp_path / "one.txt")])
    do_all(manifest, tmp_path)
    Path(storing.markdown_path(str(tmp_path / "out"), "one")).write_text("by hand")
    for _ in range(2):
        changed = planned(manifest, tmp_path, [report(tmp_path / "one.txt", "other words")])
        assert (changed.waiting, changed.unchanged, len(changed.edited)) == (0, 0, 1)
    assert planned(manifest, tmp_path, [report(tmp_path / "one.txt", "other words")], recipe=ANOTHER).waiting == 0


def test_files_of_a_run_that_was_killed_are_no_persons(manifest: Manifest, tmp_path: Path) -> None:
    planned(manifest, tmp_path, [report(tmp_path / "one.txt")])
    do_all(manifest, tmp_path)
    planned(manifest, tmp_path, [report(tmp_path / "one.txt", "other words")])
    manifest.coming("one", Hashes(storing.sha256("new json"), storing.sha256("new markdown")))
    Path(storing.json_path(str(tmp_path / "out"), "one")).write_text("new json")  # and then it was killed
    assert planned(manifest, tmp_path, [report(tmp_path / "one.txt", "other words")]).waiting == 1


def test_the_same_words_are_converted_once(manifest: Manifest, tmp_path: Path) -> None:
    twice = [report(tmp_path / "one.txt"), report(tmp_path / "same.txt", "one")]
    first = planned(manifest, tmp_path, twice)
    assert (first.waiting, first.copies) == (1, 1)
    do_all(manifest, tmp_path)
    assert [tuple(row) for row in copies(str(tmp_path / "out"))] == [("one", "same.txt")]
    again = planned(manifest, tmp_path, twice)
    assert (again.waiting, again.copies, again.unchanged) == (0, 1, 1)


def test_a_copy_whose_original_changed_is_converted_itself(manifest: Manifest, tmp_path: Path) -> None:
    copies_of_it = [report(tmp_path / name, "one") for name in ("same.txt", "third.txt")]
    planned(manifest, tmp_path, [report(tmp_path / "one.txt", "one"), *copies_of_it])
    do_all(manifest, tmp_path)
    changed = planned(manifest, tmp_path, [report(tmp_path / "one.txt", "else"), *copies_of_it])
    assert names(manifest) == {"one", "same"}
    assert changed.waiting == 2
    do_all(manifest, tmp_path)
    assert [tuple(row) for row in copies(str(tmp_path / "out"))] == [("same", "third.txt")]


def test_copies_of_what_a_person_edited_stay_copies(manifest: Manifest, tmp_path: Path) -> None:
    copy = report(tmp_path / "same.txt", "one")
    planned(manifest, tmp_path, [report(tmp_path / "one.txt"), copy])
    do_all(manifest, tmp_path)
    Path(storing.markdown_path(str(tmp_path / "out"), "one")).write_text("by hand")
    changed = planned(manifest, tmp_path, [report(tmp_path / "one.txt", "other words"), copy])
    assert (changed.waiting, changed.copies, len(changed.edited)) == (0, 1, 1)


def test_a_report_that_moved_is_known_again(manifest: Manifest, tmp_path: Path) -> None:
    planned(manifest, tmp_path, [report(tmp_path / "old" / "one.txt", "one")])
    do_all(manifest, tmp_path)
    (tmp_path / "old" / "one.txt").unlink()
    moved = planned(manifest, tmp_path, [report(tmp_path / "new" / "uno.txt", "one")])
    assert (moved.waiting, moved.unchanged, moved.copies) == (0, 1, 0)


def test_incidents_of_one_file_are_known_by_what_they_say(manifest: Manifest, tmp_path: Path) -> None:
    history = tmp_path / "history.html"
    before = [cut(history, 1, "march", "march outage"), cut(history, 2, "may", "may outage")]
    planned(manifest, tmp_path, before)
    do_all(manifest, tmp_path)
    after = [
        cut(history, 1, "june", "june outage"),
        cut(history, 2, "march", "march outage"),
        cut(history, 3, "may", "may outage, and what came of it"),
    ]
    again = planned(manifest, tmp_path, after)
    assert (again.unchanged, again.waiting) == (1, 2)
    assert names(manifest) == {"june", "may"}


def test_incidents_that_left_their_file_leave_the_archive(manifest: Manifest, tmp_path: Path) -> None:
    history = tmp_path / "history.html"
    planned(manifest, tmp_path, [cut(history, 1, "march", "march outage"), cut(history, 2, "may", "may outage")])
    do_all(manifest, tmp_path)
    planned(manifest, tmp_path, [cut(history, 1, "may", "may outage")])
    assert [row["name"] for row in converted(str(tmp_path / "out"))] == ["may"]
    assert not Path(storing.json_path(str(tmp_path / "out"), "march")).exists()


def test_what_is_no_longer_asked_for_stays(manifest: Manifest, tmp_path: Path) -> None:
    planned(manifest, tmp_path, [report(tmp_path / "one.txt")])
    do_all(manifest, tmp_path)
    planned(manifest, tmp_path, [report(tmp_path / "two.txt")])
    do_all(manifest, tmp_path)
    assert [row["name"] for row in converted(str(tmp_path / "out"))] == ["one", "two"]


def test_failures_are_only_taken_again_when_asked(manifest: Manifest, tmp_path: Path) -> None:
    reports = [report(tmp_path / "one.txt"), report(tmp_path / "two.txt")]
    planned(manifest, tmp_path, reports)
    do_all(manifest, tmp_path, failing=("two",))
    again = planned(manifest, tmp_path, reports)
    assert (again.waiting, again.unchanged, again.failed_before) == (0, 1, 1)
    [row] = failures(str(tmp_path / "out"))
    assert (row["input"], row["attempts"]) == ("two.txt", 1)
    assert retry_failed(manifest) == 1
    assert names(manifest) == {"two"}


def test_a_failure_is_taken_again_once_it_says_something_else(manifest: Manifest, tmp_path: Path) -> None:
    planned(manifest, tmp_path, [report(tmp_path / "two.txt")])
    do_all(manifest, tmp_path, failing=("two",))
    assert planned(manifest, tmp_path, [report(tmp_path / "two.txt", "mended")]).waiting == 1


def test_a_file_that_cannot_be_read_is_told_until_it_can(manifest: Manifest, tmp_path: Path) -> None:
    path = tmp_path / "locked.txt"
    lost = Unreadable(str(path), "locked.txt", "locked.txt can't be read", "Check its permissions.")
    for attempts in (1, 2):
        assert planned(manifest, tmp_path, [lost]).unreadable == 1
        assert [row["attempts"] for row in failures(str(tmp_path / "out"))] == [attempts]
    assert planned(manifest, tmp_path, [report(path)]).waiting == 1
    assert names(manifest) == {"locked"}
    assert not list(failures(str(tmp_path / "out")))


def test_what_was_made_of_a_file_stays_while_that_cannot_be_read(manifest: Manifest, tmp_path: Path) -> None:
    planned(manifest, tmp_path, [report(tmp_path / "one.txt")])
    do_all(manifest, tmp_path)
    lost = Unreadable(str(tmp_path / "one.txt"), "one.txt", "one.txt can't be read", "Check its permissions.")
    assert planned(manifest, tmp_path, [lost]).unreadable == 1
    assert [row["name"] for row in converted(str(tmp_path / "out"))] == ["one"]
    assert planned(manifest, tmp_path, [report(tmp_path / "one.txt")]).unchanged == 1


def test_names_that_are_no_utf_8_come_back_as_they_were(manifest: Manifest, tmp_path: Path) -> None:
    odd = Report((Piece("/reports/caf\udce9\n.txt", 0, "00", "caf?.txt"),), "caf")
    planned(manifest, tmp_path, [odd])
    [waiting] = manifest.waiting()
    assert waiting.report == odd


def planned(
    manifest: Manifest, tmp_path: Path, found: Sequence[Report | Unreadable], recipe: Recipe = RECIPE
) -> Planned:
    manifest.begin(recipe.told())
    return plan(manifest, str(tmp_path / "out"), recipe.hash, found, unheard)


def do_all(manifest: Manifest, tmp_path: Path, failing: Sequence[str] = ()) -> None:
    """As a run would: what waits is written and noted."""
    for waiting in list(manifest.waiting()):
        task = Task(waiting.name, ())
        if waiting.name in failing:
            manifest.failed(Outcome(task, fault=Fault("input", "no incident")), RECIPE)
            continue
        made = Made("{}", "# it", Triage(name=f"postmortems/{waiting.name}.md"), (), (1, 2))
        storing.write(str(tmp_path / "out"), task, made)
        hashes = Hashes(storing.sha256(made.json), storing.sha256(made.markdown))
        manifest.done(Outcome(task, made, usage=Usage(calls=1)), waiting.report.content, RECIPE, hashes)


def names(manifest: Manifest) -> set[str]:
    return {waiting.name for waiting in manifest.waiting()}


def report(path: Path, says: str = "") -> Report:
    path.parent.mkdir(exist_ok=True)
    path.write_text(says or path.stem)
    return Report((piece(path, 0, says or path.stem),), path.stem)


def cut(path: Path, number: int, stem: str, says: str) -> Report:
    path.touch()
    return Report((piece(path, number, says),), stem)


def piece(path: Path, number: int, says: str) -> Piece:
    return Piece(str(path), number, hashlib.sha256(says.encode()).hexdigest(), path.name)
