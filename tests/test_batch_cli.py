"""`pmtool batch` as people meet it: what it says and to whom, exit codes, mistakes, interruptions, dry runs."""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncGenerator, Callable, Iterator
from pathlib import Path

import pytest

import batch_reports
from command_line import Outcome, one_sentence
from pmtool import locks
from pmtool.archive.placing import telling
from pmtool.batch import storing
from pmtool.batch.converting import by_rules
from pmtool.batch.outcome import Fault, Task, Usage
from pmtool.batch.outcome import Outcome as Became
from pmtool.batch.recipe import Recipe
from pmtool.cli import diagnostics
from pmtool.cli.batching import carrying_out, commands
from pmtool.cli.batching.order import Order
from terminals import Terminal

Run = Callable[..., Outcome]
NO_INCIDENT = "Peel the onions.\n"


class HereCrew:
    """Converts in this process, since a pool takes half a second to start; a fault of its own for some reports."""

    def __init__(self, recipe: Recipe, faults: dict[str, Fault | BaseException]) -> None:
        self.recipe, self.faults = recipe, faults

    async def __aenter__(self) -> HereCrew:
        return self

    async def __aexit__(self, *_: object) -> None:
        pass

    async def outcomes(self, tasks: Iterator[Task]) -> AsyncGenerator[Became, None]:
        for task in tasks:
            fault = self.faults.get(task.name)
            if isinstance(fault, BaseException):
                raise fault
            yield Became(task, fault=fault, usage=Usage(2, 900, 0, 80)) if fault else by_rules(task, self.recipe)


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> dict[str, Fault | BaseException]:
    """What becomes of some reports, by name, where all is done in this process."""
    found: dict[str, Fault | BaseException] = {}

    def crew_for(order: Order, _: object) -> HereCrew:
        return HereCrew(order.recipe, found)

    monkeypatch.setattr(carrying_out, "crew_for", crew_for)
    return found


@pytest.fixture
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three reports and a copy of one, from where commands run."""
    monkeypatch.chdir(tmp_path)
    paths = batch_reports.write(tmp_path / "reports", 3)
    (tmp_path / "reports" / "mirror.md").write_bytes(paths[1].read_bytes())
    return tmp_path / "reports"


def events(outcome: Outcome) -> list[dict[str, object]]:
    return [json.loads(line) for line in outcome.out.splitlines()]


def state_of(folder: Path) -> dict[str, tuple[int, bytes]]:
    """All files of a folder: when they were written, and what they hold."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


def said(outcome: Outcome) -> list[str]:
    """The lines on stderr, all of them for people."""
    assert all(line.startswith("pmtool: ") and line.isprintable() for line in outcome.err.splitlines())
    return [line.removeprefix("pmtool: ") for line in outcome.err.splitlines()]


# -- a run, and the runs after it


def test_a_run_and_the_runs_after_it(run: Run, reports: Path) -> None:
    (reports / "onions.txt").write_text(NO_INCIDENT)
    first = run("batch", "reports", "-o", "out", "--jobs", "1")
    assert (first.code, first.out) == (1, "")
    engine, plan, *others, total, again, where, figures = said(first)
    assert engine == "engine: offline (no model is configured)"
    assert plan == "5 reports: 4 to convert, 1 copy"
    assert any(line.startswith("failed: reports/onions.txt: nothing in ") for line in others)
    assert re.fullmatch(r"3 converted, 1 failed; took [\d.]+ s", total)
    assert again.endswith("to try again: pmtool batch -o out --jobs 1 --retry-failed")
    assert re.fullmatch("\\d of 3 postmortems with errors; worst first: out/index.html, or pmtool draft out", where)
    assert figures == "figures: pmtool stats out"
    assert all(Path("out", name).exists() for name in ("index.html", "triage.csv", "archive.db", "archive.jsonl"))
    assert len(list(Path("out/postmortems").glob("*.md"))) == 3

    second = run("batch", "reports", "-o", "out")
    assert second.code == 1
    plan = "5 reports: 0 to convert, 3 unchanged since the last run, 1 copy, 1 failed before; --retry-failed takes it"
    assert plan in said(second)
    assert "nothing had to be converted" in said(second)

    (reports / "onions.txt").write_text(batch_reports.report(9))
    mended = run("batch", "reports", "-o", "out", "--jobs", "1", "--quiet")
    assert mended == Outcome(0, "", "")
    assert len(list(Path("out/postmortems").glob("*.md"))) == 4


