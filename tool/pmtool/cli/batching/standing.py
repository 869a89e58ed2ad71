"""Where a run stands: events in, figures out. Pure but for the clock it is given."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Literal

from pmtool.batch.events import Building, Converted, Event, Failed, Found, Looked, Paused, Planned
from pmtool.batch.outcome import Usage
from pmtool.cli.batching.pace import Pace

Phase = Literal["looking", "converting", "building"]
_RECENT = 3
"""Failures that are shown."""


class Standing:
    """What the events of a run amount to so far. May be read from another thread."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """`clock` gives seconds, from wherever."""
        self.clock = clock
        self.phase: Phase = "looking"
        self.found = 0
        self.total = 0
        """Reports that are to be converted."""
        self.converted = 0
        self.failed = 0
        """Of those; files that can't be read show before it is known what is to be converted, and are none of them."""
        self.usage = Usage()
        self.building: Building | None = None
        self.looked: Looked | None = None
        """How jobs at the provider stood when they were looked at last."""
        self.recent: deque[Failed] = deque(maxlen=_RECENT)
        self.pace = Pace(clock)
        self._pause = Paused(0, "")
        self._paused_until = 0.0

    @property
    def ended(self) -> int:
        """Reports that nothing more is done about."""
        return self.converted + self.failed

    @property
    def pause(self) -> Paused | None:
        """How long the server is still left alone, and why; null where it isn't."""
        left = self._paused_until - self.clock()
        return Paused(left, self._pause.why) if left > 0 else None

    def seconds_left(self) -> float | None:
        """Until all is converted; null until known."""
        return self.pace.seconds_for(self.total - self.ended)

    def hear(self, event: Event) -> None:
        """Takes an event in."""
        match event:
            case Found(reports=found):
                self.found = found
            case Planned(waiting=waiting):
                self.phase, self.total, self.pace = "converting", waiting, Pace(self.clock)
            case Converted(usage=usage):
                self.converted += 1
                self.pace.count()
                self.usage += usage
            case Failed(usage=usage, is_tried_again=is_tried_again):
                self.usage += usage
                if not is_tried_again:
                    self.recent.append(event)
                    if self.phase == "converting":
                        self.failed += 1
                        self.pace.count()
            case Paused(seconds=seconds):
                self._pause, self._paused_until = event, self.clock() + seconds
            case Looked():
                self.looked = event
            case Building():
                self.phase, self.building = "building", event
