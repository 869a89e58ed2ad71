"""PM101-PM106: what a time as written can mean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pmtool.patterns import Pattern
from pmtool.temporal.zones import readings_of
from pmtool.validator.quoting import quoted
from pmtool.validator.record import Record
from pmtool.validator.rule import Flaw, Rule
from pmtool.validator.times.impossible import impossible_stamps, names_no_day
from pmtool.validator.times.wording import and_more
from pmtool.validator.times.written import HALF, READ_AS, WrittenTime, instants, written_times

_DAY = len("2026-03-01")
_NO_DAY = "no such day"
_NOT_IN_FORCE = " is not in force in "
_MISSING = " does not exist in "
_ORDER = "the other way round"
_HOME = {
    "America/Chicago": Pattern(
        r"\b(?:[PEM][SD]T|CDT|[PECM]T|USA?|U\.S\.|Chicago|Texas|Dallas|Houston|us-(?:east|west|central)\S*)\b"
    ),
    "America/Halifax": Pattern(r"\b(?:ADT|[PECM][SD]T|[PECM]T|Canada|Canadian|Halifax|Bermuda|ca-\w+)\b"),
    "Asia/Kolkata": Pattern(
        r"\b(?:Indian?|Mumbai|Bangalore|Bengaluru|Delhi|Hyderabad|Chennai|Kolkata|Pune|ap-south-?1|asia-south1)\b"
        r"|\+ ?0?5:?30"
    ),
}
"""Words on a page that speak for the first reading of a label, by its region; London needs none."""
_SUMMER = frozenset(
    {"PDT", "EDT", "CDT", "MDT", "ADT", "AKDT", "NDT", "BST", "CEST", "MESZ", "EEST", "WEST", "IDT", "AEDT", "ACDT",
     "NZDT", "CLST"}
)  # fmt: skip
"""Labels of summer time, which nobody keeps in winter; the standard ones some country keeps all year."""
_LOOSE = frozenset({"GMT", "MST"})
"""Labels that a summer date does not contradict: GMT stands for UTC, and Arizona keeps MST."""


class Unresolvable(Rule):
    """A time that names no instant, an event without a time, or a day that no calendar has.

    Why: what has no instant cannot be ordered, measured or compared, and no rule below looks at it.

    Bad report::

        # Incident on 12 March 2026

        ## Timeline (UTC)

        - 14:05 - Errors begin
        - 14:40 - Errors end

        The affected customers were told on 31 June 2026.

    Good report::

        # Incident on 12 March 2026

        ## Timeline (UTC)

        - 14:05 - Errors begin
        - 14:40 - Errors end

        The affected customers were told on 30 June 2026.

    Fix: write the date with its year and the time with its zone, or give the day of a report without one (`--date`).
    """

    code = "PM101"
    name = "unresolvable-time"

    def check(self, record: Record) -> Iterator[Flaw]:
        """Words first, then what the postmortem holds."""
        undated = []
        for time in written_times(record):
            if time.at is None and names_no_day(time.words):
                yield Flaw(f"{quoted(time.words)}: there is no such day", time.path, time.span, severity="error")
            elif time.at is None and any(note.startswith(_NO_DAY) for note in time.notes):
                if time.is_dated_page:
                    yield Flaw(f"{quoted(time.words)}: there is no such day", time.path, time.span)
            elif time.at is None:
                undated.append(time)
        if undated:
            first = undated[0]
            what = f"{quoted(first.words)}{and_more(len(undated) - 1)}: nothing says on which day"
            yield Flaw(f"{what}, so it names no instant", first.path, first.span)
        for telling in record.tellings:
            for start, end in impossible_stamps(telling):
                what = f"{quoted(telling.words(start, end))}: no clock shows such a time"
                yield Flaw(what, telling.path_at(start), telling.span(start, end), severity="error")
        if not record.raw:
            yield from _without_instant(record)


def _without_instant(record: Record) -> Iterator[Flaw]:
    for number, event in enumerate(record.postmortem.timeline):
        if event.at is None and f"/timeline/{number}/at" not in record.unread:
            yield Flaw(f"the event {quoted(event.text)} has no time", f"/timeline/{number}")
    for path, instant in instants(record.postmortem):
        if not _is_instant(instant.at) and path not in record.unread:
            what = f"{quoted(instant.at)} is neither a date nor a time with its offset"
            yield Flaw(f"{what} (2026-03-01T14:05:00+01:00)", path, severity="error")


def _is_instant(at: str) -> bool:
    try:
        if len(at) <= _DAY:
            return bool(dt.date.fromisoformat(at))
        return dt.datetime.fromisoformat(at).tzinfo is not None
    except ValueError:
        return False


class ZoneNotStated(Rule):
    """Times without a zone, and nothing else on the page that says which one they are in.

    Why: the same clock time lies up to a day apart around the world; a wrong guess shifts the whole timeline.

    Bad report::

        # Incident on 12 March 2026

        - 14:05 - Errors begin
        - 14:20 - Deployment rolled back
        - 14:40 - Errors end

    Good report::

        # Incident on 12 March 2026

        All times are UTC.

        - 14:05 - Errors begin
        - 14:20 - Deployment rolled back
        - 14:40 - Errors end

    Fix: state the zone once ("all times UTC"), or name it with `--timezone`.
    """

    code = "PM102"
    name = "no-zone-stated"

    def check(self, record: Record) -> Iterator[Flaw]:
        """Once, however many times there are."""
        assumed = [t for t in written_times(record) if t.zone_rule == "assumed" and t.at]
        if assumed:
            first = assumed[0]
            times = f"{quoted(first.words)}{and_more(len(assumed) - 1)}"
            yield Flaw(f"no zone is stated for {times}: {first.zone or 'UTC'} was assumed", first.path, first.span)


class AmbiguousTime(Rule):
    """A time that can be read in two ways: a zone label of several countries, am or pm left out, an hour that the
    clock shows twice, day and month in an order that nothing settles.

    Why: the reading that was taken may be the wrong one, by hours or by months.

    Bad report::

        # Incident on 12 March 2026

        - 14:05 CST - Errors begin
        - 14:20 CST - Deployment rolled back
        - 14:40 CST - Errors end

    Good report::

        # Incident on 12 March 2026

        - 14:05 UTC-6 - Errors begin
        - 14:20 UTC-6 - Deployment rolled back
        - 14:40 UTC-6 - Errors end

    Fix: write an offset or a city's zone, 24 hours, and the month as a word.
    """

    code = "PM103"
    name = "ambiguous-time"

    def check(self, record: Record) -> Iterator[Flaw]:
        """Each doubt once for all of its times, but the hour told twice for each."""
        groups: dict[str, list[WrittenTime]] = {}
        for time in written_times(record):
            doubts = dict.fromkeys(_doubt(alternative.why) for alternative in time.alternatives)
            if any(_MISSING in note for note in time.notes):
                doubts.pop("fold", None)  # the clock did not show it at all
            for doubt in doubts:
                groups.setdefault(doubt, []).append(time)
        for doubt, times in groups.items():
            if doubt in ("half", "order"):
                yield _either(times[0], doubt, len(times) - 1)
            elif doubt == "fold":
                yield from (_either(time, doubt, 0) for time in times)
            elif not _is_at_home(times[0], doubt):
                yield _several_zones(doubt, times)


def _doubt(why: str) -> str:
    """What is in doubt: `half`, `order`, `fold`, or the zone's label."""
    if why.endswith(HALF):
        return "half"
    if why.endswith(_ORDER):
        return "order"
    label, read_as, _ = why.partition(READ_AS)
    return label if read_as else "fold"


