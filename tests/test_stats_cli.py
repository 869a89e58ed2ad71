"""`pmtool stats`: an archive's figures on a terminal, in a pipe and as JSON."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from archive_incidents import entry, incident, lost, many
from command_line import one_sentence
from pmtool import ActionItem, Claim
from pmtool.archive.entry import Entry
from pmtool.archive.figures import figures
from pmtool.batch import results
from pmtool.cli.main import main
from pmtool.cli.reports import overview
from pmtool.cli.reports.screen import width
from pmtool.model import to_plain


@pytest.fixture
def archive(monkeypatch: pytest.MonkeyPatch) -> list[Entry]:
    """An archive's incidents, to be filled."""
    incidents: list[Entry] = []
    monkeypatch.setattr(results.Contents, "entries", lambda self: iter(incidents))
    monkeypatch.setattr(results.Contents, "unconverted", lambda self: iter([lost()]))
    return incidents


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["stats", "out", *arguments]) == 0
    return capsys.readouterr().out


def test_the_overview_fits_eighty_columns_and_is_plain_in_a_pipe(
    archive: list[Entry], capsys: pytest.CaptureFixture[str]
) -> None:
    archive += many(300)
    text = told(capsys)
    assert max(map(width, text.splitlines())) <= 80
    assert "\x1b" not in text
    for part in ("300 by offline", "Incidents per quarter", "to resolve", "Causes", "Services", "Open actions", "Risk"):
        assert part in text


def test_figures_are_those_of_the_incidents(archive: list[Entry], capsys: pytest.CaptureFixture[str]) -> None:
    action = ActionItem(text="Add an alert", due="2026-04-01")
    archive += [
        entry(incident(detected=4, resolved=70, services=("Mail",), action_items=(action,)), "a", copies=("b.txt",)),
        entry(incident(root_cause=Claim(text="A bug.")), "c", alike=("a",)),
    ]
    lines = [" ".join(line.split()) for line in told(capsys).splitlines()]
    assert "incidents 2 (2 by offline)" in lines
    assert "median 4 min not known not known 1 h 10 min" in lines
    assert "not known 1 2 2 1" in lines
    assert "exact copies 1" in lines
    assert "told twice 1" in lines
    assert "Mail ██████████████████████████ 1" in lines
    assert "2026-04-01 Add an alert nobody a" in lines
    assert "broken.pdf broken.pdf is no text. Export it as text." in lines


def test_json_has_all_of_it(archive: list[Entry], capsys: pytest.CaptureFixture[str]) -> None:
    archive += many(30)
    assert json.loads(told(capsys, "--json")) == to_plain(figures(many(30), [lost()]))


def test_an_empty_archive_is_told_too(archive: list[Entry], capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys)
    assert "not converted" in text
    assert "Incidents per" not in text


def test_colour_is_for_terminals() -> None:
    counted = figures(many(20))
    assert "\x1b[1m" in overview.render(counted, colour=True)
    assert "\x1b" not in overview.render(counted, colour=False)


def test_text_of_reports_neither_steers_the_terminal_nor_styles_it(
    archive: list[Entry], capsys: pytest.CaptureFixture[str]
) -> None:
    evil = "[red]\x1b]0;x\x07 \u202egnp [link=http://x]:fire:[/] " + "\u754c" * 60
    item = ActionItem(text=evil, owner=evil, due=evil)
    named = replace(entry(incident(evil, severity=evil, services=(evil,), action_items=(item,))), inputs=(evil,))
    archive.append(named)
    text = told(capsys)
    assert not {"\x1b", "\x07", "\u202e"} & set(text)
    assert "[red]" in text
    assert ":fire:" in text
    assert max(map(width, text.splitlines())) <= 80


def test_what_is_no_archive_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stats", "nowhere"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert one_sentence(err)
    assert err.startswith("pmtool: nowhere is no archive of pmtool")
