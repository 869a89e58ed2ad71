"""Processes that work for a batch, and what happens when one dies on a report."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from threading import Thread
from typing import ParamSpec, TypeVar

_YOUNG = 50_000
"""New objects at which Python looks for garbage. A report is many of them, nearly all gone or kept together when it is
done: the usual 700 cost a fifth of the processor's time."""
_NICE = 5
"""By how much processes stand back for the event loop, whose delays keep a server waiting for the next call."""
P = ParamSpec("P")
T = TypeVar("T")


class WorkerDiedError(Exception):
    """What was to be done takes workers down with it: alone in a process of its own, it did so again."""


class Workers:
    """A pool of processes. Use it as an async context manager, in one event loop.

    Meanwhile Python seldom looks for garbage, in those and in this one. Without processes it is left as it is: a
    cluster's worker is not ours alone.
    """

    def __init__(self, processes: int) -> None:
        """Without processes, it is done in threads of this one: for one that may have no children."""
        self._processes = processes
        self._pool: ProcessPoolExecutor | None = None
        self._alone = asyncio.Lock()
        self._threshold = gc.get_threshold()

    async def __aenter__(self) -> Workers:
        if self._processes:
            gc.set_threshold(_YOUNG)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._processes:
            gc.set_threshold(*self._threshold)
        if self._pool:
            _give_up(self._pool)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What a function of a module returns, called in one of the processes.

        Where a process dies, nobody can tell on whose work: what was under way is done once more, each alone. Raises
        WorkerDiedError for what kills a process then, too, and what the function raises.
        """
        if not self._processes:
            return await asyncio.to_thread(work, *args, **kwargs)
        self._pool = pool = self._pool or _pool(self._processes)
        try:
            return await _called(pool, work, *args, **kwargs)
        except BrokenProcessPool:
            if self._pool is pool:
                self._pool = None
                _give_up(pool)
        async with self._alone:
            single = _pool(1)
            try:
                return await _called(single, work, *args, **kwargs)
            except BrokenProcessPool:
                raise WorkerDiedError from None
            finally:
                _give_up(single)


async def _called(pool: ProcessPoolExecutor, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    with _deaf_to_interrupts():  # a call may start a process
        future = pool.submit(work, *args, **kwargs)
    return await asyncio.wrap_future(future)


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Ctrl-C does not get at processes that are started here, not even while they still import what they need."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _pool(processes: int) -> ProcessPoolExecutor:
    """Started anew rather than forked: a fork would take the event loop, its sockets and its locks along."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(processes, mp_context=context, initializer=_begin)


def _begin() -> None:
    """Leaves Ctrl-C to the process that people see, since it reaches the whole group; and does not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(_YOUNG)
    if hasattr(os, "nice"):
        os.nice(_NICE)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A pool's process would wait for work for ever, were its parent killed."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _give_up(pool: ProcessPoolExecutor) -> None:
    """Ends the processes now, whatever they are at: nothing that they do is of use any more."""
    processes = list((pool._processes or {}).values())  # nothing public ends them before Python 3.14
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()
    for process in processes:
        process.join()
