"""The drafting desk for tests to work on: the real app, files of its own, the offline engine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from textual import events
from textual.keys import _character_to_key, key_to_character
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from pmtool import structure
from pmtool.formats import dump
from pmtool.model import Postmortem
from pmtool.pipeline.structure import Options
from pmtool.tui.app import DraftApp
from pmtool.tui.desk.base import Desk as Screen
from pmtool.tui.desk.request import FromFiles, FromFolder, Manner, Request
from pmtool.tui.widgets.bars import Standing, StatusLine
from pmtool.tui.widgets.findings.pane import FindingsPane
from pmtool.tui.widgets.source.view import SourceView

WIDE, NARROW = (120, 40), (80, 24)
PATIENCE = 60.0
"""Seconds after which what a test waits for is taken not to come."""

REPORT = """\
# Checkout failed for a tenth of customers

On 2026-03-14 checkout answered with errors from 15:42 to 16:20 UTC. About 4,100 orders were lost.

## Timeline (UTC)

- 15:42 Release 5.1 went out to all regions
- 15:47 An alert fired: error rate above 5%
- 15:50 Ines joined the call
- 16:05 The release was rolled back
- 16:20 Error rates were back to normal

## Root cause

Release 5.1 opened a connection for each request and never closed it, so the pool ran dry.

## Odds and ends

The dashboard was renamed the week before, which nobody had heard of.
"""


@dataclass
class Desk:
    """The app, and the desk on it."""

    app: DraftApp
    pilot: Pilot[int]

    @property
    def screen(self) -> Screen:
        """The desk's screen, whatever dialogs are over it."""
        return next(screen for screen in reversed(self.app.screen_stack) if isinstance(screen, Screen))

    @property
    def postmortem(self) -> Postmortem:
        return self.screen.draft.postmortem

    @property
    def findings(self) -> list[str]:
        """Codes of what is open."""
        return [finding.code for finding in self.screen.review.findings]

    @property
    def source(self) -> SourceView:
        return self.screen.query_one(SourceView)

    @property
    def standing(self) -> str:
        return str(self.screen.query_one(Standing).content)

    @property
    def status(self) -> str:
        return str(self.screen.query_one(StatusLine).content)

    @property
    def told(self) -> list[str]:
        """What notifications say."""
        return [note.message for note in self.app._notifications]

    async def press(self, *keys: str) -> None:
        """Presses keys, each when what the one before did is done."""
        for key in keys:
            name = _character_to_key(key) if len(key) == 1 else key
            self._send(events.Key(name, key_to_character(name)))
            await self.calm()

    async def type(self, text: str) -> None:
        """Types a text, as fast as a terminal sends it, into what has the focus."""
        for character in text:
            self._send(events.Key("enter" if character == "\n" else _character_to_key(character), character))
        await self.calm()

    async def rewrite(self, text: str) -> None:
        """Types a text in place of what the focused field holds."""
        focused = self.app.focused
        assert isinstance(focused, Input | TextArea), f"no field has the focus: {focused}"
        focused.select_all()
        await self.type(text)

    async def paste(self, text: str) -> None:
        """Pastes as a terminal does."""
        self._send(events.Paste(text))
        await self.calm()

    async def calm(self) -> None:
        """Waits until messages are handled, those too that handlers sent. (A pilot's own pause waits for threads.)"""
        for _ in range(3):
            await self.pilot.pause(0.002)

    def _send(self, event: events.Event) -> None:
        event.set_sender(self.app)
        assert self.app._driver
        self.app._driver.send_message(event)

    async def go(self, path: str) -> None:
        """Puts the cursor where a JSON pointer leads."""
        self.screen.go(path)
        await self.calm()

    async def until(self, condition: Callable[[], object], what: str = "") -> None:
        """Waits for something to be so."""
        limit = monotonic() + PATIENCE
        while not condition():
            if self.app.crash:
                raise self.app.crash
            assert monotonic() < limit, f"never: {what or condition}\n{self.painted()}"
            await self.pilot.pause(0.01)

    async def settled(self) -> None:
        """Waits until nothing is under way and the findings are about the draft as it stands."""
        await self.until(self._is_settled, "settled")
        await self.calm()

    def _is_settled(self) -> object:
        loading = any(worker.group == "loading" and not worker.is_finished for worker in self.app.workers)
        is_reviewed = self.screen.review.score is not None and not self.screen._live_review.is_under_way
        is_shown = not (self.screen._showing.is_asked or self.screen._showing_place.is_asked)
        is_somewhere = self.screen.at  # the cursor comes there when all is there
        return not loading and is_reviewed and is_shown and is_somewhere

    async def findings_shown(self) -> FindingsPane:
        await self.settled()
        return self.screen.query_one(FindingsPane)

    def painted(self) -> str:
        """What stands on the terminal."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip) for strip in strips)


@asynccontextmanager
async def open_desk(request: Request | FromFolder | None, size: tuple[int, int] = WIDE) -> AsyncIterator[Desk]:
    """The desk on a request; without one, the start screen; on a folder, its queue."""
    app = DraftApp(request, Manner(Options(engine="offline")))
    async with app.run_test(size=size) as pilot:
        desk = Desk(app, pilot)
        if isinstance(request, Request):
            await desk.until(lambda: any(isinstance(screen, Screen) for screen in app.screen_stack))
        yield desk


def on_desk(
    request: Request | Path | None, journey: Callable[[Desk], Awaitable[None]], size: tuple[int, int] = WIDE
) -> None:
    """Goes a journey on the desk, which has its findings by then."""

    async def main() -> None:
        async with open_desk(FromFiles((str(request),)) if isinstance(request, Path) else request, size) as desk:
            if request:
                await desk.settled()
            await journey(desk)

    asyncio.run(main())


def report_file(folder: Path, text: str = REPORT, name: str = "report.md") -> Path:
    """A raw report on the disk."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def postmortem_file(folder: Path, text: str = REPORT, name: str = "postmortem.md") -> Path:
    """A postmortem that rules made of a report, beside that report."""
    report = report_file(folder, text)
    path = folder / name
    path.write_text(dump(structure(report, engine="offline"), "markdown"), encoding="utf-8")
    return path
