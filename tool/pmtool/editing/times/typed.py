"""Times that a person types: read by the report's clock, with the rows around for what they leave out."""

from __future__ import annotations

import datetime as dt
from calendar import month_name
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from pmtool.editing.times.surroundings import Neighbour, Surroundings, surroundings
from pmtool.editing.times.zones import zone_info
from pmtool.errors import UsageError
from pmtool.model import Alternative, Document, Instant, Mention, Postmortem, ZoneRule
from pmtool.patterns import Pattern
from pmtool.source import build_document
from pmtool.source.sanitize import sanitize

if TYPE_CHECKING:
    from pmtool.temporal.expression import Expression

EXAMPLES = "write 15:42, 2026-03-01 15:42 UTC, or +20m"

_LONGEST = 80
"""Characters; a longer text is no time."""
_SHOWN = 32
_NOTHING = frozenset(("", "-", "–", "—", "?", "n/a", "none", "tbd", "unknown"))
_FILLERS = frozenset("at on from since until till to between and the or so approximately exactly for it was".split())
_AROUND = " .,;:()*~–—-"
_BARE = Pattern(r"(?<![\w:])([01]?\d|2[0-3])([0-5]\d)(?![\d:])")
_SHOWN_DAY = Pattern(r"(?<![\d-])(0[1-9]|1[0-2])-([0-3]\d)[ T](?=\d)")
"""A day as the desk shows it: `04-14 10:15`."""
_STEP = Pattern(r"([+−-]) ?(?:(?P<hours>\d{1,3}):(?P<minutes>[0-5]\d)|(?P<bare>\d{1,4})|(?P<length>\d.*))")
_SLACK = dt.timedelta(hours=12)
"""What a time may lie out of its rows' order before another day is meant."""
_DAY = dt.timedelta(days=1)
_YEARS = range(1970, 2100)
_FARTHEST = 10_000_000
"""Minutes; about 19 years."""


class Setting(NamedTuple):
    """What the sources say of times, for a postmortem that has none yet."""

    zone: str | None = None
    """IANA name or offset."""
    day: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """A time that was read. Its instants have no `as_written`: that is for the report's own words."""

    typed: str
    at: Instant | None
    """Null where the time was cleared."""
    until: Instant | None = None
    """The end, where a stretch was typed."""
    how: str
    """How it was read, for the person, in one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Words that name no time."""

    typed: str
    why: str
    """What to write instead, in one sentence."""


class _UnreadableError(Exception):
    """What was typed can't be read, and why."""


def setting_of(ledgers: Mapping[str, Sequence[Mention]]) -> Setting:
    """The zone and the day of the first time that the sources tell."""
    told = [m for mentions in ledgers.values() for m in mentions if m.at and not m.peripheral]
    day = next((dt.date.fromisoformat(m.at[:10]) for m in told if m.at), None)
    return Setting(next((m.zone for m in told if m.zone), None), day)


def resolve_typed(text: str, postmortem: Postmortem, path: str, setting: Setting | None = None) -> Resolved | Refused:
    """What the words typed at a place mean there: a row (`/timeline/3`, which may be one past the last), its `/at` or
    `/until`, a milestone (`/milestones/detected`) or a status update's time (`/status_updates/0/at`). Raises nothing.
    """
    typed = " ".join(sanitize(text).split())
    if typed.lower() in _NOTHING:
        return Resolved(typed=typed, at=None, how="no time")
    try:
        return _Reader(typed, surroundings(postmortem, path), setting or Setting()).resolved(
            is_row=path.startswith("/timeline")
        )
    except _UnreadableError as refusal:
        return Refused(typed=typed, why=str(refusal))


class _Reading(NamedTuple):
    """An instant, how it came about, and the doubts about it."""

    instant: Instant
    told: str
    notes: tuple[str, ...] = ()


