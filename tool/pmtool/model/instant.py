"""A point in time as the report tells it: what was written, what it means, and by which reading."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar, Literal

Precision = Literal["second", "minute", "hour", "day", "month", "year"]
ZoneRule = Literal["explicit", "document", "inherited", "assumed", "unknown"]

_DAY = len("2026-03-01")

STRICT: dict[str, object] = {"extra": "forbid", "use_attribute_docstrings": True}
"""pydantic's settings for every model class; a plain dict, so that building a model never imports pydantic."""


@dataclass(slots=True, kw_only=True)
class Alternative:
    """Another way to read the same words."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    at: str
    """The instant under this reading, like `Instant.at`."""
    why: str
    """What would make this the right reading."""


@dataclass(slots=True, kw_only=True)
class Instant:
    """A resolved point in time."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    at: str
    """ISO 8601 with an offset (`2026-03-01T14:05:00+01:00`); a plain date where only the day is known."""
    precision: Precision = "minute"
    approximate: bool = False
    """Whether the report hedges: about, around, by, evening of."""
    as_written: str = ""
    """The report's own words; empty for an instant that a person typed."""
    zone: str | None = None
    """IANA name or offset (`+02:00`); null for plain dates."""
    zone_rule: ZoneRule = "unknown"
    """Where the zone came from: with the time, the document's statement, its other times, an assumption."""
    alternatives: tuple[Alternative, ...] = ()

    def moment(self) -> dt.datetime | None:
        """The point, by the clock of its own zone; null where only the day is known, or where `at` is no instant."""
        if len(self.at) <= _DAY:
            return None
        try:
            at = dt.datetime.fromisoformat(self.at)
            return at if at.tzinfo and at.astimezone(dt.UTC) else None
        except (ValueError, OverflowError):
            return None
