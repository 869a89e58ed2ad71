"""A time expression as written: the fields that the words hold, before any context is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Meridiem = Literal["am", "pm"]


@dataclass(slots=True)
class Expression:
    """Fields that the words give; what they leave out is None. Offsets are characters, end exclusive."""

    start: int
    end: int
    form: str
    """Name of the written form, for the ledger's rule."""
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    slashed: tuple[int, int] | None = None
    """Day and month in an order that the document has to decide."""
    hour: int | None = None
    minute: int | None = None
    second: int | None = None
    microsecond: int = 0
    meridiem: Meridiem | None = None
    zone: str | None = None
    """As written."""
    epoch: float | None = None
    """Seconds since 1970."""
    daypart: str | None = None
    approximate: bool = False
    minutes: float | None = None
    """Length of a duration, or the signed offset of a relative expression."""
    days: int | None = None
    """Days from the day at hand, of a relative expression."""
    anchored: bool = False
    """Whether a relative expression names another anchor than the time told before it."""
    relative: bool = False
    role: Literal["start", "end"] | None = None
    partner: Expression | None = None
    """The other end of a range."""
    zero_padded: bool = False

    @property
    def has_clock(self) -> bool:
        return self.hour is not None or self.epoch is not None

    @property
    def has_day(self) -> bool:
        return self.day is not None or self.slashed is not None or self.epoch is not None

    @property
    def has_date(self) -> bool:
        return self.has_day or self.weekday is not None or self.month is not None