def test_programs_get_events(run: Run, reports: Path, faults: dict[str, Fault]) -> None:
    faults["incident-00001"] = Fault("model", "the server is on fire", is_transient=True)
    outcome = run("batch", "reports", "-o", "out", "--json-events", "-q")
    told = events(outcome)
    names = [event["event"] for event in told if event["event"] != "building"]
    assert names[0] == "planned"
    assert sorted(names[1:-1]) == ["converted"] * 2 + ["failed"] * 3  # two more tries
    assert [e["is_tried_again"] for e in told if e["event"] == "failed"] == [True, True, False]
    assert told[-1]["event"] == "ended"
    assert (told[-1]["converted"], told[-1]["failed"], told[-1]["usage"]["calls"]) == (2, 1, 6)  # type: ignore[index]
    again = "pmtool batch -o out --json-events -q --retry-failed"
    assert said(outcome) == [f"1 report failed so far, listed in out/index.html; to try again: {again}"]


def test_what_failed_is_tried_again_without_looking_for_more(run: Run, reports: Path, faults: dict[str, Fault]) -> None:
    faults["incident-00001"] = Fault("model", "the server is on fire")
    assert run("batch", "reports", "-o", "out").code == 1
    faults.clear()
    batch_reports.write(reports, 1, first=7)
    outcome = run("batch", "-o", "out", "--retry-failed", "--json-events")
    assert outcome.code == 0
    assert [event["name"] for event in events(outcome) if event["event"] == "converted"] == ["incident-00001"]


def test_what_is_left_out_of_folders_is_told(run: Run, reports: Path, faults: dict[str, Fault]) -> None:
    (reports / "scan.pdf").write_bytes(b"%PDF-1.7")
    (reports / "scans").mkdir()
    (reports / "scans" / "graph.png").write_bytes(b"\x89PNG")
    left_out = "left out: 1 .pdf, 1 .png (name a file to have it tried)"
    assert left_out in said(run("batch", "reports", "-o", "out", "--dry-run"))
    outcome = run("batch", "reports", "-o", "out", "--json-events")
    assert any(line.endswith(f"1 copy; {left_out}") for line in said(outcome))
    assert next(e for e in events(outcome) if e["event"] == "planned")["skipped"] == {".pdf": 1, ".png": 1}
    none = run("batch", "reports/scans", "-o", "out2")
    assert none.code == 2
    assert "there is no report in reports/scans; left out: 1 .png (name a file to have it tried)." in none.err
    assert ".pdf" in run("batch", "reports/*.pdf", "-o", "out2").err


def test_no_file_name_steers_the_terminal(run: Run, reports: Path, faults: dict[str, Fault]) -> None:
    name = "a\x1b]52;c;eA==\x07b\u202e\nc.txt"
    (reports / name).write_text(NO_INCIDENT)
    (reports / os.fsdecode(b"\xff\xfe.txt")).write_text(batch_reports.report(8))
    outcome = run("batch", "reports", "-o", "out", "--json-events")
    assert outcome.code == 1
    assert any("nothing in" in line for line in said(outcome))
    assert outcome.out.isascii()
    rehearsed = run("batch", "reports", "-o", "out2", "--dry-run")
    assert all(line.isprintable() for line in rehearsed.out.splitlines())


# -- how a run ends early


def test_a_cap_ends_a_run_cleanly(run: Run, reports: Path, faults: dict[str, Fault]) -> None:
    faults["incident-00002"] = Fault("cap", "the limit of 0.50 is reached", "Raise the limit.", is_final=True)
    outcome = run("batch", "reports", "-o", "out")
    assert outcome.code == 1
    total, why, left, *others = said(outcome)[3:]
    assert total.startswith("1 converted; 2 calls, 900 tokens in, 80 out; took")
    assert why == "the limit of 0.50 is reached. Raise the limit."
    assert left == "2 reports left; what is converted stays"
    assert not any("the same command" in line for line in others)  # it would end there again
    faults.clear()
    assert "2 to convert, 1 unchanged" in said(run("batch", "reports", "-o", "out"))[1]


def test_a_model_that_cant_be_had_ends_a_run(run: Run, reports: Path, faults: dict[str, Fault]) -> None:
    fault = Fault("model", "models.example.com does not take the key", "Set a valid one.", is_final=True)
    faults["incident-00001"] = fault
    outcome = run("batch", "reports", "-o", "out", "--quiet")
    assert outcome.code == 3
    assert said(outcome)[0] == "models.example.com does not take the key. Set a valid one."
    assert said(outcome)[1].startswith("3 reports left")


