"""From expressions to instants: one walk in document order, carrying the day, the zone and the list at hand.

Nothing depends on today's date or the machine's zone; each mention names the rule that gave its day and zone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from pmtool.model import Alternative, Block, Document, Mention, MentionKind, Precision, ZoneRule
from pmtool.temporal.context import Context, sequence_key
from pmtool.temporal.expression import Expression
from pmtool.temporal.posts import Post
from pmtool.temporal.zones import UTC, Zone, choose_reading

_NEXT_DAY_IN_LIST = 4 * 60
"""Minutes that a list's clock must fall back by to mean the next day; a smaller step is disorder."""
_NEXT_DAY_IN_PROSE = 12 * 60
_SAME_PASSAGE = 3
"""Blocks that a relative expression may stand behind its anchor."""
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user said about times that the report leaves open."""

    timezone: Zone | None = None
    date: dt.date | None = None


@dataclass(slots=True)
class _State:
    """Where the walk is."""

    day: dt.date | None = None
    day_from: str = ""
    block_day: tuple[int, dt.date] | None = None
    block_zone: tuple[int, str] | None = None
    last: dt.datetime | None = None
    last_block: int = -1
    post: int | None = None
    sequences: dict[tuple[object, ...], dt.datetime] = field(default_factory=dict)
    """Last local time of each list."""


class Resolver:
    """Resolves the expressions of one document. `anchor` is a day known from elsewhere, used when nothing nearer is."""

    def __init__(self, context: Context, settings: Settings, anchor: dt.date | None) -> None:
        self.context = context
        self.document: Document = context.document
        self.settings = settings
        self.state = _State()
        self.post_times: list[dt.datetime | None] = []
        self.anchor = anchor
        self.published: dt.date | None = None
        """Day that the report was written or sent, where its head says so."""

    def resolve(self, expressions: Sequence[Expression]) -> list[Mention]:
        """One mention for each expression, in order."""
        self._find_anchor(expressions)
        self._resolve_posts(expressions)
        mentions: dict[int, Mention] = {}
        for e in expressions:
            block = self.document.block_at(e.start)
            self._enter_post(block)
            if e.minutes is not None or e.relative:
                mentions[id(e)] = self._span(e, block)
            elif e.has_clock:
                mentions[id(e)] = self._instant(e, block, mentions)
            else:
                mentions[id(e)] = self._date(e, block, expressions)
        return [mentions[id(e)] for e in expressions]

    # -- anchors

    def _find_anchor(self, expressions: Sequence[Expression]) -> None:
        """A full date of the document that dates without a year hang on: the first that is not about the report itself."""
        full = [e for e in expressions if e.year and e.has_day]
        told = [e for e in full if not self.context.is_metadata(e)]
        written = [e for e in full if self.context.is_metadata(e)]
        if written:
            self.published = self._calendar_day(written[0], None)
        told = told or [e for e in expressions if e.year and e.month and not e.has_day] or written
        if told:
            self.anchor = self._calendar_day(told[0], None) or self.anchor
        elif epochs := [e for e in expressions if e.epoch is not None]:
            self.anchor = dt.datetime.fromtimestamp(epochs[0].epoch or 0, dt.UTC).date()
        self.anchor = self.anchor or self.settings.date

    def _resolve_posts(self, expressions: Sequence[Expression]) -> None:
        by_span = {(e.start, e.end): e for e in expressions}
        previous = self.anchor
        for post in self.context.posts:
            e = by_span.get(post.stamp)
            day = self._calendar_day(e, previous) if e else None
            if e is None or day is None or e.hour is None:
                self.post_times.append(None)
                continue
            previous = day
            zone = self._zone(e, self.document.blocks[post.stamp_block])[0]
            self.post_times.append(zone.attach(_local(day, e)))
        if self.anchor is None and (known := [t for t in self.post_times if t]):
            self.anchor = min(known).date()

    def _enter_post(self, block: Block | None) -> None:
        """A new post starts afresh: its own stamp dates its words."""
        post = self.context.post_of_block.get(block.index) if block else None
        if post != self.state.post:
            self.state = _State(post=post)

    def _post_time(self) -> tuple[Post | None, dt.datetime | None]:
        if self.state.post is None:
            return None, None
        return self.context.posts[self.state.post], self.post_times[self.state.post]

    # -- days

    def _calendar_day(self, e: Expression, near: dt.date | None) -> dt.date | None:
        """The day that an expression names, completed from a near one; None where words or calendar don't allow it."""
        if e.epoch is not None:
            return dt.datetime.fromtimestamp(e.epoch, dt.UTC).date()
        day, month = e.day, e.month
        if e.slashed:
            day, month = self._slashed(e.slashed)
        try:
            if day and month:
                return dt.date(e.year, month, day) if e.year else _nearest_year(month, day, near)
            if day and near:
                return _nearest_month(day, near, e.year)
            if month:
                year = e.year or (_nearest_year(month, 1, near) or dt.date.min).year if near or e.year else None
                return dt.date(year, month, 1) if year else None
        except ValueError:
            return None
        return None

    def _weekday(self, e: Expression, near: dt.date | None) -> dt.date | None:
        """The weekday before a post; in a report told afterwards, the one nearest to the day at hand."""
        post, posted = self._post_time()
        near = posted.date() if posted and post and not post.narrative else near
        if near is None or e.weekday is None:
            return None
        back = (near.weekday() - e.weekday) % 7
        if posted or back <= 3 or near == self.published:
            return near - dt.timedelta(days=back)
        return near + dt.timedelta(days=7 - back)

    def _slashed(self, numbers: tuple[int, int]) -> tuple[int, int]:
        """Day and month of two numbers, in the page's order; month first where nothing tells."""
        first, second = numbers
        if first > 12 or (self.context.day_first and second <= 12):
            return first, second
        return second, first

    def _near(self) -> dt.date | None:
        """The day that incomplete dates are completed from."""
        if self.state.day:
            return self.state.day
        post, posted = self._post_time()
        if posted:
            known = [t for t in self.post_times if t]
            return min(known).date() if post and post.narrative else posted.date()
        return self.anchor

    def _date(self, e: Expression, block: Block | None, expressions: Sequence[Expression]) -> Mention:
        if e.day and not e.month and not e.slashed:
            self._borrow_month(e, expressions)
        near = self._near()
        named_only = e.weekday is not None and not e.has_day
        day = self._weekday(e, near) if named_only else self._calendar_day(e, near)
        by_words = e.year is not None or day is None
        rule = e.form if by_words else f"{e.form}; the rest from {near}"
        precision: Precision = "month" if e.month and not e.has_day else "day"
        if day and precision == "day" and not self.context.is_metadata(e):
            self._set_day(day, e, block)
        return Mention(
            text=self.document.text[e.start : e.end], start=e.start, end=e.end, kind=_role(e) or "date",
            at=day.isoformat() if day else None, precision=precision, approximate=e.approximate, rule=rule,
            alternatives=self._other_order(e, day), notes=tuple(_day_doubts(e, day)), written_date=True,
            peripheral=self.context.is_metadata(e),
        )  # fmt: skip

    def _borrow_month(self, e: Expression, expressions: Sequence[Expression]) -> None:
        """`the 8th and the 9th of October`: the month stands with the later day."""
        for other in expressions:
            if other.start <= e.start:
                continue
            gap = self.document.text[e.end : other.start]
            if len(gap) > 40 or "." in gap or "\n\n" in gap:
                return
            if other.month and other.day and other.day > (e.day or 0):
                e.month, e.year = other.month, e.year or other.year
                return

    def _set_day(self, day: dt.date, e: Expression, block: Block | None) -> None:
        if block is None:
            return
        text = self.document.text
        named = self.state.block_day
        if named and named[0] == block.index and day < named[1] and self.state.last_block == block.index:
            return  # an earlier day told in passing, after a clock time
        self.state.block_day = (block.index, day)
        alone = len((text[block.start : e.start] + text[e.end : block.end]).strip(" *_:|()-–—,.[]")) <= 3
        if alone or block.kind == "heading" or self.state.day is None or day >= self.state.day:
            if not _is_future(text, e):
                self.state.day, self.state.day_from = day, "the heading" if alone or block.kind == "heading" else "the text before"
        if alone or block.kind == "heading":
            self.state.sequences.clear()

    # -- clock times

    def _instant(self, e: Expression, block: Block | None, mentions: dict[int, Mention]) -> Mention:
        zone, zone_rule, zones, zone_from = self._zone(e, block)
        key = sequence_key(self.document, e.start)
        start = mentions.get(id(e.partner)) if e.role == "end" and e.partner else None
        if e.epoch is not None:
            at = dt.datetime.fromtimestamp(e.epoch, dt.UTC)
            return self._emit(e, block, key, at, zone=UTC, zone_rule="explicit", rule="epoch seconds")
        day, day_from = self._day_of(e, block, key, zone, start)
        if day is None:
            rule = "no date anywhere to go with it; give --date"
            return self._unresolved(e, zone_rule, rule)
        local, alternatives = self._with_meridiem(e, day, key)
        if start and start.at and "T" in start.at and not e.has_day:
            begun = dt.datetime.fromisoformat(start.at).replace(tzinfo=None)
            if local < begun and (begun - local) > dt.timedelta(minutes=1):
                local += _DAY
        at = zone.attach(local)
        others = [*alternatives, *self._other_zones(zones, local), *_other_fold(zone, local), *self._other_order_at(e, zone, local)]
        rule = e.form
        if not (e.has_day and e.year):
            rule += f"; day from {day_from}"
        if zone_rule != "explicit":
            rule += f"; zone from {zone_from}"
        return self._emit(
            e, block, key, at, zone=zone, zone_rule=zone_rule, rule=rule, alternatives=tuple(others), day=day
        )

    def _day_of(
        self, e: Expression, block: Block | None, key: tuple[object, ...] | None, zone: Zone, start: Mention | None
    ) -> tuple[dt.date | None, str]:
        """The day that a clock time falls on, and what said so."""
        if e.has_date:
            near = self._near()
            day = self._calendar_day(e, near) if e.has_day else self._weekday(e, near)
            return day, "its own words" if e.year else f"its own words, completed from {near}"
        if e.days is not None:
            near = self._day_spoken_of(self.document.text[e.start : e.end].lower())
            return (near + dt.timedelta(days=e.days), "its own words") if near else (None, "")
        if start and start.at:
            return dt.date.fromisoformat(start.at[:10]), "the start of the range"
        if e.role == "start" and e.partner and e.partner.has_day:
            day = self._calendar_day(e.partner, self._near())
            if day and (e.partner.hour or 0, e.partner.minute or 0) < (e.hour or 0, e.minute or 0) and e.partner.meridiem == e.meridiem:
                day -= _DAY
            return day, "the end of the range"
        if self.state.block_day and block and self.state.block_day[0] == block.index:
            return self._in_prose(e, self.state.block_day[1], block), "the same passage"
        if key in self.state.sequences and key is not None:
            return self._in_list(e, self.state.sequences[key], key), "the entry before"
        post, posted = self._post_time()
        if self.state.day:
            return self._in_prose(e, self.state.day, block), self.state.day_from or "the text before"
        if posted:
            known = [t for t in self.post_times if t]
            nearest = min(known) if post and post.narrative else posted
            return _closest_day(e, zone, nearest), "the page's Posted lines"
        if self.context.posts and (known := [t for t in self.post_times if t]):
            return _closest_day(e, zone, min(known)), "the page's Posted lines"
        if self.anchor:
            return self.anchor, "--date" if self.anchor == self.settings.date else "the document's date"
        return None, ""

    def _in_list(self, e: Expression, previous: dt.datetime, key: tuple[object, ...]) -> dt.date:
        """The day of a list's next entry: midnight is crossed where the clock falls back, or leaps in a list told backwards."""
        step = (_minutes_of_day(e) - (previous.hour * 60 + previous.minute))
        if e.meridiem is None and self.context.twelve_hour and 1 <= (e.hour or 0) <= 12 and not e.zero_padded:
            return previous.date()
        if key in self.context.descending:
            return previous.date() - _DAY if step >= _NEXT_DAY_IN_LIST else previous.date()
        return previous.date() + _DAY if step <= -_NEXT_DAY_IN_LIST else previous.date()

    def _in_prose(self, e: Expression, day: dt.date, block: Block | None) -> dt.date:
        last = self.state.last
        if last is None or last.date() != day or block is None:
            return day
        if not 0 <= block.index - self.state.last_block <= 3:
            return day
        step = _minutes_of_day(e) - (last.hour * 60 + last.minute)
        return day + _DAY if step <= -_NEXT_DAY_IN_PROSE else day

    def _with_meridiem(
        self, e: Expression, day: dt.date, key: tuple[object, ...] | None
    ) -> tuple[dt.datetime, list[Alternative]]:
        """The local time; where am or pm is left out on a page that uses them, the reading that keeps the order."""
        hour = e.hour or 0
        partner = e.partner
        bare = e.meridiem is None and 1 <= hour <= 12 and not e.zero_padded
        if bare and partner and partner.meridiem:
            first, second = (e, partner) if e.role == "start" else (partner, e)
            return _local(day, e, _range_meridiem(first, second, e)), []
        if not bare or not self.context.twelve_hour:
            return _local(day, e, e.meridiem), []
        previous = self.state.sequences.get(key) if key else None
        previous = previous or (self.state.last if self.state.last and self.state.last.date() == day else None)
        morning, evening = _local(day, e, "am"), _local(day, e, "pm")
        if previous is None:
            return _local(day, e), []
        wall = previous.replace(tzinfo=None)
        chosen = morning if morning >= wall - dt.timedelta(minutes=5) else evening
        other = evening if chosen is morning else morning
        zone = self._zone(e, self.document.block_at(e.start))[0]
        why = f"{'am' if other is morning else 'pm'} instead of {'pm' if other is morning else 'am'}, which the report leaves out"
        return chosen, [Alternative(at=zone.attach(other).isoformat(), why=why)]

    # -- zones

    def _zone(self, e: Expression, block: Block | None) -> tuple[Zone, ZoneRule, tuple[Zone, ...], str]:
        """The zone of a clock time: the rule's name, every reading of the label, and where it was found."""
        page = self.document.text
        for written, rule, origin in self._zone_candidates(e, block):
            readings = choose_reading(written, page)
            if readings:
                return readings[0], rule, readings, origin
        if self.settings.timezone:
            return self.settings.timezone, "assumed", (), "--timezone"
        if self.context.common and (readings := choose_reading(self.context.common, page)):
            return readings[0], "inherited", readings, "the document's other times"
        return UTC, "assumed", (), "nowhere: UTC is assumed"

    def _zone_candidates(self, e: Expression, block: Block | None) -> list[tuple[str, ZoneRule, str]]:
        found: list[tuple[str, ZoneRule, str]] = []
        if e.zone:
            found.append((e.zone, "explicit", "the time itself"))
        if e.partner and e.partner.zone:
            found.append((e.partner.zone, "inherited", "the other end of the range"))
        if block and self.state.block_zone and self.state.block_zone[0] == block.index:
            found.append((self.state.block_zone[1], "inherited", "the same passage"))
        if stated := self.context.zone_for(block):
            found.append((stated[0], "document", stated[1]))
        return found

    def _other_zones(self, zones: tuple[Zone, ...], local: dt.datetime) -> list[Alternative]:
        return [Alternative(at=z.attach(local).isoformat(), why=f"{z.label} read as {z.region}") for z in zones[1:]]

    # -- spans

    def _span(self, e: Expression, block: Block | None) -> Mention:
        at, rule, precision = None, e.form, None
        if e.relative and e.days is not None:
            at, rule = self._relative_day(e, block)
            precision = "day"
        elif e.relative and not e.anchored and self.state.last and e.minutes is not None and self._is_near(block):
            moment = self.state.last + dt.timedelta(minutes=e.minutes)
            at, rule, precision = moment.isoformat(), f"{e.minutes:+g} minutes from {self.state.last:%H:%M}, told before", "minute"
        kind: MentionKind = "relative" if e.relative else "duration"
        return Mention(
            text=self.document.text[e.start : e.end], start=e.start, end=e.end, kind=kind, at=at,
            precision=precision, approximate=e.approximate or e.relative, rule=rule,
            minutes=e.minutes if e.minutes is not None else (e.days or 0) * 1440.0,
        )  # fmt: skip

    def _is_near(self, block: Block | None) -> bool:
        """Whether the last clock time was told in this passage, so that "20 minutes later" counts from it."""
        if block is None or not 0 <= block.index - self.state.last_block <= _SAME_PASSAGE:
            return False
        return self.document.blocks[self.state.last_block].section == block.section

    def _relative_day(self, e: Expression, block: Block | None) -> tuple[str | None, str]:
        words = self.document.text[e.start : e.end].lower()
        near = self._day_spoken_of(words)
        if near is None:
            return None, e.form
        day = near + dt.timedelta(days=e.days or 0)
        if block and not _is_spoken(words):
            self.state.block_day = (block.index, day)
            if e.days:
                self.state.day, self.state.day_from = day, f"“{words}”"
                self.state.sequences.clear()
        return day.isoformat(), f"{e.days or 0:+d} days from {near}"

    def _day_spoken_of(self, words: str) -> dt.date | None:
        """The day that relative words count from: the day of writing for today and yesterday, else the day at hand."""
        if not _is_spoken(words):
            return self.state.block_day[1] if self.state.block_day else self._near()
        post, posted = self._post_time()
        if posted and post and not post.narrative:
            return posted.date()
        if any(w in words for w in ("yesterday", "tomorrow", "last night")):
            return self.published or (posted.date() if posted else self.state.day)
        return None

    # -- results

    def _emit(
        self,
        e: Expression,
        block: Block | None,
        key: tuple[object, ...] | None,
        at: dt.datetime,
        *,
        zone: Zone,
        zone_rule: ZoneRule,
        rule: str,
        alternatives: tuple[Alternative, ...] = (),
        day: dt.date | None = None,
    ) -> Mention:
        state = self.state
        peripheral = self.context.is_metadata(e)
        if not peripheral:
            state.last, state.last_block = at, block.index if block else -1
            if not _is_future(self.document.text, e):
                state.day, state.day_from = at.date(), "the time before"
            if block:
                state.block_day = (block.index, at.date())
            if key:
                state.sequences[key] = at.replace(tzinfo=None)
        if e.zone and block:
            state.block_zone = (block.index, e.zone)
        notes = [*zone.doubts(at), *_day_doubts(e, day)]
        stamp = block is not None and self.context.post_of_block.get(block.index) is not None and self._is_stamp(e)
        return Mention(
            text=self.document.text[e.start : e.end], start=e.start, end=e.end, kind="posted" if stamp else _role(e) or "instant",
            at=at.isoformat(), precision=_precision(e), approximate=e.approximate, zone=zone.name(at), zone_rule=zone_rule,
            rule=rule, alternatives=alternatives, notes=tuple(notes), written_date=e.has_date, peripheral=peripheral,
        )  # fmt: skip

    def _is_stamp(self, e: Expression) -> bool:
        post, _ = self._post_time()
        return post is not None and post.stamp == (e.start, e.end)

    def _unresolved(self, e: Expression, zone_rule: ZoneRule, rule: str) -> Mention:
        return Mention(
            text=self.document.text[e.start : e.end], start=e.start, end=e.end, kind=_role(e) or "instant", at=None,
            precision=_precision(e), approximate=e.approximate, zone_rule=zone_rule, rule=rule, written_date=e.has_date,
        )  # fmt: skip

    def _other_order(self, e: Expression, day: dt.date | None) -> tuple[Alternative, ...]:
        if not e.slashed or day is None or self.context.day_first is not None or max(e.slashed) > 12 or len(set(e.slashed)) == 1:
            return ()
        other = day.replace(month=day.day, day=day.month)
        return (Alternative(at=other.isoformat(), why="day and month the other way round"),)

    def _other_order_at(self, e: Expression, zone: Zone, local: dt.datetime) -> list[Alternative]:
        return [
            Alternative(at=zone.attach(dt.datetime.combine(dt.date.fromisoformat(a.at), local.time())).isoformat(), why=a.why)
            for a in self._other_order(e, local.date())
        ]


