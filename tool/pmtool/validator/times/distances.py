"""PM113 and PM114: "an hour earlier" and "40 minutes after the deployment" against the times."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from pmtool.patterns import Pattern
from pmtool.validator.events import EventIndex, short
from pmtool.validator.record import Record, Telling
from pmtool.validator.rule import Flaw, Rule
from pmtool.validator.times.lengths import minutes_between, shown
from pmtool.validator.times.stated import Stated, stated
from pmtool.validator.times.windows import instant_of
from pmtool.validator.words import stem, words

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
                if flaw := self._against(telling, said):
                    yield flaw

    def _against(self, telling: Telling, said: Stated) -> Flaw | None:
        sign = 1 if _LATER.search(said.mention.text) else -1 if _EARLIER.search(said.mention.text) else 0
        beside = telling.mentions_in(said.mention.end, said.sentence.end)[:1]
        if not sign or not beside or beside[0].kind not in ("instant", "range_start"):
            return None
        if not _AT.search(telling.document.text[said.mention.end : beside[0].start]):
            return None
        at, before = instant_of(beside[0]), _told_before(telling, said.mention.start)
        if at is None or not before:
            return None
        distances = [sign * minutes_between(known, at) for _, known in before]
        if said.length.agrees_with_any(distances):
            return None
        words, known = before[-1]
        distance = shown(minutes_between(known, at))
        stamp = telling.words(beside[0].start, beside[0].end)
        message = f'"{said.quote}" leads to no time told before "{stamp}": from "{words}" to it, it is {distance}'
        return said.flaw(message, f"Write {distance}, or mend the stamp.")


def _told_before(telling: Telling, offset: int) -> list[tuple[str, dt.datetime]]:
    """The last few clock times before a place, in order."""
    before = telling.mentions_before(offset, _LOOK_BACK)
    return [(telling.words(m.start, m.end), at) for m in before if m.kind != "posted" and (at := instant_of(m))]


_ANCHOR = Pattern(r"^\W*(?:the|this|that|our|its|their|an?)?\W*((?:[\w'’-]+\W+){0,2}[\w'’-]+)", re.I)
_DIRECTION = Pattern(
    r"\b(?P<after>after|following|of|from|into)\W*$|\b(?P<before>before|prior(?: to)?|ahead of)\W*$", re.I
)


class DistanceContradictsEvent(Rule):
    """A distance from an event ("40 minutes after the deployment") that the event's own time does not give.

    Why: such distances carry the argument about what caused what, and are written from memory.

    Bad::

        ## Detection

        The alarm went off 40 minutes after the deployment.

        ## Timeline

        | Time | Event | Kind |
        | --- | --- | --- |
        | 2026-03-01 10:00 UTC | Deployment of release 7 starts | trigger |
        | 2026-03-01 10:15 UTC | The error-rate alarm goes off | detection |

    Good::

        ## Detection

        The alarm went off 15 minutes after the deployment.

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
        index = record.once(EventIndex)
        for telling in record.tellings:
            for said in stated(telling, "relative"):
                if flaw := self._against(telling, said, index):
                    yield flaw

    def _against(self, telling: Telling, said: Stated, index: EventIndex) -> Flaw | None:
        toward = _DIRECTION.search(said.mention.text) or _DIRECTION.search(said.mention.text + said.after[:8])
        anchor = _ANCHOR.search(said.after)
        if not toward or not anchor:
            return None
        sign = -1 if toward["before"] else 1
        origins = index.named(anchor[1])
        things = self._things(telling, said, index, {stem(w) for w in words(anchor[1])})
        things = [thing for thing in things if thing[1] not in {m.at for m in origins}]
        if not origins or not things:
            return None
        pairs = [(o, t, sign * minutes_between(o.at, t[1])) for o in origins for t in things]
        if said.length.agrees_with_any(distance for _, _, distance in pairs):
            return None
        origin, (words_, at), distance = min(pairs, key=lambda pair: abs(pair[2] - said.length.high))
        if distance < 0:
            return None
        message = (
            f'"{said.quote} {" ".join(anchor[1].split())}" does not fit the times: "{short(origin)}" was at '
            f'{origin.at:%H:%M} UTC and "{words_}" at {at:%H:%M} UTC, {shown(distance)} apart'
        )
        return said.flaw(message, f"Write {shown(distance)}, or mend the entry that is wrong.")

    def _things(
        self, telling: Telling, said: Stated, index: EventIndex, anchor: set[str]
    ) -> Sequence[tuple[str, dt.datetime]]:
        """What happened at that distance: the sentence's own times, else the event that tells the same."""
        inside = telling.mentions_in(said.sentence.start, said.sentence.end)
        own = [(telling.words(m.start, m.end), at) for m in inside if m.kind == "instant" and (at := instant_of(m))]
        if own:
            return own
        sentence = telling.document.text[said.sentence.start : said.sentence.end]
        tokens = [stem(word) for word in words(sentence)]
        return [(short(moment), moment.at) for moment in index.alike(set(tokens) - anchor)]


RULES: tuple[Rule, ...] = (DistanceContradictsStamp(), DistanceContradictsEvent())
