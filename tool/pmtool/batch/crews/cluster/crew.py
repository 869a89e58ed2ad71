"""The crew on a Dask cluster."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator

from pmtool.batch.crews.cluster import travelling
from pmtool.batch.crews.cluster.block import Block
from pmtool.batch.crews.cluster.connection import Connection
from pmtool.batch.crews.cluster.dispatch import Dispatch
from pmtool.batch.crews.cluster.portions import OfCalls, OfSeconds, Part, Portions
from pmtool.batch.outcome import Outcome, Task
from pmtool.batch.recipe import Recipe


class DaskCrew:
    """Converts reports on an existing Dask cluster, by rules or by a model. It takes the extra `dask`."""

    def __init__(
        self,
        recipe: Recipe,
        address: str,
        *,
        at_once: int = 1,
        max_cost: float | None = None,
        max_tokens: int | None = None,
        patience: float = 60.0,
    ) -> None:
        """`address` is the scheduler's, `tcp://host:8786`; `patience` is how many seconds it may be without workers.

        With a model, `at_once` reports are under way on all workers together, and calls take no more than `max_cost`,
        in the currency of the prices, and `max_tokens`, in and out.
        """
        self._recipe = recipe
        self._connection = Connection(address, patience)
        self._portions: Portions = OfSeconds()
        if model := recipe.options.model:
            self._portions = OfCalls(Part(at_once, at_once, model.concurrency, max_cost, max_tokens))
        self._prompts: tuple[travelling.File, ...] = ()

    async def __aenter__(self) -> DaskCrew:
        """Raises UsageError where the address is none, EngineError where the scheduler can't be reached or has workers
        that can't do this, and ConfigError for wrong prompts."""
        self._prompts = travelling.own_prompts(self._recipe)
        await self._connection.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._connection.close()

    def outcomes(self, tasks: Iterator[Task]) -> AsyncGenerator[Outcome, None]:
        """See Crew."""
        return Dispatch(self._connection, self._portions, self._packed, tasks).outcomes()

    def _packed(self, tasks: tuple[Task, ...], part: Part, is_alone: bool) -> Block:
        return Block(tasks, travelling.sent(self._recipe, part), self._prompts, part, is_alone)
