"""PM122-PM124, PM126: events against the course that every incident takes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from itertools import pairwise

from pmtool.patterns import Pattern
from pmtool.validator.facts.clock import day_and_clock, from_to
from pmtool.validator.quoting import quoted
from pmtool.validator.record import Moment, Record, Telling
from pmtool.validator.rule import Flaw, Rule
from pmtool.validator.times.lists import misdated
from pmtool.validator.times.wording import apart
from pmtool.validator.times.written import is_open

_HARM = frozenset({"impact", "trigger", "detection"})
_COURSE_KINDS = frozenset({"impact", "detection", "escalation", "mitigation", "recovery"})
_LONG_BEFORE = dt.timedelta(days=1)
_LONGEST_SILENCE = dt.timedelta(hours=2)
_SILENT_SHARE = 0.4
_LONGEST_WATCH = dt.timedelta(days=1)
"""A longer incident has nights."""
_LONGEST_LABEL = 100
"""Characters before a date that say what it is the date of."""
_DATELINE = dt.timedelta(days=1, hours=12)
"""From a date's midnight in UTC until that date has ended everywhere on Earth."""
_REPORT_DATE = Pattern(
    r"\b(?:report(?:ed)? date|date of report|published|written|prepared|compiled|last (?:updated|modified|edited))\b"
    r"[^:\n\d]{0,20}:?[^:\n\d]{0,20}$",
    re.I,
)


class OutsideTheWindow(Rule):
    """An event of the incident's course long before it started, or harm after it was resolved.

    Why: either a milestone or the event's time is wrong, or the incident is longer than its record says.

    Bad::

        ## Milestones

        | Milestone | Time |
        | --- | --- |
        | Started | 2026-03-12 14:05 UTC |
        | Resolved | 2026-03-12 14:40 UTC |

        ## Timeline

        | Time | Event | Kind |
        | --- | --- | --- |
        | 2026-03-12 14:05 UTC | Errors begin | impact |
        | 2026-03-12 14:40 UTC | Errors end | recovery |
        | 2026-03-12 15:10 UTC | Errors again for a third of the shops | impact |

    Good::

        ## Milestones

        | Milestone | Time |
        | --- | --- |
        | Started | 2026-03-12 14:05 UTC |
        | Resolved | 2026-03-12 15:30 UTC |

        ## Timeline

        | Time | Event | Kind |
        | --- | --- | --- |
        | 2026-03-12 14:05 UTC | Errors begin | impact |
        | 2026-03-12 14:40 UTC | Errors end | recovery |
        | 2026-03-12 15:10 UTC | Errors again for a third of the shops | impact |

    Fix: move the milestone, correct the event's time, or give the event its kind (follow-ups are "other").
    """

    code = "PM122"
    name = "event-outside-the-window"
    severity = "info"

    def check(self, record: Record) -> Iterator[Flaw]:
        """Triggers may lie long before, and follow-ups come after."""
        if _kinds_are_guessed(record):
            return
        stones = record.postmortem.milestones
        started = stones.started.moment() if stones.started else None
        resolved = stones.resolved.moment() if stones.resolved else None
        wrong = misdated(record)
        for moment in (m for m in record.moments if m.path not in wrong):
            if started and moment.event.kind in _COURSE_KINDS and moment.at < started - _LONG_BEFORE:
                yield _outside(moment, f"{apart(moment.at, started)} before the start ({day_and_clock(started)})")
            elif resolved and moment.event.kind == "impact" and moment.at > resolved:
                yield _outside(moment, f"{apart(moment.at, resolved)} after the end ({day_and_clock(resolved)})")


def _kinds_are_guessed(record: Record) -> bool:
    """Whether the kinds of events were taken from their words alone, by the offline engine."""
    return record.raw or record.postmortem.run.engine == "offline"


def _outside(moment: Moment, where: str) -> Flaw:
    event = moment.event
    return Flaw(f"{quoted(event.text)} ({event.kind}) at {day_and_clock(moment.at)} lies {where}", moment.path)


class DatedBeforeIncident(Rule):
    """A report dated, or a measure due, before the incident that it is about.

    Why: one of the two dates is wrong, and readers can't know which.

    Bad report::

        # Errors in the checkout

        Report date: 10 March 2026

        - 2026-03-12 14:05 UTC: Errors begin
        - 2026-03-12 14:40 UTC: Errors end

    Good report::

        # Errors in the checkout

        Report date: 13 March 2026

        - 2026-03-12 14:05 UTC: Errors begin
        - 2026-03-12 14:40 UTC: Errors end

    Fix: correct the date that is wrong.
    """

    code = "PM123"
    name = "dated-before-the-incident"

    def check(self, record: Record) -> Iterator[Flaw]:
        """The date of writing, then due dates."""
        began = beginning(record)
        if began is None:
            return
        for telling in record.tellings:
            yield from _written_before(telling, began)
        for number, item in enumerate(record.postmortem.action_items):
            if (due := _date(item.due)) and has_ended(due, began) and item.state != "done":
                what = f"{quoted(item.text)} is due on {due}, before the incident ({day_and_clock(began)})"
                yield Flaw(what, f"/action_items/{number}/due")


def beginning(record: Record) -> dt.datetime | None:
    """The first instant of the incident's course, but for what came long before it and what is misdated."""
    wrong = misdated(record)
    times = [m.at for m in record.moments if m.path not in wrong and m.event.kind in _COURSE_KINDS]
    started = record.postmortem.milestones.started
    at = started.moment() if started else None
    return at or min(times, default=None)


