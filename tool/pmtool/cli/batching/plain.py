"""What is worth a line where nothing can be redrawn, such as a CI log."""

from __future__ import annotations

from pmtool.batch.events import Building, Converted, Event, Failed, Found, Looked, Paused, Submitted
from pmtool.cli import diagnostics
from pmtool.cli.batching import wording
from pmtool.cli.batching.standing import Standing

_EVERY_S = 30.0
_SOONEST_S = 5.0
_STEPS = 10
"""Lines for a run that takes neither long nor next to no time."""
_WORTH_TELLING_S = 5.0
_FOUND_STEP = 1000


class PlainLines:
    """Says how a run gets on: each failure, and else a line each tenth of the way, or each half minute where that is
    sooner."""

    def __init__(self, standing: Standing) -> None:
        self._standing = standing
        self._said_at = standing.clock()
        self._step = 0
        self._built = ""
        self._looked: Looked | None = None

    def hear(self, event: Event) -> None:
        """Takes an event in that the standing has heard already."""
        match event:
            case Found(reports=found) if found % _FOUND_STEP == 0:
                diagnostics.say(f"looking: {found:,} reports so far")
            case Failed(is_tried_again=False):
                diagnostics.say(f"failed: {wording.why_failed(event)}")
            case Paused(seconds=seconds, why=why) if seconds >= _WORTH_TELLING_S:
                diagnostics.say(f"paused for {wording.duration(seconds)}: {why}")
            case Submitted():
                diagnostics.say(wording.submitted(event))
            case Looked() if event != self._looked:
                self._looked = event
                diagnostics.say(wording.looked(event))
            case Building(what=what) if what != self._built:
                self._built = what
                diagnostics.say(f"building {what}")
        if isinstance(event, (Converted, Failed)) and self._is_due():
            self._say_how_far()

    def _is_due(self) -> bool:
        """Whether it is time for a line; the end has lines of its own."""
        standing = self._standing
        if standing.ended >= standing.total:
            return False
        silent = standing.clock() - self._said_at
        return silent >= _EVERY_S or (silent >= _SOONEST_S and self._tenths() > self._step)

    def _tenths(self) -> int:
        return _STEPS * self._standing.ended // max(1, self._standing.total)

    def _say_how_far(self) -> None:
        standing = self._standing
        self._step, self._said_at = self._tenths(), standing.clock()
        diagnostics.say(f"{standing.ended:,} of {standing.total:,}: {wording.pace(standing, ', ')}")
