"""Work beside the screen: coroutines in a thread with a loop of its own, cancelled at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from threading import Lock, Thread
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Job(Generic[T]):
    """A coroutine on its way in a thread. `done` and `failed` are called there: they only post messages."""

    def __init__(
        self,
        work: Callable[[], Coroutine[Any, Any, T]],
        done: Callable[[T], object],
        failed: Callable[[Exception], object],
    ) -> None:
        self._work = work
        self._done = done
        self._failed = failed
        self._thread = Thread(target=self._run, daemon=True, name="pmtool-job")
        self._lock = Lock()
        self._running: tuple[asyncio.AbstractEventLoop, asyncio.Task[T]] | None = None
        self._is_cancelled = False

    def start(self) -> None:
        """Begins the work."""
        self._thread.start()

    def cancel(self) -> None:
        """Cancels it: what it holds open is closed; neither `done` nor `failed` is called from now on."""
        with self._lock:
            self._is_cancelled = True
            if self._running:
                loop, task = self._running
                loop.call_soon_threadsafe(task.cancel)

    def join(self, seconds: float) -> None:
        """Waits until it has ended, so long at most."""
        if self._thread.ident:
            self._thread.join(seconds)

    def _run(self) -> None:
        try:
            result = asyncio.run(self._tracked())
        except asyncio.CancelledError:
            return
        except Exception as error:
            self._tell(self._failed, error)
        else:
            self._tell(self._done, result)

    def _tell(self, whom: Callable[[Any], object], what: object) -> None:
        if not self._is_cancelled:
            whom(what)

    async def _tracked(self) -> T:
        task = asyncio.ensure_future(self._work())
        with self._lock:
            self._running = asyncio.get_running_loop(), task
            if self._is_cancelled:
                task.cancel()
        try:
            return await task
        finally:
            with self._lock:
                self._running = None