def test_a_full_disk_is_told_in_a_sentence(
    run: Run, reports: Path, faults: dict[str, Fault], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        with telling("out/postmortems/x.md"):
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(storing, "write", full)
    outcome = run("batch", "reports", "-o", "out", "-q")
    assert outcome.code == 2
    assert one_sentence(outcome.err)
    assert "the disk is full" in outcome.err
    monkeypatch.undo()


@pytest.mark.parametrize("place", ["planning", "converting", "building"])
def test_an_interruption_anywhere(
    run: Run, reports: Path, faults: dict[str, Fault | BaseException], monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        if place == "planning":
            patch.setattr(carrying_out, "plan", interrupt)
        elif place == "converting":
            faults["incident-00002"] = KeyboardInterrupt()
        else:
            patch.setattr(carrying_out, "_build", interrupt)
        outcome = run("batch", "reports", "-o", "out", "--json-events")
    faults.clear()
    assert outcome.code == diagnostics.EXIT_INTERRUPTED
    why, again = said(outcome)[-2:]
    assert (
        why
        == {
            "planning": "interrupted before anything was converted; nothing is half-written",
            "converting": "interrupted: 1 converted, 2 left; nothing is half-written",
            "building": "interrupted while tables and pages were made of what is converted; nothing is half-written",
        }[place]
    )
    assert again == "the same command goes on from there: pmtool batch reports -o out --json-events"
    assert events(outcome)[-1]["ending"] == "interrupted"
    assert not list(Path("out").rglob("*.part"))
    assert run("batch", "reports", "-o", "out", "-q") == Outcome(0, "", "")
    assert len(list(Path("out/postmortems").glob("*.md"))) == 3


def test_ctrl_c(reports: Path) -> None:
    """The whole group gets it, workers that are just starting included."""
    batch_reports.write(reports, 60)
    command = [sys.executable, "-m", "pmtool", "batch", "reports", "-o", "an archive", "--jobs", "2", "--json-events"]
    # unbuffered, since what a buffer reads ahead is lost to communicate()
    process = subprocess.Popen(command, 0, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    assert process.stdout
    next(line for line in process.stdout if b'"event": "converted"' in line)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == diagnostics.EXIT_INTERRUPTED
    assert b"Traceback" not in err
    assert b"pmtool batch reports -o 'an archive' --jobs 2 --json-events" in err.splitlines()[-1]
    ended = json.loads(out.splitlines()[-1])
    assert ended["converted"] == 1 + out.count(b'"event": "converted"')
    assert ended["converted"] + ended["waiting"] == 60
    assert len(list(Path("an archive/postmortems").glob("*.md"))) == ended["converted"]


# -- an archive that a model made

MODEL = ("--model", "test", "--base-url", "http://localhost:1/v1")


def test_rules_replace_what_a_model_made_only_where_they_are_asked_for(
    run: Run, reports: Path, faults: dict[str, Fault]
) -> None:
    assert run("batch", "reports", "-o", "out", *MODEL, "-q").code == 0
    before = state_of(Path("out"))
    for asked in (["reports"], ["--retry-failed"], ["reports", "--dry-run"]):
        outcome = run("batch", *asked, "-o", "out")
        assert (outcome.code, outcome.out) == (3, "")
        assert one_sentence(outcome.err)
        assert "the last run on out asked the model test, and none is configured now. Set the key" in outcome.err
    assert state_of(Path("out")) == before
    assert "3 unchanged" in run("batch", "reports", "-o", "out", *MODEL).err
    assert "3 to convert" in run("batch", "reports", "-o", "out", "--engine", "offline").err
    assert "3 unchanged" in run("batch", "reports", "-o", "out").err  # by now rules made it


def test_what_failed_is_tried_again_by_the_same_model(run: Run, reports: Path, faults: dict[str, Fault]) -> None:
    faults["incident-00001"] = Fault("model", "the server is on fire")
    outcome = run("batch", "reports", "-o", "out", *MODEL)
    again = f"pmtool batch -o out {' '.join(MODEL)} --retry-failed"
    assert f"to try again: {again}\n" in outcome.err
    faults.clear()
    assert run(*again.split()[1:]).code == 0


@pytest.mark.parametrize(
    ("typed", "inputs", "again"),
    [
        ("batch a b -o out", "a b", "batch -o out --retry-failed"),
        ("batch -o out -- -a", "-a", "batch -o out --retry-failed"),
        ("batch --model a -o out a", "a", "batch --model a -o out --retry-failed"),
        ("batch -q a --model a", "a", "batch -q --model a --retry-failed"),
        ("batch -o out --retry-failed", "", "batch -o out --retry-failed"),
    ],
)
def test_the_command_that_tries_again(typed: str, inputs: str, again: str) -> None:
    assert commands.retrying(typed.split(), inputs.split()) == f"pmtool {again}"


# -- mistakes


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["reports"], "-o"),
        (["-o", "out"], "no reports are named"),
        (["reports", "-o", ""], "-o names nothing"),
        (["reports", "-o", "reports/incident-00001.md"], "-o names a file"),
        (["reports/incident-00001.md", "-o", "reports"], "is part of the archive reports itself"),
        (["reports", "-o", "."], "is part of the archive . itself"),
        (["raports", "-o", "out"], "there is no file or folder raports"),
        (["@raports", "-o", "out"], "raports"),
        (["reports/*.html", "-o", "out"], "no file matches reports/*.html"),
        (["empty", "-o", "out"], "there is no report in empty"),
        (["reports", "-o", "out", "--jobs", "0"], "--jobs: '0' is no number from 1 on"),
        (["reports", "-o", "out", "--max-cost", "nan"], "--max-cost: 'nan' is no sum above 0"),
        (["reports", "-o", "out", "--group-by", "moon"], "--group-by"),
        (["reports", "-o", "out", "--timezone", "Europe/Atlantis"], "Europe/Atlantis"),
        (["reports", "-o", "out", "--provider-batch"], "--provider-batch needs a model"),
        (["reports", "-o", "out", "--max-cost", "5"], "--max-cost needs a model"),
        (["reports", "-o", "out", "--max-tokens", "5", "--engine", "offline"], "--max-tokens needs a model"),
        (
            ["reports", "-o", "out", "--model", "m", "--base-url", "http://localhost:1", "--max-cost", "5"],
            "price_input",
        ),
    ],
)
def test_wrong_use_is_one_sentence_and_makes_nothing(run: Run, reports: Path, arguments: list[str], says: str) -> None:
    Path("empty").mkdir()
    for extra in ([], ["--dry-run"]):
        outcome = run("batch", *arguments, *extra, "--quiet")
        assert outcome.code == 2
        assert one_sentence(outcome.err), outcome.err
        assert says in outcome.err
    assert not Path("out").exists()


