"""Where each part of a report stands with the model: events in, rows out. Pure but for the clock it is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from pmtool.model.progress import (
    Arrived,
    Done,
    Failed,
    Paced,
    Planned,
    Progress,
    Repairing,
    Spent,
    Started,
    Tokens,
    Unmended,
    Worded,
)

State = Literal["waiting", "asked", "answering", "done", "cached", "unmended", "failed"]


@dataclass
class Row:
    """A part on its way."""

    part: str
    state: State = "waiting"
    tokens: int = 0
    latest: str = ""
    """What the model said last, or why it failed: only data."""
    round: int = 0
    """Of repairs; 0 is the first call."""
    problems: int = 0
    begun: float | None = None
    ended: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether the model is at it."""
        return self.state in ("asked", "answering")

    def elapsed(self, now: float) -> float | None:
        """Seconds since it was first asked for, up to its end."""
        return None if self.begun is None else (now if self.ended is None else self.ended) - self.begun


@dataclass
class Board:
    """All parts, in the order in which they turned up."""

    clock: Callable[[], float]
    """Seconds, from wherever."""
    _rows: dict[str, Row] = field(default_factory=dict)

    def rows(self) -> list[Row]:
        """The rows as they stand; may be called from another thread."""
        return list(self._rows.values())

    def hear(self, progress: Progress) -> None:
        """Takes an event in."""
        if isinstance(progress, Planned):
            self._rows |= {part: Row(part) for part in progress.parts}
            return
        if isinstance(progress, (Arrived, Worded, Paced, Spent)):  # for those who show a draft
            return
        row = self._rows.setdefault(progress.part, Row(progress.part))
        match progress:
            case Started(round=number):
                self._ask(row, number, problems=0)
            case Repairing(round=number, problems=problems):
                self._ask(row, number, problems)
            case Tokens(output_tokens=tokens, latest=latest):
                row.state, row.tokens, row.latest = "answering", tokens, latest
            case Done(output_tokens=tokens, from_cache=from_cache):
                row.state, row.tokens, row.ended = "cached" if from_cache else "done", tokens, self.clock()
            case Unmended(why=why):
                row.state, row.latest, row.ended = "unmended", why, self.clock()
            case Failed(why=why):
                row.state, row.latest, row.ended = "failed", why, self.clock()

    def _ask(self, row: Row, number: int, problems: int) -> None:
        row.state, row.round, row.problems, row.tokens, row.latest = "asked", number, problems, 0, ""
        row.begun, row.ended = self.clock() if row.begun is None else row.begun, None
