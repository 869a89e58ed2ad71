"""Reports are drafted as far as the replies go that came; what they ask beyond goes out in jobs, round by round."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import AsyncExitStack, aclosing, closing
from dataclasses import replace

from pmtool.batch.converting import fault_of, prepared
from pmtool.batch.crews import DEADLY, by_hand
from pmtool.batch.crews.drafting import Heard, drafted
from pmtool.batch.crews.provider.patience import PAUSES, Patience
from pmtool.batch.crews.provider.posting import Posting
from pmtool.batch.events import Hear
from pmtool.batch.manifest import database, rows
from pmtool.batch.manifest.jobs import Jobs
from pmtool.batch.outcome import Fault, Outcome, Task
from pmtool.batch.recipe import Recipe
from pmtool.batch.tasks import task_of
from pmtool.batch.workers import WorkerDiedError, Workers
from pmtool.config import ModelSettings
from pmtool.engines.llm.cache import key_of
from pmtool.engines.llm.faults import CallError
from pmtool.engines.llm.jobs import at_job_prices
from pmtool.engines.llm.jobs.deferring import Deferring
from pmtool.engines.llm.jobs.provider import Provider
from pmtool.engines.llm.jobs.replies import Replies
from pmtool.engines.llm.jobs.sheets import Limits
from pmtool.engines.llm.purse import Purse
from pmtool.errors import EngineError, HeldBackError, InputError, OutputError

_REPLIES, _SHEETS = "answers.sqlite3", "jobs"


class ProviderCrew:
    """Converts reports by a model that is asked in jobs."""

    def __init__(
        self,
        recipe: Recipe,
        out: str,
        *,
        processes: int,
        at_once: int,
        hear: Hear,
        waits: bool = True,
        max_cost: float | None = None,
        max_tokens: int | None = None,
        pauses: Sequence[float] = PAUSES,
        limits: Limits | None = None,
    ) -> None:
        """`out` is the archive, whose manifest is there; `processes` do what rules and the validator have to.

        Unless it `waits`, it hands over what there is to ask, converts what can be by now, and leaves the rest for
        another run. Raises UsageError for a `max_cost` without prices.
        """
        model = recipe.options.model
        assert model
        self._recipe, self._out, self._at_once, self._hear, self._waits = recipe, out, at_once, hear, waits
        self._settings: ModelSettings = at_job_prices(model)
        self._purse = Purse(self._settings.prices, max_cost=max_cost, max_tokens=max_tokens)
        self._pauses, self._limits = pauses, limits or Limits()
        self._workers = Workers(processes)
        self._stack = AsyncExitStack()
        self._held: list[str] = []

    async def __aenter__(self) -> ProviderCrew:
        """Takes up the jobs of earlier runs. Raises EngineError and OutputError."""
        try:
            await self._enter()
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def _enter(self) -> None:
        stack, settings = self._stack, self._settings
        await stack.enter_async_context(self._workers)
        self._db = stack.enter_context(closing(database.opened(self._out)))
        replies = stack.enter_context(closing(Replies(os.path.join(self._out, _REPLIES))))
        provider = await stack.enter_async_context(Provider(settings))
        self._posting = Posting(
            provider,
            Jobs(self._db, key_of(settings.base_url, {})),
            replies,
            os.path.join(self._out, _SHEETS),
            self._purse,
            Patience(self._hear, self._pauses),
            self._hear,
            self._limits,
        )
        stack.callback(self._posting.close)
        self._asker = await stack.enter_async_context(Deferring(settings, self._posting.find, self._posting.note))
        await self._posting.take_up()

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def outcomes(self, tasks: Iterator[Task]) -> AsyncGenerator[Outcome, None]:
        """See Crew."""
        walk = by_hand(tasks, self._converted, self._at_once)
        while True:
            self._held, self._posting.cap = [], None
            async with aclosing(walk):
                async for outcome in walk:
                    if outcome:
                        yield outcome
            if not self._held:
                break
            if fault := await self._exchanged():
                yield Outcome(Task(self._held[0], ()), fault=fault)
                break
            if not self._waits:
                return
            walk = by_hand(iter(self._held), self._converted_again, self._at_once)
        self._posting.tidy()

    async def _exchanged(self) -> Fault | None:
        """Has what was noted go out and, if it waits, answers come in. Returns what ends the run, if anything does."""
        try:
            await self._posting.send()
            cap = self._posting.cap
            if cap and not self._posting.is_awaited:
                return Fault("cap", str(cap), cap.remedy, is_final=True)
            if self._waits:
                await self._posting.settle()
        except EngineError as error:
            return Fault("model", str(error), error.remedy, is_final=True)
        return None

    async def _converted_again(self, name: str) -> Outcome | None:
        row = self._db.execute("SELECT pieces, stem FROM reports WHERE name = ?", (name,)).fetchone()
        try:
            task = task_of(name, rows.report_of(row), self._recipe.max_bytes)
        except InputError as error:
            return Outcome(Task(name, ()), fault=fault_of(error))
        return await self._converted(task)

    async def _converted(self, task: Task) -> Outcome | None:
        """What becomes of a report; None while answers are to come, after which all of it is done again."""
        begun = time.monotonic()
        heard = Heard()
        try:
            case = await self._workers.run(prepared, task, self._recipe)
            outcome = Outcome(task, await drafted(task, case, self._asker, self._workers, heard))
        except HeldBackError:
            self._held.append(task.name)
            return None
        except WorkerDiedError:
            outcome = Outcome(task, fault=DEADLY)
        except (OutputError, sqlite3.Error):  # no fault of the report's
            raise
        except CallError as error:
            outcome = Outcome(task, fault=Fault("model", str(error), error.remedy, is_final=error.is_final))
        except Exception as error:
            outcome = Outcome(task, fault=fault_of(error))
        return replace(outcome, usage=heard.usage, seconds=time.monotonic() - begun)
