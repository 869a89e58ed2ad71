"""PM304: times and dates that the report does not tell."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pmtool.grounding.support import folded
from pmtool.model import Evidence, Instant, Mention
from pmtool.model.finding import Severity
from pmtool.model.postmortem import Event, StatusUpdate
from pmtool.validator.evidence.quotes import strangers
from pmtool.validator.evidence.values import times_told
from pmtool.validator.evidence.weight import weight
from pmtool.validator.facts.clock import day_and_clock, is_told, was_changed
from pmtool.validator.quoting import quoted
from pmtool.validator.record import Record
from pmtool.validator.rule import Flaw, Rule

_MILESTONES = ("started", "detected", "acknowledged", "mitigated", "resolved")


class UnsupportedTime(Rule):
    """A clock time or a date that the evidence does not hold: in a statement, of an event, of a milestone.

    Why: every duration and every metric is computed from these. A time that the report never tells was made up, or
    slipped when somebody typed it.

    Source::

        - 2026-03-01 14:05 UTC: the mail server stopped.

    Bad::

        # Mail outage

        ## Timeline

        | Time | Event | Kind | Actor |
        | --- | --- | --- | --- |
        | 2026-03-01 14:50 UTC[^t1] | the mail server stopped[^e1] | impact |  |

        [^t1]: "2026-03-01 14:05 UTC" in "UTC" (explicit)
        [^e1]: R1:2-48 "2026-03-01 14:05 UTC: the mail server stopped."

    Good::

        # Mail outage

        ## Timeline

        | Time | Event | Kind | Actor |
        | --- | --- | --- | --- |
        | 2026-03-01 14:05 UTC[^t1] | the mail server stopped[^e1] | impact |  |

        [^t1]: "2026-03-01 14:05 UTC" in "UTC" (explicit)
        [^e1]: R1:2-48 "2026-03-01 14:05 UTC: the mail server stopped."

    Fix: correct the time, cite the words that tell it, or delete its footnotes and stand for it yourself.
    """

    code = "PM304"
    name = "unsupported-time"
    severity = "error"

    def check(self, record: Record) -> Iterator[Flaw]:
        yield from times_told(record)
        known = _Known.of(record)
        for stamp in _stamps(record):
            if reason := _misread(stamp.instant) or known.lacks(stamp):
                yield Flaw(f"{_shown(stamp.instant)}: {reason}", stamp.path, severity=stamp.severity)


@dataclass
class _Stamp:
    """When something was, and what backs it."""

    path: str
    instant: Instant
    evidence: tuple[Evidence, ...]
    severity: Severity
    is_read: bool = False
    """Whether the words cited are where it was read from."""


@dataclass
class _Known:
    """What the sources' times resolve to; nothing, unless every source cited is at hand and the right one."""

    ledgers: dict[str, tuple[Mention, ...]]
    instants: frozenset[dt.datetime]
    """UTC, to the minute."""
    clocks: frozenset[dt.datetime]
    """As the clocks of the place showed them."""
    days: frozenset[str]

    @classmethod
    def of(cls, record: Record) -> _Known:
        """All times of a record's sources."""
        at_hand = {source.id for source in record.sources}
        if record.once(strangers) or not all(source.id in at_hand for source in record.postmortem.sources):
            return cls({}, frozenset(), frozenset(), frozenset())
        ledgers = {id: mentions for id, mentions in record.ledgers.items() if id in at_hand}
        written = [at for mentions in ledgers.values() for mention in mentions for at in _readings(mention)]
        moments = [moment for moment in map(_moment, written) if moment]
        return cls(
            ledgers,
            frozenset(moment.astimezone(dt.UTC) for moment in moments),
            frozenset(moment.replace(tzinfo=None) for moment in moments),
            frozenset(at[:10] for at in written),
        )

    def lacks(self, stamp: _Stamp) -> str:
        """Why no time of the sources is this one; empty where one is, or where there are none to tell."""
        if not self.days:
            return f"the words cited do not hold {quoted(stamp.instant.as_written)}" if _is_elsewhere(stamp) else ""
        moment = _moment(stamp.instant.at)
        if moment is None:
            return "" if stamp.instant.at[:10] in self.days else "the report tells no such day"
        is_assumed = stamp.instant.zone_rule == "assumed"
        if moment.astimezone(dt.UTC) in self.instants or (is_assumed and moment.replace(tzinfo=None) in self.clocks):
            return self._other_time_cited(stamp, moment)
        return "" if self._is_missed(stamp) else "no time in the report is this one"

    def _is_missed(self, stamp: _Stamp) -> bool:
        """Whether the words cited hold those it was read from, which the ledger missed, and its day is told."""
        is_cited = bool(stamp.instant.as_written) and not _is_elsewhere(stamp)
        return is_cited and stamp.instant.at[:10] in self.days and is_told(stamp.instant)

    def _other_time_cited(self, stamp: _Stamp, moment: dt.datetime) -> str:
        """What the words cited tell instead; empty where they tell this time, or none and need not."""
        cited = [m for e in stamp.evidence for m in _between(self.ledgers.get(e.source, ()), e.start, e.end) if m.at]
        told = [(m, other) for m in cited for at in _readings(m) if (other := _moment(at))]
        if not told:
            return "the words cited tell no time" if stamp.is_read else ""
        if any(other.replace(tzinfo=None) == moment.replace(tzinfo=None) or other == moment for _, other in told):
            return ""
        return f'the words cited tell another time, "{told[0][0].text}"'


