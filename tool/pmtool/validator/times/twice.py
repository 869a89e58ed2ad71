"""PM116 and PM117: the incident's start or end, or an event, told in two places with two times."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pmtool.grounding.words import stems
from pmtool.model import Mention
from pmtool.patterns import Pattern
from pmtool.validator.facts.clock import clock
from pmtool.validator.facts.events import Happening, Happenings, short
from pmtool.validator.facts.lengths import minutes_between, shown
from pmtool.validator.facts.quantities import looks_mistyped
from pmtool.validator.facts.sentences import Sentence, sentences
from pmtool.validator.facts.windows import Window, instant_of, windows_in
from pmtool.validator.record import Moment, Record
from pmtool.validator.rule import Flaw, Rule

_SUBJECT = r"\b(?:incident|outage|impact|disruption|degradation|customer impact|downtime)\b"
_BEGAN = Pattern(
    _SUBJECT
    + r"\W{0,4}(?:\w+\W+){0,3}?(?:began|begins?|beginning|started|starts?|starting|start time|start)\b[^.;]{0,12}$",
    re.I,
)
_ENDED = Pattern(r"\b(?:and\s+)?(?:ended|ends?|ending|was over|end time|until)\b[^.;]{0,12}$", re.I)
_HARM = Pattern(
    r"\b(?:unavailable|failed|failing|failures?|errors?|impaired|affected|impacted|degraded|down|offline|disrupt\w*|outage"
    r"|interrupt\w*|unreachable|could not|couldn['’]t|unable|rejected|delayed|slow|nobody|stopped)\b",
    re.I,
)
_TOLD_IN = frozenset({"summary", "impact", "title", ""})
_SLACK, _FARTHEST = 2.0, 12 * 60.0
"""Minutes: closer is the same, farther apart another matter."""


@dataclass(frozen=True)
class _Edge:
    """A start or an end of the incident, as a sentence tells it."""

    at: dt.datetime
    words: str
    sentence: Sentence


class EdgeToldTwice(Rule):
    """The incident's start or end, told in two places with two times.

    Why: every duration is counted from them.

    Bad::

        ## Summary

        The incident began on 1 March 2026 at 09:00 UTC and ended at 10:10 UTC.

        ## Impact

        On 1 March 2026 uploads failed from 09:00 to 10:25 UTC.

    Good::

        ## Summary

        The incident began on 1 March 2026 at 09:00 UTC and ended at 10:25 UTC.

        ## Impact

        On 1 March 2026 uploads failed from 09:00 to 10:25 UTC.

    Fix: Set one start and one end by the record; where parts began or ended at other times, say which.
    """

    code = "PM116"
    name = "edge-told-twice"

    def check(self, record: Record) -> Iterator[Flaw]:
        told = record.once(sentences)
        began = [edge for s in told if (edge := _edge(s, _BEGAN))][:1]
        ended = [edge for s in told if began and s is began[0].sentence and (edge := _edge(s, _ENDED))][:1]
        windows = [(s, w) for s in told if _tells_harm(s) for w in _windows(s)]
        for edge in ended:
            yield from _still_going_on(told, edge)
        for sentence, window in windows:
            for edge, at, beyond in (*((e, window.start, -1) for e in began), *((e, window.end, 1) for e in ended)):
                gap = beyond * minutes_between(edge.at, at)
                if sentence.text != edge.sentence.text and _SLACK < gap < _FARTHEST:
                    yield _contradiction(sentence, window, edge, gap, "starts" if beyond < 0 else "ends")
        yield from _starts_apart(record, told)
        yield from _mistyped(record, windows)


def _starts_apart(record: Record, told: Sequence[Sentence]) -> Iterator[Flaw]:
    """Starts in the summary, where the timeline has an entry that calls itself the start at another time."""
    entries = [moment for moment in record.moments if _CALLED_START.search(moment.event.text)][:_FEW]
    for sentence in told if entries else ():
        if sentence.field not in _TOLD_IN or not _HARM.search(sentence.text):
            continue
        edge = _edge(sentence, _STARTING)
        gaps = [abs(minutes_between(edge.at, m.at)) for m in entries] if edge else []
        if edge and all(_SLACK < gap < _FARTHEST for gap in gaps):
            entry = f'the entry at {clock(entries[0].at)}: "{short(entries[0])}"'
            yield sentence.flaw(f'"{edge.words}" in "{sentence.quote}" is not the start by {entry}')


_STARTING = Pattern(r"\b(?:starting|beginning|started|began|starts|begins)\s+(?:at|around|from)?\W*$", re.I)
_CALLED_START = Pattern(_SUBJECT + r"\W{0,4}(?:\w+\W+){0,2}?(?:began|begins?|started|starts?)\b", re.I)
_FEW = 3
"""Entries that call themselves the start; of more, none is the start."""


def _edge(sentence: Sentence, cue: Pattern) -> _Edge | None:
    """The time right behind the words that call it the start or the end."""
    telling = sentence.telling
    for mention in telling.mentions_in(sentence.start, sentence.end):
        at = instant_of(mention)
        before = telling.document.text[sentence.start : mention.start]
        if at and not mention.approximate and cue.search(re.sub(r"[*_`]", "", before)):
            return _Edge(at, telling.words(mention.start, mention.end), sentence)
    return None


def _still_going_on(told: Sequence[Sentence], ended: _Edge) -> Iterator[Flaw]:
    """Sentences that tell harm until a time behind the end."""
    for sentence in told:
        if sentence is ended.sentence or sentence.field in _COURSE or not _HARM.search(sentence.text):
            continue
        for mention in sentence.telling.mentions_in(sentence.start, sentence.end):
            at = instant_of(mention)
            before = sentence.telling.document.text[sentence.start : mention.start]
            if at and _UNTIL.search(before) and _SLACK < (gap := minutes_between(ended.at, at)) < _FARTHEST:
                words = sentence.telling.words(mention.start, mention.end)
                other = f'"{ended.words}", which "{ended.sentence.quote}" calls the end of the incident'
                yield sentence.flaw(f'"{sentence.quote}" tells harm until "{words}", {shown(gap)} after {other}')


_UNTIL = Pattern(r"\b(?:until|till|up to)(?: about| around)?\s*[*_~]*$", re.I)


def _tells_harm(sentence: Sentence) -> bool:
    """Whether its windows are the incident's: it tells harm, or is an entry such as `east: 09:10 to 10:20`."""
    if sentence.field not in _TOLD_IN | {"timeline"}:
        return False
    return bool(_HARM.search(sentence.text)) or (sentence.kind in ("item", "row") and len(sentence.text) < _ENTRY)


