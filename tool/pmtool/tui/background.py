"""Work beside the screen: coroutines in a thread with a loop of its own, cancelled at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from threading import Thread
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Job(Generic[T]):
    """A coroutine on its way in a thread. `done` and `failed` are called there: they only post messages."""

    def __init__(
        self, work: Coroutine[Any, Any, T], done: Callable[[T], None], failed: Callable[[BaseException], None]
    ) -> None:
        self._work = work
        self._done = done
        self._failed = failed
        self._loop = asyncio.new_event_loop()
        self._task: asyncio.Task[T] | None = None
        self._thread = Thread(target=self._run, daemon=True, name="pmtool-job")

    def start(self) -> None:
        """Begins the work."""
        self._thread.start()

    def cancel(self) -> None:
        """Cancels it: what it holds open is closed; neither `done` nor `failed` is called."""
        try:
            self._loop.call_soon_threadsafe(self._cancel)
        except RuntimeError:  # it has ended, and its loop is closed
            return

    def join(self, seconds: float) -> None:
        """Waits until it has ended, so long at most."""
        self._thread.join(seconds)

    def _cancel(self) -> None:
        if self._task:
            self._task.cancel()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            try:
                result = runner.run(self._tracked())
            except asyncio.CancelledError:
                return
            except Exception as error:
                self._failed(error)
                return
        self._done(result)

    async def _tracked(self) -> T:
        self._task = asyncio.current_task()
        return await self._work
