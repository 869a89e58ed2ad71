"""What `pmtool check` prints: for people, for programs, for code scanning, for pull requests."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checked_files import CODE, KINDS, WORDS, position, written
from conftest import ROOT
from pmtool.cli.reports import screen, text
from pmtool.cli.reports.sarif import uri
from pmtool.pipeline.placing import Excerpt

SARIF_SCHEMA = json.loads((ROOT / "tests" / "data" / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
each_kind = pytest.mark.parametrize("kind", KINDS)


def sarif(out: str) -> dict:
    """The one run of a log that follows the schema."""
    log = json.loads(out)
    jsonschema.validate(log, SARIF_SCHEMA, format_checker=jsonschema.FormatChecker())
    [only] = log["runs"]
    return only


# -- places


@each_kind
def test_github_gets_the_right_line_and_columns(run, tmp_path: Path, monkeypatch, kind: str) -> None:
    monkeypatch.chdir(tmp_path)
    file = written(tmp_path, kind)
    line, column = position(file.read_text(encoding="utf-8"))
    outcome = run("check", file.name, "--select", CODE, "--format", "github")
    assert outcome.code == 1
    assert outcome.out.count("\n") == 1
    assert outcome.out.startswith(
        f"::error file={file.name},line={line},endLine={line},col={column},endColumn={column + len(WORDS)},title={CODE} "
    )


@each_kind
def test_all_formats_agree_on_the_place(run, tmp_path: Path, monkeypatch, kind: str) -> None:
    monkeypatch.chdir(tmp_path)
    name = written(tmp_path, kind).name
    line, column = position((tmp_path / name).read_text(encoding="utf-8"))
    [shown] = json.loads(run("check", name, "--select", CODE, "--format", "json").out)["files"]
    [finding] = shown["findings"]
    assert (finding["line"], finding["column"], finding["end_column"]) == (line, column, column + len(WORDS))
    assert shown["kind"] == kind
    [result] = sarif(run("check", name, "--select", CODE, "--format", "sarif").out)["results"]
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": name},
        "region": {"startLine": line, "startColumn": column, "endLine": line, "endColumn": column + len(WORDS)},
    }
    head, excerpt, caret, *_ = run("check", name, "--select", CODE).out.split("\n")
    assert head.startswith(f"{name}:{line}:{column}: {CODE} error: ")
    under = caret.index("^")
    assert caret.count("^") == len(WORDS)
    assert "".join(cell for cell, _ in screen.cells(excerpt))[-1:]
    assert screen.width(excerpt[: excerpt.index(WORDS)]) == under


def test_a_page_of_html_has_words_but_no_lines(run, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        f"<html><body><h1>Uploads failed</h1><p>{'x ' * 9}</p><p>Impact: "
        "On 1 March 2026 uploads failed for 34 minutes (09:52 to 10:21 UTC).</p></body></html>",
        encoding="utf-8",
    )
    outcome = run("check", page, "--select", CODE)
    assert outcome.out.startswith(f"{page}: {CODE} error: ")
    assert "^" * len(WORDS) in outcome.out
    assert "line=" not in run("check", page, "--select", CODE, "--format", "github").out
    [result] = sarif(run("check", page, "--select", CODE, "--format", "sarif").out)["results"]
    assert "region" not in result["locations"][0]["physicalLocation"]


# -- text


LINES = st.text(st.sampled_from("ab \t🎉画é\u0301\u200d\u202e\x1b|"), max_size=300)


@given(LINES, st.integers(0, 300), st.integers(1, 60), st.integers(30, 120))
def test_a_line_is_cut_to_the_page_with_the_caret_under_the_words(
    line: str, start: int, length: int, room: int
) -> None:
    start = min(start, len(line))
    excerpt = Excerpt(line, start, min(start + length, len(line)))
    shown, before, under = text.cut(excerpt, room)
    assert screen.width(shown) <= room
    assert under >= 1
    assert before <= room
    assert shown.replace("\N{REPLACEMENT CHARACTER}", "").isprintable()
    words = "".join(cell for cell, _ in list(screen.cells(line))[start : excerpt.end])
    if words.strip() and before + screen.width(words) < room - 2:
        drawn = "".join(cell for cell, _ in screen.cells(shown))
        assert words.rstrip() in drawn


def test_a_long_line_keeps_what_stands_before_the_words() -> None:
    line = "a" * 200 + " the words " + "b" * 200
    shown, before, under = text.cut(Excerpt(line, 201, 210), 60)
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) == 60
    assert shown[before : before + under] == "the words"


def test_words_wrap_by_columns() -> None:
    told = screen.wrapped("画像 " * 10 + "end", 30, "  ", "help: ")
    assert all(screen.width(line) <= 30 for line in told.split("\n"))
    assert told.split() == ["help:", *["画像"] * 10, "end"]


@pytest.mark.parametrize("hostile", ["\x1b]52;c;x\x07", "\u202e", "[bold]", "\x9b31m"])
def test_nothing_in_a_report_steers_the_terminal(run, tmp_path: Path, hostile: str) -> None:
    file = tmp_path / "report.txt"
    file.write_text(
        written(tmp_path, "report").read_text(encoding="utf-8").replace("failed for", f"failed {hostile} for"),
        encoding="utf-8",
    )
    out = run("check", file).out
    assert out.replace("\n", "").isprintable()


def test_colour_is_for_terminals_alone_and_says_nothing_of_its_own(run, tmp_path: Path, monkeypatch) -> None:
    file = written(tmp_path, "report")
    monkeypatch.setenv("COLUMNS", "400")
    plain = run("check", file, "--select", CODE).out
    assert "\x1b" not in plain
    monkeypatch.setattr(screen, "on_screen", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    coloured = run("check", file, "--select", CODE).out
    assert "\x1b[1;31m" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured).split() == plain.split()
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in run("check", file, "--select", CODE).out


def test_messages_wrap_on_a_terminal(run, tmp_path: Path, monkeypatch) -> None:
    file = written(tmp_path, "report")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(screen, "on_screen", lambda: True)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")
    assert all(screen.width(line) <= 80 for line in run("check", file.name).out.split("\n"))


def test_statistics_count_by_rule(run, tmp_path: Path) -> None:
    file = written(tmp_path, "report")
    first, *_, last = run("check", file, "--statistics").out.splitlines()
    assert re.match(r" +\d+  PM\d{3}  [\w-]+: ", first)
    assert last.startswith("1 file: ")


# -- json


def test_json_has_every_field_of_a_finding_and_the_counts(run, tmp_path: Path) -> None:
    report = json.loads(run("check", written(tmp_path, "report"), "--format", "json").out)
    assert report["counts"]["error"] >= 1
    assert report["counts"]["codes"][CODE] == 1
    for finding in report["files"][0]["findings"]:
        assert set(finding) == {
            "code", "severity", "message", "path", "line", "column", "end_column", "source_span", "fix", "help_url",
        }  # fmt: skip


def test_findings_come_by_line_and_what_is_about_the_whole_comes_last(run, tmp_path: Path) -> None:
    findings = json.loads(run("check", ROOT / "examples/contradiction/report.md", "--format", "json").out)["files"][0][
        "findings"
    ]
    order = [(f["line"] or 10**9, f["column"] or 0, f["code"]) for f in findings]
    assert order == sorted(order)


# -- sarif


def test_sarif_tells_the_rules_with_their_help(run, tmp_path: Path) -> None:
    only = sarif(run("check", written(tmp_path, "report"), "--format", "sarif").out)
    rules = only["tool"]["driver"]["rules"]
    assert all(rule["help"]["text"] and rule["shortDescription"]["text"] for rule in rules)
    for result in only["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert re.fullmatch(r"[0-9a-f]{16}", result["partialFingerprints"]["pmtool/v1"])


def test_sarif_tells_what_could_not_be_checked(run, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    outcome = run("check", written(tmp_path, "report"), tmp_path / "empty.txt", "--format", "sarif")
    [invocation] = sarif(outcome.out)["invocations"]
    assert invocation["executionSuccessful"] is False
    assert "empty" in invocation["toolExecutionNotifications"][0]["message"]["text"]
    assert outcome.code == 2


def test_sarif_of_nothing_is_valid(run, tmp_path: Path) -> None:
    assert (
        sarif(run("check", written(tmp_path, "report"), "--select", "PM001", "--format", "sarif").out)["results"] == []
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a b#%.md", "a%20b%23%25.md"),
        ("./docs/é.md", "docs/%C3%A9.md"),
        ("../x.md", "../x.md"),
        ("/elsewhere/x y.md", "file:///elsewhere/x%20y.md"),
        ("-", "stdin"),
        ("odd\udcff.md", "odd%FF.md"),
        ("c:d.md", "c%3Ad.md"),
    ],
)
def test_names_become_uris(name: str, expected: str) -> None:
    assert uri(name) == expected


def test_a_file_here_is_relative_however_it_is_named(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert uri(str(tmp_path / "docs" / "x.md")) == "docs/x.md"


# -- github


def test_workflow_commands_are_escaped(run, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, "report").rename(tmp_path / "100%,a:b.txt")
    command = run("check", "100%,a:b.txt", "--select", CODE, "--format", "github").out
    assert command.startswith("::error file=100%25%2Ca%3Ab.txt,line=")
    assert "%0A" in command
    assert command.count("\n") == 1
