"""PM113 and PM114: "an hour earlier" and "40 minutes after the deployment" against the times."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from pmtool.grounding.words import stems
from pmtool.patterns import Pattern
from pmtool.validator.facts.clock import clock
from pmtool.validator.facts.events import Happenings, is_start
from pmtool.validator.facts.lengths import minutes_between, shown
from pmtool.validator.facts.stated import Stated, stated
from pmtool.validator.facts.windows import instant_of
from pmtool.validator.record import Record, Telling
from pmtool.validator.rule import Flaw, Rule

_AT = Pattern(r"^[\s,(]*(?:at|@|around|about)?[\s~(]*$", re.I)
"""Between a distance and the stamp that it leads to."""
_LATER = Pattern(r"\b(?:later|after|afterwards|on)\W*$", re.I)
_EARLIER = Pattern(r"\b(?:earlier|before|prior)\W*$", re.I)
_LOOK_BACK = 8
"""Times told before a distance that it may count from."""


class DistanceContradictsStamp(Rule):
    """A distance in time ("an hour earlier, at 18:35") that leads from no time told before it to the stamp beside it.

    Why: either the stamp or the distance is wrong, and with it what looks to have caused what.

    Bad::

        ## Impact

        On 1 March 2026 the alert fired at 19:56 UTC. Errors had been rising since half an hour earlier, at 18:35 UTC.

    Good::

        ## Impact

        On 1 March 2026 the alert fired at 19:56 UTC. Errors had been rising since 80 minutes earlier, at 18:35 UTC.

    Fix: State the distance that the two stamps give, or leave it out.
    """

    code = "PM113"
    name = "distance-contradicts-stamp"

    def check(self, record: Record) -> Iterator[Flaw]:
        for telling in record.tellings:
            for said in stated(telling, "relative"):
                if flaw := self._against(record, telling, said):
                    yield flaw

    def _against(self, record: Record, telling: Telling, said: Stated) -> Flaw | None:
        sign = 1 if _LATER.search(said.mention.text) else -1 if _EARLIER.search(said.mention.text) else 0
        beside = [m for m in said.near if m.start >= said.mention.end][:1]
        if not sign or not beside or beside[0].kind not in ("instant", "range_start"):
            return None
        if not _AT.search(telling.document.text[said.mention.end : beside[0].start]):
            return None
        at, before = instant_of(beside[0]), _told_before(telling, said.mention.start)
        if at is None:
            return None
        if not before:
            return self._from_anywhere(said, sign, at, record.once(Happenings))
        distances = [sign * minutes_between(known, at) for _, known in before]
        if said.length.agrees_with_any(distances):
            return None
        words, known = before[-1]
        distance = shown(minutes_between(known, at))
        stamp = telling.words(beside[0].start, beside[0].end)
        message = f'"{said.quote}" leads to no time told before "{stamp}": from "{words}" to it, it is {distance}'
        return said.flaw(message, f"Write {distance}, or mend the stamp.")

    def _from_anywhere(self, said: Stated, sign: int, at: dt.datetime, happenings: Happenings) -> Flaw | None:
        """Where no time is told before it, it may count from any other."""
        if len(happenings.all) < _ENOUGH or _leads_to_some_time(said, sign, at, happenings):
            return None
        return said.flaw(f'"{said.quote}" leads from no time of the record to {clock(at)}')


_ENOUGH = 4
"""Times told; with fewer, the one that is meant may be missing."""


def _told_before(telling: Telling, offset: int) -> list[tuple[str, dt.datetime]]:
    """The last few clock times before a place, in order."""
    before = telling.mentions_before(offset, _LOOK_BACK)
    return [(telling.words(m.start, m.end), at) for m in before if m.kind != "posted" and (at := instant_of(m))]


_ANCHOR = Pattern(
    r"^\W*(?:the|this|that|our|its|their|an?|you|we|they|had|been)?\s*(?P<words>(?:[\w'’-]+\s+){0,2}[\w'’-]+)", re.I
)
_ANCHOR_ENDS = Pattern(
    r"\s(?:at|on|in|of|by|for|from|to|with|had|has|was|were|is|and|or|but|that|which|when|while|as|until|we|they|it)\b.*$",
    re.I,
)
_DIRECTION = Pattern(
    r"\b(?P<after>after|following|of|from|into|since)\W*$|\b(?P<before>before|prior(?: to)?|ahead of)\W*$", re.I
)


class DistanceContradictsEvent(Rule):
    """A distance from an event ("40 minutes after the deployment") that the event's own time does not give.

    Why: such distances carry the argument about what caused what, and are written from memory.

    Bad::

        ## Detection

        The error-rate alarm went off 40 minutes after the deployment.

        ## Timeline

        | Time | Event | Kind |
        | --- | --- | --- |
        | 2026-03-01 10:00 UTC | Deployment of release 7 starts | trigger |
        | 2026-03-01 10:15 UTC | The error-rate alarm goes off | detection |

    Good::

        ## Detection

        The error-rate alarm went off 15 minutes after the deployment.

        ## Timeline

        | Time | Event | Kind |
        | --- | --- | --- |
        | 2026-03-01 10:00 UTC | Deployment of release 7 starts | trigger |
        | 2026-03-01 10:15 UTC | The error-rate alarm goes off | detection |

    Fix: Compute the distance from the two entries of the timeline.
    """

    code = "PM114"
    name = "distance-contradicts-event"

    def check(self, record: Record) -> Iterator[Flaw]:
        happenings = record.once(Happenings)
        for telling in record.tellings:
            for said in stated(telling, "relative"):
                anchor = _anchor(said)
                flaw = _against_anchor(said, *anchor, happenings) if anchor else None
                if flaw:
                    yield flaw


def _anchor(said: Stated) -> tuple[str, int] | None:
    """What a distance counts from, in words, and whether it goes forward (1) or back (-1)."""
    toward, rest = _DIRECTION.search(said.mention.text), said.after
    if not toward:
        head = re.match(r"\s*\w+", rest)
        toward = _DIRECTION.search(head[0]) if head else None
        rest = rest[head.end() :] if head else rest
    found = _ANCHOR.search(rest) if toward else None
    if not toward or not found:
        return None
    return _ANCHOR_ENDS.sub("", found["words"]), -1 if toward["before"] else 1


def _against_anchor(said: Stated, anchor: str, sign: int, happenings: Happenings) -> Flaw | None:
    here = (id(said.telling), said.sentence.start)
    things = _things(said, happenings)
    times = {at for _, at in things}
    origins = [h for h in happenings.named(anchor) if h.sentence != here and h.at not in times]
    pairs = [(o, t, sign * minutes_between(o.at, t[1])) for o in origins for t in things]
    forward = [pair for pair in pairs if pair[2] > 0]
    if not forward or said.length.agrees_with_any(distance for _, _, distance in pairs):
        return None
    if is_start(anchor) and any(_leads_to_some_time(said, sign, at, happenings) for at in times):
        return None
    origin, (words_, at), distance = min(forward, key=lambda pair: pair[2])
    if distance > _FARTHEST * said.length.high + _ANYWAY:
        return None
    message = (
        f'"{said.quote} {anchor}" does not fit the times: "{origin.short}" was at {clock(origin.at)} '
        f'and "{words_}" at {clock(at)}, {shown(distance)} apart'
    )
    return said.flaw(message, f"Write {shown(distance)}, or mend the entry that is wrong.")


def _leads_to_some_time(said: Stated, sign: int, at: dt.datetime, happenings: Happenings) -> bool:
    """Whether anything at all is told of where the distance leads."""
    near, far = (at - sign * dt.timedelta(minutes=m) for m in (said.length.least, min(said.length.most, _A_MONTH)))
    return happenings.told_between(min(near, far), max(near, far))


_FARTHEST, _ANYWAY = 6, 30
"""Times as far as said, and minutes on top; what is farther apart is not what was meant."""
_A_MONTH = 30 * 24 * 60.0


def _things(said: Stated, happenings: Happenings) -> Sequence[tuple[str, dt.datetime]]:
    """What is told to be at that distance: the sentence's own times, else what the same words are told of elsewhere."""
    telling, here = said.telling, (id(said.telling), said.sentence.start)
    own = [(telling.words(m.start, m.end), at) for m in said.near if m.kind == "instant" and (at := instant_of(m))]
    if own:
        return own
    tokens = stems(_clause(said))
    return [(h.short, h.at) for h in happenings.alike(tokens) if h.sentence != here]


def _clause(said: Stated) -> str:
    """The words before a distance, from the clause's beginning."""
    return re.split(r"[;:]|,\s(?:and|but)\s", said.before)[-1]


RULES: tuple[Rule, ...] = (DistanceContradictsStamp(), DistanceContradictsEvent())
