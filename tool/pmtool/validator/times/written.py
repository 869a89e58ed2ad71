"""Times as they stand in the texts and in the postmortem's own fields, for the rules on what they can mean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pmtool.model import Alternative, Instant, Mention, Postmortem, ZoneRule
from pmtool.model.finding import SourceSpan
from pmtool.patterns import Pattern
from pmtool.temporal.zones import readings_of
from pmtool.validator.facts.clock import as_told
from pmtool.validator.facts.windows import instant_of
from pmtool.validator.record import Record, Telling

HALF = "which the report leaves out"
"""End of the reason for the other half of the day."""
READ_AS = " read as "
"""What stands between a label and the country that it is read in."""
_LABEL = Pattern(r"\b([A-Z]{2,5})\b\W*$")


@dataclass(frozen=True)
class WrittenTime:
    """A date or clock time as written, with the reading that was taken."""

    words: str
    at: str | None
    zone: str | None
    zone_rule: ZoneRule
    alternatives: tuple[Alternative, ...]
    notes: tuple[str, ...]
    path: str
    span: SourceSpan | None
    page: str = field(repr=False)
    """All of the text that it stands in."""
    is_dated_page: bool = True
    """Whether any time of that text has a day."""


def written_times(record: Record) -> tuple[WrittenTime, ...]:
    """Those of the postmortem's own fields, then those of its words and of its sources, in order."""
    return record.once(_written_times)


def _written_times(record: Record) -> tuple[WrittenTime, ...]:
    return tuple(_all_times(record))


def _all_times(record: Record) -> Iterator[WrittenTime]:
    if not record.raw:
        page = record.tellings[0].document.text
        for path, instant in instants(record.postmortem):
            yield WrittenTime(
                as_told(instant), instant.at, instant.zone, instant.zone_rule, instant.alternatives,
                tuple(_season_doubts(instant)), path, None, page,
            )  # fmt: skip
    for telling in record.tellings:
        yield from _told_in(telling)


def is_open(m: Mention) -> bool:
    """Whether another reading would move it against the times around it; another country's zone moves all alike."""
    return any(READ_AS not in alternative.why for alternative in m.alternatives)


def _told_in(telling: Telling) -> Iterator[WrittenTime]:
    told = [m for m in telling.mentions if m.kind not in ("duration", "relative")]
    dated = any(m.at for m in told)
    for number, m in enumerate(told):
        # The zone that the postmortem's prose is read in is that of its own events.
        own = not telling.is_source and dated and m.zone_rule == "assumed"
        alternatives = tuple(a for a in m.alternatives if not _is_settled(a, m, told[max(0, number - 1) : number + 2]))
        yield WrittenTime(
            m.text, m.at, m.zone, "document" if own else m.zone_rule, alternatives, m.notes, telling.path_at(m.start),
            telling.span(m.start, m.end), telling.document.text, dated,
        )  # fmt: skip


_ISO_DATE = Pattern(r"\d{4}-\d\d-\d\d")


def _is_settled(other: Alternative, m: Mention, around: Sequence[Mention]) -> bool:
    """Whether the form, or the times told right before and after, leave no room for the other half of the day."""
    if other.why.endswith(HALF) and (m.kind == "posted" or _ISO_DATE.match(m.text)):
        return True  # who writes 2026-03-01 writes 24 hours, and so do the pages that stamp posts
    times = [at for near in around if near is not m and (at := instant_of(near))]
    chosen = instant_of(m)
    if not (other.why.endswith(HALF) and chosen and len(times) == 2):
        return False
    read_otherwise = dt.datetime.fromisoformat(other.at)
    return min(times) <= chosen <= max(times) and not min(times) <= read_otherwise <= max(times)


def instants(postmortem: Postmortem) -> Iterator[tuple[str, Instant]]:
    """Every instant of a postmortem with its JSON pointer."""
    for name in ("started", "detected", "acknowledged", "mitigated", "resolved"):
        if instant := getattr(postmortem.milestones, name):
            yield f"/milestones/{name}", instant
    for number, event in enumerate(postmortem.timeline):
        for end, told in (("at", event.at), ("until", event.until)):
            if told:
                yield f"/timeline/{number}/{end}", told
    for number, update in enumerate(postmortem.status_updates):
        if update.at:
            yield f"/status_updates/{number}/at", update.at


def _season_doubts(instant: Instant) -> list[str]:
    """Whether the label that was written is that of the other season."""
    at, label = instant.moment(), _LABEL.search(instant.as_written)
    readings = readings_of(label[1]) if at and label else ()
    if not readings or not at or instant.zone_rule != "explicit":
        return []
    return readings[0].doubts(at.astimezone(readings[0].attach(at.replace(tzinfo=None)).tzinfo))
