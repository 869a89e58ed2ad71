"""`pmtool eval`: runs held against reviewed postmortems, what is told of them, and what bad input gets."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from batch_folder import EXAMPLES, structured
from command_line import Outcome, one_sentence
from evaluating import NAMES, gold_folder, write
from extractive_model import answer_to
from model_server import ModelServer, replies
from pmtool import Event, load
from pmtool.cli.reports.screen import width
from pmtool.evaluation.measures import MEASURES
from pmtool.formats import markdown
from pmtool.model import Postmortem

Run = Callable[..., Outcome]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return gold_folder(tmp_path_factory.mktemp("made") / "gold")


@pytest.fixture
def gold(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "gold"))


@pytest.fixture
def kept(gold: Path, tmp_path: Path) -> Path:
    """A run that is gold itself, but for an event of `notes` that it misses and one that it invents."""
    folder = tmp_path / "kept"
    for name in NAMES:
        postmortem = load(gold / f"{name}.md")
        if name == "notes":
            invented = Event(at=None, text="The office cat slept")
            postmortem = replace(postmortem, timeline=(*postmortem.timeline[1:], invented))
        write(folder, name, postmortem)
    return folder


def asked(run: Run, *arguments: object) -> dict:
    return json.loads(run("eval", *arguments, "--format", "json").out)


# -- what is compared


def test_the_engine_against_gold_made_of_its_own_work(run: Run, gold: Path) -> None:
    outcome = run("eval", "--gold", gold, "--engine", "offline")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith("offline: 3 reports, overall 1.00\n")
    assert max(width(line) for line in outcome.out.splitlines()) <= 80
    assert run("eval", "--gold", gold, "--engine", "offline").out == outcome.out


def test_a_folder_against_gold(run: Run, gold: Path, kept: Path) -> None:
    told = asked(run, "--gold", gold, kept)
    (standing,) = told["runs"]
    events = standing["measures"]["events"]
    assert standing["run"] == "kept"
    assert events["hits"] == events["gold"] - 1
    assert events["made"] == events["gold"]
    assert told["reports"][0]["report"] == "notes"
    assert [report["runs"][0]["overall"] for report in told["reports"][1:]] == [1.0, 1.0]


def test_two_runs_side_by_side(run: Run, gold: Path, kept: Path) -> None:
    outcome = run("eval", "--gold", gold, kept, "--against", "offline")
    assert outcome.code == 0
    assert outcome.out.startswith("A  kept: 3 reports, overall 0.9")
    assert "\nB  offline: 3 reports, overall 1.00\n" in outcome.out
    assert "3 reports: too few to tell" in outcome.out
    assert max(width(line) for line in outcome.out.splitlines()) <= 80
    assert outcome.out.splitlines()[-3].endswith("notes")
    swapped = asked(run, "--gold", gold, gold, kept)
    assert swapped["runs"][0]["overall"] > swapped["runs"][1]["overall"]
    assert swapped["reports"][-1]["report"] == "notes"  # what the first loses most comes first


def test_enough_reports_have_intervals(run: Run, tmp_path: Path) -> None:
    postmortem = structured(EXAMPLES / "notes" / "report.txt")
    for number in range(10):
        write(tmp_path / "gold", f"report-{number}", replace(postmortem, sources=(), status="final"))
        write(tmp_path / "run", f"report-{number}", replace(postmortem, sources=(), timeline=postmortem.timeline[:3]))
    outcome = run("eval", "--gold", tmp_path / "gold", tmp_path / "run", tmp_path / "gold")
    assert "95 % interval" in outcome.out
    (line,) = (line for line in outcome.out.splitlines() if line.startswith("  events *"))
    assert line.endswith("B is better")
    assert max(width(line) for line in outcome.out.splitlines()) <= 80


def test_a_missing_report_counts_as_missed(run: Run, gold: Path, kept: Path) -> None:
    (kept / "chat.json").unlink()
    outcome = run("eval", "--gold", gold, kept)
    assert "3 reports, 1 of them missing" in outcome.out
    assert "chat (missing)" in outcome.out
    told = asked(run, "--gold", gold, kept)
    assert told["runs"][0]["missing"] == ["chat"]
    assert told["reports"][0]["runs"][0]["overall"] == 0


def test_runs_are_matched_by_their_sources_whatever_their_names(run: Run, gold: Path, kept: Path) -> None:
    (kept / "chat.json").rename(kept / "x.json")
    (kept / "notes.json").rename(kept / "chat.json")
    (kept / "x.json").rename(kept / "notes.json")
    told = asked(run, "--gold", gold, kept)
    assert told["reports"][0]["report"] == "notes"
    assert told["reports"][1]["runs"][0]["overall"] == 1


def test_one_made_of_other_sources_is_matched_by_name_and_told_of(run: Run, gold: Path, kept: Path) -> None:
    postmortem = load(kept / "chat.json")
    changed = replace(postmortem.sources[0], sha256="0" * 64)
    write(kept, "chat", replace(postmortem, sources=(changed,)))
    outcome = run("eval", "--gold", gold, kept)
    assert one_sentence(outcome.err)
    assert "made from other sources than gold: chat" in outcome.err


def test_an_archive_and_formats_of_one_stem(run: Run, gold: Path, kept: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    shutil.copytree(kept, archive / "postmortems")
    for name in NAMES:
        (archive / "postmortems" / f"{name}.md").write_text(markdown.dump(load(gold / f"{name}.md")), encoding="utf-8")
    (archive / "index.json").write_text("[]", encoding="utf-8")
    told = asked(run, "--gold", gold, archive)
    assert told["runs"][0]["overall"] == 1  # people edit the Markdown
    assert len(told["reports"]) == 3


# -- models


def test_a_model_against_the_rules_and_what_both_made_is_kept(run: Run, gold: Path, tmp_path: Path) -> None:
    for name in ("chat", "table"):
        (gold / f"{name}.md").unlink()
    with ModelServer(lambda request: answer_to(request.messages)) as server:
        model = ("--base-url", server.base_url, "--model", "test", "--repairs", "0")
        outcome = run("eval", "--gold", gold, *model, "--against", "offline", "--keep", tmp_path / "runs")
    assert outcome.code == 0
    assert outcome.out.startswith("A  test: 1 report,")
    assert "pmtool: engine: llm, test at 127.0.0.1" in outcome.err
    assert "pmtool: test, notes: " in outcome.err
    assert "model calls                      0" in outcome.out
    assert all((tmp_path / "runs" / who / "notes.json").exists() for who in ("test", "offline"))
    again = run("eval", "--gold", gold, tmp_path / "runs" / "test", tmp_path / "runs" / "offline", "-q")
    assert again.out == outcome.out
    assert again.err == ""


def test_a_model_that_fails_at_once_ends_it(run: Run, gold: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PMTOOL_RETRIES", "0")
    with ModelServer(lambda request: replies.server_error()) as server:
        outcome = run("eval", "--gold", gold, "-q", "--base-url", server.base_url, "--model", "test")
    assert outcome.code == 3
    assert outcome.out == ""


def test_no_model_is_configured(run: Run, gold: Path) -> None:
    outcome = run("eval", "--gold", gold, "--engine", "llm")
    assert (outcome.code, outcome.out) == (3, "")
    assert one_sentence(outcome.err)


# -- outputs


def test_csv_has_a_line_for_each_report_and_run(run: Run, gold: Path, kept: Path, tmp_path: Path) -> None:
    formula = tmp_path / "=cmd()"
    shutil.move(kept, formula)
    (formula / "chat.json").unlink()
    rows = list(csv.DictReader(io.StringIO(run("eval", "--gold", gold, formula, gold, "--format", "csv").out)))
    assert [row["report"] for row in rows] == ["", "", "chat", "chat", "notes", "notes", "table", "table"]
    assert [row["run"] for row in rows[:2]] == ["'=cmd()", "gold"]
    assert [row["reports"] for row in rows[:4]] == ["2", "3", "0", "1"]
    assert [row["overall"] for row in rows[1:4]] == ["1.0000", "0.0000", "1.0000"]
    assert all(row[measure.name] in ("", "1.0000") for row in rows[3::2] for measure in MEASURES)
    assert rows[0]["cost"] == ""


def test_details_show_what_was_missed_and_invented(run: Run, gold: Path, kept: Path) -> None:
    outcome = run("eval", "--gold", gold, kept, "--details", "notes")
    assert outcome.out.startswith("kept: 1 report, overall 0.")
    assert "  missed   2026-01-20 02:10 +00:00 paged: backup job" in outcome.out
    assert "  invented unknown The office cat slept" in outcome.out
    found = asked(run, "--gold", gold, kept, "--details", "notes.md")["details"]["kept"]
    assert [difference["what"] for difference in found] == ["missed", "invented"]


def test_details_of_no_difference(run: Run, gold: Path) -> None:
    assert run("eval", "--gold", gold, gold, "--details", "chat").out.endswith("  no difference\n")


def test_hostile_words_reach_no_terminal(run: Run, gold: Path, kept: Path) -> None:
    hostile = "\x1b]52;c;aGk=\x07 [/red] \u202e=1+1"
    postmortem = load(kept / "notes.json")
    write(kept, "notes", replace(postmortem, timeline=(Event(at=None, text=hostile, kind="impact"),)))
    for shape in ("text", "json"):
        shown = run("eval", "--gold", gold, kept, "--details", "notes", "--format", shape).out
        assert not set("\x1b\x07\u202e") & set(shown)
        assert "[/red]" in shown


def test_a_score_to_reach(run: Run, gold: Path, kept: Path) -> None:
    reached = asked(run, "--gold", gold, kept)["runs"][0]["overall"]
    short = run("eval", "--gold", gold, kept, "--fail-under", f"{reached + 0.001:.6f}", "--quiet")
    assert short.code == 1
    said = re.fullmatch(r"pmtool: overall ([\d.]+) is below ([\d.]+)\n", short.err)
    assert said
    assert float(said[1]) < float(said[2]) == pytest.approx(reached + 0.001)
    fine = run("eval", "--gold", gold, kept, "--fail-under", "0.5")
    assert (fine.code, fine.err) == (0, "")


def test_output_into_a_file(run: Run, gold: Path, kept: Path, tmp_path: Path) -> None:
    outcome = run("eval", "--gold", gold, kept, "-o", tmp_path / "told.json", "--format", "json")
    assert outcome.out == ""
    assert json.loads((tmp_path / "told.json").read_text(encoding="utf-8"))["runs"]


# -- gold that is not as it should be


def test_drafts_are_told_of_or_left_out(run: Run, gold: Path, kept: Path) -> None:
    draft = load(gold / "chat.md")
    (gold / "chat.md").write_text(markdown.dump(replace(draft, status="draft")), encoding="utf-8")
    outcome = run("eval", "--gold", gold, kept)
    assert one_sentence(outcome.err)
    assert "these are drafts still; --reviewed-only leaves them out: chat" in outcome.err
    assert len(asked(run, "--gold", gold, kept, "--reviewed-only")["reports"]) == 2


def test_a_damaged_gold_is_told_of(run: Run, gold: Path, kept: Path) -> None:
    text = (gold / "notes.md").read_text(encoding="utf-8")
    (gold / "notes.md").write_text(text.replace("| 2026-01-20 02:10 UTC", "| some time UTC"), encoding="utf-8")
    outcome = run("eval", "--gold", gold, kept)
    assert outcome.code == 0
    assert outcome.err == "pmtool: in gold, these are damaged; `pmtool check` tells what can't be read: notes\n"


@pytest.mark.parametrize("whose", ["gold", "run"])
def test_a_file_that_cannot_be_read_is_told_and_the_others_go_on(run: Run, gold: Path, kept: Path, whose: str) -> None:
    for suffix in ("md", "json"):
        broken = (gold if whose == "gold" else kept) / f"chat.{suffix}"
        if broken.exists():
            broken.unlink()
    (gold if whose == "gold" else kept).joinpath("chat.json").write_text('{"schema_version": "1.0", "title": 7}')
    outcome = run("eval", "--gold", gold, kept)
    assert outcome.code == 2
    assert outcome.out.startswith(f"kept: {'2 reports' if whose == 'gold' else '3 reports, 1 of them missing'}")
    assert one_sentence(outcome.err)
    assert "chat.json: this is no postmortem" in outcome.err


def test_an_engine_needs_gold_s_sources(run: Run, gold: Path) -> None:
    (gold / "sources" / "notes.txt").write_text("something else")
    outcome = run("eval", "--gold", gold, "--engine", "offline")
    assert outcome.code == 2
    assert outcome.out.startswith("offline: 2 reports")
    assert one_sentence(outcome.err)
    assert "notes.txt, a source of" in outcome.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--gold", "nowhere"], "there is no folder nowhere. Check the name."),
        (["--gold", "empty", "kept"], "there is no postmortem in empty. Put reviewed ones there"),
        (["--gold", "gold", "empty"], "none of the 0 postmortems in empty is of a report of gold's. They are matched"),
        (["--gold", "gold", "a", "b", "c"], "at most two runs can be compared. Name two, or one and --against."),
        (["--gold", "gold", "a", "b", "--against", "x"], "at most two runs can be compared."),
        (["--gold", "gold", "kept", "--model", "x"], "--model is for an engine to be run, but kept was made before."),
        (["--gold", "gold", "kept", "--keep", "x"], "--keep is for an engine to be run, but kept was made before."),
        (["--gold", "gold", "kept", "--details", "note"], "gold has no report note. Did you mean notes?"),
        (["--gold", "gold", "kept", "--details", "notes", "--format", "csv"], "--details don't fit into a CSV table."),
        (["--gold", "gold", "kept", "--fail-under", "90"], "argument --fail-under: '90' is no score from 0 to 1"),
    ],
)
def test_wrong_use_is_one_sentence(
    run: Run, gold: Path, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    outcome = run("eval", *arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert one_sentence(outcome.err)
    assert outcome.err.startswith(f"pmtool: {said}")


def test_gold_is_never_written_over(run: Run, gold: Path, tmp_path: Path) -> None:
    outcome = run("eval", "--gold", gold, gold, "-o", gold / "chat.md")
    assert outcome.code == 2
    assert "is one of the inputs and would be overwritten" in outcome.err
    gold.rename(tmp_path / "offline")
    outcome = run("eval", "--gold", tmp_path / "offline", "--engine", "offline", "--keep", tmp_path)
    assert outcome.code == 2
    assert "is gold's own folder" in outcome.err
    assert not list((tmp_path / "offline").glob("*.json"))


def test_an_empty_postmortem_is_held_against_gold_like_any(run: Run, gold: Path, tmp_path: Path) -> None:
    for name in NAMES:
        write(tmp_path / "run", name, Postmortem())
    assert asked(run, "--gold", gold, tmp_path / "run")["runs"][0]["overall"] == 0
