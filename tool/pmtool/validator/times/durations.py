"""PM110 and PM111: a stated duration against the range beside it, or against the times of the incident."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from pmtool.model.finding import Severity
from pmtool.model.metrics import covered_minutes
from pmtool.validator.facts.clock import from_to
from pmtool.validator.facts.lengths import NONE_LONGER, exact_length, minutes_between, shown
from pmtool.validator.facts.stated import Stated, sentence_start, stated
from pmtool.validator.facts.windows import Course, Window, course, instant_of, told_together
from pmtool.validator.record import Record
from pmtool.validator.rule import Flaw, Rule
from pmtool.validator.times.phrases import BUDGET, LASTED_AFTER, LASTED_BEFORE, LINK, PARTIAL, WHOLE

_NEAR = 48
"""Characters between a duration and the range that it measures."""
_ASIDE = frozenset({"action_items", "lessons", "status_updates", "timeline", "open_questions", "went_well"})
"""Fields whose durations measure single steps, or plans."""
_NEIGHBOURHOOD, _NEXT = 1500, 3
"""Characters around a duration, and times behind each other in them, that it may be the distance of."""


class DurationContradictsRange(Rule):
    """A stated duration that the range beside it does not give.

    Why: one of the three figures is wrong, and readers quote the duration.

    Bad::

        ## Impact

        On 1 March 2026 uploads failed for 34 minutes (09:52 to 10:21 UTC).

    Good::

        ## Impact

        On 1 March 2026 uploads failed for 29 minutes (09:52 to 10:21 UTC).

    Fix: Check both ends against the record, then state the duration that they give.
    """

    code = "PM110"
    name = "duration-contradicts-range"
    severity = "error"

    def check(self, record: Record) -> Iterator[Flaw]:
        for telling in record.tellings:
            ranges = {sentence_start(telling, told[0].words[0]): told for told in told_together(telling)}
            durations = [said for said in stated(telling, "duration") if said.sentence.start in ranges]
            alone = _counts(durations)
            for said in durations:
                told, is_alone = ranges[said.sentence.start], alone[said.sentence.start] == 1
                beside = _beside(said, told)
                within = told[0] if is_alone and not beside and _measures_harm(said) else None
                given = [w.minutes for w in (beside,) if w] + (_totals(told) if is_alone else [])
                window = beside or within
                if window and _is_comparable(said, given) and not said.length.agrees_with_any(given):
                    yield _against_range(said, window, None if beside else "warning")


def _counts(durations: Sequence[Stated]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for said in durations:
        counts[said.sentence.start] = counts.get(said.sentence.start, 0) + 1
    return counts


def _totals(told: Sequence[Window]) -> list[float]:
    """What several windows of one sentence come to: each, added up, from first to last."""
    pairs = [(w.start, w.end) for w in told]
    whole = minutes_between(min(pairs)[0], max(end for _, end in pairs))
    return [*(w.minutes for w in told), covered_minutes(pairs), sum(w.minutes for w in told), whole]


def _beside(said: Stated, told: Sequence[Window]) -> Window | None:
    """The range that the duration measures: the nearest, with nothing but linking words between."""
    text, mention = said.telling.document.text, said.mention
    first = bisect_left(told, mention.start - _NEAR, key=lambda window: window.words[1])
    last = bisect_right(told, mention.end + _NEAR, key=lambda window: window.words[0])
    for window in told[first:last]:
        start, end = window.words
        if mention.end <= start <= mention.end + _NEAR and LINK.search(text[mention.end : start]):
            return window
        if end <= mention.start <= end + _NEAR and LINK.search(text[end : mention.start]):
            return window
    return None


_OTHER_MATTER = 8
"""Times longer or shorter than the range: what is so far off measures something else."""


def _is_comparable(said: Stated, given: Sequence[float]) -> bool:
    """Whether the duration can be meant as the range's: a bound holds for each request, say, within it."""
    ratios = (minutes / said.length.high for minutes in given)
    return said.length.bound is None and any(1 / _OTHER_MATTER < ratio < _OTHER_MATTER for ratio in ratios)


