"""The command line as people meet it: what lands on stdout, on stderr and in files, and with which exit code."""

from __future__ import annotations

import importlib
import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from queue import Queue

import pytest
import yaml

import pmtool
from command_line import Outcome, one_sentence, process
from conftest import ROOT
from pmtool.cli import diagnostics
from pmtool.cli.main import COMMANDS

EXAMPLES = ROOT / "examples"
REPORT = str(EXAMPLES / "status-page" / "report.txt")
OTHER = str(EXAMPLES / "midnight" / "report.md")


# -- the top level


def test_version(run) -> None:
    assert run("--version") == Outcome(0, f"pmtool {pmtool.__version__}\n", "")


def test_help_teaches_with_examples(run) -> None:
    top = run("--help")
    assert top.code == 0
    assert all(command.name in top.out for command in COMMANDS)
    for command in COMMANDS:
        shown = run(command.name, "--help")
        assert shown.code == 0
        assert f"pmtool {command.name}" in shown.out.partition("examples:")[2]


def test_no_command_shows_the_help(run) -> None:
    bare = run()
    assert bare.code == 2
    assert bare.out.startswith("usage: pmtool")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["strucutre", "x"], "Did you mean 'structure'?"),
        (["report.txt"], "pmtool structure report.txt"),
        (["structure"], "REPORT"),
        (["structure", "x", "--formt", "json"], "--formt json (did you mean --format?). See pmtool structure --help."),
        (["check", "x", "--slect=PM1"], "(did you mean --select?). See pmtool check --help."),
        (["structure", "x", "--format", "docx"], "docx"),
        (["structure", "x", "--date", "yesterday"], "2026-03-31"),
        (["structure", "x", "--max-size", "huge"], "max_size must be a number"),
        (["times", "a", "b"], "unrecognized"),
        (["times", REPORT, "--timezone", "Europe/Atlantis"], "Europe/Atlantis"),
        (["completion", "klingon"], "klingon"),
    ],
)
def test_wrong_use_is_one_sentence(run, arguments: list[str], says: str) -> None:
    outcome = run(*arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert one_sentence(outcome.err)
    assert says in outcome.err


def test_every_command_has_its_module() -> None:
    for command in COMMANDS:
        module = importlib.import_module(f"pmtool.cli.{command.name}")
        assert callable(module.configure)
        assert callable(module.run)


# -- structure: what goes where


def test_structure_writes_markdown_to_stdout_and_talks_on_stderr(run) -> None:
    outcome = run("structure", REPORT)
    assert outcome.code == 0
    assert outcome.out.startswith("---\nschema_version:")
    assert outcome.err == "pmtool: engine: offline (no model is configured)\n"
    assert run("structure", REPORT, "--engine", "offline") == Outcome(0, outcome.out, "")


def test_the_llm_engine_is_not_there_yet(run) -> None:
    outcome = run("structure", REPORT, "--engine", "llm")
    assert (outcome.code, outcome.out) == (3, "")
    assert one_sentence(outcome.err)


def test_several_reports_make_one_incident(run) -> None:
    both = json.loads(run("structure", REPORT, OTHER, "--format", "json").out)
    assert [source["name"] for source in both["sources"]] == ["report.txt", "report.md"]


@pytest.mark.parametrize(
    ("name", "flags", "reads"),
    [
        ("pm.json", [], json.loads),
        ("pm.YML", [], yaml.safe_load),
        ("pm.txt", ["--format", "json"], json.loads),
        ("pm.md", ["--format", "yaml"], yaml.safe_load),
    ],
)
def test_the_suffix_tells_the_format_unless_a_flag_does(run, tmp_path: Path, name: str, flags, reads) -> None:
    assert run("structure", REPORT, "-o", tmp_path / name, *flags).code == 0
    assert reads((tmp_path / name).read_text(encoding="utf-8"))["schema_version"] == "1.0"


def test_an_unknown_suffix_is_refused(run, tmp_path: Path) -> None:
    outcome = run("structure", REPORT, "-o", tmp_path / "pm.docx")
    assert outcome.code == 2
    assert ".docx" in outcome.err
    assert list(tmp_path.iterdir()) == []


def test_a_file_joins_the_reports_and_a_folder_keeps_them_apart(run, tmp_path: Path) -> None:
    assert run("structure", REPORT, OTHER, "-o", tmp_path / "one.json").code == 0
    assert len(pmtool.load(tmp_path / "one.json").sources) == 2
    assert run("structure", REPORT, OTHER, "-o", f"{tmp_path}/apart/", "--format", "json").code == 0
    apart = sorted((tmp_path / "apart").iterdir())
    assert [path.name for path in apart] == ["report-2.json", "report.json"]
    assert [pmtool.load(path).sources[0].name for path in apart] == ["report.md", "report.txt"]


def test_each_makes_its_folder(run, tmp_path: Path) -> None:
    assert run("structure", REPORT, "-o", tmp_path / "v1.0", "--each").code == 0
    assert [path.name for path in (tmp_path / "v1.0").iterdir()] == ["report.md"]


@pytest.mark.parametrize("output", [[], ["-o", "file.md"]])
def test_each_needs_a_folder(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: list[str]) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file.md").touch()
    outcome = run("structure", REPORT, "--each", *output)
    assert outcome.code == 2
    assert "folder" in outcome.err


def test_file_names_in_a_folder_are_safe_and_never_the_same(run, tmp_path: Path) -> None:
    names = ["../odd name?.txt", "Odd_Name_.txt", "-rf.txt", "odd_name_-2.txt", "...txt"]
    (tmp_path / "in").mkdir()
    for name in names:
        (tmp_path / "in" / name).write_bytes(Path(REPORT).read_bytes())
    reports = [f"{tmp_path}/in/{name}" for name in names]
    assert run("structure", *reports, "-o", f"{tmp_path}/out/").code == 0
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert len({name.casefold() for name in written}) == len(names)
    assert all(re.fullmatch(r"\w[\w.-]*\.md", name) for name in written)


def test_stdin(tmp_path: Path) -> None:
    with open(REPORT, "rb") as report:
        done = process(["structure", "-", "-o", f"{tmp_path}/", "--format", "json"], stdin=report)
    assert done.returncode == 0
    assert pmtool.load(tmp_path / "stdin.json").sources[0].name == "stdin"


# -- structure: writing safely


def test_a_report_is_never_overwritten(run, tmp_path: Path) -> None:
    report = tmp_path / "report.md"
    report.write_bytes(Path(OTHER).read_bytes())
    for target in (report, tmp_path):
        outcome = run("structure", report, "-o", target)
        assert outcome.code == 2
        assert one_sentence(outcome.err)
    assert report.read_bytes() == Path(OTHER).read_bytes()


def test_a_failing_write_leaves_the_old_file(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    target = tmp_path / "pm.md"
    target.write_text("what a person wrote", encoding="utf-8")
    monkeypatch.setattr(os, "replace", full)
    outcome = run("structure", REPORT, "-o", target, "--engine", "offline")
    assert outcome.code == 2
    assert "No space left" in outcome.err
    assert one_sentence(outcome.err)
    assert [path.name for path in tmp_path.iterdir()] == ["pm.md"]
    assert target.read_text(encoding="utf-8") == "what a person wrote"


def test_permissions_follow_the_umask_and_then_stay(run, tmp_path: Path) -> None:
    target = tmp_path / "pm.md"
    before = os.umask(0o027)
    try:
        run("structure", REPORT, "-o", target)
    finally:
        os.umask(before)
    assert target.stat().st_mode & 0o777 == 0o640
    target.chmod(0o600)
    run("structure", REPORT, "-o", target)
    assert target.stat().st_mode & 0o777 == 0o600


def test_a_link_is_written_through(run, tmp_path: Path) -> None:
    (tmp_path / "link.json").symlink_to(tmp_path / "pm.json")
    run("structure", REPORT, "-o", tmp_path / "link.json")
    assert (tmp_path / "link.json").is_symlink()
    assert pmtool.load(tmp_path / "pm.json").title


@pytest.mark.parametrize("target", ["no/such/folder/pm.md", "/dev/full"])
def test_an_unwritable_target_is_one_sentence(run, target: str) -> None:
    outcome = run("structure", REPORT, "-o", target, "--engine", "offline")
    assert (outcome.code, outcome.out) == (2, "")
    assert one_sentence(outcome.err)
    assert target.rpartition("/")[0] in outcome.err


@pytest.mark.parametrize("arguments", [["schema"], ["structure", REPORT, "--engine", "offline"]])
def test_a_full_disk_behind_stdout_is_one_sentence(arguments: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        done = process(arguments, stdout=full)
    assert done.returncode == 2
    assert one_sentence(done.stderr.decode())


@pytest.mark.parametrize("arguments", [["schema"], ["structure", REPORT, "--engine", "offline"]])
def test_a_broken_pipe_is_quiet(arguments: list[str]) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        done = process(arguments, stdout=write)
    finally:
        os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")


def test_closed_streams() -> None:
    shell = f'"{sys.executable}" -m pmtool structure "{REPORT}" '
    assert subprocess.run(shell + "2>&-", shell=True, capture_output=True).returncode == 0
    closed = subprocess.run(shell + "--engine offline >&-", shell=True, capture_output=True)
    assert closed.returncode == 2
    assert one_sentence(closed.stderr.decode())


# -- structure: bad input


@pytest.fixture
def bad(tmp_path: Path) -> dict[str, str]:
    """Inputs that hold no report."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.txt").touch()
    (tmp_path / "binary.bin").write_bytes(bytes(range(256)) * 64)
    (tmp_path / "recipe.txt").write_text("Peel the onions.\nFry them gently in butter.\n", encoding="utf-8")
    (tmp_path / "large.txt").write_text("All was well.\n" * 2000, encoding="utf-8")
    return {path.stem: str(path) for path in tmp_path.iterdir()} | {"missing": str(tmp_path / "gone.txt")}


@pytest.mark.parametrize("kind", ["missing", "folder", "empty", "binary", "recipe", "large"])
def test_bad_input_is_one_sentence_and_writes_nothing(run, tmp_path: Path, bad: dict[str, str], kind: str) -> None:
    target = tmp_path / "out.md"
    outcome = run("structure", bad[kind], "-o", target, "--engine", "offline", "--max-size", "0.01")
    assert (outcome.code, outcome.out) == (2, "")
    assert one_sentence(outcome.err)
    assert os.path.basename(bad[kind]) in outcome.err
    assert not target.exists()


def test_one_bad_report_among_good_ones_writes_nothing(run, tmp_path: Path, bad: dict[str, str]) -> None:
    assert run("structure", REPORT, bad["recipe"], "-o", f"{tmp_path}/out/").code == 2
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", ["structure", "times"])
def test_empty_stdin_is_one_sentence(command: str) -> None:
    done = process([command, "-"], stdin=subprocess.DEVNULL)
    assert (done.returncode, done.stdout) == (2, b"")
    assert "stdin" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_nothing_in_a_name_reaches_the_terminal(run) -> None:
    outcome = run("structure", "a\x1b]52;c;x\x07\u202eb\n.txt", "--engine", "offline")
    assert outcome.code == 2
    assert outcome.err.strip("\n").isprintable()


def test_interrupted(run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pmtool.source.read_sources", stop)
    outcome = run("structure", REPORT, "--engine", "offline")
    assert outcome.code == 130
    assert one_sentence(outcome.err)


def test_a_bug_never_tells_what_the_report_says(run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError("hunter2")

    monkeypatch.setattr("pmtool.source.read_sources", fail)
    quiet = run("structure", REPORT, "--engine", "offline")
    assert quiet.code == 70
    assert one_sentence(quiet.err)
    assert "ValueError" in quiet.err
    assert "hunter2" not in quiet.err
    monkeypatch.setenv("PMTOOL_DEBUG", "1")
    loud = run("structure", REPORT, "--engine", "offline")
    assert loud.code == 70
    assert "hunter2" in loud.err
    assert "Traceback" in loud.err


# -- on a terminal


def on_terminal(*arguments: str) -> tuple[int, list[str]]:
    """Exit code, and the lines that pmtool says to a person."""
    screen, stderr = pty.openpty()
    done = process(arguments, stderr=stderr)
    os.close(stderr)
    return done.returncode, list(_lines(screen))


def _lines(screen: int) -> Iterator[str]:
    with open(screen, encoding="utf-8") as lines:
        try:
            yield from (line.rstrip("\r\n") for line in lines)
        except OSError:  # how a terminal says that nobody is on the other side any more
            return


def test_structure_ends_with_three_lines_for_people() -> None:
    code, lines = on_terminal("structure", REPORT, "--engine", "offline")
    assert code == 0
    assert [line.split()[1] for line in lines] == ["found", "missing", "unplaced"]
    assert re.search(r"\d+ events", lines[0])


def test_a_long_run_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    said: Queue[str] = Queue()
    monkeypatch.setattr(diagnostics, "PATIENCE_SECONDS", 0.01)
    monkeypatch.setattr(diagnostics, "on_terminal", lambda: True)
    monkeypatch.setattr(diagnostics, "say", said.put)
    with diagnostics.patience("working on report.txt"):
        assert said.get(timeout=10) == "still working on report.txt …"


# -- times


def test_times_is_json_where_another_program_reads(run) -> None:
    mentions = json.loads(run("times", REPORT).out)
    text = Path(REPORT).read_text(encoding="utf-8")
    assert mentions
    for mention in mentions:
        assert text[mention["start"] : mention["end"]] == mention["text"]
        assert {"kind", "at", "precision", "approximate", "minutes", "zone", "zone_rule", "alternatives"} <= set(
            mention
        )


def test_times_as_a_table(run) -> None:
    table = run("times", REPORT, "--format", "table").out
    assert table.startswith("As written")
    assert "Apr 14, 2026" in table
    assert "\x1b" not in table


def test_times_shows_report_text_as_text(run, tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text("[bold]At[/] 14:05 [link=file:///x]UTC[/link] on 2026-03-01 it broke.", encoding="utf-8")
    assert run("times", report, "--format", "table").code == 0


@pytest.mark.parametrize("option", [["--timezone=-05:00"], ["--timezone", "-05:00"]])
def test_negative_offsets(run, tmp_path: Path, option: list[str]) -> None:
    report = tmp_path / "report.txt"
    report.write_text("At 14:05 the deploy started.", encoding="utf-8")
    [mention] = json.loads(run("times", report, *option, "--date", "2026-03-01").out)
    assert mention["at"] == "2026-03-01T14:05:00-05:00"


def test_settings_do_not_turn_the_ledger_into_another_format(run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PMTOOL_FORMAT", "yaml")
    assert json.loads(run("times", REPORT).out)
    assert yaml.safe_load(run("structure", REPORT).out)["schema_version"] == "1.0"


# -- schema and completion


def test_schema(run) -> None:
    schema = json.loads(run("schema").out)
    assert schema["$id"] == "postmortem-1.json"
    assert "root_cause" in schema["properties"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh", "fish"])
def test_completion_knows_the_commands(run, shell: str) -> None:
    script = run("completion", shell)
    assert script.code == 0
    assert all(command.name in script.out for command in COMMANDS)
    assert "timezone" in script.out


def test_output_does_not_depend_on_the_locale() -> None:
    command = ["structure", REPORT, "--format", "json"]
    plain = process(command, env=os.environ | {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "TZ": "Asia/Kolkata"})
    assert plain.returncode == 0
    assert plain.stdout == process(command).stdout