def test_no_model(run: Run, reports: Path) -> None:
    outcome = run("batch", "reports", "-o", "out", "--engine", "llm")
    assert (outcome.code, outcome.out) == (3, "")
    assert one_sentence(outcome.err)
    assert not Path("out").exists()


@pytest.mark.parametrize(
    ("option", "module"), [(["--dask", "tcp://localhost:1"], "distributed"), (["--parquet"], "pyarrow")]
)
def test_an_extra_that_is_missing(
    run: Run, reports: Path, monkeypatch: pytest.MonkeyPatch, option: list[str], module: str
) -> None:
    monkeypatch.setattr("pmtool.cli.batching.order.find_spec", lambda name: None)
    outcome = run("batch", "reports", "-o", "out", *option)
    assert outcome.code == 2
    assert one_sentence(outcome.err)
    assert f"needs {module}" in outcome.err
    assert "pip install 'pmtool[" in outcome.err
    assert not Path("out").exists()


def test_two_runs_refuse_each_other(run: Run, reports: Path) -> None:
    storing.prepare("out")
    lock = locks.take(storing.lock_path("out"))
    assert lock
    for extra in ([], ["--dry-run", "--json-events"]):
        outcome = run("batch", "reports", "-o", "out", "-q", *extra)
        assert outcome.code == 2
        assert one_sentence(outcome.err)
        assert "run is at work on out" in outcome.err
    lock.release()


@pytest.mark.parametrize("extra", [[], ["--dry-run"]], ids=str)
def test_a_manifest_of_another_kind(run: Run, reports: Path, extra: list[str]) -> None:
    Path("out").mkdir()
    with sqlite3.connect("out/manifest.db") as db:
        db.execute("PRAGMA user_version = 77")
    db.close()
    other = run("batch", "reports", "-o", "out", "-q", *extra)
    assert other.code == 2
    assert one_sentence(other.err)
    assert "another version of pmtool" in other.err
    Path("out/manifest.db").write_text("These are my holiday notes, which are no database at all.\n" * 40)
    none = run("batch", "reports", "-o", "out", "-q", *extra)
    assert none.code == 2
    assert one_sentence(none.err)


