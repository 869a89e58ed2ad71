"""From expressions to mentions: one walk in document order, carrying the day, the zone and the list at hand.

Nothing depends on today's date or the machine's zone; each mention names the rule that gave its day and zone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from pmtool.model import Alternative, Block, Mention, MentionKind, Precision, ZoneRule
from pmtool.temporal.calendar_days import DAY, day_doubts, epoch_time, local_time
from pmtool.temporal.context import Context, sequence_key
from pmtool.temporal.days import day_of, weekday
from pmtool.temporal.expression import Expression
from pmtool.temporal.halves import wall_time
from pmtool.temporal.relative import Step, count, step
from pmtool.temporal.walk import ClockTime, Settings, Walk
from pmtool.temporal.zones import UTC, Zone
from pmtool.temporal.zoning import ZoneReading, zone_of

_LONGEST_LOAN = 40
"""Characters between "the 8th" and the date that lends it the month."""


class Resolver:
    """Resolves the expressions of one document. `anchor` is a day known from elsewhere, used when nothing nearer is."""

    def __init__(self, context: Context, settings: Settings, anchor: dt.date | None) -> None:
        self.context = context
        self.walk = Walk(context, settings, anchor)
        self.mentions: dict[int, Mention] = {}
        """By identity of the expression."""

    def resolve(self, expressions: Sequence[Expression]) -> list[Mention]:
        """One mention for each expression, in order."""
        self.walk.find_anchor(expressions)
        self._date_posts(expressions)
        for i, e in enumerate(expressions):
            block = self.context.document.block_at(e.start)
            self.walk.enter(block)
            if e.minutes is not None or e.relative:
                mention = self._step(e, step(self.walk, e, block))
            elif e.has_clock:
                mention = self._clock(e, block)
            else:
                mention = self._date(e, block, expressions[i + 1 : i + 2])
            self.mentions[id(e)] = mention
        self._count_from_anchors(expressions)
        return [self.mentions[id(e)] for e in expressions]

    def _date_posts(self, expressions: Sequence[Expression]) -> None:
        if not self.context.posts:
            return
        by_span = {(e.start, e.end): e for e in expressions}
        previous = self.walk.anchor
        for post in self.context.posts:
            e = by_span.get(post.stamp)
            day = self.walk.calendar_day(e, previous) if e else None
            if e is None or day is None or e.hour is None:
                self.walk.post_times.append(None)
                continue
            previous = day
            zone = zone_of(self.walk, e, self.context.document.blocks[post.stamp_block]).zone
            self.walk.post_times.append(zone.attach(local_time(day, e)))
        self.walk.first_post = min((t for t in self.walk.post_times if t), default=None)
        if self.walk.anchor is None and self.walk.first_post:
            self.walk.anchor = self.walk.first_post.date()

    # -- dates

    def _date(self, e: Expression, block: Block | None, following: Sequence[Expression]) -> Mention:
        if e.day and not e.month and not e.slashed:
            self._borrow_month(e, following)
        walk = self.walk
        near = walk.near()
        day = walk.calendar_day(e, near) if e.has_day or e.weekday is None else weekday(walk, e, near)
        precision: Precision = "month" if e.month and not e.has_day else "day"
        if day and precision == "day" and not e.peripheral:
            walk.tell_day(day, e, block)
        rule = e.form if e.year or day is None else f"{e.form}; the rest from {near or walk.title_year}"
        return Mention(
            text=self._words(e), start=e.start, end=e.end, kind=_role(e) or "date", at=day.isoformat() if day else None,
            precision=precision, approximate=e.approximate, rule=rule, alternatives=self._other_order(e, day),
            notes=tuple(day_doubts(e, day)), written_date=True, peripheral=e.peripheral,
        )  # fmt: skip

    def _borrow_month(self, e: Expression, following: Sequence[Expression]) -> None:
        """`the 8th and the 9th of October`: the month stands with the later day."""
        for other in following:
            gap = self.context.document.text[e.end : other.start] if other.start - e.end <= _LONGEST_LOAN else "."
            if "." not in gap and "\n\n" not in gap and other.month and other.day and other.day > (e.day or 0):
                e.month, e.year = other.month, e.year or other.year

    # -- clock times

    def _clock(self, e: Expression, block: Block | None) -> Mention:
        key = sequence_key(self.context.document, e.start)
        if e.epoch is not None:
            clock = ClockTime(e, block, key, UTC)
            return self._told(clock, epoch_time(e), ZoneReading(UTC, "explicit", ""), "epoch seconds")
        reading = zone_of(self.walk, e, block)
        clock = ClockTime(e, block, key, reading.zone)
        start = self._moment_of(e.partner) if e.role == "end" else None
        day, origin = day_of(self.walk, clock, start=start, twin=self._time_of(e.twin))
        if day is None:
            return self._undated(e, reading.rule)
        local, others = wall_time(self.walk, clock, day)
        if isinstance(start, dt.datetime) and not e.has_day:
            local = _after(local, start, reading.zone)
        at = reading.zone.attach(local)
        rule = e.form if e.has_day and e.year else f"{e.form}; day from {origin}"
        if reading.rule != "explicit":
            rule += f"; zone from {reading.origin}"
        alternatives = [*others, *reading.alternatives(local), *_other_fold(reading.zone, local)]
        alternatives += [_at_time(a, reading.zone, local) for a in self._other_order(e, local.date())]
        notes = (*reading.zone.doubts(at), *day_doubts(e, day))
        return self._told(clock, at, reading, rule, tuple(alternatives), notes)

    def _told(
        self,
        clock: ClockTime,
        at: dt.datetime,
        reading: ZoneReading,
        rule: str,
        alternatives: tuple[Alternative, ...] = (),
        notes: tuple[str, ...] = (),
    ) -> Mention:
        e = clock.e
        posted = self._dates_post(e)
        if not posted and not e.peripheral and not e.twin:
            self.walk.tell_time(at, e, clock.block, clock.key)
            if e.role == "end" and e.partner and (begin := self._time_of(e.partner)):
                self.walk.tell_range(begin, at, e.partner, e)
        if e.zone and not e.twin:
            self.walk.tell_zone(e.zone, clock.block)
        return Mention(
            text=self._words(e), start=e.start, end=e.end, kind="posted" if posted else _role(e) or "instant",
            at=at.isoformat(), precision=_precision(e), approximate=e.approximate, zone=reading.zone.name(at),
            zone_rule=reading.rule, rule=rule, alternatives=alternatives, notes=notes, written_date=e.has_date,
            peripheral=e.peripheral,
        )  # fmt: skip

    def _dates_post(self, e: Expression) -> bool:
        """Whether it is the stamp of the post at hand."""
        post, _ = self.walk.post()
        return post is not None and post.stamp == (e.start, e.end)

    def _undated(self, e: Expression, zone_rule: ZoneRule) -> Mention:
        kind: MentionKind = "posted" if self._dates_post(e) else _role(e) or "instant"
        return Mention(
            text=self._words(e), start=e.start, end=e.end, kind=kind, precision=_precision(e),
            approximate=e.approximate, zone_rule=zone_rule, rule="no date anywhere to go with it; give --date",
            written_date=e.has_date, peripheral=e.peripheral,
        )  # fmt: skip

    # -- durations and relative expressions

    def _step(self, e: Expression, leads: Step) -> Mention:
        return Mention(
            text=self._words(e), start=e.start, end=e.end, kind="relative" if e.relative else "duration",
            at=leads.at.isoformat() if leads.at else None, precision=leads.precision, rule=leads.rule,
            approximate=e.approximate or leads.approximate,
            minutes=e.minutes if e.minutes is not None else (e.days or 0) * 1440.0,
        )  # fmt: skip

    def _count_from_anchors(self, expressions: Sequence[Expression]) -> None:
        """The steps whose anchor is told behind them: `20 minutes after the deploy at 14:05`."""
        for e in expressions:
            if e.anchor and (anchor := self._time_of(e.anchor)):
                why = "told behind"
                self.mentions[id(e)] = self._step(e, count(anchor, e, why, approximate=e.anchor.approximate))

    # -- what mentions share

    def _words(self, e: Expression) -> str:
        return self.context.document.text[e.start : e.end]

    def _moment_of(self, e: Expression | None) -> dt.datetime | dt.date | None:
        """What an expression resolved to, so far."""
        mention = self.mentions.get(id(e))
        if mention is None or mention.at is None:
            return None
        return dt.datetime.fromisoformat(mention.at) if "T" in mention.at else dt.date.fromisoformat(mention.at)

    def _time_of(self, e: Expression | None) -> dt.datetime | None:
        moment = self._moment_of(e)
        return moment if isinstance(moment, dt.datetime) else None

    def _other_order(self, e: Expression, day: dt.date | None) -> tuple[Alternative, ...]:
        if (
            not e.slashed
            or day is None
            or self.context.day_first is not None
            or max(e.slashed) > 12
            or len(set(e.slashed)) == 1
        ):
            return ()
        other = day.replace(month=day.day, day=day.month)
        return (Alternative(at=other.isoformat(), why="day and month the other way round"),)


def _role(e: Expression) -> MentionKind | None:
    if e.role is None:
        return None
    return "range_start" if e.role == "start" else "range_end"


def _precision(e: Expression) -> Precision:
    if e.second is not None or e.epoch is not None:
        return "second"
    return "minute" if e.minute is not None else "hour"


def _after(local: dt.datetime, start: dt.datetime, zone: Zone) -> dt.datetime:
    """A range's end on the next day where it would lie before the start; a minute's slip is let pass."""
    if start - zone.attach(local) > dt.timedelta(minutes=1):
        return local + DAY
    return local


def _at_time(other: Alternative, zone: Zone, local: dt.datetime) -> Alternative:
    """An alternative day with the clock time that was told."""
    day = dt.date.fromisoformat(other.at)
    return Alternative(at=zone.attach(dt.datetime.combine(day, local.time())).isoformat(), why=other.why)


def _other_fold(zone: Zone, local: dt.datetime) -> list[Alternative]:
    """The second of two equal clock times in the hour that clocks go back."""
    if zone.offset is not None or not zone.region:
        return []
    first, later = zone.attach(local), zone.attach(local.replace(fold=1))
    if first.utcoffset() == later.utcoffset():
        return []
    return [Alternative(at=later.replace(fold=0).isoformat(), why="the second time the clock shows it that night")]
