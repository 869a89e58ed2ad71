"""Events found by their words, so that a sentence can be held against the entry that tells the same."""

from __future__ import annotations

from pmtool.validator.record import Moment, Record
from pmtool.validator.words import stem, stems, words

_MANY = 12
"""Events; a word that more of them share tells nothing apart."""
_LONGEST = 60
"""Characters of an event that messages quote."""
_START = frozenset(stem(word) for word in "outage incident impact disruption degradation start beginning onset".split())


class EventIndex:
    """Events by the words they tell."""

    def __init__(self, record: Record) -> None:
        self.moments = record.moments
        self.started = record.postmortem.milestones.started
        self._by_stem: dict[str, list[int]] = {}
        self._sizes: list[int] = []
        for number, moment in enumerate(record.moments):
            tokens = stems(moment.event.text)
            self._sizes.append(len(tokens))
            for token in tokens:
                self._by_stem.setdefault(token, []).append(number)

    def named(self, phrase: str) -> list[Moment]:
        """Events that a phrase such as `the last deployment` can mean: few, or none is meant."""
        tokens = [stem(word) for word in words(phrase)]
        found = {n for token in tokens if token in stems(phrase) for n in self._by_stem.get(token, ())}
        moments = [self.moments[n] for n in sorted(found)]
        if _START.intersection(tokens):
            began = self.started.utc() if self.started else None
            moments += [m for m in self.moments if m.event.kind in ("impact", "trigger") or m.at == began]
        return moments if len(moments) <= _MANY else []

    def alike(self, tokens: set[str]) -> list[Moment]:
        """The event that shares most words with a sentence: at least half of its own, and two."""
        shared: dict[int, int] = {}
        for token in tokens:
            for number in self._by_stem.get(token, ())[:_MANY]:
                shared[number] = shared.get(number, 0) + 1
        good = [n for n, count in shared.items() if count >= 2 and 2 * count >= self._sizes[n]]
        return [self.moments[n] for n in sorted(good)]


def short(moment: Moment) -> str:
    """The event's words, as messages quote them."""
    text = " ".join(moment.event.text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