class _Reader:
    """Reads one text at one place."""

    def __init__(self, typed: str, around: Surroundings, setting: Setting) -> None:
        if len(typed) > _LONGEST:
            raise _UnreadableError(f"a time is shorter than that: {EXAMPLES}")
        self.typed, self.around = typed, around
        self.document, self.found = _found(typed)
        day, zone = around.dated, around.zoned
        self.day = day.day if day else setting.day
        self.day_of = day.name if day else "the report"
        self.zone = zone.zone if zone else setting.zone
        self.zone_of = zone.name if zone else "the report"
        self.zone_rule: ZoneRule = "inherited" if zone else "document" if setting.zone else "assumed"

    def resolved(self, *, is_row: bool) -> Resolved:
        """The one time, or stretch of time, that the words name."""
        first, second = self._pair()
        if second and (not is_row or self.around.ends):
            raise _UnreadableError("only one time fits here, not a stretch: write 15:42 or 2026-03-01 15:42 UTC")
        at, told, notes = self._one(first)
        until = self._end(at, second) if second else None
        told += f", until {_shown(until, beside=at)}" if until else ""
        how = "; ".join((told, *self._misplaced(at), *notes))
        return Resolved(typed=self.typed, at=at, until=until, how=how)

    def _pair(self) -> tuple[Expression, Expression | None]:
        found = [e for e in self.found if e.twin is None]
        if not found or _left_over(self.document, self.found):
            raise _UnreadableError(f"{_quoted(self.typed)} can't be read as a time: {EXAMPLES}")
        from pmtool.temporal.zones import readings_of

        if unknown := next((e.zone for e in found if e.zone and not readings_of(e.zone)), None):
            raise _UnreadableError(f"nobody knows the zone {_quoted(unknown)}: write UTC, +01:00 or Europe/Berlin")
        if len(found) == 1:
            return found[0], None
        first, second, *more = found
        if more or not (first.role == "start" or (first.has_clock and second.minutes and not second.relative)):
            raise _UnreadableError("that names more than one time: write one, or a stretch such as 15:42–16:10")
        return first, second

    # -- one time

    def _one(self, e: Expression) -> _Reading:
        if e.minutes is not None and (e.relative or self.around.ends):
            return self._step(e)
        if e.minutes is not None:
            raise _UnreadableError(
                f"that is a length of time: write +{self.typed} to count from the row above, or 15:42"
            )
        return self._clock(e) if e.has_clock else self._date(e)

    def _step(self, e: Expression) -> _Reading:
        """`+20m`, counted from the row above."""
        begin, minutes = self.around.timed, e.minutes or 0.0
        moment = begin.moment if begin else None
        if begin is None or moment is None:
            raise _UnreadableError("no row above has a time to count from: write 2026-03-01 15:42 UTC")
        at, zone = _moved(moment, minutes), zone_info(begin.zone or "")
        at = at.astimezone(zone) if zone else at
        instant = Instant(
            at=at.isoformat(),
            precision="second" if begin.instant.precision == "second" or at.second else "minute",
            approximate=e.approximate or begin.instant.approximate,
            zone=begin.zone,
            zone_rule="inherited",
        )
        side = "after" if minutes >= 0 else "before"
        return _Reading(instant, f"{_shown(instant)}: {_length(minutes)} {side} {moment:%H:%M} ({begin.name})")

    def _date(self, e: Expression) -> _Reading:
        mention = self._mention(e, self.day)
        instant = self._instant(mention, e)
        return _Reading(instant, f"{_shown(instant)}{self._day_origin(e)}", mention.notes)

    def _clock(self, e: Expression) -> _Reading:
        """A clock time, on the day that its words name or on that which keeps the order of the rows."""
        if self.day is None or e.has_date or e.days is not None or e.epoch is not None:
            return self._on_day(e, self.day, self._day_origin(e))
        slack = dt.timedelta() if self.around.ends else _SLACK
        here = self._on_day(e, self.day, f" (day of {self.day_of})")
        if self._astray(here.instant) <= slack:
            return here._replace(instant=self._with_afternoon(e, here.instant))
        later = self._on_day(e, self.day + _DAY, f" (the day after that of {self.day_of}, to keep the order)")
        earlier = self._on_day(e, self.day - _DAY, f" (the day before that of {self.day_of}, to keep the order)")
        best = min((here, later, earlier), key=lambda reading: self._astray(reading.instant))
        if best is here:
            return here
        other = Alternative(at=here.instant.at, why=f"on the day of {self.day_of}")
        return best._replace(instant=replace(best.instant, alternatives=(*best.instant.alternatives, other)))

    def _on_day(self, e: Expression, day: dt.date | None, day_origin: str) -> _Reading:
        mention = self._mention(e, day)
        instant = self._instant(mention, e)
        zone = ""
        if mention.zone_rule == "assumed":
            assumed = self.zone_rule == "assumed"
            zone = " (assumed: nothing tells the zone)" if assumed else f" (zone of {self.zone_of})"
        return _Reading(instant, f"{_shown(instant, day_origin)}{zone}", mention.notes)

    def _with_afternoon(self, e: Expression, instant: Instant) -> Instant:
        """`3:42` that breaks the order, with the reading as 3:42 pm if that keeps it."""
        at = instant.moment()
        if not (at and e.halves_open and self._astray(instant)):
            return instant
        afternoon = Alternative(at=(at + _DAY / 2).isoformat(), why="read as pm, which keeps the order")
        keeps = not self._astray(Instant(at=afternoon.at))
        return replace(instant, alternatives=(*instant.alternatives, afternoon)) if keeps else instant

    def _end(self, start: Instant, e: Expression) -> Instant:
        """The end of a stretch: a time, or a length from its start."""
        moment = start.moment()
        if e.minutes is None:
            return self._instant(self._mention(e, dt.date.fromisoformat(start.at[:10])), e)
        if moment is None:
            raise _UnreadableError("a length needs a clock time to count from: write 15:42 for 20 minutes")
        return replace(start, at=_moved(moment, e.minutes).isoformat(), alternatives=())

    # -- reading

    def _mention(self, e: Expression, day: dt.date | None) -> Mention:
        """What the clock makes of an expression on a day."""
        from pmtool.temporal import build_ledger

        day = day if day and day.year in _YEARS else None
        try:
            ledger = build_ledger([self.document], timezone=self.zone, date=day)
        except UsageError:
            ledger = build_ledger([self.document], date=day)
        return next(m for m in ledger[self.document.id] if m.start == e.start)

    def _instant(self, mention: Mention, e: Expression) -> Instant:
        instant = mention.instant()
        if instant is None and e.has_day:
            raise _UnreadableError(f"{_quoted(self.typed)} is no day, or lacks its year: write 2026-03-01 15:42 UTC")
        if instant is None:
            raise _UnreadableError("nothing around tells the day: write it with its day, as 2026-03-01 15:42 UTC")
        inherited = mention.zone_rule == "assumed"
        return replace(instant, as_written="", zone_rule=self.zone_rule if inherited else mention.zone_rule)

    def _astray(self, instant: Instant) -> dt.timedelta:
        """How far an instant lies out of the order of its rows."""
        at, first, last = instant.moment(), _moment(self.around.earliest), _moment(self.around.latest)
        if at is None:
            return dt.timedelta.max
        early = max(first - at, dt.timedelta()) if first else dt.timedelta()
        return early + (max(at - last, dt.timedelta()) if last else dt.timedelta())

    def _misplaced(self, instant: Instant) -> tuple[str, ...]:
        """Says so where a time breaks the order of its rows."""
        at, first, last = instant.moment(), self.around.earliest, self.around.latest
        if at and first and first.moment and at < first.moment:
            return (f"that is before {first.name}",)
        return (f"that is after {last.name}",) if at and last and last.moment and at > last.moment else ()

    def _day_origin(self, e: Expression) -> str:
        """What gave the parts of the day that the words leave out."""
        if e.year or e.epoch is not None or self.day is None:
            return ""
        return f" (year of {self.day_of})" if e.month or e.slashed else f" (counted from {self.day_of})"


