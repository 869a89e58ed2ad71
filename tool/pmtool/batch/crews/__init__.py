"""Who converts the reports: one module for each way, all with one face."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from typing import Protocol, TypeVar

from pmtool.batch.outcome import Fault, Outcome, Task

S = TypeVar("S")
T = TypeVar("T")
DEADLY = Fault("worker", "it takes worker processes down with it", "Look at the file, or leave it out.")


def under_way(calls: int) -> int:
    """The reports to have under way for so many calls in flight: while some are with the validator, others ask.

    As many as calls left an eighth of the slots empty (benchmarks/batch.py).
    """
    return 2 * calls


class Crew(Protocol):
    """Converts reports, several at a time. An async context manager: within it workers and connections are held."""

    async def __aenter__(self) -> Crew:
        """Gets ready. Raises PmtoolError where that can't be."""

    async def __aexit__(self, *_: object) -> None:
        """Lets go of all; what is still under way is dropped."""

    def outcomes(self, tasks: Iterator[Task]) -> AsyncGenerator[Outcome, None]:
        """What becomes of the tasks, as it gets known. A task is only taken once there is room for it; of one of which
        another run will know more, nothing is told."""


async def by_hand(tasks: Iterator[S], convert: Callable[[S], Awaitable[T]], at_once: int) -> AsyncGenerator[T, None]:
    """What comes of tasks, or of what they are made from, converted one by one, at most so many at a time."""
    under_way: set[asyncio.Future[T]] = set()
    try:
        while True:
            while len(under_way) < at_once and (task := next(tasks, None)):
                under_way.add(asyncio.ensure_future(convert(task)))
            if not under_way:
                return
            done, _ = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
            for future in done:
                under_way.remove(future)
                yield future.result()
    finally:
        for future in under_way:
            future.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
