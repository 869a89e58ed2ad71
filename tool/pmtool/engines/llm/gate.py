"""Where calls wait to be let out: at the pace of the server and within the purse, those that came first first."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from math import inf

from pmtool.engines.llm.pacing import Pace, Turn, Wait, Why
from pmtool.engines.llm.purse import Purse
from pmtool.engines.llm.spending import Usage
from pmtool.errors import PmtoolError

_WORTH_TELLING = 1.0
"""Seconds of waiting."""


@dataclass(frozen=True, slots=True)
class Pass:
    """That a request may go out, and what was set aside for it."""

    turn: Turn
    estimate: Usage


@dataclass(order=True, slots=True)
class _Waiting:
    place: int
    estimate: Callable[[], Usage] = field(compare=False)
    longest: float = field(compare=False)
    passed: asyncio.Future[Pass] = field(compare=False)


class Gate:
    """The gate of one server, in one event loop. Each request: `enter`, and `leave` whatever comes of it."""

    def __init__(
        self,
        pace: Pace,
        purse: Purse,
        heard: Callable[[float, Why], None],
        overdue: Callable[[], PmtoolError],
    ) -> None:
        """`heard` is told of waiting, in seconds, that is worth telling; `overdue` is raised by what would wait for the
        server longer than it may."""
        self.pace, self._purse, self._heard, self._overdue = pace, purse, heard, overdue
        self._places = count()
        self._queue: list[_Waiting] = []
        self._timer: asyncio.TimerHandle | None = None
        self._told_until = -inf

    def place(self) -> int:
        """A place in line, behind all that were given out before."""
        return next(self._places)

    async def enter(self, place: int, estimate: Callable[[], Usage], longest: float) -> Pass:
        """Waits until the request at that place may go out, for a server that is busy at most `longest` seconds;
        `estimate` is asked anew each time that it comes to that.

        Raises SpendingCapError where it would be too much, and what `overdue` makes.
        """
        waiting = _Waiting(place, estimate, longest, asyncio.get_running_loop().create_future())
        heappush(self._queue, waiting)
        self._let_out()
        try:
            return await waiting.passed
        except asyncio.CancelledError:
            if waiting.passed.done() and not waiting.passed.cancelled() and not waiting.passed.exception():
                self.leave(waiting.passed.result(), Usage())
            raise

    def leave(self, passed: Pass, used: Usage | None, *, for_good: bool = True) -> None:
        """The request is over, and took so much; as much as was set aside where that isn't known.

        Unless it is `for_good`, the next to `enter` is the same call again, and nobody slips in before it.
        """
        self.pace.end(passed.turn, None if used is None else used.tokens)
        self._purse.settle(passed.estimate, passed.estimate if used is None else used)
        if for_good:
            self._let_out()

    def close(self) -> None:
        """Nothing is let out any more."""
        if self._timer:
            self._timer.cancel()

    def _let_out(self) -> None:
        """Lets out all that may go, and comes back for the next when its time has come."""
        now = asyncio.get_running_loop().time()
        if self._timer:
            self._timer.cancel()
            self._timer = None
        while self._queue:
            first = self._queue[0]
            if not first.passed.done():
                estimate = first.estimate()
                try:
                    wait = self._wait(estimate, first.longest, now)
                except PmtoolError as error:
                    first.passed.set_exception(error)
                else:
                    if wait.seconds > 0:
                        self._come_back(wait, now)
                        return
                    self._purse.reserve(estimate)
                    turn = self.pace.begin(now, estimate.tokens)
                    first.passed.set_result(Pass(turn, estimate))
            heappop(self._queue)

    def _wait(self, estimate: Usage, longest: float, now: float) -> Wait:
        """Raises SpendingCapError, and what `overdue` makes."""
        fits = self._purse.fits(estimate)
        wait = self.pace.wait(now, estimate.tokens)
        if wait.why in ("busy", "limits") and longest < wait.seconds < inf:
            raise self._overdue()
        return wait if fits or wait.seconds == inf else Wait(inf, "slots")

    def _come_back(self, wait: Wait, now: float) -> None:
        if wait.seconds == inf:
            return
        self._timer = asyncio.get_running_loop().call_later(wait.seconds, self._let_out)
        if wait.seconds >= _WORTH_TELLING and now + wait.seconds >= self._told_until + _WORTH_TELLING:
            self._told_until = now + wait.seconds
            self._heard(wait.seconds, wait.why)
