"""The way to a Dask cluster. The one place that knows distributed, which is imported when a connection is opened."""

from __future__ import annotations

import asyncio
import logging
import pickle
import time
import uuid
import warnings
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from pmtool.batch.crews.cluster.block import Block
from pmtool.batch.crews.cluster.dispatch import WorkersDiedError
from pmtool.batch.crews.cluster.versions import Versions, require_same
from pmtool.batch.outcome import Outcome
from pmtool.errors import EngineError, UsageError
from pmtool.source.sanitize import on_one_line

_CONNECT_SECONDS = 8.0
_ANSWER_SECONDS = 20.0
"""For a scheduler that was there before, and may be busy."""
_CLOSE_SECONDS = 3.0
_LOOK_SECONDS = 1.0
"""Between two looks at who is in the cluster."""
_LOGGERS = ("distributed", "distributed.client", "distributed.gc", "tornado", "tornado.application")


class Connection:
    """A scheduler and its workers, from `open()` to `close()`, in one event loop. See Cluster."""

    def __init__(self, address: str, patience: float) -> None:
        """`patience` is how many seconds the cluster may be without workers."""
        self._address, self._patience = on_one_line(address), patience
        self._client: Any = None  # distributed's own types leave much out, and tell of its way without asyncio
        self._lost: asyncio.Future[EngineError] | None = None
        self._slots = 0

    @property
    def slots(self) -> int:
        """Threads of all workers."""
        return self._slots

    async def open(self) -> None:
        """Raises UsageError where the address is none, and EngineError where the scheduler can't be reached, or its
        workers can't do this."""
        try:
            await self._connect()
            await self._require_fitness()
        except BaseException:
            await self.close()
            raise
        self._lost = asyncio.ensure_future(self._watch())

    async def close(self) -> None:
        """Lets go of the cluster, which drops what it still has of ours."""
        if self._lost:
            self._lost.cancel()
        if self._client:
            with suppress(Exception):
                await self._client.close(timeout=_CLOSE_SECONDS)

    async def convert(self, block: Block) -> list[Outcome]:
        """See Cluster."""
        assert self._lost
        if self._lost.done():
            raise self._lost.result()
        if self._client.status != "running":
            raise self._gone()
        future = _submitted(self._client, block)
        waiting = asyncio.ensure_future(future.result())
        try:
            await asyncio.wait((waiting, self._lost), return_when=asyncio.FIRST_COMPLETED)
            if waiting.done():
                return self._read(waiting)
            raise self._lost.result()
        finally:
            waiting.cancel()
            future.release()  # nobody else wants it, so that the cluster drops it, done or not

    async def _connect(self) -> None:
        import distributed

        client: Any = distributed.Client
        _hush()
        try:
            with warnings.catch_warnings(action="ignore"):  # it warns of versions, which are looked at below
                async with asyncio.timeout(_CONNECT_SECONDS + 1):  # its own does not hold for servers of another kind
                    self._client = client(
                        self._address, asynchronous=True, timeout=_CONNECT_SECONDS, set_as_default=False, name="pmtool"
                    )
                    await self._client
        except ValueError as error:
            raise UsageError(
                f"--dask: {self._address} is no address of a Dask scheduler",
                "Name its host and port: tcp://scheduler.example.com:8786.",
            ) from error
        except Exception as error:  # OSError and TimeoutError; of TLS and websockets all kinds
            raise EngineError(
                f"no Dask scheduler answers at {self._address}",
                "Start one with `dask scheduler`, or check --dask.",
            ) from error

    async def _require_fitness(self) -> None:
        """Raises EngineError for a cluster whose programs are others than here, or that doesn't answer."""
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                found = await self._client.get_versions(packages=["pmtool"])
                self._slots = await self._threads()
        except (OSError, TimeoutError) as error:
            raise self._gone() from error
        workers = (_versions(told) for told in found["workers"].values() if told)
        require_same(_versions(found["client"]), _versions(found["scheduler"]), workers)

    async def _watch(self) -> EngineError:
        """Keeps an eye on who is in the cluster; returns once it can't be used any more."""
        had_workers = time.monotonic()
        while True:
            try:
                async with asyncio.timeout(_ANSWER_SECONDS):
                    self._slots = await self._threads()
            except Exception:  # a client that has given up raises whatever
                return self._gone()
            if self._slots:
                had_workers = time.monotonic()
            elif time.monotonic() - had_workers > self._patience:
                return EngineError(
                    f"the Dask cluster at {self._address} has had no workers for {self._patience:g} seconds",
                    "Start some with `dask worker`, and run it again: what is done stays done.",
                )
            await asyncio.sleep(_LOOK_SECONDS)

    async def _threads(self) -> int:
        threads: Mapping[str, int] = await self._client.nthreads()
        return sum(threads.values())

    def _read(self, waiting: asyncio.Future[list[Outcome]]) -> list[Outcome]:
        from distributed import CancelledError, KilledWorker

        try:
            return waiting.result()
        except KilledWorker:
            raise WorkersDiedError from None
        except (CancelledError, OSError) as error:
            raise self._gone() from error
        except Exception as error:  # whatever a worker's Python can't do; the words may quote a report
            raise EngineError(
                f"the workers of the Dask cluster can't run pmtool ({type(error).__name__})",
                "Install the same on both sides: `pip install 'pmtool[dask]'`.",
            ) from error

    def _gone(self) -> EngineError:
        return EngineError(
            f"the Dask scheduler at {self._address} is gone, or has dropped what it had",
            "Run it again once the cluster is back: what is done stays done.",
        )


def _submitted(client: Any, block: Block) -> Any:
    """A block's future. It is sent as bytes and with a function that travels itself: a scheduler unpacks what it passes
    on, and that would take pmtool there."""

    def convert(packed: bytes) -> list[Outcome]:
        from pmtool.batch.crews.cluster.work import convert

        return convert(packed)

    with warnings.catch_warnings(action="ignore"):  # of large graphs: a report may be 30 MB
        return client.submit(convert, pickle.dumps(block), key=f"pmtool-{uuid.uuid4().hex}")


def _versions(told: Mapping[str, Any]) -> Versions:
    packages = told["packages"]
    return Versions(".".join(packages["python"].split(".")[:2]), packages.get("pmtool"))


def _hush() -> None:
    """Keeps distributed from talking on stderr: what matters of it is raised."""
    for name in _LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