def _found(typed: str) -> tuple[Document, list[Expression]]:
    """The times in the words; `+20m` and `1542` mean one here, though no report's clock would take them for it."""
    if step := _STEP.fullmatch(typed):
        length = step["length"] or (f"{step['bare']} min" if step["bare"] else f"{step['hours']}h{step['minutes']}m")
        return _read(f"{length} {'later' if step[1] == '+' else 'earlier'}")
    typed = _SHOWN_DAY.sub(lambda m: f"{m[2]} {month_name[int(m[1])]} ", typed)
    document, found = _read(typed)
    if not found or _left_over(document, found):
        document, found = _read(_BARE.sub(r"\1:\2", typed))
    return document, found


def _read(words: str) -> tuple[Document, list[Expression]]:
    from pmtool.temporal.find import find

    document = build_document("R1", "typed", "text/plain", "", words)
    return document, find(document)


def _left_over(document: Document, found: Sequence[Expression]) -> list[str]:
    """Words that belong to no time."""
    end, left = 0, ""
    for e in found:
        left, end = f"{left} {document.text[end : e.start]}", e.end
    words = (word.strip(_AROUND) for word in f"{left} {document.text[end:]}".lower().split())
    return [word for word in words if word and word not in _fillers()]


@cache
def _fillers() -> frozenset[str]:
    from pmtool.temporal.lexicon import HEDGES

    return HEDGES | _FILLERS


def _moment(neighbour: Neighbour | None) -> dt.datetime | None:
    return neighbour.moment if neighbour else None


def _moved(moment: dt.datetime, minutes: float) -> dt.datetime:
    if abs(minutes) < _FARTHEST and (at := moment + dt.timedelta(minutes=minutes)).year in _YEARS:
        return at
    raise _UnreadableError("that leads out of the calendar: count fewer minutes from the row above")


def _shown(instant: Instant, day_origin: str = "", beside: Instant | None = None) -> str:
    """`about 15:42 on 1 March 2026, Europe/Berlin`; only the clock where it is of the same day as the one beside it."""
    about = "about " if instant.approximate else ""
    at = instant.moment()
    if at is None:
        return about + _day_shown(instant)
    clock = f"{at:%H:%M:%S}" if instant.precision == "second" else f"{at:%H:%M}"
    if beside and beside.at[:10] == instant.at[:10]:
        return about + clock
    return f"{about}{clock} on {at.day} {at:%B %Y}{day_origin}, {instant.zone or instant.at[-6:]}"


def _day_shown(instant: Instant) -> str:
    day = dt.date.fromisoformat(instant.at[:10])
    return f"{day:%B %Y}" if instant.precision == "month" else f"{day.day} {day:%B %Y}"


def _length(minutes: float) -> str:
    """`20 minutes`, `2 days`, `30 seconds`."""
    for size, unit in ((1440.0, "day"), (1.0, "minute"), (1 / 60, "second")):
        count = abs(minutes) / size
        if count >= 1 and (unit != "day" or count.is_integer()):
            return f"{count:g} {unit}{'' if count == 1 else 's'}"
    return "no time"


def _quoted(words: str) -> str:
    return f"“{words if len(words) <= _SHOWN else words[:_SHOWN] + '…'}”"
