"""A run: what was found is converted, whatever happens to single reports, and all of it is noted at once."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field, replace

from pmtool import locks
from pmtool.archive.placing import telling
from pmtool.batch import storing
from pmtool.batch.crews import Crew
from pmtool.batch.events import Converted, Ended, Ending, Failed, Hear
from pmtool.batch.manifest.manifest import Hashes, Manifest, Waiting
from pmtool.batch.outcome import Fault, Outcome, Task, Usage
from pmtool.batch.recipe import Recipe
from pmtool.batch.tasks import task_of
from pmtool.errors import InputError, OutputError, UsageError
from pmtool.source.sanitize import on_one_line

_TRIES = 3
"""Of a report in one run, where what failed may go well later."""
_AWAITING = "{:,} reports wait for answers, which the provider has a day to give"


@contextmanager
def claimed(out: str) -> Iterator[None]:
    """Makes an archive's folders, and holds it for one run. Raises OutputError, and UsageError where it is held."""
    storing.prepare(out)
    path = storing.lock_path(out)
    with telling(path):
        lock = locks.take(path)
    if lock is None:
        raise UsageError(
            f"another run is at work on {on_one_line(out)}", "Wait until it has ended, or use another folder with -o."
        )
    try:
        storing.tidy(out)
        yield
    finally:
        lock.release()


@dataclass
class Run:
    """Converts all that waits in a manifest. `run()` once, in an event loop; cancelling it loses nothing."""

    manifest: Manifest
    out: str
    recipe: Recipe
    hear: Hear
    converted: int = 0
    failed: int = 0
    partly_by_rules: int = 0
    usage: Usage = field(default_factory=Usage)
    _stopped_by: Fault | None = None
    _again: list[Waiting] = field(default_factory=list)
    _tried: Counter[str] = field(default_factory=Counter)
    _waiting: dict[str, Waiting] = field(default_factory=dict)

    async def run(self, crew: Crew) -> Ended:
        """Raises OutputError where a result can't be written, and what the crew raises where it can't get ready."""
        begun = time.monotonic()
        ending: Ending = "interrupted"
        try:
            async with crew:
                await self._convert(crew, self.manifest.waiting())
                for _ in range(_TRIES - 1):
                    again, self._again = self._again, []
                    await self._convert(crew, again)
            ending = self._ending()
        except OutputError:
            ending = "stopped"
            raise
        finally:
            self.manifest.end(ending)
        why, remedy = (self._stopped_by.message, self._stopped_by.remedy) if self._stopped_by else ("", "")
        if ending == "awaiting":
            why, remedy = _AWAITING.format(len(self._waiting)), "Run it again in some hours to collect them."
        left, seconds = self.manifest.counts()["waiting"], time.monotonic() - begun
        return Ended(ending, why, self.converted, self.failed, left, self.usage, seconds, remedy, self.partly_by_rules)

    def _ending(self) -> Ending:
        if self._stopped_by:
            return "capped" if self._stopped_by.kind == "cap" else "stopped"
        return "awaiting" if self._waiting else "done"

    async def _convert(self, crew: Crew, waiting: Iterable[Waiting]) -> None:
        async with aclosing(crew.outcomes(self._tasks(waiting))) as outcomes:
            async for outcome in outcomes:
                self.usage += outcome.usage
                self._tried[outcome.task.name] += 1
                report = self._waiting.pop(outcome.task.name)
                if outcome.made:
                    self._store(outcome, report)
                else:
                    self._put_aside(outcome, report)
                await asyncio.sleep(0)  # a cancellation gets in between two reports

    def _tasks(self, waiting: Iterable[Waiting]) -> Iterator[Task]:
        """Read one by one, as a crew has room for them."""
        for report in waiting:
            if self._stopped_by:
                return
            self._waiting[report.name] = report
            try:
                yield task_of(report.name, report.report, self.recipe.max_bytes)
            except InputError as error:
                self._tried[report.name] += 1
                del self._waiting[report.name]
                self._fail(Outcome(Task(report.name, ())), Fault("input", str(error), error.remedy), report)

    def _store(self, outcome: Outcome, report: Waiting) -> None:
        assert outcome.made
        made = outcome.made
        hashes = Hashes(storing.sha256(made.json), storing.sha256(made.markdown))
        self.manifest.coming(report.name, hashes)
        storing.write(self.out, outcome.task, made)
        self.manifest.done(outcome, report.report.content, self.recipe, hashes)
        self.converted += 1
        self.partly_by_rules += bool(made.from_rules)
        told = Converted(
            report.name, report.report.name, made.triage.risk, made.from_rules, outcome.usage, outcome.seconds
        )
        self.hear(told)

    def _put_aside(self, outcome: Outcome, report: Waiting) -> None:
        """What came to nothing: it is tried again, fails, or waits for another run since no report fares better."""
        fault = outcome.fault
        assert fault
        if fault.is_final:
            self._stopped_by = self._stopped_by or fault
            self.manifest.dropped(outcome)
        elif fault.is_transient and self._tried[report.name] < _TRIES:
            self._again.append(report)
            self.manifest.dropped(outcome)
            self._tell(outcome, fault, report, is_tried_again=True)
        else:
            self._fail(outcome, fault, report)

    def _fail(self, outcome: Outcome, fault: Fault, report: Waiting) -> None:
        self.manifest.failed(replace(outcome, fault=fault), self.recipe)
        self.failed += 1
        self._tell(outcome, fault, report, is_tried_again=False)

    def _tell(self, outcome: Outcome, fault: Fault, report: Waiting, *, is_tried_again: bool) -> None:
        tried = self._tried[report.name]
        self.hear(Failed(report.name, report.report.name, fault, tried, is_tried_again, outcome.usage))
