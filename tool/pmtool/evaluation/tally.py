"""Counts that add up over reports: how much there was, how much was found, how much of it is right."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tally:
    """What a run holds of something, held against what gold holds."""

    hits: int = 0
    """What both hold."""
    made: int = 0
    """What the run holds."""
    gold: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.hits + other.hits, self.made + other.made, self.gold + other.gold)

    @property
    def precision(self) -> float | None:
        """hits / made: the share of the run's that is right; null where it has none."""
        return self.hits / self.made if self.made else None

    @property
    def recall(self) -> float | None:
        """hits / gold: the share of gold's that the run has; null where gold has none."""
        return self.hits / self.gold if self.gold else None

    @property
    def score(self) -> float | None:
        """F1 = 2 hits / (made + gold), from 0 to 1; null where neither has any."""
        whole = self.made + self.gold
        return 2 * self.hits / whole if whole else None


def share(part: int, whole: int) -> Tally:
    """A tally whose precision, recall and score are all part / whole."""
    return Tally(part, whole, whole)
