"""The rules' pages: in the terminal, in the documentation, and that they agree with what there is."""

from __future__ import annotations

import re

import pytest

from command_line import one_sentence
from conftest import ROOT
from pmtool.cli.reports import screen
from pmtool.validator.book import FAMILIES, book
from pmtool.validator.pages import page
from pmtool.validator.registry import rules


@pytest.mark.parametrize("asked", ["PM110", "pm110", "duration-contradicts-range"])
def test_a_page(run, asked: str) -> None:
    outcome = run("explain", asked)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith("PM110 duration-contradicts-range (error)\n")
    assert [part for part in ("Why: ", "Bad:\n", "Good:\n", "Fix: ") if part not in outcome.out] == []


def test_every_rule_has_a_page_to_print(run) -> None:
    outcome = run("explain", *(rule.code for rule in rules()))
    assert outcome.code == 0
    assert all(f"{rule.code} {rule.name} (" in outcome.out for rule in rules())


def test_codes_list_the_rules_that_begin_so(run) -> None:
    lines = run("explain", "PM1").out.splitlines()
    assert [line.split()[0] for line in lines] == [rule.code for rule in rules() if rule.code.startswith("PM1")]
    everything = run("explain").out
    assert everything.count("\n") == len(rules())
    assert everything == run("explain", "PM").out


def test_a_list_fits_the_terminal(run, monkeypatch) -> None:
    monkeypatch.setattr(screen, "on_screen", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    assert all(len(line) <= 80 for line in run("explain").out.splitlines())


@pytest.mark.parametrize("asked", ["PM999", "PX", "", "time"])
def test_an_unknown_code_is_one_sentence(run, asked: str) -> None:
    outcome = run("explain", "PM110", asked or "-")
    assert (outcome.code, outcome.out) == (2, "")
    assert one_sentence(outcome.err)
    assert "`pmtool explain` lists all" in outcome.err


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("PM1100", "PM110"),
        ("wekday", "weekday-contradicts-date"),
        ("unplaced-segmnt", "unplaced-segment"),
        ("PM999", "PM"),
    ],
)
def test_a_typing_mistake_gets_the_nearest(run, asked: str, meant: str) -> None:
    assert f"Did you mean {meant}" in run("explain", asked).err


def test_commas_and_names_work_as_they_do_for_check(run) -> None:
    assert run("explain", "PM110,PM111").out == run("explain", "PM110", "PM111").out
    report = str(ROOT / "examples" / "contradiction" / "report.md")
    named = run("check", report, "--select", "timeline-out-of-order", "--format", "json")
    assert named.code == 1
    assert named == run("check", report, "--select", "PM120", "--format", "json")
    assert run("check", report, "--select", "PM120", "--ignore", "Timeline-Out-Of-Order").code == 0


def test_docs_rules_is_fresh() -> None:
    committed = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert committed == book(), "docs/rules.md is stale: run `make rules` and commit it"


def test_every_rule_has_a_heading_in_the_documentation() -> None:
    text = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    for rule in rules():
        assert f"### {rule.code}\n" in text  # whose anchor is the code, in small letters


def test_every_family_has_a_title() -> None:
    assert {rule.code[:3] for rule in rules()} <= set(FAMILIES)


def test_pages_are_sentences() -> None:
    for rule in rules():
        for text in (page(rule).what, page(rule).why, page(rule).fix):
            assert re.match(r"[\[(`\"A-Z0-9<]", text), (rule.code, text)
            assert text.endswith((".", "?", "!")), (rule.code, text)
