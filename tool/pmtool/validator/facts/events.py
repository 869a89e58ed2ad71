"""What happened when, found by words: entries of the timeline, and sentences that tell a clock time."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from pmtool.grounding.words import stem, stems, words
from pmtool.patterns import Pattern
from pmtool.validator.facts.sentences import sentences
from pmtool.validator.facts.windows import instant_of
from pmtool.validator.quoting import shortened
from pmtool.validator.record import Moment, Record

_MANY = 12
"""Happenings; a word that more of them share tells nothing apart."""
_LONGEST = 80
"""Characters of a happening that messages quote."""
_START = frozenset(stem(w) for w in "outage incident impact disruption degradation start beginning onset".split())
_NOTICE = frozenset(stem(w) for w in "noticed detected detection alerted alert alarm page paged".split())
_ORDINAL = Pattern(r"\bfirst\b", re.I)


@dataclass(frozen=True)
class Happening:
    """Something that a time is told of."""

    at: dt.datetime
    """By the clock of its own zone."""
    text: str
    stems: frozenset[str]
    kind: str
    """Of the event; empty for a sentence that is none."""
    sentence: tuple[int, int] | None
    """Its telling's identity and the offset of its sentence; null for an event."""

    @property
    def short(self) -> str:
        """Its words, as messages quote them."""
        return shortened(self.text, _LONGEST)


class Happenings:
    """Everything in a record that a time is told of. Use as `record.once(Happenings)`."""

    def __init__(self, record: Record) -> None:
        self.all = [*map(_of_moment, record.moments), *_of_sentences(record)]
        stones = record.postmortem.milestones
        self._started = stones.started.moment() if stones.started else None
        self._detected = stones.detected.moment() if stones.detected else None
        self._times = sorted(at for t in record.tellings for m in t.mentions if (at := instant_of(m)))
        self._named: dict[str, list[Happening]] = {}
        self._by_stem: dict[str, list[int]] = {}
        for number, happening in enumerate(self.all):
            for token in happening.stems:
                self._by_stem.setdefault(token, []).append(number)

    def named(self, phrase: str) -> list[Happening]:
        """What a phrase such as `the last deployment` can mean: little enough to be told apart, or nothing."""
        if phrase not in self._named:
            self._named[phrase] = self._meant(phrase)
        return self._named[phrase]

    def _meant(self, phrase: str) -> list[Happening]:
        tokens = [token for word in words(phrase) if (token := stem(word)) in stems(phrase)]
        if not tokens:
            return []
        rarest = min((self._by_stem.get(token, []) for token in tokens), key=len)
        found = [h for n in rarest if (h := self.all[n]).stems.issuperset(tokens)]
        if tokens[-1] in _START:
            found += [h for h in self.all if h.kind in ("impact", "trigger") or h.at == self._started]
        elif tokens[-1] in _NOTICE:
            found += [h for h in self.all if h.kind == "detection" or h.at == self._detected]
        if _ORDINAL.search(phrase) and found:
            found = [min(found, key=lambda h: h.at)]
        return found if len({h.at for h in found}) <= _MANY else []

    def told_between(self, start: dt.datetime, end: dt.datetime) -> bool:
        """Whether any clock time of the record lies there."""
        i = bisect_left(self._times, start)
        return i < len(self._times) and self._times[i] <= end

    def alike(self, tokens: frozenset[str]) -> list[Happening]:
        """What a clause of these words tells: it shares two of them, and half of all."""
        shared: dict[int, int] = {}
        for token in tokens:
            for number in self._by_stem.get(token, ())[:_MANY]:
                shared[number] = shared.get(number, 0) + 1
        found = []
        for number, count in sorted(shared.items()):
            if count >= 2 and 2 * count >= len(tokens):
                found.append(self.all[number])
        return found


def is_start(phrase: str) -> bool:
    """Whether a phrase means the start of the incident, which each report sets where it likes."""
    last = words(phrase)[-1:]
    return bool(last) and stem(last[0]) in _START


def _of_moment(moment: Moment) -> Happening:
    text = " ".join(moment.event.text.split())
    return Happening(moment.at, text, stems(text), moment.event.kind, None)


def _of_sentences(record: Record) -> Iterator[Happening]:
    """Sentences with one clock time in them; with several, no word is any one time's."""
    for sentence in record.once(sentences):
        if sentence.field in ("timeline", "action_items", "lessons"):
            continue
        inside = sentence.telling.mentions_in(sentence.start, sentence.end)
        known = [at for m in inside if m.kind in ("instant", "range_start") and (at := instant_of(m))]
        if len(known) == 1:
            yield Happening(known[0], sentence.text, sentence.stems, "", (id(sentence.telling), sentence.start))


def short(moment: Moment) -> str:
    """An event's words, as messages quote them."""
    return shortened(moment.event.text, _LONGEST)
