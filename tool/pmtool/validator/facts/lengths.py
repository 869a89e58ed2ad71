"""Lengths of time as people state them: how exactly they are meant, which way they are bounded, and what agrees."""

from __future__ import annotations

import datetime as dt
import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from pmtool.model import Mention
from pmtool.patterns import Pattern

Bound = Literal["upper", "lower"]

_UPPER = Pattern(
    r"\b(?:at (?:the )?most|at (?:a )?max(?:imum)?|max(?:imum)? of|max|up to|(?:no|not) (?:more|longer) than|under"
    r"|(?:in )?(?:less|fewer) than|within|inside|bounded (?:to|by|at))(?: of| around| about| the| first| next| ~)*\W*$",
    re.I,
)
NONE_LONGER = Pattern(r"\b(?:no|not|none|never|nobody)\b[^.;]{0,60}\b(?:more|longer) than\W*$", re.I)
"""Before a length: nothing lasted longer."""
_LOWER = Pattern(r"\b(?:at least|(?:more|longer) than|over|upwards? of|in excess of|minimum of)(?: of| the)*\W*$", re.I)
_HEDGE = Pattern(r"(?:\b(?:about|around|roughly|some|circa|ca|approximately|approx|nearly|almost)\.?\s+|~\s*)$", re.I)
_SPREAD = Pattern(r"(\d+(?:\.\d+)?)\s*(?:-|–|—|to|or)\s*(\d+(?:\.\d+)?)")
_FINE = Pattern(r"\d\s*(?:h|hrs?|hours?)\W*(?:and )?\d+\s*m|\bsec|\d\s*s\b", re.I)
_LEADING = frozenset({"within", "after", "under", "over"})
_LEAD = 45
"""Characters before a length that can bound or hedge it."""
_EXACT, _ROUND, _LOOSE = 0.03, 0.15, 0.25
"""How far, in parts of the whole, a length may be off: told to the minute, in round figures, or hedged."""
_UNSEEN_SECONDS = 1.5
"""Minutes that two stamps without seconds are off together, at most and in practice."""


@dataclass(frozen=True)
class Length:
    """A stated length, in minutes."""

    low: float
    high: float
    slack: float
    """How far it may be off, either way."""
    bound: Bound | None = None

    @property
    def least(self) -> float:
        """The shortest computed length that is what was meant."""
        if self.bound == "upper":
            return 0.0
        return self.low - (max(_UNSEEN_SECONDS, _EXACT * self.low) if self.bound == "lower" else self.slack)

    @property
    def most(self) -> float:
        """The longest computed length that is what was meant."""
        if self.bound == "lower":
            return math.inf
        return self.high + (max(_UNSEEN_SECONDS, _EXACT * self.high) if self.bound == "upper" else self.slack)

    def agrees(self, minutes: float) -> bool:
        """Whether a computed length is what was meant."""
        return self.least <= minutes <= self.most

    def agrees_with_any(self, candidates: Iterable[float]) -> bool:
        """Whether one of several computed lengths is what was meant."""
        return any(map(self.agrees, candidates))

    def agrees_with_sorted(self, candidates: Sequence[float]) -> bool:
        """The same for many of them, shortest first."""
        i = bisect_left(candidates, self.least)
        return i < len(candidates) and candidates[i] <= self.most


def length(mention: Mention, before: str) -> Length | None:
    """The length that a duration or relative mention states, with the words before it; null where it states none."""
    if not mention.minutes:
        return None
    minutes, text = abs(mention.minutes), mention.text
    if spread := _SPREAD.search(text):
        ratio = float(spread[2]) / float(spread[1]) if float(spread[1]) else 1.0
        low = 2 * minutes / (1 + ratio)
        return Length(low, low * ratio, _EXACT * minutes)
    first, _, _ = text.partition(" ")
    lead = before[-_LEAD:] + (f"{first} " if first.lower() in _LEADING else "")
    bound: Bound | None = (
        "upper" if _UPPER.search(lead) or NONE_LONGER.search(before) else "lower" if _LOWER.search(lead) else None
    )
    hedged = bool(_HEDGE.search(lead)) or (mention.approximate and first.lower() != "within")
    share = _LOOSE if hedged else _ROUND if _is_round(minutes, text) else _EXACT
    return Length(minutes, minutes, max(_UNSEEN_SECONDS, share * minutes), bound)


def plain_length(minutes: float) -> Length:
    """The length that a bare number of minutes states."""
    return Length(minutes, minutes, max(_UNSEEN_SECONDS, (_ROUND if minutes % 5 == 0 else _EXACT) * minutes))


def exact_length(minutes: float) -> Length:
    """A length told to the minute."""
    return Length(minutes, minutes, max(_UNSEEN_SECONDS, _EXACT * minutes))


def _is_round(minutes: float, text: str) -> bool:
    """Told in fives of minutes, or in hours alone."""
    return minutes >= 5 and minutes % 5 == 0 and not _FINE.search(text)


def minutes_between(start: dt.datetime, end: dt.datetime) -> float:
    """Minutes from one instant to another."""
    return (end - start).total_seconds() / 60


def shown(minutes: float) -> str:
    """A computed length for people: `1 h 21 min`, `45 s`, `2 d 4 h`."""
    seconds = round(abs(minutes) * 60)
    if seconds < 120 and seconds % 60:
        return f"{seconds} s"
    hours, left = divmod(round(seconds / 60), 60)
    days, hours = divmod(hours, 24)
    parts = [f"{days} d"] if days else []
    parts += [f"{hours} h"] if hours else []
    parts += [f"{left} min"] if left and not days else []
    return " ".join(parts) or "0 min"
