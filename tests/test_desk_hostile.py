"""Texts made to break a terminal app: opened, shown, edited, undone and saved, none does any harm."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widget import Widget

from desk import REPORT, Desk, on_desk, open_desk, report_file
from pmtool.formats import dump, load
from pmtool.model import ActionItem, Claim, Event, Evidence, Postmortem, StatusUpdate
from pmtool.source.sanitize import sanitize
from pmtool.tui.desk.request import FromFiles
from pmtool.tui.screens.ask import Prompt
from pmtool.tui.screens.export import ExportScreen
from pmtool.tui.widgets.findings.pane import FindingsPane
from pmtool.tui.widgets.strip import Strip

HOSTILE = {
    "closing tag": "[/etc/passwd] went missing",
    "action": "[@click=app.exit]press[/] [link=file:///etc]x[/link]",
    "open tag": "[bold and [red] and [/",
    "variables": "$primary [$error on $x] {{ 7*7 }} %s {0}",
    "colours": "\x1b[31mred\x1b[0m \x9b32mgreen",
    "clipboard": "\x1b]52;c;cm0gLXJm\x07 \x1b]0;title\x1b\\",
    "screen": "\x1bc\x1b[2J\x1b[?1049l\x1bP+q\x1b\\",
    "bidi": "\u202eevil\u202c \u2066x\u2069 \u200e\u061c",
    "wide": "数据库宕机 データ 서버 ＡＢＣ",
    "family": "👨‍👩‍👧‍👦 🏳️‍🌈 🇩🇪 👍🏽 e\u0301 a" + "\u0301" * 80,
    "zalgo": "".join(c + "\u0336\u0353\u0308" for c in "outage"),
    "controls": "a\0b\x07c\x08d\x7fe\x85f\u2028g\x0bh",
    "tags": "\U000e0041\U000e0042 \ufeff \ufff9x\ufffb",
}
_UNSAFE = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f\ud800-\udfff\U000e0000-\U000e007f]"
)


def assert_harmless(desk: Desk) -> None:
    """Nothing that is painted, or told when the mouse rests somewhere, steers a terminal."""
    painted = desk.painted()
    found = _UNSAFE.search(painted)
    assert not found, f"{found[0]!r} is painted: {painted[max(0, found.start() - 60) : found.end() + 20]!r}"
    for widget in desk.app.screen.walk_children(Widget):
        assert not _UNSAFE.search(str(widget.tooltip or "")), f"{widget} tells {widget.tooltip!r}"
    assert not any(_UNSAFE.search(words) for words in desk.told)
    assert desk.app.is_running


def filled(*words: str) -> Postmortem:
    """A postmortem with words in every place that takes any."""
    together, claims = " ".join(words), tuple(Claim(text=each, origin="human") for each in words)
    claim = Claim(text=together, origin="human")
    return Postmortem(
        title=together,
        organization=together,
        incident_id=together,
        severity=together,
        authors=words,
        services=words,
        summary=claim,
        impact=claim,
        lessons=claims,
        timeline=tuple(Event(at=None, text=each, actor=each, origin="human") for each in words),
        status_updates=tuple(StatusUpdate(at=None, text=each) for each in words),
        action_items=tuple(ActionItem(text=each, owner=each, due=each, tracker=each, origin="human") for each in words),
        open_questions=claims,
    )


HARMLESS = tuple(sanitize(words) for words in HOSTILE.values())
ALL = "\n".join(HOSTILE.values())


def test_a_hostile_postmortem_is_shown_edited_undone_and_saved(tmp_path: Path) -> None:
    path = tmp_path / "postmortem.json"
    path.write_text(dump(filled(*HARMLESS), "json"), encoding="utf-8")

    async def journey(desk: Desk) -> None:
        assert_harmless(desk)
        stood = [desk.postmortem]
        for step in (paste_prose, paste_title, paste_cell):
            await step(desk)
            assert_harmless(desk)
            stood.append(desk.postmortem)
        await desk.settled()
        await press_through(desk)
        for before in reversed(stood[:-1]):
            await desk.press("ctrl+z")
            assert desk.postmortem == before
        await desk.press("ctrl+y", "ctrl+y", "ctrl+y")
        assert desk.postmortem == stood[-1]
        await paste_milestone(desk)
        await desk.press("ctrl+s")
        await desk.until(lambda: "saved to" in desk.status)
        assert load(path) == stood[-1]

    on_desk(path, journey)
    assert not _UNSAFE.search(path.read_text("utf-8"))


async def paste_prose(desk: Desk) -> None:
    await desk.go("/summary")
    await desk.paste(ALL)


async def paste_title(desk: Desk) -> None:
    await desk.go("/title")
    await desk.paste(ALL)


async def paste_cell(desk: Desk) -> None:
    await desk.go("/action_items/2/text")
    await desk.press("enter")
    await desk.paste(ALL)
    assert_harmless(desk)
    await desk.type("[/x]\u202e")
    await desk.press("enter")


async def paste_milestone(desk: Desk) -> None:
    await desk.go("/milestones/started")
    await desk.paste(HOSTILE["colours"])
    assert_harmless(desk)
    await desk.press("escape")


async def press_through(desk: Desk) -> None:
    """Shows findings, a reason, a jump, and the export of what is hostile."""
    pane = desk.screen.query_one(FindingsPane)
    pane.focus_list()
    await desk.press("down", "end", "up")
    assert_harmless(desk)
    await desk.press("i")
    await desk.until(lambda: isinstance(desk.app.screen, Prompt))
    await desk.paste(ALL)
    assert_harmless(desk)
    await desk.press("escape", "f9")
    await desk.until(lambda: isinstance(desk.app.screen, ExportScreen))
    await desk.calm()
    assert_harmless(desk)
    await desk.press("escape")
    await desk.until(lambda: desk.app.screen is desk.screen)


def test_a_hostile_report_is_read_used_and_written(tmp_path: Path) -> None:
    lines = "".join(f"- 15:5{n % 10} {words}\n" for n, words in enumerate(HOSTILE.values()))
    text = REPORT.replace("# Checkout", f"# {HOSTILE['action']}").replace("## Root cause", f"{lines}\n## Root cause")

    async def journey(desk: Desk) -> None:
        assert_harmless(desk)
        desk.screen.enter_pane("source")
        await desk.press("home", "shift+down", "t")
        assert_harmless(desk)
        desk.screen.enter_pane("source")
        await desk.press("end", "up", "e", "ctrl+f")
        await desk.paste(ALL)
        assert_harmless(desk)
        await desk.press("escape")
        for _ in range(3):
            await desk.press("f8")
            assert_harmless(desk)
        await desk.pilot.hover(Strip, offset=(3, 1))
        assert_harmless(desk)
        assert desk.postmortem.action_items

    on_desk(report_file(tmp_path, text, "[@click=app.exit].md"), journey)


LONG = "pool exhausted [/x] 数 " * 50_000


@pytest.mark.slow
def test_a_megabyte_on_one_line_is_opened_and_used(tmp_path: Path) -> None:
    path = report_file(tmp_path, REPORT + LONG)

    async def journey() -> None:
        async with open_desk(FromFiles((str(path),))) as desk:
            await desk.until(lambda: desk.source.documents)
            assert LONG.rstrip() in desk.source.documents[0].text
            desk.screen.enter_pane("source")
            await desk.press("end", "pageup", "home", "down", "t")
            assert_harmless(desk)
            assert desk.postmortem.action_items

    asyncio.run(journey())


def test_a_megabyte_is_no_text_for_a_field(tmp_path: Path) -> None:
    path = tmp_path / "postmortem.json"
    path.write_text(dump(filled("Short"), "json"), encoding="utf-8")

    async def journey(desk: Desk) -> None:
        before = desk.postmortem
        for place in ("/action_items/0/text", "/summary", "/title"):
            await desk.go(place)
            if place.count("/") > 1:
                await desk.press("enter")
            stood = desk.postmortem
            await desk.paste(LONG)
            assert "nothing is pasted" in desk.told[-1]
            assert desk.postmortem == stood
            await desk.paste(LONG[:19_000])
        assert desk.postmortem.summary
        assert len(desk.postmortem.summary.text) > 19_000
        assert_harmless(desk)
        await desk.press("ctrl+z", "ctrl+z", "ctrl+z")
        assert desk.postmortem == before

    on_desk(path, journey)


def flawed(number: int) -> Event:
    """An event with what four rules don't like."""
    nowhere = Evidence(source="R9", start=number, end=number + 5, quote="zzzzz")
    return Event(at=None, text=f"[/x{number}] fell at 15:4{number % 10}", evidence=(nowhere,))


