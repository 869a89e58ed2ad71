"""PM701-PM703: sentences that say that something did not happen, and others that tell it."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pmtool.grounding.words import stem, stems, words
from pmtool.patterns import Pattern
from pmtool.validator.facts.clock import clock
from pmtool.validator.facts.phrasing import phrases, phrasing
from pmtool.validator.facts.sentences import Sentence, sentences
from pmtool.validator.facts.windows import instant_of
from pmtool.validator.quoting import shortened
from pmtool.validator.record import Moment, Record
from pmtool.validator.rule import Flaw, Rule

_NO_ALERT = phrasing(
    r"""
    no|neither ... <alert>(?!\s+<idle>)
    none of the|our <alert>
    without any|an <alert>
    no ... pages? was|were|went|fired
    <watcher> ... didn['’]t|never|failed <fire>
    <watcher> ... did not <fire>
    <watcher> ... failed to <fire>
    nobody|no-one was|were|got paged|alerted
    no one was|got paged|alerted
    nothing alerted|paged|fired
    nothing went off
    """,
    alert="alerts? alarms?",
    idle=r"compar\w+ check\w* cover\w* watch\w* exist\w* monitor\w* look\w* tells? measur\w+ for on in",
    watcher="alerts? alarms? alerting monitoring monitors? pagers?",
    fire="fire trigger alert page go notify detect catch notice",
)
_ALERT = Pattern(
    r"\b(?:alert\w*|alarm\w*|paged?|pager\w*|PROBLEM|CRITICAL|monitor (?:fires|fired|triggers|triggered))\b"
)
_ALERT_ANY_CASE = Pattern(r"\b(?:alert\w*|alarm\w*|paged|pagerduty|opsgenie)\b", re.I)
_NO_FIRING = Pattern(
    r"\b(?:no|not|never|without|didn['’]t|none|nobody|silenc\w+|muted|clear\w*|recover\w*|resolv\w*)\b", re.I
)
_EXCEPT = phrasing(
    """
    until|before|except|besides|earlier|yet
    other than
    apart from
    for|about|on the|this|that|our
    """
)


class AlertDenied(Rule):
    """A sentence that says that no alert fired, where the timeline has one.

    Why: whether monitoring saw the incident decides which lessons are drawn from it.

    Bad::

        ## Detection

        No alerts fired during the incident.

        ## Timeline

        | Time | Event | Kind |
        | --- | --- | --- |
        | 2026-03-01 10:00 UTC | Checkout fails | impact |
        | 2026-03-01 10:09 UTC | Alert: checkout error rate above 5 % | detection |

    Good::

        ## Detection

        An alert fired after nine minutes.

        ## Timeline

        | Time | Event | Kind |
        | --- | --- | --- |
        | 2026-03-01 10:00 UTC | Checkout fails | impact |
        | 2026-03-01 10:09 UTC | Alert: checkout error rate above 5 % | detection |

    Fix: Say which alerts fired and when, and which one should have fired earlier.
    """

    code = "PM701"
    name = "alert-denied"

    def check(self, record: Record) -> Iterator[Flaw]:
        alerts = sorted((moment for moment in record.moments if _is_alert(moment)), key=_at)
        if not alerts:
            return
        for sentence in record.once(sentences):
            denial = _NO_ALERT.search(sentence.text)
            if not denial or sentence.field == "action_items":
                continue
            period = _period(sentence)
            if period is None and _EXCEPT.search(sentence.text[denial.start() :]):
                continue
            inside = _within(alerts, period) if period else alerts
            fired = next((a for a in inside if a.event.text not in sentence.text), None)
            if fired:
                yield sentence.flaw(
                    f'"{sentence.quote}" is contradicted by the entry at {clock(fired.at)}: "{_short(fired)}"'
                )


def _is_alert(moment: Moment) -> bool:
    text = moment.event.text
    found = _ALERT.search(text) or _ALERT_ANY_CASE.search(text)
    return (
        bool(found)
        and not _NO_FIRING.search(text[: found.start()][-25:] if found else "")
        and not _NO_FIRING.search(text[:12])
    )


def _period(sentence: Sentence) -> tuple[dt.datetime, dt.datetime] | None:
    """The time that a sentence speaks of: the day it names, or so many minutes from the last time told before."""
    telling = sentence.telling
    inside = telling.mentions_in(sentence.start, sentence.end)
    if day := next((m.at for m in inside if m.kind == "date" and m.at), None):
        start = dt.datetime.fromisoformat(day[:10]).replace(tzinfo=dt.UTC)
        return start, start + dt.timedelta(days=1)
    lengths = [m.minutes for m in inside if m.minutes and m.kind in ("duration", "relative")]
    bare = _BARE.search(sentence.text)
    minutes = abs(lengths[0]) if lengths else _UNITS[bare[1].lower()] if bare else None
    if minutes is None:
        return None
    known = [
        at
        for m in (*telling.mentions_before(sentence.start, 6), *inside)
        if m.kind != "posted" and (at := instant_of(m))
    ]
    return (known[-1], known[-1] + dt.timedelta(minutes=minutes)) if known else None


_BARE = Pattern(r"\bfirst (minute|half[- ]hour|hour|day)\b", re.I)
_UNITS = {"minute": 1.0, "half hour": 30.0, "half-hour": 30.0, "hour": 60.0, "day": 1440.0}


def _within(alerts: Sequence[Moment], period: tuple[dt.datetime, dt.datetime]) -> Sequence[Moment]:
    return alerts[bisect_right(alerts, period[0], key=_at) : bisect_left(alerts, period[1], key=_at)]


def _at(moment: Moment) -> dt.datetime:
    return moment.at


_THING = r"(?:[\w/'’-]+\s+){1,4}?"
_UNTOUCHED = Pattern(
    rf"(?P<what>{_THING})"
    + phrases(
        r"""
        (?:<was>\s+)?(?:<wholly>\s+)?<untouched>
        (?:<was>\s+)?(?:<wholly>\s+)?(?:not|never)\s+<touched>
        (?:saw|had|showed|reported|experienced) no <harm>
        """,
        was="was were is are remained stayed appeared seemed ha(?:s|ve|d)\\s+been",
        wholly="largely mostly completely entirely otherwise",
        untouched="unaffected unimpacted unharmed",
        touched="affected impacted",
        harm="errors? impact failures? disruption",
    )
    + r"|\b(?:no|without(?: any)?) (?P<whom>customer|user|client|merchant|tenant|guest|partner)[- ](?:facing )?impact"
    r"|\b(?:no|without(?: any)?) (?:impact|effect) (?:on|to|for) (?P<after>(?:[\w/'’-]+\s*){1,3})"
    r"|\b(?:did not|didn['’]t|never) (?:affect|impact) (?P<object>(?:[\w/'’-]+\s*){1,3})",
    re.I,
)
_DENIES = Pattern(r"\bun(?:affected|impacted|harmed)|\b(?:not?|never|without)\b|n['’]t\b", re.I)
"""One of these words is in all that `_UNTOUCHED` finds, which takes much longer to find nothing."""
_OTHERS = phrasing(
    r"""
    second|third|other|others|rest|remaining|same|existing|already|else|elsewhere|new|most|anymore
    no longer
    those|who|these|only|if|should|expect\w*|yet
    """
)
_HARM = phrasing(
    r"""
    affected|impacted|degraded|unavailable|unreachable|outage|down|failed|failing|failures?|errors?|5xx|50\d|critical
    timed|timing out
    timeouts?|slow|dropped|lost|stuck|couldn['’]t|unable
    could not
    """
)
_NEGATED = phrasing(
    r"""
    no|not|never|without|un\w+ed|n['’]t|none|zero|neither|recover\w*|resolved|restored|normal
    """
)


class ImpactDenied(Rule):
    """A sentence that says that something was not affected, where another tells how it was.

    Why: readers of the summary act on it, and the two can't both be true.

    Bad::

        ## Impact

        Web traffic was unaffected.

        ## Timeline

        | Time | Event | Kind |
        | --- | --- | --- |
        | 2026-03-01 10:00 UTC | Web traffic drops by half and errors rise | impact |

    Good::

        ## Impact

        Web traffic fell by half for ten minutes.

        ## Timeline

        | Time | Event | Kind |
        | --- | --- | --- |
        | 2026-03-01 10:00 UTC | Web traffic drops by half and errors rise | impact |

    Fix: Say what was affected, how far and how long; keep "unaffected" for what the record shows to be so.
    """

    code = "PM702"
    name = "impact-denied"

    def check(self, record: Record) -> Iterator[Flaw]:
        harms = record.once(_harms)
        for sentence in record.once(sentences):
            if not _DENIES.search(sentence.text) or not _is_lasting(sentence, record) or _OTHERS.search(sentence.text):
                continue
            for denial in _UNTOUCHED.finditer(sentence.text):
                what = next((words_ for words_ in denial.groups() if words_), "")
                thing = [token for word in words(what) if (token := stem(word)) in stems(what) and len(token) > 1]
                harmed = next(
                    (h for h in harms.get(thing[-1] if thing else "", ()) if _same_thing(sentence, h, what)), None
                )
                if harmed:
                    yield sentence.flaw(f'"{sentence.quote}" is contradicted by "{harmed.quote}"')


def _is_lasting(sentence: Sentence, record: Record) -> bool:
    """Whether it says how things were in the end, rather than at a moment: of the posts, only the last ones do."""
    if sentence.field == "status_updates":
        number = sentence.path.split("/")[2]
        return record.postmortem.status_updates[int(number)].state in ("resolved", "postmortem")
    return sentence.field not in _COURSE


def _same_thing(denial: Sentence, harm: Sentence, what: str) -> bool:
    """Whether the harm is told of what is said to be untouched, and not of its opposite or of another of its kind."""
    if denial.text == harm.text or not _same_kind(what, harm.text):
        return False
    opposites = (denial.stems & ones and harm.stems & others for ones, others in _OPPOSITES)
    return not any(opposites)


def _same_kind(what: str, harm: str) -> bool:
    """Whether some mention of the thing in the harm has the same word before it, or none: block storage is no object
    storage."""
    kind, head = ["", *words(what)][-2:]
    if not stems(kind):
        return True
    told = words(harm)
    kinds = {before for before, word in pairwise(["", *told]) if stem(word) == stem(head)}
    return any(not stems(k) or stem(k) == stem(kind) or {k, kind} <= _PEOPLE for k in kinds)


_PEOPLE = frozenset(
    "web http user users end-user customer customers client clients site visitor visitors external".split()
)
"""Words that all mean traffic, requests and sessions from outside."""
_OPPOSITES = [
    pair
    for one, other in (
        ("public", "private"),
        ("read reads reading", "write writes writing"),
        ("internal", "external"),
        ("new", "existing"),
        ("inbound incoming", "outbound outgoing"),
        ("primary", "secondary replica"),
        ("production", "staging sandbox test"),
        ("mobile", "web desktop"),
        ("paid", "free"),
    )
    for pair in ((stems(one), stems(other)), (stems(other), stems(one)))
]


def _harms(record: Record) -> dict[str, list[Sentence]]:
    """Sentences that tell harm, by each of their words; the first few of a word."""
    found: dict[str, list[Sentence]] = {}
    for sentence in record.once(sentences):
        if sentence.field not in _ELSEWHERE and _HARM.search(sentence.text) and not _NEGATED.search(sentence.text):
            for word in sentence.stems:
                group = found.setdefault(word, [])
                if len(group) < _FEW:
                    group.append(sentence)
    return found


_COURSE = frozenset({"timeline", "status_updates", "action_items", "open_questions"})
"""Fields whose sentences hold for their moment only, or are plans."""
_ELSEWHERE = frozenset({"action_items", "lessons", "root_cause", "contributing_factors", "open_questions", "trigger"})
"""Fields that tell of what may happen, or why, rather than of what did."""
_FEW = 4


def _short(moment: Moment) -> str:
    return shortened(moment.event.text, _QUOTED)


_QUOTED = 100
"""Characters of an alert that messages quote."""


RULES: tuple[Rule, ...] = (AlertDenied(), ImpactDenied())
