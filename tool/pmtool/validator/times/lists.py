"""PM107, PM120, PM125, PM130: the entries of a list against each other."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pmtool.grounding.wording import retells
from pmtool.model import Event, Instant, Postmortem
from pmtool.validator.quoting import quoted
from pmtool.validator.record import Record
from pmtool.validator.rule import FixableRule, Flaw, Rule
from pmtool.validator.times.listing import Entry, Listing, Misplaced, listings, to_the_minute, zone_of
from pmtool.validator.times.wording import apart

_MONTHS_OF_CHANGE = frozenset({3, 4, 9, 10, 11})
_LATEST = 12
"""Events before it that one is compared with."""
_SAID = 45
"""Characters of an entry's words that messages quote."""


class Misdated(Rule):
    """An entry whose year, month or day breaks its list, and fits once it is that of the entries around it.

    Why: it sorts to a place where nothing happened, and stretches every duration by days or by a year.

    Bad report::

        # Incident of 12 March 2026 (times in UTC)

        - 2026-03-12 14:05: Errors begin
        - 2026-03-12 14:09: On-call engineer is paged
        - 2025-03-12 14:20: Deployment rolled back
        - 2026-03-12 14:40: Errors end

    Good report::

        # Incident of 12 March 2026 (times in UTC)

        - 2026-03-12 14:05: Errors begin
        - 2026-03-12 14:09: On-call engineer is paged
        - 2026-03-12 14:20: Deployment rolled back
        - 2026-03-12 14:40: Errors end

    Fix: look the date up, and correct it where the report comes from.
    """

    code = "PM107"
    name = "date-breaks-its-list"

    def check(self, record: Record) -> Iterator[Flaw]:
        """Error where the entries on both sides bear the same other date."""
        for listing in listings(record):
            for misplaced in listing.misplaced:
                if meant := _meant(misplaced):
                    yield _misdated(misplaced, meant)
            yield from _a_year_off(listing)


def misdated(record: Record) -> frozenset[str]:
    """Pointers of the events whose date is wrong by the list's own witness."""
    return record.once(_paths_of_misdated)


def _paths_of_misdated(record: Record) -> frozenset[str]:
    found = [m for listing in listings(record) for m in listing.misplaced if _meant(m)]
    off = [flaw.path for listing in listings(record) for flaw in _a_year_off(listing)]
    return frozenset(path.removesuffix("/at") for path in (*(m.entry.path for m in found), *off))


def _meant(misplaced: Misplaced) -> dt.date | None:
    """The neighbours' date, where it differs in one part only and would put the entry in order."""
    entry = misplaced.entry
    written = entry.local.date()
    for beside in misplaced.neighbours if entry.dated else ():
        date = beside.local.date()
        if _differs_in_one_part(written, date) and misplaced.would_fit(entry.at + (date - written)):
            return date
    return None


def _differs_in_one_part(one: dt.date, other: dt.date) -> bool:
    return sum((one.year != other.year, one.month != other.month, one.day != other.day)) == 1


def _misdated(misplaced: Misplaced, meant: dt.date) -> Flaw:
    entry, near = misplaced.entry, misplaced.neighbours
    agree = len(near) == 2 and near[0].local.date() == near[1].local.date()
    around = " and ".join(quoted(e.stamp) for e in near)
    return Flaw(
        f"{_told(entry)} stands {'between' if len(near) == 2 else 'beside'} {around}",
        entry.path, entry.span, f"if {meant} is meant, write that", "error" if agree else None,
    )  # fmt: skip


def _a_year_off(listing: Listing) -> Iterator[Flaw]:
    """The first or the last entry, where it is a year from the next to the day: a list sorted by time puts it there."""
    for entry, beside, others in _ends(listing.entries):
        written, near = entry.local.date(), beside.local.date()
        if entry.dated and abs(written.year - near.year) == 1 and written.replace(year=near.year) == near:
            at = entry.at + (near - written)
            if min(e.at for e in others) <= at <= max(e.at for e in others):
                what = f"{_told(entry)} is a year from {quoted(beside.stamp)}, to the day"
                yield Flaw(what, entry.path, entry.span, f"if {near} is meant, write that")


def _ends(entries: tuple[Entry, ...]) -> Iterator[tuple[Entry, Entry, tuple[Entry, ...]]]:
    if len(entries) > 2:
        yield entries[0], entries[1], entries[1:]
        yield entries[-1], entries[-2], entries[:-1]


def _said(entry: Entry) -> str:
    return quoted(entry.text, _SAID)