@pytest.mark.slow
def test_ten_thousand_findings_are_walked_filtered_and_ignored(tmp_path: Path) -> None:
    path = tmp_path / "postmortem.json"
    made = replace(filled("x"), timeline=tuple(map(flawed, range(3400))))
    path.write_text(dump(made, "json"), encoding="utf-8")

    async def journey(desk: Desk) -> None:
        assert len(desk.screen.review.findings) >= 10_000
        pane = desk.screen.query_one(FindingsPane)
        pane.focus_list()
        await desk.press("end", "up", "v", "f8", "shift+f8")
        assert_harmless(desk)
        pane.focus_list()
        await desk.press("i")
        await desk.until(lambda: isinstance(desk.app.screen, Prompt))
        await desk.type("why not")
        await desk.press("enter")
        await desk.until(lambda: desk.postmortem.ignores)
        assert_harmless(desk)

    on_desk(path, journey)


def test_half_a_surrogate_pair_is_pasted_and_saved(tmp_path: Path) -> None:
    path = tmp_path / "postmortem.json"
    path.write_text(dump(filled("x"), "json"), encoding="utf-8")

    async def journey(desk: Desk) -> None:
        await desk.go("/summary")
        await desk.paste("\ud83d half \udc00")
        assert_harmless(desk)
        await desk.press("ctrl+s")
        await desk.until(lambda: "saved to" in desk.status)
        assert load(path) == desk.postmortem

    on_desk(path, journey)
