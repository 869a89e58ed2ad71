"""Findings as a list to go through: by family and severity, those that people let stand behind the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pmtool.editing.review import Review
from pmtool.model import Ignore
from pmtool.model.finding import Finding, Severity


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which findings are wanted."""

    family: str = ""
    """How their codes begin; empty for all."""
    severity: Severity | None = None

    def holds(self, finding: Finding) -> bool:
        """Whether a finding is wanted."""
        return finding.code.startswith(self.family) and self.severity in (None, finding.severity)


class Family(NamedTuple):
    """A family of rules that found something."""

    code: str
    """How their codes begin (`PM1`); empty for all families."""
    label: str
    size: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding in the list."""

    finding: Finding
    ignore: Ignore | None = None
    """Why it may stand; null where nobody said so."""

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same finding after another check."""
        return self.finding.code, self.finding.path, self.finding.message


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows: open findings; if any were let stand, a row that tells how many; and those, where they are shown."""

    open: tuple[Entry, ...] = ()
    let_stand: tuple[Entry, ...] = ()
    is_unfolded: bool = False

    def __len__(self) -> int:
        unfolded = len(self.let_stand) if self.is_unfolded else 0
        return len(self.open) + bool(self.let_stand) + unfolded

    def entry(self, row: int) -> Entry | None:
        """The finding on a row; null for the row that tells how many were let stand, and where there is no row."""
        if 0 <= row < len(self.open):
            return self.open[row]
        behind = row - len(self.open) - 1
        return self.let_stand[behind] if self.is_unfolded and 0 <= behind < len(self.let_stand) else None

    def is_fold(self, row: int) -> bool:
        """Whether it is the row that tells how many were let stand."""
        return bool(self.let_stand) and row == len(self.open)


def sifted(review: Review, sieve: Sieve, is_unfolded: bool = False) -> Listing:
    """A review's findings as far as they are wanted."""
    return Listing(
        tuple(Entry(finding) for finding in review.findings if sieve.holds(finding)),
        tuple(Entry(finding, ignore) for finding, ignore in review.ignored if sieve.holds(finding)),
        is_unfolded,
    )


def families(review: Review, severity: Severity | None = None) -> list[Family]:
    """All findings, and behind them the families that have any of that severity."""
    from pmtool.validator.book import FAMILIES

    sieve = Sieve(severity=severity)
    counts = Counter(finding.code[:3] for finding in review.findings if sieve.holds(finding))
    found = [Family(code, label.removeprefix("The ").lower(), counts[code]) for code, label in FAMILIES.items()]
    return [Family("", "all", counts.total()), *(family for family in found if family.size)]


def next_family(review: Review, sieve: Sieve) -> str:
    """The family behind the wanted one that has findings; empty, for all, behind the last."""
    codes = [family.code for family in families(review, sieve.severity)]
    behind = [code for code in codes if code > sieve.family]
    return behind[0] if behind else ""


def row_in(new: Listing, old: Listing, row: int) -> tuple[int, bool]:
    """The row of a new list for a row of the one before, and whether the same finding stands there.

    Where the finding is gone, it is the nearest that is still there: the next one, else the one before.
    """
    if old.is_fold(row):
        return min(len(new.open), max(0, len(new) - 1)), True
    rows = _rows(new)
    entry = old.entry(row)
    if entry and entry.key in rows:
        return rows[entry.key], True
    before: Sequence[Entry] = old.open[: max(row, 0)]
    after: Sequence[Entry] = old.open[max(row, 0) :]
    if (near := next((rows[e.key] for e in after if e.key in rows), None)) is not None:
        return near, False
    if (near := next((rows[e.key] for e in reversed(before) if e.key in rows), None)) is not None:
        return min(near + 1, max(0, len(new.open) - 1)), False
    return min(max(row, 0), max(0, len(new.open) - 1)), False


def _rows(listing: Listing) -> dict[tuple[str, str, str], int]:
    """The row of each finding."""
    rows = {entry.key: row for row, entry in enumerate(listing.open)}
    if listing.is_unfolded:
        rows |= {entry.key: row for row, entry in enumerate(listing.let_stand, len(listing.open) + 1)}
    return rows
