"""One entry of the time ledger: a time expression in a report, resolved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pmtool.model.instant import Alternative, Instant, Precision, ZoneRule

MentionKind = Literal["instant", "date", "range_start", "range_end", "duration", "relative", "posted"]


@dataclass(slots=True, kw_only=True)
class Mention:
    """A time expression found in a text, with the reading that was chosen and the rule that chose it."""

    text: str
    start: int
    """Character offset of the first character in the source's text."""
    end: int
    kind: MentionKind
    at: str | None = None
    """ISO 8601 with offset, a plain date, or null where the words name no instant (durations)."""
    until: str | None = None
    """End of the span for a mention that names a stretch of days, else null."""
    precision: Precision | None = None
    approximate: bool = False
    minutes: float | None = None
    """Length of a duration, or the signed offset of a relative expression."""
    zone: str | None = None
    zone_rule: ZoneRule = "unknown"
    rule: str = ""
    """How the instant was derived, in words."""
    alternatives: tuple[Alternative, ...] = ()
    notes: tuple[str, ...] = ()
    """Doubts worth a person's look: a zone label that contradicts the date, a weekday that does not fit."""
    peripheral: bool = False
    """Whether it tells of the report itself (written, sent, reviewed) rather than of the incident."""
    written_date: bool = False
    """Whether the words themselves name the day (rather than inheriting it)."""

    def instant(self) -> Instant | None:
        """The mention as the postmortem stores it; null where it names no instant."""
        if self.at is None:
            return None
        return Instant(
            at=self.at,
            precision=self.precision or "minute",
            approximate=self.approximate,
            as_written=self.text,
            zone=self.zone,
            zone_rule=self.zone_rule,
            alternatives=self.alternatives,
        )