def _is_at_home(time: WrittenTime, label: str) -> bool:
    """Whether the page's own words settle the zone, or the label hardly ever means another."""
    taken = dt.datetime.fromisoformat(time.at).utcoffset() if time.at else None
    readings = (z for z in readings_of(label) if z.offset is not None and dt.timedelta(minutes=z.offset) == taken)
    region = next((zone.region for zone in readings), None)
    cue = _HOME.get(region or "")
    return cue is None or cue.search(time.page) is not None


def _several_zones(label: str, times: list[WrittenTime]) -> Flaw:
    first = times[0]
    others = [f"{a.why.partition(READ_AS)[2]} ({a.at})" for a in first.alternatives if a.why.startswith(label)]
    readings = f"{first.zone} ({first.at}) or {' or '.join(others)}"
    return Flaw(f"{quoted(first.words)}{and_more(len(times) - 1)}: {label} is {readings}", first.path, first.span)


def _either(time: WrittenTime, doubt: str, others: int) -> Flaw:
    about = {
        "half": "am or pm is left out",
        "order": "day and month can be read either way",
        "fold": "the clock shows this time twice that night",
    }[doubt]
    other = next(a for a in time.alternatives if _doubt(a.why) == doubt)
    return Flaw(
        f"{quoted(time.words)}{and_more(others)}: {about}, {time.at} or {other.at}",
        time.path, time.span, severity="info" if doubt == "half" else None,
    )  # fmt: skip


