"""A model: many reports in one event loop, which share one link to the server; what takes time goes to processes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from pmtool.batch.converting import fault_of, made, prepared
from pmtool.batch.crews import by_hand
from pmtool.batch.crews.rules import DEADLY
from pmtool.batch.events import Hear, Paused
from pmtool.batch.outcome import Fault, Made, Outcome, Task, Usage
from pmtool.batch.recipe import Recipe
from pmtool.batch.workers import WorkerDiedError, Workers
from pmtool.engines import llm
from pmtool.engines.llm.faults import CallError
from pmtool.errors import HeldBackError
from pmtool.model import Postmortem
from pmtool.model.case import Case
from pmtool.model.finding import Finding
from pmtool.model.progress import Failed, Progress, Spent
from pmtool.pipeline.asking import ask_model, findings_to_mend

if TYPE_CHECKING:
    from pmtool.config import ModelSettings
    from pmtool.engines.llm.link import Link

_TRANSIENT = frozenset({"dropped", "deadline", "busy", "broken", "garbled", "error_body", "empty", "unreachable"})
"""Faults that a later call may not meet."""
_PAUSES = (5.0, 15.0, 60.0, 120.0, 300.0)
"""Seconds to wait for a server that answered before and can't be reached any more."""


class ModelCrew:
    """Converts reports by a model."""

    def __init__(self, recipe: Recipe, *, processes: int, at_once: int, hear: Hear) -> None:
        """`processes` do what rules and the validator have to; `at_once` reports are under way."""
        self._recipe, self._at_once, self._hear = recipe, at_once, hear
        self._workers = Workers(processes)
        self._stack = AsyncExitStack()
        self._was_reached = False

    async def __aenter__(self) -> ModelCrew:
        await self._stack.enter_async_context(self._workers)
        self._link: Link = await self._stack.enter_async_context(llm.connected(self._model))
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
        heard = _Heard()
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

    async def _made(self, task: Task, case: Case, heard: _Heard) -> Made:
        """Waits for a server that was there before and is away now."""
        for pause in _PAUSES:
            try:
                return await self._asked(task, case, heard)
            except CallError as error:
                if error.kind != "unreachable" or not self._was_reached:
                    raise
                self._hear(Paused(pause, str(error)))
            await asyncio.sleep(pause)
        return await self._asked(task, case, heard)

    async def _asked(self, task: Task, case: Case, heard: _Heard) -> Made:
        async def review(postmortem: Postmortem) -> Sequence[Finding]:
            return await self._workers.run(findings_to_mend, postmortem, case)

        heard.from_rules.clear()
        postmortem = await ask_model(case, self._model, heard, link=self._link, review=review, streams=False)
        return await self._workers.run(made, task.name, postmortem, case, tuple(heard.from_rules))

    def _fault(self, error: CallError) -> Fault:
        is_final = error.is_final and not (error.kind == "unreachable" and self._was_reached)
        return Fault("model", str(error), error.remedy, error.kind in _TRANSIENT, is_final)


class _Heard:
    """What the model's part of a report tells on its way."""

    def __init__(self) -> None:
        self.usage = Usage()
        self.from_rules: dict[str, None] = {}

    def __call__(self, progress: Progress) -> None:
        if isinstance(progress, Spent):
            spent = Usage(
                progress.calls,
                progress.input_tokens,
                progress.cached_tokens,
                progress.output_tokens,
                progress.cost or 0,
            )
            self.usage += spent
        elif isinstance(progress, Failed):
            self.from_rules[progress.part] = None
