"""What a key takes on the desk and in a bare text area, both in this process. Part of benchmarks/tui.py."""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from textual import events
from textual.app import App, ComposeResult
from textual.widgets import TextArea

from pmtool.tui.app import DraftApp
from pmtool.tui.desk.base import Desk
from pmtool.tui.desk.request import FromFiles, Manner

SIZE = (160, 50)
GAP = 0.03
"""Seconds from key to key."""
TYPED = tuple(random.Random(1).choices("abcdefgh", k=200))
WALKED = ("down",) * 100
_PATIENCE = 60.0


class Bare(App[None]):
    """Nothing but a text area."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        yield TextArea(self._text)


@dataclass
class Took:
    """Milliseconds from each key until the screen showed what it did."""

    times: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def slow(self) -> float:
        """The 95th percentile."""
        return sorted(self.times)[int(len(self.times) * 0.95)]


class Keyboard:
    """Presses keys in an app, and looks at the clock when it has painted."""

    def __init__(self, app: App[Any]) -> None:
        self.app = app
        self._painted = asyncio.Event()
        paint = app._display

        def display(screen: Any, renderable: Any) -> None:
            paint(screen, renderable)
            if renderable is not None:
                self._painted.set()

        app._display = display  # type: ignore[method-assign]

    async def press(self, keys: Iterable[str]) -> Took:
        """Presses one after the other, without waiting for more than the time between them."""
        took = Took()
        for key in keys:
            begun = time.perf_counter()
            self._painted.clear()
            self.app.post_message(events.Key(key, key if len(key) == 1 else None))
            await asyncio.wait_for(self._painted.wait(), _PATIENCE)
            took.times.append((time.perf_counter() - begun) * 1000)
            await asyncio.sleep(max(0.0, GAP - (time.perf_counter() - begun)))
        return took


async def in_bare(text: str) -> Took:
    """Typing in a bare text area."""
    app = Bare(text)
    async with app.run_test(size=SIZE) as pilot:
        app.screen.query_one(TextArea).focus()
        await pilot.pause(0.3)
        return await Keyboard(app).press(TYPED)


@dataclass
class OnDesk:
    """What was measured on one desk."""

    typing: Took
    """In the summary, with the validator at work whenever there is a pause."""
    busy: Took
    """The same while the validator is at work all the time."""
    cell: Took
    rows: Took
    source: Took
    fresh: list[float]
    """Milliseconds from the last key to the findings about it."""


async def on_desk(path: str, source: str) -> OnDesk:
    """All of it on a postmortem with its source."""
    app = DraftApp(FromFiles((path,), (source,)), Manner())
    async with app.run_test(size=SIZE) as pilot:
        desk = await _opened(app)
        keyboard = Keyboard(app)
        fresh = [await _fresh(desk, keyboard) for _ in range(5)]
        desk.go("/summary")
        await pilot.pause(1)
        typing = await keyboard.press(TYPED)
        await _reviewed(desk, desk.review)
        busy = await _beside_the_validator(desk, keyboard)
        desk.go("/timeline/20/text")
        await pilot.pause(1)
        rows = await keyboard.press(WALKED)
        await keyboard.press(("enter",))
        await pilot.pause(0.5)
        cell = await keyboard.press(TYPED)
        await keyboard.press(("escape",))
        desk.enter_pane("source")
        await pilot.pause(1)
        return OnDesk(typing, busy, cell, rows, await keyboard.press(WALKED), fresh)


async def memory(path: str, source: str, counts: Sequence[int], resident: Callable[[], float]) -> list[float]:
    """Memory (MB) after so many edits, each reviewed or given up as the next one comes."""
    app = DraftApp(FromFiles((path,), (source,)), Manner())
    found, done = [], 0
    async with app.run_test(size=SIZE) as pilot:
        desk = await _opened(app)
        desk.go("/summary")
        await pilot.pause(0.5)
        keyboard = Keyboard(app)
        for count in counts:
            for number in range(done, count):
                await keyboard.press(("backspace",) if number % 2 else ("x",))
            done = count
            await _reviewed(desk, desk.review)
            found.append(resident())
    return found


async def _opened(app: DraftApp) -> Desk:
    deadline = time.perf_counter() + _PATIENCE
    while not (isinstance(app.screen, Desk) and app.screen.review.score):
        if time.perf_counter() > deadline:
            raise SystemExit("the desk does not open")
        await asyncio.sleep(0.05)
    await asyncio.sleep(2)  # what is idle work is done
    return app.screen


async def _fresh(desk: Desk, keyboard: Keyboard) -> float:
    """Milliseconds from the last of a few keys to the findings about them."""
    desk.go("/summary")
    await asyncio.sleep(0.3)
    before = desk.review
    await keyboard.press(TYPED[:5])
    begun = time.perf_counter() - GAP
    await _reviewed(desk, before)
    return (time.perf_counter() - begun) * 1000


async def _reviewed(desk: Desk, before: object) -> None:
    deadline = time.perf_counter() + _PATIENCE
    while desk.review is before or desk.review.postmortem.summary != desk.draft.postmortem.summary:
        if time.perf_counter() > deadline:
            raise SystemExit("no findings come")
        await asyncio.sleep(0.002)


async def _beside_the_validator(desk: Desk, keyboard: Keyboard) -> Took:
    """Typing while a thread looks at the draft again and again."""
    from pmtool.editing.review import review

    typed = asyncio.Event()

    def look() -> None:
        while not typed.is_set():
            review(desk.draft.postmortem, desk.draft.material)

    desk.go("/summary")
    looking = asyncio.create_task(asyncio.to_thread(look))
    took = await keyboard.press(TYPED)
    typed.set()
    await looking
    return took
