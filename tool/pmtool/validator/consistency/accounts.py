"""PM707-PM710: two accounts of one thing: who noticed it, when it was whole again, what is done, what went well."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from pmtool.grounding.words import stems
from pmtool.model import Mention
from pmtool.model.walk import Statement
from pmtool.patterns import Pattern
from pmtool.validator.facts.clock import clock, day_and_clock
from pmtool.validator.facts.events import short
from pmtool.validator.facts.phrasing import phrasing
from pmtool.validator.facts.sentences import Sentence, sentences
from pmtool.validator.facts.windows import instant_of
from pmtool.validator.quoting import shortened
from pmtool.validator.record import Moment, Record
from pmtool.validator.rule import Flaw, Rule

_MACHINES = r"monitoring monitors? alerts? alerting alarms? automat\w+ synthetic probes? health\s+checks?"
_NOTICED = "detected noticed caught discovered identified alerted paged notified flagged fired picked\\s+up"
_PEOPLE = r"customers? users? clients? merchants? partners? tenants? colleagues? someone support\s+tickets?"
_BY_MACHINE = phrasing(
    r"""
    <machines>\b[^.;]{0,40}?\b<noticed>
    <noticed>\b[^.;]{0,30}?\bby\b[^.;]{0,20}?\b<machines>
    """,
    machines=_MACHINES,
    noticed=_NOTICED,
)
_BY_PEOPLE = phrasing(
    r"""
    <people>\b[^.;]{0,40}?\b<told>
    first|a|another customer|user|support report|ticket|complaint|call
    report\w*\b[^.;]{0,20}?\b(?:from|by)\b[^.;]{0,20}?\b<people>
    """,
    people=_PEOPLE,
    told=r"report\w* complain\w* call\w* rang contact\w* ask\w* notic\w+ told tickets? opened wrote tweet\w*",
)
_MACHINE_EVENT = Pattern(r"\b(?:alert\w*|alarm\w*|paged?|pager\w*|monitor\w*|PROBLEM|CRITICAL)\b", re.I)
_NEGATED = phrasing(
    r"""
    no|not|never|n['’]t|none|nobody|should|would|could
    failed to
    too late
    only after
    """
)


class DetectionToldTwice(Rule):
    """Detection credited to monitoring, where the timeline has people report it first.

    Why: a gap in monitoring stays open as long as the report denies it.

    Bad::

        ## Detection

        The incident was detected by our monitoring.

        ## Timeline

        | Time | Event | Kind |
        | --- | --- | --- |
        | 2026-03-01 10:05 UTC | A customer reports that checkout fails | detection |
        | 2026-03-01 10:20 UTC | Alert: checkout error rate | detection |

    Good::

        ## Detection

        A customer reported it; our monitoring followed fifteen minutes later.

        ## Timeline

        | Time | Event | Kind |
        | --- | --- | --- |
        | 2026-03-01 10:05 UTC | A customer reports that checkout fails | detection |
        | 2026-03-01 10:20 UTC | Alert: checkout error rate | detection |

    Fix: Say who noticed first, and take the gap in monitoring as a finding.
    """

    code = "PM707"
    name = "detection-told-twice"

    def check(self, record: Record) -> Iterator[Flaw]:
        report = min((m for m in record.moments if _is_report(m)), key=lambda m: m.at, default=None)
        alert = min(
            (m for m in record.moments if _MACHINE_EVENT.search(m.event.text)), key=lambda m: m.at, default=None
        )
        if report is None or (alert is not None and alert.at <= report.at):
            return
        for sentence in record.once(sentences):
            if sentence.field in _OF_DETECTION and _credits_machines(sentence.text) and not _earlier(sentence, report):
                when = clock(report.at)
                when += f", before the first alert at {clock(alert.at)}" if alert else ""
                yield sentence.flaw(f'"{sentence.quote}" is contradicted by the entry at {when}: "{short(report)}"')


_OF_DETECTION = frozenset({"summary", "detection", "went_well", ""})


def _earlier(sentence: Sentence, report: Moment) -> bool:
    """Whether a sentence tells a time before the report."""
    inside = sentence.telling.mentions_in(sentence.start, sentence.end)
    return any(at <= report.at for m in inside if (at := instant_of(m)))


def _is_report(moment: Moment) -> bool:
    return bool(_BY_PEOPLE.search(moment.event.text)) and not _MACHINE_EVENT.search(moment.event.text)


def _credits_machines(text: str) -> bool:
    found = _BY_MACHINE.search(text)
    return bool(found) and not _NEGATED.search(text) and not _BY_PEOPLE.search(text)


_WHOLE = phrasing(
    r"""
    had|have been <repaired> by|at|on
    had|have all been <repaired> by|at|on
    fully|completely|entirely|wholly ... <whole>
    fully|completely|entirely|wholly ... drained|cleared|processed|delivered
    all ... was|were ... <whole>
    everything was|is ... <whole>
    """,
    repaired=(
        "refunded restored recovered drained cleared delivered processed reconciled repaired replayed fixed replaced "
        "redelivered"
    ),
    whole="restored recovered resolved reconciled operational repaired back functional healthy",
)
_REPAIR = phrasing(
    r"""
    recreat\w+|restor\w+|replay\w*|reconcil\w+|backfill\w*|reprocess\w*|re-?run\w*|recover\w*|repair\w*|rebuil\w+
    re-?deliver\w*|re-?sent|refund\w*|fix|fixed|fixes|restart\w*
    """
)
_LEFT_OVER = phrasing(
    r"""
    missing|remaining|outstanding|lost|last|backlog|stuck|leftover|final|still|corrupt\w*|stale
    rest of
    """
)
_STILL_OPEN = phrasing(
    """
    still ... queued|delayed|failing|affected|missing|unavailable|waiting|stuck
    remain|remains|remaining ... queued|delayed|failing|affected|missing|unavailable
    """
)
_A_MONTH = 30 * 24 * 60
_LATER = 5
"""Minutes after which something mended was not yet whole."""


class WholeBeforeRepair(Rule):
    """Something said to be fully restored at a time, where the timeline goes on to repair it.

    Why: the time to resolve rests on it.

    Bad::

        ## Summary

        On 1 March 2026 all data was fully restored at 14:16 UTC.

        ## Timeline

        | Time | Event | Kind |
        | --- | --- | --- |
        | 2026-03-01 13:17 UTC | Database dropped | impact |
        | 2026-03-01 14:16 UTC | Snapshot restored | recovery |
        | 2026-03-01 17:07 UTC | Missing orders are recreated | recovery |

    Good::

        ## Summary

        On 1 March 2026 the snapshot was in use from 14:16 UTC, and the missing orders followed at 17:07 UTC.

        ## Timeline

        | Time | Event | Kind |
        | --- | --- | --- |
        | 2026-03-01 13:17 UTC | Database dropped | impact |
        | 2026-03-01 14:16 UTC | Snapshot restored | recovery |
        | 2026-03-01 17:07 UTC | Missing orders are recreated | recovery |

    Fix: Give the time at which the last repair was done, or say what was restored by then.
    """

    code = "PM708"
    name = "whole-before-repair"

    def check(self, record: Record) -> Iterator[Flaw]:
        last = max(_repairs(record), default=None)
        for sentence in record.once(sentences) if last else ():
            whole = _WHOLE.search(sentence.text) if "%" not in sentence.text else None
            if not whole or _NEGATED.search(sentence.text[: whole.start()]) or not last or last[1] in sentence.text:
                continue
            inside = sentence.telling.mentions_in(sentence.start, sentence.end)
            clocks = [at for m in inside if m.kind in ("instant", "range_end") and (at := instant_of(m))]
            times = clocks or [at for m in inside if m.kind == "date" and (at := _end_of(m))]
            if times and 0 < (last[0] - max(times)).total_seconds() / 60 - _LATER < _A_MONTH:
                yield sentence.flaw(
                    f'"{sentence.quote}" is contradicted at {day_and_clock(last[0])}: "{_cut(last[1])}"'
                )


def _repairs(record: Record) -> Iterator[tuple[dt.datetime, str]]:
    """When, and in which words, something is told to be missing or mended."""
    for event in record.postmortem.timeline:
        at = event.at and (event.at.moment() or _day(event.at.at))
        if at and _REPAIR.search(event.text) and _LEFT_OVER.search(event.text):
            yield at, " ".join(event.text.split())
    for update in record.postmortem.status_updates:
        at = update.at.moment() if update.at else None
        if at and _STILL_OPEN.search(update.text) and not _NEGATED.search(update.text):
            yield at, " ".join(update.text.split())


def _day(date: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(date).replace(tzinfo=dt.UTC)
    except ValueError:
        return None


def _end_of(mention: Mention) -> dt.datetime | None:
    """The end of the day that a mention names. UTC."""
    if not mention.at or mention.precision != "day":
        return None
    return dt.datetime.fromisoformat(mention.at[:10]).replace(tzinfo=dt.UTC) + dt.timedelta(days=1)


class ActionDoneAndPlanned(Rule):
    """A measure that one place calls done and another still plans.

    Why: nobody follows up on what looks done.

    Bad::

        ## Action items

        | Action | State |
        | --- | --- |
        | Add an alert on connection pool usage | done |
        | We will add an alert on connection pool usage | planned |

    Good::

        ## Action items

        | Action | State |
        | --- | --- |
        | Add an alert on connection pool usage | done |
        | Add an alert on disk usage | planned |

    Fix: Keep the entry that is true.
    """

    code = "PM709"
    name = "action-done-and-planned"

    def check(self, record: Record) -> Iterator[Flaw]:
        items = record.postmortem.action_items
        done = [(a, stems(a.text)) for a in items if a.state == "done"]
        index = _Alike([tokens for _, tokens in done])
        for number, action in enumerate(items):
            tokens = stems(action.text) - _PLANS
            twin = index.find(tokens) if action.state == "planned" else None
            if twin is not None:
                message = f'"{_cut(action.text)}" is planned, but "{_cut(done[twin][0].text)}" is told as done'
                yield Flaw(message, f"/action_items/{number}")


_PLANS = stems("we will are going to plan planning add adding implement")


class WentWellAndWrong(Rule):
    """The same thing praised under what went well and blamed under what went wrong.

    Why: it may be both, but then the difference is the lesson, and it is not told.

    Bad::

        ## What went well

        - The maintenance page let us communicate clearly.

        ## What went wrong

        - The maintenance page did not communicate the actual situation.

    Good::

        ## What went well

        - The maintenance page was up within two minutes.

        ## What went wrong

        - Nobody could change the words on the status page.

    Fix: Say which part went well and which did not.
    """

    code = "PM710"
    name = "went-well-and-wrong"
    severity = "info"

    def check(self, record: Record) -> Iterator[Flaw]:
        well = _of(record.statements, "went_well")
        index = _Alike([stems(s.text) for s in well], least=3, part=0.5)
        for statement in _of(record.statements, "went_wrong"):
            twin = index.find(stems(statement.text))
            if twin is not None and well[twin].text != statement.text:
                message = f'"{_cut(statement.text)}" went wrong, while "{_cut(well[twin].text)}" went well'
                yield Flaw(message, statement.path)


def _of(statements: Sequence[Statement], field: str) -> list[Statement]:
    return [statement for statement in statements if statement.field == field]


class _Alike:
    """Finds the text that shares most words with another."""

    def __init__(self, texts: Sequence[frozenset[str]], least: int = 3, part: float = 0.75) -> None:
        self._texts, self._least, self._part = texts, least, part
        self._by_stem: dict[str, list[int]] = {}
        for number, tokens in enumerate(texts):
            for token in tokens:
                self._by_stem.setdefault(token, []).append(number)

    def find(self, tokens: frozenset[str]) -> int | None:
        """Number of the text that is nearly the same; null where none is."""
        shared: dict[int, int] = {}
        for token in tokens:
            for number in self._by_stem.get(token, ())[:_MANY]:
                shared[number] = shared.get(number, 0) + 1
        best = max(shared, key=lambda number: shared[number], default=None)
        if best is None or shared[best] < self._least:
            return None
        return best if shared[best] >= self._part * min(len(tokens), len(self._texts[best])) else None


_MANY = 20
"""Texts; a word that more of them share tells nothing apart."""


def _cut(text: str) -> str:
    return shortened(text, _QUOTED)


_QUOTED = 120
"""Characters of a statement that messages quote."""

RULES: tuple[Rule, ...] = (DetectionToldTwice(), WholeBeforeRepair(), ActionDoneAndPlanned(), WentWellAndWrong())
