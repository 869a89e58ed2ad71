"""How fast one server may be asked. Pure: whoever uses it tells the time, in seconds of any clock that only goes on.

Slots are what servers without limits of their own need; they halve when the server is busy and grow back as it answers.
What it says is left is not overdrawn, and neither are limits that the user set.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Literal, NamedTuple

from pmtool.engines.llm.limits import KINDS, Allowance, Kind

BUSY = frozenset({429, 503, 529})
"""Statuses by which a server says that it is asked too much."""
_MINUTE = 60.0
_GROWTH = 1 / 8
"""Slots that an answer adds: an eighth in each round trip, where that is more than one."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 8.0
"""Seconds, where the server names none."""

Why = Literal["slots", "busy", "limits", "settings"]


class Wait(NamedTuple):
    """How long a call has to wait: for a slot, a server that was busy, its limits, or those of the settings."""

    seconds: float
    """Inf until a call in flight has ended."""
    why: Why


GO = Wait(0.0, "slots")


@dataclass(eq=False, slots=True)
class Turn:
    """A call that was let out."""

    number: int
    tokens: int
    """Estimated, in and out."""
    noted: list[list[float]]


class Pace:
    """The pace of calls to one server. Each: `wait` until that is nothing, `begin`, `answered` or `refused`, `end`."""

    def __init__(
        self,
        slots: int,
        *,
        requests_per_minute: int | None = None,
        tokens_per_minute: int | None = None,
    ) -> None:
        self.slots = float(slots)
        """Calls that may be in flight; a fraction is none."""
        self._most = slots
        self._in_flight: dict[int, Turn] = {}
        self._begun = 0
        self._halved = 0  # number of the latest turn when slots were halved last
        self._refusals = 0  # halvings in a row
        self._paused_until = -inf
        self._told = 0  # number of the latest turn whose headers told what is left
        self._left: dict[Kind, _Left] = {}
        own = (requests_per_minute, tokens_per_minute)
        self._own = {kind: _Minute(most) for kind, most in zip(KINDS, own, strict=True) if most}

    @property
    def in_flight(self) -> int:
        """Calls in flight."""
        return len(self._in_flight)

    def wait(self, now: float, tokens: int) -> Wait:
        """How long until a call of so many tokens may begin, as far as is known by now."""
        if len(self._in_flight) >= int(self.slots):
            return Wait(inf, "slots")
        longest = Wait(self._paused_until - now, "busy")
        for kind, left in self._left.items():
            seconds = left.wait(now, _share(kind, tokens))
            if seconds == inf and not self._in_flight:  # no news to wait for
                seconds = 0.0
            longest = max(longest, Wait(seconds, "limits"))
        for kind, minute in self._own.items():
            longest = max(longest, Wait(minute.wait(now, _share(kind, tokens)), "settings"))
        return longest if longest.seconds > 0 else GO

    def begin(self, now: float, tokens: int) -> Turn:
        """Lets a call out."""
        self._begun += 1
        noted = [minute.take(now, _share(kind, tokens)) for kind, minute in self._own.items()]
        for kind, left in self._left.items():
            left.take(now, _share(kind, tokens))
        turn = self._in_flight[self._begun] = Turn(self._begun, tokens, noted)
        return turn

    def answered(self, turn: Turn, now: float, told: Mapping[Kind, Allowance]) -> None:
        """The server took a call on, and told what is left."""
        if turn.number > self._halved:
            self._refusals = 0
            self.slots = min(self._most, self.slots + max(1 / self.slots, _GROWTH))
        self._heed(turn, now, told)

    def refused(self, turn: Turn, now: float, told: Mapping[Kind, Allowance], asked: float | None) -> float:
        """The server is busy, and wants to be left alone for so many `asked` seconds: holds back all calls.

        Of the calls that were in flight together, only the first halves the slots. Returns the seconds of the pause.
        """
        if turn.number > self._halved:
            self.slots = max(1.0, int(self.slots) / 2)
            self._halved = self._begun
            self._refusals += 1
        self._heed(turn, now, told)
        pause = pause_after(max(0, self._refusals - 1)) if asked is None else asked
        self._paused_until = max(self._paused_until, now + pause)
        return pause

    def end(self, turn: Turn, tokens: int | None = None) -> None:
        """A call is over, and took so many tokens, where that is known."""
        del self._in_flight[turn.number]
        if tokens is not None:
            for noted, (kind, minute) in zip(turn.noted, self._own.items(), strict=True):
                minute.correct(noted, _share(kind, tokens))

    def _heed(self, turn: Turn, now: float, told: Mapping[Kind, Allowance]) -> None:
        """Takes over what a server says is left, unless a later call heard of it already."""
        if not told or turn.number < self._told:
            return
        self._told = turn.number
        later = [t.tokens for number, t in self._in_flight.items() if number > turn.number]
        for kind, allowance in told.items():
            taken = sum(_share(kind, tokens) for tokens in later)
            self._left[kind] = _Left(allowance.of, allowance.left - taken, now + allowance.resets_in)


def pause_after(tries: int, longest: float = _LONGEST_PAUSE) -> float:
    """Seconds to wait after so many tries in vain before this one: twice as long each time."""
    return min(longest, _FIRST_PAUSE * 2.0 ** min(tries, 30))


def _share(kind: Kind, tokens: int) -> int:
    return 1 if kind == "requests" else tokens


@dataclass(slots=True)
class _Left:
    """What a server says is left, less what was taken since."""

    of: float
    left: float
    resets: float

    def wait(self, now: float, need: int) -> float:
        """Inf where it isn't known when there will be more."""
        self._renew(now)
        return 0.0 if min(need, self.of) <= self.left else self.resets - now

    def take(self, now: float, need: int) -> None:
        self._renew(now)
        self.left -= need

    def _renew(self, now: float) -> None:
        if now >= self.resets:
            self.left, self.resets = self.of, inf


@dataclass(slots=True)
class _Minute:
    """At most so much within any sixty seconds; what is more than all of it has a minute of its own."""

    most: int
    _taken: deque[list[float]] = field(default_factory=deque)
    """When, and how much."""
    _sum: float = 0

    def wait(self, now: float, need: int) -> float:
        self._forget(now)
        room = self.most - self._sum
        need = min(need, self.most)
        if need <= room:
            return 0.0
        for at, much in self._taken:
            room += much
            if need <= room:
                return at + _MINUTE - now
        return 0.0

    def take(self, now: float, need: int) -> list[float]:
        self._forget(now)
        entry = [now, need]
        self._taken.append(entry)
        self._sum += need
        return entry

    def correct(self, entry: list[float], real: int) -> None:
        """What was taken turned out to be so much."""
        if self._taken and entry[0] >= self._taken[0][0]:
            self._sum += real - entry[1]
        entry[1] = real

    def _forget(self, now: float) -> None:
        while self._taken and self._taken[0][0] + _MINUTE <= now:
            self._sum -= self._taken.popleft()[1]