@pytest.mark.parametrize("out", ["reports/incident-00001.md/out", "blocked"])
def test_an_archive_that_cant_be_made(run: Run, reports: Path, out: str) -> None:
    Path("blocked").mkdir()
    Path("blocked/postmortems").write_text("in the way")
    outcome = run("batch", "reports", "-o", out, "-q")
    assert outcome.code == 2
    assert one_sentence(outcome.err)
    assert f"can't write {out}" in outcome.err


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="nothing is closed to root")
def test_an_archive_that_cant_be_written(run: Run, reports: Path) -> None:
    Path("out").mkdir(mode=0o555)
    outcome = run("batch", "reports", "-o", "out", "-q")
    assert outcome.code == 2
    assert one_sentence(outcome.err)
    assert "you may not write there" in outcome.err


# -- dry runs


def test_a_dry_run_tells_all_and_leaves_no_trace(run: Run, reports: Path, faults: dict[str, Fault]) -> None:
    fresh = run("batch", "reports", "-o", "out", "--dry-run")
    assert fresh.code == 0
    assert not Path("out").exists()
    head, *rows, total = fresh.out.splitlines()
    assert head.split() == ["what", "engine", "calls", "tokens", "in", "out", "cost", "report"]
    assert [row.split()[0] for row in rows] == ["convert", "convert", "convert", "copy"]
    assert total.endswith("3 convert, 1 copy")
    assert said(fresh) == ["engine: offline (no model is configured); nothing was sent or written"]

    faults["incident-00001"] = Fault("model", "the server is on fire")
    run("batch", "reports", "-o", "out")
    batch_reports.write(reports, 1, first=2)
    (reports / "incident-00003.md").write_text(batch_reports.report(33))
    before = state_of(Path())
    told = events(run("batch", "reports", "-o", "out", "--dry-run", "--json-events", "-q"))
    assert state_of(Path()) == before
    actions = {str(event["input"]): event["action"] for event in told[:-1]}
    assert actions == {
        "reports/incident-00001.md": "failed before",
        "reports/incident-00002.md": "unchanged",
        "reports/incident-00003.md": "convert",
        "reports/mirror.md": "copy",
    }
    assert told[-1]["event"] == "rehearsed_all"
    again = events(run("batch", "-o", "out", "--dry-run", "--retry-failed", "--json-events", "-q"))
    assert [event.get("input") for event in again] == ["reports/incident-00001.md", None]
    assert state_of(Path()) == before


def test_a_dry_run_estimates_what_a_model_takes_without_a_key(run: Run, reports: Path, tmp_path: Path) -> None:
    Path("pmtool.toml").write_text("price_input = 2.5\nprice_output = 10\n")
    outcome = run("batch", "reports", "-o", "out", "--dry-run", "--engine", "llm", "--json-events")
    assert outcome.code == 0
    *each, total = events(outcome)
    asked = [event for event in each if event["action"] == "convert"]
    assert all(event["engine"] == "llm" and event["calls"] and event["output_tokens"] for event in asked)
    assert total["input_tokens"] == sum(int(str(event["input_tokens"])) for event in asked)
    assert total["cost"] == pytest.approx(sum(float(str(event["cost"])) for event in asked))
    assert "calls, tokens and costs are estimates" in outcome.err
    jobs = run(
        "batch", "reports", "-o", "out", "--dry-run", "--engine", "llm", "--json-events", "-q", "--provider-batch"
    )
    assert events(jobs)[-1]["cost"] == pytest.approx(float(str(total["cost"])) / 2)


# -- on a terminal


def test_the_view_on_a_terminal(reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (reports / "onions\x1b]52;c;eA==\x07.txt").write_text(NO_INCIDENT)
    monkeypatch.setenv("NO_COLOR", "1")
    terminal = Terminal(["batch", "reports", "-o", "out", "--jobs", "1"], size=(80, 24))
    try:
        assert terminal.wait() == 1
    finally:
        terminal.close()
    shown = terminal.shown.decode()
    assert "converting" in shown
    assert "\x1b]52" not in shown
    assert not re.search(r"\x1b\[[\d;]*m", shown)  # no colours
    assert shown.index("\x1b[?25l") < shown.rindex("\x1b[?25h")
    left = shown.rpartition("\x1b[2K")[2]  # once the view is gone
    assert "converting" not in left
    assert "3 converted, 1 failed" in left


def test_help_comes_in_groups(run: Run) -> None:
    shown = run("batch", "--help").out
    assert shown.startswith("usage: pmtool batch REPORTS... -o FOLDER [options]\n")
    assert all(f"\n{group}:\n" in shown for group in ("what to convert", "how much of it", "what to say and write"))
