"""The desk at every size, without colours, and after a day's work."""

from __future__ import annotations

import gc
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from time import monotonic, sleep

import pytest

from desk import NARROW, Desk, on_desk, report_file
from pmtool.editing import history
from pmtool.editing.edits import write
from pmtool.tui.desk.base import PANES

VAST = (200, 60)


def in_sight(desk: Desk) -> set[str]:
    """The panes that have room on the screen."""
    return {name for name in PANES if desk.screen.query_one(f"#{name}").region.area}


def test_a_small_terminal_shows_one_pane_at_a_time(tmp_path: Path) -> None:
    async def journey(desk: Desk) -> None:
        assert in_sight(desk) == {"postmortem"}
        for name in ("source", "findings", "postmortem"):
            await desk.press("f6")
            assert in_sight(desk) == {name}
            assert desk.screen.query_one(f"#{name}").has_focus_within
        await desk.press("shift+f6")
        assert in_sight(desk) == {"findings"}
        for name in PANES:
            await desk.pilot.click(
                "#tabs", offset=(desk.screen.query_one("#tabs").render().plain.index(PANES[name]), 0)
            )
            await desk.until(lambda name=name: in_sight(desk) == {name})
        await desk.press("f8")
        assert in_sight(desk) == {"postmortem"}
        await desk.pilot.resize_terminal(*VAST)
        await desk.until(lambda: in_sight(desk) == set(PANES))
        await desk.pilot.resize_terminal(*NARROW)
        await desk.until(lambda: in_sight(desk) == {"postmortem"})

    on_desk(report_file(tmp_path), journey, NARROW)


def test_a_vast_terminal_shows_everything_without_colours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def journey(desk: Desk) -> None:
        assert in_sight(desk) == set(PANES)
        painted = desk.painted()
        for words in ("Root cause", "Action items", "PM211", "An alert fired", "R✓", "14 Mar 2026"):
            assert words in painted
        await desk.go("/timeline/2")
        styles = [segment.style for strip in desk.app.screen._compositor.render_strips() for segment in strip]
        for style in filter(None, styles):
            for colour in filter(None, (style.color, style.bgcolor)):
                assert colour.triplet is None or len(set(colour.triplet)) == 1, "a colour that is no grey"
        await desk.type("x")

    on_desk(report_file(tmp_path), journey, VAST)


def alive() -> Counter[str]:
    """How many objects of pmtool and of the event loop there are, by their types."""
    gc.collect()
    kinds = (type(thing) for thing in gc.get_objects())
    return Counter(
        kind.__name__ for kind in kinds if str(kind.__module__).startswith(("pmtool", "asyncio", "textual.timer"))
    )


@pytest.mark.slow
def test_memory_is_steady_over_a_thousand_edits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "_STEPS", 50)  # so that the history is soon as long as it ever gets

    async def journey(desk: Desk) -> None:
        async def edit(times: int) -> Counter[str]:
            for number in range(times):
                text = f"Version {number % 7}"
                desk.screen.writing.do(write(desk.postmortem, "/summary", text), "edit Summary", "/summary")
                if number % 25 == 0:
                    await desk.calm()
            await desk.settled()
            return alive()

        before = await edit(60)
        after = await edit(1000)
        grown = {kind: count for kind, count in (after - before).items() if count > 100}
        assert not grown

    on_desk(report_file(tmp_path), journey, NARROW)


TMUX = shutil.which("tmux")


@pytest.mark.skipif(TMUX is None, reason="needs tmux")
def test_a_journey_in_a_real_terminal(tmp_path: Path) -> None:
    report_file(tmp_path)
    socket = str(tmp_path / "tmux")

    def tmux(*arguments: str) -> str:
        done = subprocess.run([str(TMUX), "-S", socket, *arguments], capture_output=True, text=True, timeout=20)
        return done.stdout

    def shows(words: str) -> None:
        end = monotonic() + 60
        while words not in (seen := tmux("capture-pane", "-p")):
            assert monotonic() < end, f"no {words!r} on the screen:\n{seen}"
            sleep(0.05)

    command = f"cd '{tmp_path}' && env -u COLUMNS -u LINES '{sys.executable}' -m pmtool draft report.md --engine offline; echo left with $?"
    tmux("-f", "/dev/null", "new-session", "-d", "-x", "120", "-y", "40", "sh", "-c", f"{command}; sleep 60")
    try:
        shows("offline engine")
        shows("PM211")
        tmux("send-keys", "C-o")
        shows("Go to")
        tmux("send-keys", "s")
        shows("Summary: ")
        tmux("send-keys", "-l", "Für 数: ")
        shows("Für 数: On 2026-03-14")
        tmux("send-keys", "C-z")
        shows("undone: edit Summary")
        tmux("send-keys", "C-y")
        shows("done again: edit Summary")
        tmux("send-keys", "C-s")
        shows("Save as")
        tmux("send-keys", "Enter")
        shows("saved to")
        tmux("send-keys", "C-q")
        shows("left with 0")
    finally:
        tmux("kill-server")
    assert "Für 数: On 2026-03-14" in (tmp_path / "report-postmortem.md").read_text("utf-8")