def _told(entry: Entry) -> str:
    """The stamp and, where words stand beside it, what they say."""
    return f"{quoted(entry.stamp)} ({_said(entry)})" if entry.text else quoted(entry.stamp)


class OutOfOrder(FixableRule):
    """An entry of a timeline that is told before, or after, what happened earlier, or later.

    Why: either a time is wrong or the story is; readers take the order of the list for the order of events.

    Bad::

        ## Timeline

        | Time | Event |
        | --- | --- |
        | 2026-03-12 14:05 UTC | Errors begin |
        | 2026-03-12 14:40 UTC | Errors end |
        | 2026-03-12 14:20 UTC | Deployment rolled back |

    Good::

        ## Timeline

        | Time | Event |
        | --- | --- |
        | 2026-03-12 14:05 UTC | Errors begin |
        | 2026-03-12 14:20 UTC | Deployment rolled back |
        | 2026-03-12 14:40 UTC | Errors end |

    Fix: check the time against a log; if it is right, move the entry (`--fix` sorts a postmortem's timeline).
    """

    code = "PM120"
    name = "timeline-out-of-order"
    severity = "error"

    def check(self, record: Record) -> Iterator[Flaw]:
        """A raw report's lists as they are written, newest first or last; a postmortem's timeline."""
        for listing in listings(record):
            for misplaced in listing.misplaced:
                if not _meant(misplaced):
                    yield _misplaced(misplaced)

    def mend(self, postmortem: Postmortem) -> Postmortem:
        """Events in order; those without a time, or with a vague one, stay behind the one they follow."""
        runs: list[tuple[dt.datetime | None, list[Event]]] = [(None, [])]
        for event in postmortem.timeline:
            at = _exact(event.at)
            if at:
                runs.append((at, [event]))
            else:
                runs[-1][1].append(event)
        first, timed = runs[0], [(at, events) for at, events in runs if at]
        timed.sort(key=lambda run: run[0])
        return replace(postmortem, timeline=(*first[1], *(event for _, events in timed for event in events)))


def _exact(told: Instant | None) -> dt.datetime | None:
    at = told.moment() if told and told.precision in ("minute", "second") and not told.approximate else None
    return to_the_minute(at) if at else None


def _misplaced(misplaced: Misplaced) -> Flaw:
    entry, above, newest_first = misplaced.entry, misplaced.above, misplaced.listing.newest_first
    wrong_above = above is not None and (entry.at > above.at if newest_first else entry.at < above.at)
    beside = above if wrong_above else misplaced.below
    assert beside is not None  # it is out of order with one of its neighbours
    where = "after" if wrong_above else "before"
    order = ", newest first," if newest_first else ""
    away = f"{apart(entry.at, beside.at)} {'later' if entry.at > beside.at else 'earlier'}"
    return Flaw(
        f"{_told(entry)} is listed{order} {where} {_told(beside)}, yet it is {away}",
        entry.path, entry.span, severity=None if misplaced.listing.strict else "warning",
    )  # fmt: skip


class DuplicateEvent(FixableRule):
    """The same thing told twice at the same instant.

    Why: it reads as if it had happened twice, and counts twice in statistics.

    Bad::

        ## Timeline

        | Time | Event |
        | --- | --- |
        | 2026-03-12 14:05 UTC | Errors begin |
        | 2026-03-12 14:20 UTC | Deployment rolled back |
        | 2026-03-12 14:20 UTC | deployment rolled back. |

    Good::

        ## Timeline

        | Time | Event |
        | --- | --- |
        | 2026-03-12 14:05 UTC | Errors begin |
        | 2026-03-12 14:20 UTC | Deployment rolled back |

    Fix: keep one of the two (`--fix` keeps the first of those in the same words, with the evidence of both).
    """

    code = "PM125"
    name = "duplicate-event"

    def check(self, record: Record) -> Iterator[Flaw]:
        """Entries of one list."""
        for listing in listings(record):
            seen: set[tuple[dt.datetime, str]] = set()
            for entry in listing.entries:
                key = entry.at, _plain(entry.text)
                if key in seen and key[1]:
                    what = f"{_said(entry)} at {quoted(entry.stamp)} is listed twice"
                    yield Flaw(what, entry.path, entry.span)
                seen.add(key)
        for number, event in enumerate(record.postmortem.timeline if not record.raw else ()):
            for other in record.postmortem.timeline[max(0, number - _LATEST) : number]:
                if _retells(event, other):
                    said = f"{quoted(event.text, _SAID)} says the same as {quoted(other.text, _SAID)}"
                    yield Flaw(said, f"/timeline/{number}")
                    break

    def mend(self, postmortem: Postmortem) -> Postmortem:
        """Without the later ones."""
        kept: dict[tuple[object, ...], Event] = {}
        for number, event in enumerate(postmortem.timeline):
            at = _exact(event.at)
            key = (at, _plain(event.text)) if at and _plain(event.text) else (number,)
            first = kept.get(key)
            kept[key] = _merged(first, event) if first else event
        return replace(postmortem, timeline=tuple(kept.values()))


