"""Going on where a server is away or busy for a while: jobs take a day, and nobody watches."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from pmtool.batch.events import Hear, Paused
from pmtool.engines.llm.faults import PASSING, CallError

T = TypeVar("T")
PAUSES = (15.0, 30.0, 60.0, 120.0, *[300.0] * 22)
"""Seconds before each look at jobs, and before each new try; the last one is for all that follow. Trying in vain ends
after two hours."""


class Patience:
    """Tries again what failed for now."""

    def __init__(self, hear: Hear, pauses: Sequence[float]) -> None:
        self.pauses = pauses
        self._hear = hear
        self._was_reached = False

    async def until_done(
        self, ask: Callable[[], Awaitable[T]], found: Callable[[], Awaitable[T | None]] | None = None
    ) -> T:
        """What comes of a request in the end. After a failure, `found` looks whether it was done even so.

        Raises CallError for what does not go by, or a server that was never there.
        """
        for pause in self.pauses:
            try:
                done = await ask()
            except CallError as fault:
                if not self._may_pass(fault):
                    raise
                self._hear(Paused(pause, str(fault)))
            else:
                self._was_reached = True
                return done
            await asyncio.sleep(pause)
            if found and (there := await self.until_done(found)) is not None:
                return there
        return await ask()

    def _may_pass(self, fault: CallError) -> bool:
        return fault.kind in PASSING and (self._was_reached or fault.kind != "unreachable")
