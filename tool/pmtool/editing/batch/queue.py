"""The postmortems of a folder as a person works through them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from pmtool.pipeline.triage import Triage


@dataclass
class Queue:
    """The postmortems of a folder, worst first, as far as they are known."""

    entries: dict[str, Triage] = field(default_factory=dict)
    """By name."""
    reviewed: set[str] = field(default_factory=set)
    """Names of those that were reviewed as they are now."""

    def put(self, entry: Triage, is_reviewed: bool) -> None:
        """Takes an entry, instead of what was known of that file."""
        self.entries[entry.name] = entry
        self.mark(entry.name, is_reviewed)

    def mark(self, name: str, is_reviewed: bool) -> None:
        """Notes whether a file was reviewed."""
        (self.reviewed.add if is_reviewed else self.reviewed.discard)(name)

    def listed(self, words: str = "", *, but: Collection[str] = ()) -> list[Triage]:
        """The entries whose title or file's name has all the words in it, but those of some names; the worst first."""
        wanted = words.casefold().split()
        found = (entry for entry in self.entries.values() if entry.name not in but)
        return sorted((entry for entry in found if _fits(entry, wanted)), key=lambda entry: entry.key)


def _fits(entry: Triage, words: Sequence[str]) -> bool:
    whole = f"{entry.title} {entry.name}".casefold() if words else ""
    return all(word in whole for word in words)


def neighbour(rows: Sequence[Triage], name: str, by: int) -> Triage | None:
    """The entry to open after another one, forwards (1) or back (-1); null at the end, and broken ones are left out."""
    place = next((number for number, entry in enumerate(rows) if entry.name == name), -1 if by > 0 else len(rows))
    beyond = rows[place + 1 :] if by > 0 else rows[:place][::-1]
    return next((entry for entry in beyond if not entry.is_broken), None)
