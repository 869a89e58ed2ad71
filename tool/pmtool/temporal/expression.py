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
    """As written; beside a date without a clock time, the zone of the times that follow it."""
    epoch: float | None = None
    """Seconds since 1970."""
    daypart: str | None = None
    approximate: bool = False
    minutes: float | None = None
    """Length of a duration, or the signed offset of a relative expression."""
    days: int | None = None
    """Days from the day at hand, of a relative expression."""
    relative: bool = False
    anchored: bool = False
    """Whether a relative expression names another anchor than the time told before it."""
    anchor: Expression | None = None
    """The clock time that it names."""
    role: Literal["start", "end"] | None = None
    partner: Expression | None = None
    """The other end of a range."""
    twin: Expression | None = None
    """The same moment in another zone, told right before: `14:05 UTC (06:05 PST)`."""
    zero_padded: bool = False
    peripheral: bool = False
    """Whether it tells of the report itself: when it was written, sent, reviewed."""

    @property
    def has_clock(self) -> bool:
        return self.hour is not None or self.epoch is not None

    @property
    def has_day(self) -> bool:
        return self.day is not None or self.slashed is not None or self.epoch is not None

    @property
    def has_date(self) -> bool:
        return self.has_day or self.weekday is not None or self.month is not None

    @property
    def halves_open(self) -> bool:
        """Whether its clock time could be read as am or as pm."""
        return self.meridiem is None and self.hour is not None and 1 <= self.hour <= 12 and not self.zero_padded

    @property
    def hour24(self) -> int:
        """The hour that the words give, 0 to 24; as written where am or pm is left out."""
        return hour24(self.hour or 0, self.meridiem)

    @property
    def minute_of_day(self) -> int:
        return self.hour24 * 60 + (self.minute or 0)


def hour24(hour: int, meridiem: Meridiem | None) -> int:
    """The hour of a day of 24."""
    if meridiem == "pm":
        return hour % 12 + 12
    return hour % 12 if meridiem == "am" else hour
