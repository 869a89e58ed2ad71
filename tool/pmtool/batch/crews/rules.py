"""The offline engine, in processes of this machine."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator

from pmtool.batch.converting import by_rules
from pmtool.batch.crews import DEADLY, by_hand
from pmtool.batch.outcome import Outcome, Task
from pmtool.batch.recipe import Recipe
from pmtool.batch.workers import WorkerDiedError, Workers


class RulesCrew:
    """Converts reports by rules alone."""

    def __init__(self, recipe: Recipe, processes: int) -> None:
        self._recipe, self._workers = recipe, Workers(processes)
        self._at_once = 2 * processes  # one at work and one waiting for each, so that none stands idle

    async def __aenter__(self) -> RulesCrew:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._workers.__aexit__()

    def outcomes(self, tasks: Iterator[Task]) -> AsyncGenerator[Outcome, None]:
        """See Crew."""
        return by_hand(tasks, self._converted, self._at_once)

    async def _converted(self, task: Task) -> Outcome:
        try:
            return await self._workers.run(by_rules, task, self._recipe)
        except WorkerDiedError:
            return Outcome(task, fault=DEADLY)