def _is_spoken(words: str) -> bool:
    """Whether relative words count from the moment of writing."""
    return any(w in words for w in ("today", "tomorrow", "yesterday", "tonight", "this ", "last night"))


def _role(e: Expression) -> MentionKind | None:
    if e.role is None:
        return None
    return "range_start" if e.role == "start" else "range_end"


def _precision(e: Expression) -> Precision:
    if e.second is not None or e.epoch is not None:
        return "second"
    return "minute" if e.minute is not None else "hour"


def _hour24(hour: int, meridiem: str | None) -> int:
    if meridiem == "pm":
        return hour % 12 + 12
    return hour % 12 if meridiem == "am" else hour


def _minutes_of_day(e: Expression) -> int:
    return _hour24(e.hour or 0, e.meridiem) * 60 + (e.minute or 0)


def _local(day: dt.date, e: Expression, meridiem: str | None = None) -> dt.datetime:
    """Wall-clock time of an expression on a day; 24:00 is the next day's midnight."""
    hour = _hour24(e.hour or 0, meridiem or e.meridiem)
    start = dt.datetime.combine(day, dt.time())
    second = min(e.second or 0, 59)  # a leap second has no place in datetime
    return start + dt.timedelta(hours=hour, minutes=e.minute or 0, seconds=second, microseconds=e.microsecond)


