"""Reports that go to a worker together, so that sending them costs little beside converting them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import ceil

from pmtool import __version__
from pmtool.batch.crews.cluster.portions import Part
from pmtool.batch.outcome import Task
from pmtool.batch.recipe import Recipe

_BLOCK_BYTES = 4 << 20
_AHEAD_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Block:
    """All that it takes to convert some reports elsewhere."""

    tasks: tuple[Task, ...] = field(repr=False)
    recipe: Recipe
    """Without key and headers: whoever converts has its own."""
    prompts: tuple[tuple[str, bytes], ...] = field(repr=False)
    """Name and content of the templates of a model's prompts; none where pmtool's own are used."""
    part: Part
    is_alone: bool = False
    """Whether nothing else is on the cluster, so that workers that die do so of it."""
    version: str = __version__
    """Of the pmtool that sends it."""


class Shelf:
    """Tasks that were read and not sent yet: enough to see the end come, when blocks have to become small."""

    def __init__(self, tasks: Iterator[Task]) -> None:
        self._tasks = tasks
        self._read: deque[Task] = deque()
        self._bytes = 0

    def __bool__(self) -> bool:
        self._read_ahead(1)
        return bool(self._read)

    def cut(self, slots: int, most: int) -> tuple[Task, ...]:
        """The next block's reports: at most so many, and at the end so few that each slot gets some."""
        self._read_ahead(slots * most)
        wanted = min(most, ceil(len(self._read) / slots))
        cut: list[Task] = []
        weight = 0
        while len(cut) < wanted and (not cut or weight + _weight(self._read[0]) <= _BLOCK_BYTES):
            task = self._read.popleft()
            cut.append(task)
            weight += _weight(task)
        self._bytes -= weight
        return tuple(cut)

    def close(self) -> None:
        """Drops what was not sent: it is as if it had not been read."""
        self._tasks = iter(())
        self._read.clear()
        self._bytes = 0

    def _read_ahead(self, wanted: int) -> None:
        while len(self._read) < wanted and self._bytes < _AHEAD_BYTES and (task := next(self._tasks, None)):
            self._read.append(task)
            self._bytes += _weight(task)


def _weight(task: Task) -> int:
    return sum(len(data) for _, data in task.sources)
