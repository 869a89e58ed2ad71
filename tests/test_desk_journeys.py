"""Whole journeys at the desk: from a pasted report to a file, and from a postmortem with flaws to one without."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from command_line import Outcome
from desk import REPORT, Desk, on_desk, postmortem_file
from pmtool.formats import dump, load
from pmtool.model import ActionItem, Claim
from pmtool.tui.desk.base import Desk as DeskScreen
from pmtool.tui.screens.files import SaveScreen
from pmtool.tui.screens.paste import PasteScreen
from pmtool.tui.screens.start import StartScreen
from pmtool.tui.widgets.findings.pane import FindingsPane


def test_a_pasted_report_becomes_a_finished_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Callable[..., Outcome]
) -> None:
    monkeypatch.chdir(tmp_path)

    async def journey(desk: Desk) -> None:
        await desk.until(lambda: isinstance(desk.app.screen, StartScreen))
        await desk.paste(REPORT)
        await desk.until(lambda: isinstance(desk.app.screen, PasteScreen))
        await desk.press("ctrl+s")
        await desk.until(lambda: isinstance(desk.app.screen, DeskScreen))
        await desk.settled()
        assert desk.postmortem.title == "Checkout failed for a tenth of customers"
        await write_head(desk)
        await add_action(desk)
        await add_event(desk)
        await desk.settled()
        assert "not saved" in desk.standing
        await desk.press("ctrl+s")
        await desk.until(lambda: isinstance(desk.app.screen, SaveScreen))
        await desk.rewrite("done.md")
        await desk.press("enter")
        await desk.until(lambda: "saved to" in desk.status)
        assert "not saved" not in desk.standing
        assert load(tmp_path / "done.md").timeline == desk.postmortem.timeline

    on_desk(None, journey)
    saved = load(tmp_path / "done.md")
    assert (saved.severity, saved.authors) == ("SEV-2", ("Ines Ito", "Bo Berg"))
    assert [(item.text, item.owner) for item in saved.action_items] == [("Close idle connections", "Ines")]
    event = saved.timeline[1]
    assert event.at
    assert (event.at.at, event.text, event.origin) == ("2026-03-14T15:44:00+00:00", "Pool ran dry", "human")
    outcome = run("check", tmp_path / "done.md")
    assert "PM211" not in outcome.out  # there are authors
    assert "PM401" not in outcome.out  # and an action item
    assert "PM209" in outcome.out  # but still no lesson


async def write_head(desk: Desk) -> None:
    await desk.go("/severity")
    await desk.type("SEV-2")
    await desk.go("/authors")
    await desk.type("Ines Ito, Bo Berg")


async def add_action(desk: Desk) -> None:
    await desk.go("/action_items")
    await desk.press("enter")
    await desk.type("Close idle connections")
    await desk.press("tab", "tab")  # over the type
    await desk.type("Ines")
    await desk.press("enter")


async def add_event(desk: Desk) -> None:
    await desk.go("/timeline/0")
    await desk.press("a")
    await desk.type("15:44")
    await desk.press("enter")
    await desk.type("Pool ran dry")
    await desk.press("enter")


def flawed(path: Path) -> None:
    """Gives a postmortem flaws, two of which have a safe fix."""
    good = load(path)
    worse = replace(
        good,
        timeline=(*good.timeline[1:], good.timeline[0]),  # out of order
        services=("checkout", "checkout"),
        lessons=(Claim(text="Watch the pool.", origin="human"),),
        action_items=(ActionItem(text="Close idle connections", owner="Ines", due="2026-04-01", origin="human"),),
    )
    path.write_text(dump(worse, "markdown"), encoding="utf-8")


def test_all_findings_are_gone_through_and_what_can_be_fixed_is(tmp_path: Path, run: Callable[..., Outcome]) -> None:
    path = postmortem_file(tmp_path)
    flawed(path)
    by_check = tmp_path / "by-check.md"
    by_check.write_bytes(path.read_bytes())
    run("check", by_check, "--fix", "--source", tmp_path / "report.md")
    expected = load(by_check)

    async def journey(desk: Desk) -> None:
        seen = await walk_through(desk)
        assert seen == [(finding.code, finding.path) for finding in desk.screen.review.findings]
        pane = desk.screen.query_one(FindingsPane)
        pane.focus_list()
        await desk.press("F")
        await desk.settled()
        assert "safe to fix" in desk.status
        assert desk.postmortem.timeline == expected.timeline
        assert desk.postmortem.services == expected.services
        assert "ctrl+z" in desk.status
        await let_stand(desk, "PM208")
        await desk.press("ctrl+s")
        await desk.until(lambda: "saved to" in desk.status)

    on_desk(path, journey)
    saved = load(path)
    assert replace(saved, ignores=()) == expected
    assert [(kept.code, kept.reason) for kept in saved.ignores] == [("PM208", "nothing did")]
    assert "PM208" not in run("check", path).out


async def walk_through(desk: Desk) -> list[tuple[str, str]]:
    """Goes on with F8 until the findings begin anew; codes and places as they came."""
    pane, seen = desk.screen.query_one(FindingsPane), []
    while not any("From the top" in words for words in desk.told):
        await desk.press("f8")
        assert pane.highlighted
        finding = pane.highlighted.finding
        assert finding.code in desk.status
        seen.append((finding.code, finding.path))
        assert len(seen) < 50
    return seen[:-1]


async def let_stand(desk: Desk, code: str) -> None:
    pane = desk.screen.query_one(FindingsPane)
    while pane.highlighted is None or pane.highlighted.finding.code != code:
        await desk.press("down")
    await desk.press("i")
    await desk.type("nothing did")
    await desk.press("enter")
    await desk.until(lambda: code not in desk.findings)
    await desk.settled()
