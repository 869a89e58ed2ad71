"""How fast things get done of late, and how long the rest would take at that."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

_WINDOW_S = 60.0
_FEWEST = 20
"""Done things that a rate should stand on: where they are slow, it looks back further than the window."""
_EVERY_S = 1.0
"""Between two samples, so that there are never many."""
_UNKNOWN_S = 1.0
_UNKNOWN_DONE = 5
"""Up to so many seconds, or so few done, nobody can tell."""


class Pace:
    """Counts what gets done, from its making on."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """`clock` gives seconds, from wherever."""
        self._clock = clock
        self._done = 0
        self._samples = deque([(clock(), 0)])

    def count(self) -> None:
        """One more is done."""
        self._done += 1
        now = self._clock()
        if now - self._samples[-1][0] >= _EVERY_S:
            self._samples.append((now, self._done))
        while len(self._samples) > 1 and self._is_past(self._samples[1], now):
            self._samples.popleft()

    def per_minute(self) -> float | None:
        """Over the last minute, or over the last few that were done where these took longer; null until known."""
        since, before = self._samples[0]
        seconds, done = self._clock() - since, self._done - before
        if seconds < _UNKNOWN_S or done < _UNKNOWN_DONE:
            return None
        return 60 * done / seconds

    def seconds_for(self, left: int) -> float | None:
        """How long so many more take; null until known."""
        rate = self.per_minute()
        return 60 * left / rate if rate else None

    def _is_past(self, sample: tuple[float, int], now: float) -> bool:
        """Whether a rate since that sample still has all it needs."""
        return now - sample[0] >= _WINDOW_S and self._done - sample[1] >= _FEWEST
