"""Jobs from the first request noted to the last reply kept. Whatever ends a run, the next one takes them up there."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from functools import partial
from itertools import chain, repeat

from pmtool.batch.crews.provider.collecting import Collecting
from pmtool.batch.crews.provider.patience import Patience
from pmtool.batch.events import Hear, Looked, Submitted
from pmtool.batch.manifest.jobs import Jobs, Posted
from pmtool.engines.llm.jobs.deferring import Replied
from pmtool.engines.llm.jobs.provider import Job, Provider
from pmtool.engines.llm.jobs.replies import Replies
from pmtool.engines.llm.jobs.sheets import Limits, Sheets, leftovers, remove
from pmtool.engines.llm.purse import Purse
from pmtool.engines.llm.spending import Usage
from pmtool.errors import EngineError, SpendingCapError

_TOO_MUCH = "token_limit_exceeded"
"""What OpenAI says of a job when all that are under way are too large together."""


class Posting:
    """Hands what is noted to a provider, and brings back what comes of it."""

    def __init__(
        self,
        provider: Provider,
        jobs: Jobs,
        replies: Replies,
        folder: str,
        purse: Purse,
        patience: Patience,
        hear: Hear,
        limits: Limits,
    ) -> None:
        """`folder` is where sheets wait for being uploaded; `purse` holds what the jobs may take together."""
        self._provider, self._jobs, self._replies = provider, jobs, replies
        self._folder, self._purse, self._patience, self._hear = folder, purse, patience, hear
        self._limits = limits
        self._sheets = Sheets(folder, limits)
        self._awaited: set[int] = set()
        self._crowded: set[int] = set()  # jobs refused for being too large besides others
        self.cap: SpendingCapError | None = None
        """Why something asked for was not noted."""

    @property
    def is_awaited(self) -> bool:
        """Whether there is a job that may bring what is asked for."""
        return bool(self._waited_for())

    def find(self, key: str) -> Replied | None:
        """The reply to a request."""
        return self._replies.get(key)

    def note(self, key: str, body: bytes, estimate: Usage) -> None:
        """Takes down a request that is in no job yet, and may be paid for. Raises OutputError."""
        job = self._jobs.job_of(key)
        if job is not None:
            self._awaited.add(job)
        elif key not in self._sheets and self._fits(estimate):
            self._purse.reserve(estimate)
            self._sheets.add(key, body, estimate)

    def _fits(self, estimate: Usage) -> bool:
        """What does not may do so once others took less than was set aside."""
        try:
            return self._purse.fits(estimate)
        except SpendingCapError as error:
            self.cap = error
            return False

    async def take_up(self) -> None:
        """Goes on with what earlier runs began, and collects what is over. Raises EngineError."""
        for path in leftovers(self._folder, self._jobs.sheets()):
            remove(path)
        for posted in self._jobs.open():
            self._purse.reserve(_estimate(posted))
        await self._go_on()
        for posted in self._running():
            await self._look(posted)

    async def send(self) -> None:
        """Has all that was noted go out. Raises EngineError and OutputError."""
        sheets = self._sheets.taken()
        for sheet in sheets:
            used = sheet.estimate
            number = self._jobs.add(
                sheet.path, sheet.keys, input_tokens=used.input_tokens, output_tokens=used.output_tokens
            )
            self._awaited.add(number)
        await self._go_on()
        if sheets:
            self._hear(Submitted(len(sheets), sum(len(sheet.keys) for sheet in sheets)))

    async def settle(self) -> None:
        """Waits until all that was asked for has come, or will not. Raises EngineError."""
        pauses = chain(self._patience.pauses, repeat(self._patience.pauses[-1]))
        while awaited := self._waited_for():
            seen = [await self._look(posted) for posted in awaited if posted.state == "running"]
            await self._go_on()
            left = [job for job in seen if not job.has_ended]
            if not self._waited_for():
                return
            pause = max([next(pauses), *(job.wait or 0.0 for job in left)])
            answered, failed = sum(job.answered for job in left), sum(job.failed for job in left)
            self._hear(Looked(len(awaited), sum(p.requests for p in awaited), answered, failed, pause))
            await asyncio.sleep(pause)

    def tidy(self) -> None:
        """Has what failed for good be asked anew, should anybody do so; forgets all that nobody can ask for again."""
        self._jobs.forget_tries()
        if self._jobs.may_be_asked_for():
            self._replies.forget_failures()
        else:
            self._replies.forget_all()

    def close(self) -> None:
        """Gives up what was noted and not sent."""
        self._sheets.discard()

    def _waited_for(self) -> list[Posted]:
        return [posted for posted in self._jobs.open() if posted.number in self._awaited]

    def _running(self) -> list[Posted]:
        return [posted for posted in self._jobs.open() if posted.state == "running"]

    async def _go_on(self) -> None:
        """Takes each job as far as it can be taken; one that was refused besides others has to be alone."""
        for posted in self._jobs.open():
            if posted.state != "running" and not (posted.number in self._crowded and self._running()):
                await self._start(posted)

    async def _start(self, posted: Posted) -> None:
        path = os.path.join(self._folder, posted.sheet)
        file = posted.file or await self._uploaded(posted, path)
        if file is None:
            return
        found = partial(self._provider.job_on, file)
        job = await self._patience.until_done(found) if posted.file else None
        if job is None:
            self._jobs.step(posted.number, "creating")
            create = partial(self._provider.create, file, posted.sheet)
            job = await self._patience.until_done(create, found)
        self._jobs.step(posted.number, "running", job=job.id)
        remove(path)

    async def _uploaded(self, posted: Posted, path: str) -> str | None:
        """The provider's id of a sheet; None where it is neither there nor here any more: it is noted anew."""
        found = partial(self._provider.file_named, posted.sheet)
        file = await self._patience.until_done(found) if posted.state == "uploading" else None
        if file is None:
            if not os.path.exists(path):
                self._give_up(posted)
                return None
            self._jobs.step(posted.number, "uploading")
            file = await self._patience.until_done(partial(self._provider.upload, path, posted.sheet), found)
        self._jobs.step(posted.number, "uploaded", file=file)
        return file

    async def _look(self, posted: Posted) -> Job:
        """How a running job is doing; what it brought is collected."""
        assert posted.job
        job = await self._patience.until_done(partial(self._provider.look, posted.job))
        if job.status == "failed":
            self._refused(posted, job)
        elif job.has_ended:
            await self._collect(posted, job)
        return job

    async def _collect(self, posted: Posted, job: Job) -> None:
        async def collected() -> Collecting:
            collecting = Collecting(posted, self._jobs, self._replies)
            for file in filter(None, (job.output, job.errors)):
                await self._provider.read(file, collecting.take)
            return collecting

        was_cancelled = job.status == "cancelled"
        collecting = await self._patience.until_done(collected)
        collecting.close(counts=not was_cancelled)
        self._jobs.end(posted.number, "collected", collecting.settled, counts=not was_cancelled)
        self._purse.settle(_estimate(posted), collecting.usage)
        await self._provider.remove(posted.file, job.output, job.errors)
        if was_cancelled:
            raise EngineError(
                f"the job {job.id} was cancelled at the provider, "
                f"{len(collecting.settled):,} of its {posted.requests:,} requests are answered",
                "Run it again to send the others anew.",
            )

    def _refused(self, posted: Posted, job: Job) -> None:
        """A job of which the provider takes no request. One that is too large, besides others or by itself, waits for
        the others or is made smaller."""
        if _TOO_MUCH in job.codes and len(self._running()) > 1:
            self._jobs.step(posted.number, "uploaded")
            self._crowded.add(posted.number)
            return
        self._give_up(posted)
        if _TOO_MUCH in job.codes and posted.requests > 1:
            self._limits = replace(self._limits, requests=posted.requests // 2)
            self._sheets = Sheets(self._folder, self._limits)
            return
        why = ", ".join(job.codes) or "no reason given"
        raise EngineError(
            f"the provider refuses the job {job.id} ({why})",
            "See there what is wrong with it, or leave out --provider-batch.",
        )

    def _give_up(self, posted: Posted) -> None:
        self._jobs.end(posted.number, "given up", counts=False)
        self._purse.settle(_estimate(posted), Usage())


def _estimate(posted: Posted) -> Usage:
    return Usage(calls=posted.requests, input_tokens=posted.input_tokens, output_tokens=posted.output_tokens)
