"""How long things took, recomputed with each edit, and what is missing where that can't be told."""

from __future__ import annotations

from dataclasses import dataclass

from pmtool.model import Instant, Milestones, Postmortem
from pmtool.model.metrics import metrics

_REACHED = {
    "to_detect": "detected",
    "to_acknowledge": "acknowledged",
    "to_mitigate": "mitigated",
    "to_resolve": "resolved",
}
"""The milestone that ends each length; all begin with the start."""


@dataclass(frozen=True, slots=True)
class Duration:
    """One length of time."""

    label: str
    """`Time to detect`."""
    text: str
    """`1 h 36 min`; empty where it can't be computed."""
    lacks: str = ""
    """What is missing: `when it was detected`."""
    milestone: str = ""
    """The one that ends it; empty for the impact."""


def durations(postmortem: Postmortem) -> tuple[Duration, ...]:
    """Times to detect, acknowledge, mitigate and resolve, and how long there was impact."""
    from pmtool.formats.markdown.vocabulary import DURATIONS, duration

    computed = metrics(postmortem)
    return tuple(
        Duration(label, "", _lacks(name, postmortem.milestones), _REACHED.get(name, ""))
        if (minutes := getattr(computed, name)) is None
        else Duration(label, duration(minutes), milestone=_REACHED.get(name, ""))
        for name, label in DURATIONS.items()
    )


def _lacks(name: str, reached: Milestones) -> str:
    """Why a length can't be computed."""
    if name not in _REACHED:
        return "a window of impact in the timeline, or the start and the end"
    milestone = _REACHED[name]
    start: Instant | None = reached.started
    end: Instant | None = getattr(reached, milestone)
    missing = [f"when it {words}" for at, words in ((start, "started"), (end, f"was {milestone}")) if at is None]
    vague = [f"the time of day when it {words}" for at, words in ((start, "started"), (end, f"was {milestone}")) if at]
    if missing:
        return " and ".join(missing)
    if all(at and at.moment() for at in (start, end)):
        return f"the right order: it was {milestone} before it started"
    return next(words for words, at in zip(vague, (start, end), strict=True) if at and not at.moment())
