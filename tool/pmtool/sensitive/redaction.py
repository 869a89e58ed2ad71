"""Texts without what must not leave the machine: stable placeholders go out, and values come back."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pmtool.sensitive.assignments import assignments
from pmtool.sensitive.keys import key_blocks
from pmtool.sensitive.known import KnownValues
from pmtool.sensitive.makers import made
from pmtool.sensitive.network import addresses
from pmtool.sensitive.personal import cards, mailboxes, phones, unnamed_phones
from pmtool.sensitive.placeholders import Placeholders
from pmtool.sensitive.random_words import random_words
from pmtool.sensitive.sight import Detector, Kind, Sight
from pmtool.sensitive.suspects import suspects
from pmtool.sensitive.tables import columns

DETECTORS: tuple[Detector, ...] = (
    key_blocks,
    made,
    assignments,
    columns,
    suspects,
    random_words,
    mailboxes,
    phones,
    unnamed_phones,
    cards,
    addresses,
)
_ROUNDS = 4
"""Looks at the same text: what is hidden can lay open what it touched. More than two are hardly ever needed."""
_CALLED: Mapping[Kind, tuple[str, str]] = {
    "secret": ("secret", "secrets"),
    "key": ("private key", "private keys"),
    "email": ("e-mail address", "e-mail addresses"),
    "phone": ("phone number", "phone numbers"),
    "card": ("card number", "card numbers"),
    "ip": ("IP address", "IP addresses"),
    "word": ("configured word", "configured words"),
}


@dataclass(frozen=True, slots=True)
class Hidden:
    """A value that is to be hidden: characters of the text it stands in, end exclusive."""

    start: int
    end: int
    kind: Kind


class Redactor:
    """Knows what to hide in the texts of one incident, and what its placeholders stand for."""

    def __init__(self, texts: Sequence[str], words: Sequence[str] = ()) -> None:
        """Of all texts, for a value that one of them gives away is hidden in the others.

        `words` are hidden whole, in capitals or small letters alike.
        """
        self._texts = tuple(texts)
        self._words = _pattern(words)
        self._known = KnownValues()
        self._placeholders = Placeholders(self._texts)
        self._hidden = self._look(self._texts)
        for text, hidden in zip(self._texts, self._hidden, strict=True):
            self._replaced(text, 0, len(text), hidden)  # numbers them in their order

    @property
    def count(self) -> Mapping[Kind, int]:
        """Different values hidden so far, by kind."""
        return self._placeholders.counts

    @property
    def summary(self) -> str:
        """What was hidden, for people: `3 secrets, 2 e-mail addresses`; empty where nothing was."""
        counts = self.count
        return ", ".join(f"{counts[k]} {names[counts[k] > 1]}" for k, names in _CALLED.items() if k in counts)

    def hide_span(self, text: int, start: int, end: int) -> str:
        """A part of the text of that index. A value that reaches into it is shown as its whole placeholder."""
        hidden = self._hidden[text]
        first = bisect_right(hidden, start, key=lambda h: h.end)
        behind = bisect_right(hidden, end - 1, key=lambda h: h.start)
        return self._replaced(self._texts[text], start, end, hidden[first:behind])

    def hide(self, text: str) -> str:
        """Any text: what was known before, and what is found in it alone. Placeholders in it are left as they are."""
        return self._replaced(text, 0, len(text), self._look([text])[0])

    def restore(self, text: str) -> str:
        """A text with values for placeholders, also for those that a model wrote in capitals or with one bracket.

        What only looks like one is left. Use it on texts, not on JSON: a value may hold quotes and line breaks.
        """
        return self._placeholders.restore(text)

    def _replaced(self, text: str, start: int, end: int, hidden: Sequence[Hidden]) -> str:
        pieces: list[str] = []
        at = start
        for h in hidden:
            pieces += text[at : max(at, h.start)], self._placeholders.name(self.restore(text[h.start : h.end]), h.kind)
            at = h.end
        pieces.append(text[at:end])
        return "".join(pieces)

    def _look(self, texts: Sequence[str]) -> list[list[Hidden]]:
        """What to hide in each text, in order, without overlaps."""
        shown = [_blanked(text, self._placeholders.find(text)) for text in texts]
        sights: list[list[Sight]] = [[] for _ in texts]
        for _ in range(_ROUNDS):
            found = [list(self._detected(text)) for text in shown]
            for text, new in zip(texts, found, strict=True):
                for sight in new:
                    self._known.add(text[sight.start : sight.end], sight.kind)
            for text, new in zip(shown, found, strict=True):
                new += self._known.find(text)
            if not any(found):
                break
            sights = [old + new for old, new in zip(sights, found, strict=True)]
            shown = [_blanked(text, ((s.start, s.end) for s in new)) for text, new in zip(shown, found, strict=True)]
        return [_merged(of_text) for of_text in sights]

    def _detected(self, text: str) -> Iterator[Sight]:
        for detector in DETECTORS:
            yield from detector(text)
        if self._words:
            for match in self._words.finditer(text):
                yield Sight(match.start(), match.end(), "word", "")


def _pattern(words: Sequence[str]) -> re.Pattern[str] | None:
    phrases = sorted({r"\s+".join(map(re.escape, word.split())) for word in words if word.strip()}, key=len)
    return re.compile(rf"(?i)(?<![^\W_])(?:{'|'.join(reversed(phrases))})(?![^\W_])") if phrases else None


def _blanked(text: str, spans: Iterator[tuple[int, int]]) -> str:
    """The text with brackets for what is hidden, as long as before: what its placeholder looks like to a detector."""
    pieces: list[str] = []
    at = 0
    for start, end in sorted(spans):
        if end > at:
            start = max(start, at)
            pieces += text[at:start], "[" * ((end - start + 1) // 2), "]" * ((end - start) // 2)
            at = end
    pieces.append(text[at:])
    return "".join(pieces)


def _merged(sights: Sequence[Sight]) -> list[Hidden]:
    """Sights that overlap become one, of the longest's kind."""
    merged: list[Hidden] = []
    longest = 0
    for start, end, kind, _ in sorted(sights, key=lambda s: (s.start, -s.end)):
        if merged and start < merged[-1].end:
            last = merged[-1]
            is_longer = end - start > longest
            longest = max(longest, end - start)
            merged[-1] = Hidden(last.start, max(last.end, end), kind if is_longer else last.kind)
        else:
            longest = end - start
            merged.append(Hidden(start, end, kind))
    return merged