_ENTRY = 80
"""Characters of an entry that tells no more than a window."""


def _windows(sentence: Sentence) -> Sequence[Window]:
    return windows_in(sentence.telling.mentions_in(sentence.start, sentence.end))


def _contradiction(sentence: Sentence, window: Window, edge: _Edge, gap: float, verb: str) -> Flaw:
    told = sentence.telling.words(*window.words)
    side = "before" if verb == "starts" else "after"
    other = f'"{edge.words}", which "{edge.sentence.quote}" calls the {verb[:-1]} of the incident'
    return sentence.flaw(f'"{told}" {verb} {shown(gap)} {side} {other}')


def _mistyped(record: Record, windows: Sequence[tuple[Sentence, Window]]) -> Iterator[Flaw]:
    """Windows of the summary whose start or end no event has, but one with two digits swapped."""
    known = {f"{m.at:%H%M}": m for m in record.moments if m.until is None}
    days = {m.at.date() for m in record.moments}
    for sentence, window in windows if len(known) >= _ENOUGH else ():
        told = sentence.telling.words(*window.words)
        for at in (window.start, window.end) if sentence.field != "timeline" else ():
            event = _meant(at, sentence, known) if at.date() in days else None
            if event:
                entry = f'"{short(event)}" is at {clock(event.at)}: two digits may have changed places'
                yield sentence.flaw(f'no event is at the {clock(at)} of "{told}", but {entry}')


def _meant(at: dt.datetime, sentence: Sentence, known: Mapping[str, Moment]) -> Moment | None:
    """The one event whose digits, swapped, give an instant at which there is none."""
    others = [m for m in known.values() if not _is_its_own(m.event.text, sentence.text)]
    if any(abs(minutes_between(m.at, at)) <= _SLACK for m in others):
        return None
    slips = [m for m in others if _swapped(f"{m.at:%H%M}", f"{at:%H%M}")]
    return slips[0] if len(slips) == 1 else None


_ENOUGH = 4
"""Events; with fewer, a window of its own is nothing odd."""


def _swapped(one: str, other: str) -> bool:
    return sorted(one) == sorted(other) and looks_mistyped(one, other)


