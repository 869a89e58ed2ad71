"""A model: many reports in one event loop, which share one link to the server; what takes time goes to processes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from pmtool.batch.converting import fault_of, prepared
from pmtool.batch.crews import DEADLY, by_hand
from pmtool.batch.crews.drafting import Heard, drafted
from pmtool.batch.events import Hear, Paused
from pmtool.batch.outcome import Fault, Made, Outcome, Task
from pmtool.batch.recipe import Recipe
from pmtool.batch.workers import WorkerDiedError, Workers
from pmtool.engines import llm
from pmtool.engines.llm.faults import PASSING, CallError
from pmtool.errors import HeldBackError
from pmtool.model.case import Case
from pmtool.model.progress import Paced, Progress

if TYPE_CHECKING:
    from pmtool.config import ModelSettings
    from pmtool.engines.llm.link import Link

_TRANSIENT = PASSING | {"empty"}
"""Faults that a later call may not meet."""
_PAUSES = (5.0, 15.0, 60.0, 120.0, 300.0)
"""Seconds to wait for a server that answered before and can't be reached any more."""
_PATIENCE = 600.0
"""Seconds that a call may wait in all for a server that is busy: nobody sits there waiting."""


class ModelCrew:
    """Converts reports by a model."""

    def __init__(
        self,
        recipe: Recipe,
        *,
        processes: int,
        at_once: int,
        hear: Hear,
        max_cost: float | None = None,
        max_tokens: int | None = None,
    ) -> None:
        """`processes` do what rules and the validator have to; `at_once` reports are under way.

        Calls take no more than `max_cost`, in the currency of the prices, and `max_tokens`, in and out.
        """
        self._recipe, self._at_once, self._hear = recipe, at_once, hear
        self._max_cost, self._max_tokens = max_cost, max_tokens
        self._workers = Workers(processes)
        self._stack = AsyncExitStack()
        self._was_reached = False

    async def __aenter__(self) -> ModelCrew:
        await self._stack.enter_async_context(self._workers)
        link = llm.connected(
            self._model, self._paced, patience=_PATIENCE, max_cost=self._max_cost, max_tokens=self._max_tokens
        )
        self._link: Link = await self._stack.enter_async_context(link)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    def outcomes(self, tasks: Iterator[Task]) -> AsyncGenerator[Outcome, None]:
        """See Crew."""
        return by_hand(tasks, self._converted, self._at_once)

    @property
    def _model(self) -> ModelSettings:
        model = self._recipe.options.model
        assert model
        return model

    async def _converted(self, task: Task) -> Outcome:
        begun = time.monotonic()
        heard = Heard()
        try:
            case = await self._workers.run(prepared, task, self._recipe)
            outcome = Outcome(task, await self._made(task, case, heard))
            self._was_reached = True
        except WorkerDiedError:
            outcome = Outcome(task, fault=DEADLY)
        except HeldBackError as error:
            outcome = Outcome(task, fault=Fault("cap", str(error), error.remedy, is_final=True))
        except CallError as error:
            outcome = Outcome(task, fault=self._fault(error))
        except Exception as error:
            outcome = Outcome(task, fault=fault_of(error))
        return replace(outcome, usage=heard.usage, seconds=time.monotonic() - begun)

    async def _made(self, task: Task, case: Case, heard: Heard) -> Made:
        """Waits for a server that was there before and is away now."""
        for pause in _PAUSES:
            try:
                return await drafted(task, case, self._link, self._workers, heard)
            except CallError as error:
                if error.kind != "unreachable" or not self._was_reached:
                    raise
                self._hear(Paused(pause, str(error)))
            await asyncio.sleep(pause)
        return await drafted(task, case, self._link, self._workers, heard)

    def _paced(self, progress: Progress) -> None:
        if isinstance(progress, Paced):
            self._hear(Paused(progress.seconds, progress.why))

    def _fault(self, error: CallError) -> Fault:
        is_final = error.is_final and not (error.kind == "unreachable" and self._was_reached)
        return Fault("model", str(error), error.remedy, error.kind in _TRANSIENT, is_final)