def _against_range(said: Stated, window: Window, severity: Severity | None) -> Flaw:
    told = said.telling.words(*window.words)
    message = f'"{said.quote}" contradicts "{told}" beside it, which is {shown(window.minutes)}'
    flaw = said.flaw(message, f"Write {shown(window.minutes)}, or mend the start or the end.")
    flaw.severity = severity
    return flaw


class DurationContradictsTimes(Rule):
    """A stated length of the incident that none of its own times gives.

    Why: the length of an outage is the figure that everybody repeats; it has to follow from the timeline.

    Bad::

        ## Summary

        Checkout was down for 45 minutes.

        ## Timeline

        | Time | Event | Kind |
        | --- | --- | --- |
        | 2026-03-01 10:00 UTC | Checkout fails | impact |
        | 2026-03-01 11:14 UTC | Checkout works again | recovery |

    Good::

        ## Summary

        Checkout was down for 74 minutes.

        ## Timeline

        | Time | Event | Kind |
        | --- | --- | --- |
        | 2026-03-01 10:00 UTC | Checkout fails | impact |
        | 2026-03-01 11:14 UTC | Checkout works again | recovery |

    Fix: State the length from the first harm to the recovery, or say which part of the incident is meant.
    """

    code = "PM111"
    name = "duration-contradicts-times"

    def check(self, record: Record) -> Iterator[Flaw]:
        known = record.once(course)
        if not known.main:
            return
        for telling in record.tellings:
            own_ranges = {sentence_start(telling, told[0].words[0]) for told in told_together(telling)}
            for said in stated(telling, "duration"):
                if said.sentence.start in own_ranges or not _tells_the_length(said):
                    continue
                if _disagrees(said, known):
                    yield self._flaw(said, *(known.widest if said.length.bound == "upper" else known.main))

    def _flaw(self, said: Stated, start: dt.datetime, end: dt.datetime) -> Flaw:
        minutes = minutes_between(start, end)
        bound = {"upper": "at most ", "lower": "at least "}.get(said.length.bound or "", "")
        message = (
            f'the incident is said to last {bound}"{said.quote}", but {from_to(start, end)} '
            f"it is {shown(minutes)}, and no other times of it give that length either"
        )
        return said.flaw(message, f"Write {shown(minutes)}, or mend the times that it rests on.")


def _around(said: Stated) -> Iterator[float]:
    """Minutes between the times that the prose around a duration tells, each to the next few."""
    telling, place = said.telling, said.mention.start
    near = telling.mentions_in(place - _NEIGHBOURHOOD, place + _NEIGHBOURHOOD)
    blocks = telling.document
    times = [
        at
        for m in near
        if (at := instant_of(m)) and (block := blocks.block_at(m.start)) and block.kind in ("paragraph", "quote")
    ]
    for number, start in enumerate(times):
        yield from (abs(minutes_between(start, end)) for end in times[number + 1 : number + 1 + _NEXT])


_BOUNDED, _DENIED = 2, 6
"""Times the bound, up to which a longer incident breaks it; beyond, it bounds something else ("none for more than")."""


def _tells_the_length(said: Stated) -> bool:
    """Whether the duration is that of the incident or its impact, rather than of a step or a setting."""
    return said.field not in _ASIDE and _measures_harm(said)


def _measures_harm(said: Stated) -> bool:
    """Whether its sentence says that something was down, or failed, for so long."""
    if PARTIAL.search(said.before[-20:]):
        return False
    is_length = LASTED_AFTER.search(said.after) or LASTED_BEFORE.search(said.before[-90:])
    return bool(is_length) and not BUDGET.search(said.before + said.after)


def _disagrees(said: Stated, known: Course) -> bool:
    stated_length = said.length
    if stated_length.bound == "upper":  # broken by the longest reading, unless that is another thing altogether
        exactly, longest = exact_length(stated_length.high), minutes_between(*known.widest)
        most = stated_length.high * (_DENIED if NONE_LONGER.search(said.before) else _BOUNDED)
        return stated_length.most < longest <= most and not known.agrees_with(exactly)
    if known.whole and WHOLE.search(said.before + said.after):
        return not stated_length.agrees_with_any(known.whole)
    return not known.agrees_with(stated_length) and not stated_length.agrees_with_any(_around(said))


RULES: tuple[Rule, ...] = (DurationContradictsRange(), DurationContradictsTimes())