def _written_before(telling: Telling, began: dt.datetime) -> Iterator[Flaw]:
    text = telling.document.text
    for m in telling.mentions:
        day = _date(m.at) if m.peripheral and m.precision == "day" and not is_open(m) else None
        if not day or not has_ended(day, began):
            continue
        begin = max(0, m.start - _LONGEST_LABEL)
        line = text[max(begin, text.rfind("\n", begin, m.start) + 1) : m.start]
        if _REPORT_DATE.search(line):
            words = quoted(text[m.start - len(line) : m.end])
            what = f"{words}: the report is dated before the incident that it tells of ({day_and_clock(began)})"
            yield Flaw(what, telling.path_at(m.start), telling.span(m.start, m.end), severity="error")


def _date(at: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(at[:10]) if at else None
    except ValueError:
        return None


def has_ended(day: dt.date, at: dt.datetime) -> bool:
    """Whether a date is past at an instant wherever on Earth it was written."""
    return dt.datetime.combine(day, dt.time(), dt.UTC) + _DATELINE <= at


class EffectBeforeCause(Rule):
    """A recovery that is told to come before anything was wrong.

    Why: something got well that had not been ill: one of the times, or the kind of an event, is wrong.

    Bad::

        ## Timeline

        | Time | Event | Kind |
        | --- | --- | --- |
        | 2026-03-12 13:40 UTC | Checkout works again | recovery |
        | 2026-03-12 14:05 UTC | Errors begin | impact |
        | 2026-03-12 14:09 UTC | On-call engineer is paged | detection |

    Good::

        ## Timeline

        | Time | Event | Kind |
        | --- | --- | --- |
        | 2026-03-12 14:05 UTC | Errors begin | impact |
        | 2026-03-12 14:09 UTC | On-call engineer is paged | detection |
        | 2026-03-12 14:40 UTC | Checkout works again | recovery |

    Fix: correct the time or the kind of the event.
    """

    code = "PM124"
    name = "effect-before-cause"

    def check(self, record: Record) -> Iterator[Flaw]:
        """Once: the first recovery against the first event of harm."""
        if _kinds_are_guessed(record):
            return
        known = [m for m in record.moments if m.event.at and not m.event.at.approximate]
        wrong = misdated(record)
        harm = min((m for m in known if m.event.kind in _HARM), key=_at, default=None)
        well = min((m for m in known if m.event.kind == "recovery" and m.path not in wrong), key=_at, default=None)
        if harm and well and well.at < harm.at:
            what = f"{quoted(well.event.text)} (recovery) at {day_and_clock(well.at)}"
            cause = f"the first sign of harm, {quoted(harm.event.text)} at {day_and_clock(harm.at)}"
            yield Flaw(f"{what} comes {apart(well.at, harm.at)} before {cause}", well.path)


def _at(moment: Moment) -> dt.datetime:
    return moment.at


class UnexplainedGap(Rule):
    """A long stretch of the incident of which the timeline tells nothing.

    Why: what people tried, waited for or missed meanwhile is often the lesson.

    Bad::

        ## Milestones

        | Milestone | Time |
        | --- | --- |
        | Started | 2026-03-12 08:05 UTC |
        | Mitigated | 2026-03-12 14:40 UTC |

        ## Timeline

        | Time | Event |
        | --- | --- |
        | 2026-03-12 08:05 UTC | Errors begin |
        | 2026-03-12 08:20 UTC | On-call engineer is paged |
        | 2026-03-12 14:40 UTC | Errors end |

    Good::

        ## Milestones

        | Milestone | Time |
        | --- | --- |
        | Started | 2026-03-12 08:05 UTC |
        | Mitigated | 2026-03-12 14:40 UTC |

        ## Timeline

        | Time | Event |
        | --- | --- |
        | 2026-03-12 08:05 UTC | Errors begin |
        | 2026-03-12 08:20 UTC | On-call engineer is paged |
        | 2026-03-12 10:15 UTC | Restore from backup starts |
        | 2026-03-12 12:30 UTC | Restore at half of the data |
        | 2026-03-12 14:40 UTC | Errors end |

    Fix: add what happened in between, if only that a restore was running.
    """

    code = "PM126"
    name = "unexplained-gap"
    severity = "info"

    def check(self, record: Record) -> Iterator[Flaw]:
        """From the start until the harm ended; public posts fill a gap as well."""
        stones = record.postmortem.milestones
        end = stones.mitigated or stones.resolved
        started, ended = (stone.moment() if stone else None for stone in (stones.started, end))
        if not started or not ended or not dt.timedelta() < ended - started <= _LONGEST_WATCH:
            return
        least = max(_LONGEST_SILENCE, (ended - started) * _SILENT_SHARE)
        told = {started: "/milestones/started", ended: ""} | {m.at: m.path for m in record.moments}
        told |= {m.until: m.path for m in record.moments if m.until}
        posts = enumerate(record.postmortem.status_updates)
        told |= {at: f"/status_updates/{n}" for n, post in posts if post.at and (at := post.at.moment())}
        for before, after in pairwise(sorted(at for at in told if started <= at <= ended)):
            if after - before > least:
                what = f"nothing is told of the {apart(before, after)} {from_to(before, after)}"
                yield Flaw(f"{what}, while the incident went on", told[before])


RULES: tuple[Rule, ...] = (
    OutsideTheWindow(), DatedBeforeIncident(), EffectBeforeCause(), UnexplainedGap(),
)  # fmt: skip