def _is_its_own(event: str, sentence: str) -> bool:
    event, sentence = event.casefold(), sentence.casefold()
    return event in sentence or sentence in event


class EventToldTwice(Rule):
    """One event, told in prose with another time than in the timeline.

    Why: readers compare the two, and trust neither.

    Bad::

        ## What went wrong

        - The status page was updated only at 22:40 UTC on 3 April 2026.

        ## Timeline

        | Time | Event |
        | --- | --- |
        | 2026-04-03 21:52 UTC | Alert fires |
        | 2026-04-03 22:26 UTC | Status page updated |
        | 2026-04-03 23:10 UTC | Labels are printed again |

    Good::

        ## What went wrong

        - The status page was updated only at 22:26 UTC on 3 April 2026.

        ## Timeline

        | Time | Event |
        | --- | --- |
        | 2026-04-03 21:52 UTC | Alert fires |
        | 2026-04-03 22:26 UTC | Status page updated |
        | 2026-04-03 23:10 UTC | Labels are printed again |

    Fix: Take the time from the log, and use it in both places.
    """

    code = "PM117"
    name = "event-told-twice"

    def check(self, record: Record) -> Iterator[Flaw]:
        happenings = record.once(Happenings)
        for sentence in record.once(sentences):
            if sentence.field in _COURSE or sentence.kind not in ("paragraph", "item", "quote"):
                continue
            for mention in _told_in_prose(sentence):
                at = instant_of(mention)
                if at and mention.kind == "instant" and not mention.approximate:
                    twins = _twins(sentence, mention, happenings)
                    if twins and all(_LAG < abs(minutes_between(at, h.at)) < _FARTHEST for h in twins):
                        words = sentence.telling.words(mention.start, mention.end)
                        entry = f'the entry at {clock(twins[0].at)}: "{twins[0].short}"'
                        yield sentence.flaw(f'"{words}" in "{sentence.quote}" contradicts {entry}')


_LAG = 4.0
"""Minutes that two tellings of one event are apart where one tells when it was noticed."""
_COURSE = frozenset({"timeline", "status_updates", "action_items"})


def _told_in_prose(sentence: Sentence) -> tuple[Mention, ...]:
    """Times of a sentence; none where it opens with a stamp, as the entries of a log do."""
    inside = sentence.telling.mentions_in(sentence.start, sentence.end)
    lead = sentence.telling.document.text[sentence.start : inside[0].start] if inside else ""
    return inside if any(map(str.isalpha, lead)) else ()


_CUT = Pattern(r"[,;:()]|\s(?:and|but|while|when|after|before|until|since|because|so)\s")


def _twins(sentence: Sentence, mention: Mention, happenings: Happenings) -> list[Happening]:
    """Entries of the timeline that tell the same as the clause around a time."""
    text, start, end = sentence.telling.document.text, sentence.start, sentence.end
    before = [m.end() for m in _CUT.finditer(text, start, mention.start)]
    after = _CUT.search(text, mention.end, end)
    clause = stems(text[before[-1] if before else start : after.start() if after else end])
    if _STAMP_OF.search(text[start : mention.start]):
        return []
    clauses = [clause]
    if len(clause) < _LEAST:  # the time leads the sentence: what happened stands behind a comma
        clauses = [stems(words) for words in text[mention.end : end].split(",")[1:] if not _ASIDE.match(words)]
    entries = [(h, c) for c in clauses for h in happenings.alike(c) if h.sentence is None]
    return [h for h, c in entries if _is_twin(h.stems, c) and not _is_its_own(h.text, sentence.text)]


_STAMP_OF = Pattern(r"\b(?:of|from|since|until|before|after|by)\s+$", re.I)
"""Before a time: it stamps something else than what its clause tells."""


_LEAST = 2
"""Words that an event and a clause share."""
_ASIDE = Pattern(r"\s*(?:(?:an?|one|two|half|about|\d+)\s\w+|after|before|which|who|when|while|since)\b", re.I)
"""At the head of a clause: it says when, or of what, rather than what happened."""


def _is_twin(entry: frozenset[str], clause: frozenset[str]) -> bool:
    """Whether an entry and a clause share enough words to be one event."""
    shared = len(entry & clause)
    return shared >= _LEAST and 3 * shared >= 2 * min(len(entry), len(clause)) and 3 * shared >= len(entry)


RULES: tuple[Rule, ...] = (EdgeToldTwice(), EventToldTwice())