def _range_meridiem(first: Expression, second: Expression, wanted: Expression) -> str | None:
    """The am or pm that one end of a range takes from the other: `11:30 - 1:30 PM` starts in the morning."""
    known = first.meridiem or second.meridiem
    if wanted.meridiem or not known:
        return wanted.meridiem
    a, b = (first.hour or 0) % 12, (second.hour or 0) % 12
    same_half = (a, first.minute or 0) <= (b, second.minute or 0)
    if same_half:
        return known
    return "am" if known == "pm" else "pm"


def _closest_day(e: Expression, zone: Zone, moment: dt.datetime) -> dt.date:
    """The day on which a clock time comes closest to a moment."""
    middle = moment.astimezone(zone.attach(moment.replace(tzinfo=None)).tzinfo).date()
    return min(
        (middle + dt.timedelta(days=d) for d in (0, -1, 1)), key=lambda day: abs(zone.attach(_local(day, e)) - moment)
    )


def _nearest_year(month: int, day: int, near: dt.date | None) -> dt.date | None:
    """The month and day in the year that lies closest to a known date."""
    if near is None:
        return None
    found = []
    for year in (near.year, near.year - 1, near.year + 1):
        try:
            found.append(dt.date(year, month, day))
        except ValueError:
            continue
    return min(found, key=lambda d: abs((d - near).days)) if found else None


