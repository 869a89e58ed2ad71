"""The provider's files and jobs, by the SDK. Nothing here is tried again: whoever asks knows what may be."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from pmtool.config import ModelSettings
from pmtool.engines.llm.faults import CallError, Faults, codes
from pmtool.engines.llm.jobs.sheets import ENDPOINT
from pmtool.engines.llm.limits import wait_asked
from pmtool.engines.llm.transport import network, sdk
from pmtool.engines.llm.underway import UNDERWAY, Call, hush
from pmtool.errors import EngineError

if TYPE_CHECKING:
    from openai.types import Batch

T = TypeVar("T")
_TRANSFER_S = 3600.0
"""For a file to travel: two hundred megabytes do so within an hour over any line that people work with."""
_MARK = "pmtool"
"""Of a job's metadata, under which its name stands."""
_MISSING = "{} takes no jobs under the base URL, or knows nothing of this one any more"
_ELSE = "Leave out --provider-batch, or check --base-url."
_ENDED = frozenset({"completed", "expired", "cancelled", "failed"})


@dataclass(frozen=True, slots=True)
class Job:
    """A job as the provider sees it."""

    id: str
    status: str
    output: str | None
    """File of what was answered."""
    errors: str | None
    """File of what was not."""
    codes: tuple[str, ...]
    """Of what is wrong with all of it."""
    answered: int
    """Requests so far."""
    failed: int
    wait: float | None = None
    """Seconds after which the provider wants to be asked again."""

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self.status in _ENDED


class NotThereError(EngineError):
    """The provider has no jobs, or not the job or file that was asked for."""


class Provider:
    """Whom jobs are handed to. Use it as an async context manager.

    All of it raises CallError, and NotThereError where the provider has no such thing.
    """

    def __init__(self, settings: ModelSettings) -> None:
        self._settings = settings
        self._faults = Faults(
            base_url=settings.base_url, model=settings.name, key=settings.key_origin, deadline=settings.deadline
        )

    async def __aenter__(self) -> Provider:
        self._openai = sdk(self._settings, network(self._settings))
        hush()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._openai.close()

    async def upload(self, path: str, name: str) -> str:
        """The id of a sheet that was uploaded under a name."""
        with open(path, "rb") as file:
            made = await self._done(self._openai.files.create(file=(name, file), purpose="batch"), _TRANSFER_S)
        return str(made.id)

    async def file_named(self, name: str) -> str | None:
        """The id of the file of that name, which an earlier run may have uploaded."""

        async def found() -> str | None:
            async for file in self._openai.files.list(purpose="batch"):
                if file.filename == name:
                    return str(file.id)
            return None

        return await self._done(found(), self._settings.deadline)

    async def create(self, file: str, name: str) -> Job:
        """Starts a job on an uploaded sheet; from here on it costs."""
        made = self._openai.batches.create(
            input_file_id=file, endpoint=ENDPOINT, completion_window="24h", metadata={_MARK: name}
        )
        return _job(await self._done(made, self._settings.deadline))

    async def job_on(self, file: str) -> Job | None:
        """The job on a sheet, which an earlier run, or a call whose answer was lost, may have started; one that failed
        did no work."""

        async def found() -> Job | None:
            async for job in self._openai.batches.list(limit=100):
                if job.input_file_id == file and job.status != "failed":
                    return _job(job)
            return None

        return await self._done(found(), self._settings.deadline)

    async def look(self, id: str) -> Job:
        """How a job is doing. Raises NotThereError for one that the provider knows no more."""
        raw = await self._done(self._openai.batches.with_raw_response.retrieve(id), self._settings.deadline)
        return _job(raw.parse(), wait_asked(raw.headers, time.time()))

    async def read(self, file: str, take: Callable[[bytes], None]) -> None:
        """Hands over the lines of a file as they come."""

        async def read() -> None:
            rest = b""
            async with self._openai.files.with_streaming_response.content(file) as response:
                async for piece in response.iter_bytes():
                    *lines, rest = (rest + piece).split(b"\n")
                    for line in filter(None, lines):
                        take(line)
            if rest:
                take(rest)

        await self._done(read(), _TRANSFER_S)

    async def remove(self, *files: str | None) -> None:
        """Has files deleted, as far as the provider does so: what reports say needn't lie about there."""
        for file in files:
            if file:
                with suppress(EngineError):
                    await self._done(self._openai.files.delete(file), self._settings.deadline)

    async def _done(self, asked: Awaitable[T], seconds: float) -> T:
        """What comes of a request."""
        loop = asyncio.get_running_loop()
        call = Call(None, due=loop.time() + seconds)
        token = UNDERWAY.set(call)
        try:
            async with asyncio.timeout(seconds):
                return await asked
        except TimeoutError:
            fault: EngineError = self._faults.late(call.status)
        except Exception as error:
            known = self._faults.from_error(error)
            if known is None:
                raise
            is_missing = isinstance(known, CallError) and known.kind == "path"
            fault = NotThereError(_MISSING.format(self._settings.host), _ELSE) if is_missing else known
        finally:
            UNDERWAY.reset(token)
        raise fault


def _job(batch: Batch, wait: float | None = None) -> Job:
    counts = batch.request_counts
    problems = (batch.errors.data if batch.errors else None) or []
    return Job(
        id=batch.id,
        status=batch.status,
        output=batch.output_file_id,
        errors=batch.error_file_id,
        codes=tuple(dict.fromkeys(code for problem in problems for code in codes({"code": problem.code}))),
        answered=counts.completed if counts else 0,
        failed=counts.failed if counts else 0,
        wait=wait,
    )
