"""Counts names that people spell in many ways."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from pmtool.archive.figures.shapes import Bar
from pmtool.source.sanitize import on_one_line

_LONGEST = 80
"""Characters of a name that is counted."""


def shown(text: str | None, most: int = _LONGEST) -> str:
    """Somebody else's words as a row holds them: on one line, harmless, at most so many characters."""
    words = on_one_line((text or "")[: 4 * most])
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


class Tally:
    """In how many incidents each name occurs: `SEV-2` and `sev 2` are one name, shown as most write it."""

    def __init__(self) -> None:
        self._spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def add(self, names: Iterable[str | None]) -> None:
        """Counts the names of an incident, each once; blank ones are none."""
        found = {_key(name): name for name in sorted(map(shown, names), reverse=True) if name}
        for key, name in found.items():
            self._spellings[key][name] += 1

    def bars(self) -> tuple[Bar, ...]:
        """The most frequent first, equal ones by the alphabet."""
        bars = (
            Bar(name=min(counts, key=lambda name: (-counts[name], name)), count=counts.total())
            for counts in self._spellings.values()
        )
        return tuple(sorted(bars, key=lambda bar: (-bar.count, bar.name.casefold(), bar.name)))


def _key(name: str) -> str:
    folded = name.casefold()
    return "".join(char for char in folded if char.isalnum()) or folded