def _between(mentions: Sequence[Mention], start: int, end: int) -> Sequence[Mention]:
    first, behind = (bisect_left(mentions, offset, key=lambda mention: mention.start) for offset in (start, end))
    return mentions[first:behind]


def _readings(mention: Mention) -> Iterator[str]:
    yield from filter(None, (mention.at, mention.until, *(other.at for other in mention.alternatives)))


def _moment(at: str) -> dt.datetime | None:
    """The instant to the minute; null where it is a day, or none that can be reckoned with."""
    instant = Instant(at=at)
    if instant.moment() is None:
        return None
    return dt.datetime.fromisoformat(at).replace(second=0, microsecond=0)


def _stamps(record: Record) -> Iterator[_Stamp]:
    """Times of events and updates that cite evidence, and of milestones that are none of these, or were changed."""
    if record.raw:
        return
    told: set[str] = set()
    for statement in record.statements:
        item = statement.item
        if not isinstance(item, (Event, StatusUpdate)):
            continue
        until = item.until if isinstance(item, Event) else None
        is_read = isinstance(item, Event) and item.origin != "human"
        for field, instant in (("at", item.at), ("until", until)):
            if instant:
                told.add(instant.at)
                if statement.evidence:
                    yield _Stamp(f"{statement.path}/{field}", instant, statement.evidence, weight(statement), is_read)
    for name in _MILESTONES:
        instant = getattr(record.postmortem.milestones, name)
        if instant and (instant.at not in told or was_changed(instant)):
            yield _Stamp(f"/milestones/{name}", instant, (), "error" if instant.as_written else "warning")


def _is_elsewhere(stamp: _Stamp) -> bool:
    """Whether the words that an instant was read from are none of those cited."""
    written = folded(stamp.instant.as_written)
    return stamp.is_read and bool(written) and all(f" {written} " not in f" {folded(e.quote)} " for e in stamp.evidence)


def _misread(instant: Instant) -> str:
    """What contradicts the words that the instant was read from; empty where nothing does."""
    return f"it was read from {quoted(instant.as_written)}" if was_changed(instant) else ""


def _shown(instant: Instant) -> str:
    moment = instant.moment()
    return day_and_clock(moment) if moment else instant.at


RULES: tuple[Rule, ...] = (UnsupportedTime(),)