class MissingHour(Rule):
    """A local time that the clock skipped when it went forward.

    Why: nothing can have happened then; the time or its zone is wrong, and durations over it are an hour off.

    Bad report::

        # Incident on 8 March 2026

        - 01:50 Eastern Time - Errors begin
        - 02:20 Eastern Time - Errors end

    Good report::

        # Incident on 8 March 2026

        - 01:50 Eastern Time - Errors begin
        - 03:20 Eastern Time - Errors end

    Fix: look the instant up in a log and write it in UTC or with its offset.
    """

    code = "PM104"
    name = "time-does-not-exist"

    def check(self, record: Record) -> Iterator[Flaw]:
        """One for each time."""
        for time in written_times(record):
            for note in time.notes:
                if _MISSING in note:
                    told = time.zone_rule in ("explicit", "document")
                    yield Flaw(
                        f"{quoted(time.words)}: {note}", time.path, time.span, severity="error" if told else None
                    )


class WrongSeason(Rule):
    """A zone label of the other season: PST in June, CEST in December.

    Why: read as written the times are an hour away from what the people meant who wrote them down.

    Bad report::

        # Incident on 18 December 2025

        - 14:05 CEST - Errors begin
        - 14:40 CEST - Errors end

    Good report::

        # Incident on 18 December 2025

        - 14:05 CET - Errors begin
        - 14:40 CET - Errors end

    Fix: write the label that was in force (PDT in summer, PST in winter), or UTC.
    """

    code = "PM105"
    name = "zone-contradicts-date"

    def check(self, record: Record) -> Iterator[Flaw]:
        """Each label once."""
        found: dict[str, list[tuple[WrittenTime, str]]] = {}
        for time in written_times(record):
            for note in time.notes:
                label, is_wrong, why = note.partition(_NOT_IN_FORCE)
                if is_wrong and label.upper() not in _LOOSE and _is_meant(label, why, time, record):
                    found.setdefault(label.upper(), []).append((time, why.partition(";")[0]))
        for label, times in found.items():
            time, why = times[0]
            yield Flaw(
                f"{quoted(time.words)}{and_more(len(times) - 1)}: {label} is not in force in {why}",
                time.path, time.span, severity="error" if label in _SUMMER else None,
            )  # fmt: skip


def _is_meant(label: str, why: str, time: WrittenTime, record: Record) -> bool:
    """Whether a time bears the label itself, or the page names no other for its zone that it may have meant."""
    if label.upper() in time.words.upper():
        return True
    other = _IN_FORCE.search(why)
    return not other or all(other[1] not in telling.document.text for telling in record.tellings)


_IN_FORCE = Pattern(r"\((\w+) is\)")


class WrongWeekday(Rule):
    """A weekday that the date beside it does not fall on.

    Why: one of the two is wrong, and with it every time that hangs on that day.

    Bad::

        ## Summary

        On Sunday, 12 March 2026, the checkout refused every card between 14:05 and 14:40 UTC.

    Good::

        ## Summary

        On Thursday, 12 March 2026, the checkout refused every card between 14:05 and 14:40 UTC.

    Fix: look up which of the two is meant.
    """

    code = "PM106"
    name = "weekday-contradicts-date"
    severity = "error"

    def check(self, record: Record) -> Iterator[Flaw]:
        """The same words once."""
        found: dict[str, list[tuple[WrittenTime, str]]] = {}
        for time in written_times(record):
            for note in time.notes:
                day, differs, weekdays = note.partition(" is a ")
                if differs and ", not a " in weekdays:
                    weekday = weekdays.partition(",")[0]
                    why = f"{dt.date.fromisoformat(day):%-d %B %Y} was a {weekday}"
                    found.setdefault(f"{quoted(time.words)}: {why}", []).append((time, day[:4]))
        for message, times in found.items():
            time, year = times[0]
            # A year that stands nowhere was completed from elsewhere: then that may be what is wrong.
            yield Flaw(message, time.path, time.span, severity=None if year in time.page else "warning")


RULES: tuple[Rule, ...] = (
    Unresolvable(), ZoneNotStated(), AmbiguousTime(), MissingHour(), WrongSeason(), WrongWeekday(),
)  # fmt: skip
