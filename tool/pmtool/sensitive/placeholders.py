"""What stands for a hidden value: `[[secret-b]]`.

The letters after the dash count the values of a kind. They are consonants, so that no number, no word and no time can
be read into a placeholder, neither by the detectors nor by whoever looks for values in a statement.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from pmtool.sensitive.sight import Kind

_LETTERS = "bcdfghjklmnpqrstvwxz"
_WRITTEN = (
    r"(?:\[{1,2}|(?P<escaped>\\\[\\\[))[ ]?(?P<stem>STEM)(?P<kind>secret|key|email|phone|card|ip|word)"
    r"[-_‐‑–](?P<letters>[bcdfghjklmnpqrstvwxz]+)[ ]?(?(escaped)\\\]\\\]|\]{1,2})"
)
"""Also as models write it: in capitals, with a bracket less, with escapes of Markdown."""


class Placeholders:
    """Values and their placeholders, numbered by kind in the order in which they are named."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Of a shape that stands in none of the texts."""
        lookalikes = re.compile(_WRITTEN.replace("STEM", "(?:x+-)?"), re.IGNORECASE)
        taken = {len(match["stem"]) for text in texts if "[" in text for match in lookalikes.finditer(text)}
        free = next(length for length in range(len(taken) + 2) if length != 1 and length not in taken)
        self._stem = f"{'x' * (free - 1)}-" if free else ""
        self._pattern = re.compile(_WRITTEN.replace("STEM", self._stem), re.IGNORECASE)
        self._named: dict[str, str] = {}
        self._values: dict[str, str] = {}
        self._counts: Counter[Kind] = Counter()

    @property
    def counts(self) -> Mapping[Kind, int]:
        """Values of each kind."""
        return dict(self._counts)

    def name(self, value: str, kind: Kind) -> str:
        """The placeholder of a value, the same each time."""
        if value not in self._named:
            name = f"{kind}-{_letters(self._counts[kind])}"
            self._counts[kind] += 1
            self._values[name] = value
            self._named[value] = f"[[{self._stem}{name}]]"
        return self._named[value]

    def restore(self, text: str) -> str:
        """The text with values for placeholders; those that stand for nothing are left."""
        return self._pattern.sub(lambda match: self._value(match, match[0]), text) if self._values else text

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Where placeholders of known values stand."""
        if self._values:
            yield from (match.span() for match in self._pattern.finditer(text) if self._value(match, ""))

    def _value(self, match: re.Match[str], otherwise: str) -> str:
        return self._values.get(f"{match['kind']}-{match['letters']}".lower(), otherwise)


def _letters(count: int) -> str:
    """`b`, `c` … `z`, `bb`, `bc` …"""
    letters = ""
    count += 1
    while count:
        count, rest = divmod(count - 1, len(_LETTERS))
        letters = _LETTERS[rest] + letters
    return letters