def _retells(event: Event, other: Event) -> bool:
    """Whether two events tell the same of the same words of a report, though not in the same words themselves."""
    is_same = event.at == other.at and bool(event.evidence) and event.evidence == other.evidence
    return is_same and _plain(event.text) != _plain(other.text) and retells(event.text, other.text)


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def _merged(first: Event, again: Event) -> Event:
    more = tuple(e for e in again.evidence if e not in first.evidence)
    return replace(first, evidence=(*first.evidence, *more), until=first.until or again.until,
                   actor=first.actor or again.actor)  # fmt: skip


class MixedOffsets(FixableRule):
    """A timeline whose entries are told in several zones.

    Why: nobody can read the order or the distances off the clock times.

    Bad::

        ## Timeline

        | Time | Event |
        | --- | --- |
        | 2026-03-12 14:05 UTC | Errors begin |
        | 2026-03-12 15:20 +01:00 | Deployment rolled back |
        | 2026-03-12 14:40 UTC | Errors end |

    Good::

        ## Timeline

        | Time | Event |
        | --- | --- |
        | 2026-03-12 14:05 UTC | Errors begin |
        | 2026-03-12 14:20 UTC | Deployment rolled back |
        | 2026-03-12 14:40 UTC | Errors end |

    Fix: tell all of them in one zone (`--fix` takes the one that most entries have; the instants stay).
    """

    code = "PM130"
    name = "mixed-zones"
    severity = "info"

    def check(self, record: Record) -> Iterator[Flaw]:
        """Once for a list. One zone has two offsets where summer time begins or ends on the way."""
        for listing in listings(record):
            zones = Counter(entry.zone for entry in listing.entries)
            if len(zones) > 1 and not _is_one_clock([entry.local for entry in listing.entries]):
                usual = next(e for e in listing.entries if e.zone == zones.most_common(1)[0][0])
                other = next(e for e in listing.entries if e.local.utcoffset() != usual.local.utcoffset())
                what = f"{quoted(other.stamp)} is told in {other.zone}, {quoted(usual.stamp)}"
                yield Flaw(f"{what} and most other entries in {usual.zone}", other.path, other.span)

    def mend(self, postmortem: Postmortem) -> Postmortem:
        """Every event in the zone that most have."""
        told = [event.at for event in postmortem.timeline if _exact(event.at) and event.at]
        zones = Counter(zone_of(instant) for instant in told)
        if len(zones) < 2 or _is_one_clock([dt.datetime.fromisoformat(instant.at) for instant in told]):
            return postmortem
        usual = next(instant for instant in told if zone_of(instant) == zones.most_common(1)[0][0])
        events = (replace(e, at=_moved(e.at, usual), until=_moved(e.until, usual)) for e in postmortem.timeline)
        return replace(postmortem, timeline=tuple(events))


def _is_one_clock(times: Sequence[dt.datetime]) -> bool:
    """Whether all have one offset, or change it once by an hour on a Sunday, as summer time does."""
    changes = [(a, b) for a, b in pairwise(times) if a.utcoffset() != b.utcoffset()]
    if len(changes) != 1:
        return not changes
    before, after = changes[0]
    by = abs((after.utcoffset() or dt.timedelta()) - (before.utcoffset() or dt.timedelta()))
    sunday = before.date() + dt.timedelta(days=6 - before.weekday())
    return by == dt.timedelta(hours=1) and sunday <= after.date() and sunday.month in _MONTHS_OF_CHANGE


def _moved(instant: Instant | None, usual: Instant) -> Instant | None:
    """The same instant in the usual one's zone."""
    at = instant.moment() if instant else None
    zone = _tzinfo(usual)
    if instant is None or at is None or at.astimezone(zone).isoformat() == instant.at:
        return instant
    return replace(instant, at=at.astimezone(zone).isoformat(), zone=usual.zone)


def _tzinfo(instant: Instant) -> dt.tzinfo | None:
    """The zone by its name, so that summer time is kept, else the offset."""
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(instant.zone or "")
    except (KeyError, ValueError, OSError):
        return dt.datetime.fromisoformat(instant.at).tzinfo


RULES: tuple[Rule, ...] = (Misdated(), OutOfOrder(), DuplicateEvent(), MixedOffsets())
