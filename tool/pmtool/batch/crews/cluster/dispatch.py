"""Which block is sent when, and what its end means. Knows nothing of Dask."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncGenerator, Callable, Iterator
from dataclasses import replace
from typing import Protocol

from pmtool.batch.crews import DEADLY
from pmtool.batch.crews.cluster.block import Block, Shelf
from pmtool.batch.crews.cluster.portions import Part, Portions
from pmtool.batch.outcome import Fault, Outcome, Task, Usage
from pmtool.errors import PmtoolError

_MANY_SUSPECTS = 500
"""Reports that are kept for the end at most."""

Pack = Callable[[tuple[Task, ...], Part, bool], Block]
"""Makes a block of tasks, the part that is theirs, and whether they are alone."""


class WorkersDiedError(Exception):
    """Several workers died, one after the other, while they had a block."""


class Cluster(Protocol):
    """Workers somewhere."""

    @property
    def slots(self) -> int:
        """Blocks that can be at work at once; it changes as workers come and go."""

    async def convert(self, block: Block) -> list[Outcome]:
        """What became of a block's tasks, in their order; the outcomes' tasks hold no sources.

        Cancelling it takes the block back. Raises WorkersDiedError, and EngineError where the cluster is lost.
        """


class Dispatch:
    """Sends tasks, once.

    When workers die of a block, any of its reports may be why, or any that was on the same workers. All of these are
    suspects: they are converted in the end, one after the other, with nothing else on the cluster. So are, though at
    once, those that their block's part of the money was too small for.
    """

    def __init__(self, cluster: Cluster, portions: Portions, pack: Pack, tasks: Iterator[Task]) -> None:
        self._cluster, self._portions, self._pack = cluster, portions, pack
        self._shelf = Shelf(tasks)
        self._suspects: deque[Task] = deque()
        self._tries_suspects = False
        self._paid: defaultdict[str, Usage] = defaultdict(Usage)
        """For reports that are converted again, by their names."""
        self._under_way: dict[asyncio.Future[list[Outcome]], Block] = {}

    async def outcomes(self) -> AsyncGenerator[Outcome, None]:
        """See Crew."""
        try:
            while True:
                while block := self._next():
                    self._under_way[asyncio.ensure_future(self._cluster.convert(block))] = block
                if not self._under_way:
                    return
                done, _ = await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
                for future in done:
                    for outcome in self._ended(self._under_way.pop(future), future):
                        yield outcome
        finally:
            for future in self._under_way:
                future.cancel()
            await asyncio.gather(*self._under_way, return_exceptions=True)

    def _next(self) -> Block | None:
        """The block to send now, if there is room for one."""
        if any(block.is_alone for block in self._under_way.values()):
            return None
        self._tries_suspects = len(self._suspects) >= (1 if self._tries_suspects else _MANY_SUSPECTS)
        if not self._tries_suspects and self._shelf:
            slots = max(1, self._cluster.slots)
            part = self._portions.next(slots, len(self._under_way))
            return self._pack(self._shelf.cut(slots, part.reports), part, False) if part else None
        if self._suspects and not self._under_way:
            return self._pack((self._suspects.popleft(),), self._portions.alone(), True)
        return None

    def _ended(self, block: Block, future: asyncio.Future[list[Outcome]]) -> Iterator[Outcome]:
        known: list[Outcome] = []
        fault: Fault | None = None
        try:
            known = future.result()
        except WorkersDiedError:
            if block.is_alone:
                fault = DEADLY
            else:
                self._suspects += block.tasks
        except PmtoolError as error:
            fault = Fault("worker", str(error), error.remedy, is_final=True)
        self._portions.back(block.part, known)
        told = [Outcome(task, fault=fault) for task in block.tasks] if fault else known
        for task, outcome in zip(block.tasks, told, strict=False):  # of suspects there is nothing to tell yet
            yield from self._settled(block, replace(outcome, task=task))

    def _settled(self, block: Block, outcome: Outcome) -> Iterator[Outcome]:
        """What is to be told of an outcome: nothing where there is more money than its block had."""
        fault, name = outcome.fault, outcome.task.name
        if fault and fault.kind == "cap" and not block.is_alone:
            self._paid[name] += outcome.usage
            self._suspects.append(outcome.task)
            self._tries_suspects = True
            return
        yield replace(outcome, usage=self._paid.pop(name, Usage()) + outcome.usage)
        if fault and fault.is_final:
            self._shelf.close()
            while self._suspects:
                task = self._suspects.popleft()
                yield Outcome(task, fault=fault, usage=self._paid.pop(task.name, Usage()))
