"""How long things took: computed from a postmortem's times, never stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from pmtool.model.instant import Instant
from pmtool.model.postmortem import Postmortem


@dataclass(slots=True, kw_only=True)
class Metrics:
    """Minutes; null where the times they follow from are missing, known to the day only, or the wrong way round."""

    to_detect: float | None = None
    """From the start, like the next three."""
    to_acknowledge: float | None = None
    to_mitigate: float | None = None
    to_resolve: float | None = None
    impact: float | None = None
    """How long there was impact: windows of impact in the timeline, counted once where they overlap; where it has none,
    from the start to mitigation, or else to resolution."""


def metrics(postmortem: Postmortem) -> Metrics:
    """What the milestones and the timeline say of durations."""
    reached = postmortem.milestones
    started = _moment(reached.started)
    to_mitigate = _minutes(started, _moment(reached.mitigated))
    to_resolve = _minutes(started, _moment(reached.resolved))
    windows = [
        (start, end)
        for event in postmortem.timeline
        if event.kind == "impact" and (start := _moment(event.at)) and (end := _moment(event.until)) and start <= end
    ]
    return Metrics(
        to_detect=_minutes(started, _moment(reached.detected)),
        to_acknowledge=_minutes(started, _moment(reached.acknowledged)),
        to_mitigate=to_mitigate,
        to_resolve=to_resolve,
        impact=covered_minutes(windows) if windows else to_resolve if to_mitigate is None else to_mitigate,
    )


def _moment(instant: Instant | None) -> dt.datetime | None:
    return instant.moment() if instant else None


def _minutes(start: dt.datetime | None, end: dt.datetime | None) -> float | None:
    if start is None or end is None or end < start:
        return None
    return (end - start).total_seconds() / 60


def covered_minutes(windows: Iterable[tuple[dt.datetime, dt.datetime]]) -> float:
    """Minutes that at least one of the windows covers."""
    covered = dt.timedelta()
    reached: dt.datetime | None = None
    for start, end in sorted(windows):
        if reached is None or end > reached:
            covered += end - (start if reached is None else max(start, reached))
            reached = end
    return covered.total_seconds() / 60
