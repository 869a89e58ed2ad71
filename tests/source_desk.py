"""The source pane in an app of its own, for tests to work on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from textual.app import App, ComposeResult
from textual.pilot import Pilot

from pmtool.model import Document, Segment
from pmtool.source.reader import document_of, read_text
from pmtool.tui.widgets.source.pane import SourcePane
from pmtool.tui.widgets.source.view import SourceView

SIZE = (40, 20)


def read(text: str, name: str = "report.md", source: str = "R1", first: int = 1) -> Document:
    return document_of(text.encode(), read_text(text, name), name, source, first)


def raw(text: str, name: str = "big.txt") -> Document:
    """A document of one segment a line, made without reading."""
    segments, at = [], 0
    for number, line in enumerate(text.split("\n"), 1):
        segments.append(Segment(f"S{number}", at, at + len(line), 0))
        at += len(line) + 1
    return Document("R1", name, "text/plain", "0" * 64, text, (), tuple(s for s in segments if s.start < s.end))


@dataclass
class Desk:
    """The pane in an app of its own, and what it has told."""

    pilot: Pilot[None]
    app: Shown

    @property
    def told(self) -> list[object]:
        """What the view has told: spans selected, and pairs of "chosen" and a span."""
        return self.app.told

    @property
    def pane(self) -> SourcePane:
        return self.app.query_one(SourcePane)

    @property
    def view(self) -> SourceView:
        return self.pane.view

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    def rows(self) -> list[str]:
        strips = [self.view.render_line(y) for y in range(self.view.size.height)]
        return ["".join(segment.text for segment in strip).rstrip() for strip in strips]

    def screen(self) -> str:
        return "\n".join("".join(s.text for s in strip) for strip in self.app.screen._compositor.render_strips())

    @property
    def words(self) -> str | None:
        span = self.view.selection
        if span is None:
            return None
        return next(d.text[span.start : span.end] for d in self.view.documents if d.id == span.document)


class Shown(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.told: list[object] = []

    def compose(self) -> ComposeResult:
        yield SourcePane()

    def on_source_view_selection_changed(self, message: SourceView.SelectionChanged) -> None:
        self.told.append(message.span)

    def on_source_view_span_chosen(self, message: SourceView.SpanChosen) -> None:
        self.told.append(("chosen", message.span))


def on_desk(
    journey: Callable[[Desk], Awaitable[None]], *documents: Document, size: tuple[int, int] = SIZE, theme: str = ""
) -> None:
    async def main() -> None:
        app = Shown()
        async with app.run_test(size=size) as pilot:
            if theme:
                app.theme = theme
            desk = Desk(pilot, app)
            desk.view.show(documents)
            desk.view.focus()
            await pilot.pause()
            await journey(desk)

    asyncio.run(main())


async def drag(desk: Desk, start: tuple[int, int], end: tuple[int, int]) -> None:
    await desk.pilot.mouse_down(SourceView, offset=start)
    await desk.pilot.hover(SourceView, offset=end)
    await desk.pilot.mouse_up(SourceView, offset=end)
    await desk.pilot.pause()