def _nearest_month(day: int, near: dt.date, year: int | None) -> dt.date | None:
    """The day of the month that lies closest to a known date."""
    found = []
    for shift in (0, -1, 1):
        month = near.year * 12 + near.month - 1 + shift
        try:
            found.append(dt.date(year or month // 12, month % 12 + 1, day))
        except ValueError:
            continue
    return min(found, key=lambda d: abs((d - near).days)) if found else None


def _other_fold(zone: Zone, local: dt.datetime) -> list[Alternative]:
    """The second of two equal clock times in the hour that clocks go back."""
    if zone.offset is not None or not zone.region:
        return []
    first, later = zone.attach(local), zone.attach(local.replace(fold=1))
    if first.utcoffset() == later.utcoffset():
        return []
    return [Alternative(at=later.replace(fold=0).isoformat(), why="the second time the clock shows it that night")]


def _day_doubts(e: Expression, day: dt.date | None) -> list[str]:
    if day is None and e.has_day:
        return ["no such day, or no year anywhere to go with it"]
    if e.weekday is None or day is None or day.weekday() == e.weekday or not e.has_day:
        return []
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    return [f"{day.isoformat()} is a {names[day.weekday()]}, not a {names[e.weekday]}"]


def _is_future(text: str, e: Expression) -> bool:
    """A date that is announced rather than told: due dates, promised updates."""
    before = text[max(0, e.start - 60) : e.start].lower()
    sentence = before.rsplit(".", 1)[-1].rsplit("\n", 1)[-1]
    return any(word in sentence for word in (" will ", "due ", "deadline", "eta", "target", "planned for", "scheduled for", "expected", "by end"))
