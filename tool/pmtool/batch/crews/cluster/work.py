"""What a worker of the cluster does with a block."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Callable
from contextlib import aclosing, suppress
from dataclasses import replace
from itertools import takewhile
from tempfile import TemporaryDirectory

from pmtool import __version__
from pmtool.batch.converting import by_rules
from pmtool.batch.crews.cluster import travelling
from pmtool.batch.crews.cluster.block import Block
from pmtool.batch.events import unheard
from pmtool.batch.outcome import Fault, Outcome, Task
from pmtool.errors import PmtoolError

_LOOK_SECONDS = 0.5
"""Between two looks whether a block is still wanted."""

IsWanted = Callable[[], bool]
"""Whether anybody still waits for the block."""


def convert(packed: bytes) -> list[Outcome]:
    """What became of a block's tasks, in their order, without their sources. To be called by a thread of a worker.

    Ends early, with whatever, where nobody waits for it any more.
    """
    block: Block = pickle.loads(packed)
    if block.version != __version__:
        outcomes = _refused(block)
    elif block.recipe.engine == "llm":
        outcomes = asyncio.run(_by_model(block, _watch()))
    else:
        outcomes = _by_rules(block, _watch())
    return [replace(outcome, task=Task(outcome.task.name, ())) for outcome in outcomes]


def _refused(block: Block) -> list[Outcome]:
    """By a worker that came after all workers were looked at."""
    why = f"a worker of the Dask cluster has pmtool {__version__}, and the reports come from pmtool {block.version}"
    return _failed(block, Fault("worker", why, "Install the same on both sides.", is_final=True))


def _failed(block: Block, fault: Fault) -> list[Outcome]:
    return [Outcome(task, fault=fault) for task in block.tasks]


def _by_rules(block: Block, is_wanted: IsWanted) -> list[Outcome]:
    outcomes = []
    for task in block.tasks:
        if not is_wanted():
            break
        outcomes.append(by_rules(task, block.recipe))
    return outcomes


async def _by_model(block: Block, is_wanted: IsWanted) -> list[Outcome]:
    """In an event loop of its own: on the worker's, each report would take up one of its threads."""
    asking = asyncio.ensure_future(_asked(block))
    while not asking.done() and is_wanted():
        await asyncio.wait((asking,), timeout=_LOOK_SECONDS)
    asking.cancel()
    with suppress(asyncio.CancelledError):
        return await asking
    return []


async def _asked(block: Block) -> list[Outcome]:
    """A block is as a run of its own: a crew, and nothing more once no report can fare better."""
    from pmtool.batch.crews.model import ModelCrew

    part = block.part
    final: Fault | None = None
    known: dict[str, Outcome] = {}
    with TemporaryDirectory(prefix="pmtool-") as folder:
        try:
            recipe = travelling.received(block.recipe, block.prompts, folder)
        except PmtoolError as error:
            return _failed(block, Fault("model", str(error), error.remedy, is_final=True))
        async with ModelCrew(
            recipe,
            processes=0,  # a worker may have no children
            at_once=part.at_once,
            hear=unheard,
            max_cost=part.max_cost,
            max_tokens=part.max_tokens,
        ) as crew:
            tasks = takewhile(lambda _: final is None, block.tasks)
            async with aclosing(crew.outcomes(tasks)) as outcomes:
                async for outcome in outcomes:
                    known[outcome.task.name] = outcome
                    if outcome.fault and outcome.fault.is_final:
                        final = outcome.fault
    return [known.get(task.name) or Outcome(task, fault=final) for task in block.tasks]


def _watch() -> IsWanted:
    """Looks after the block that this thread is at: one that was taken back, or whose sender is gone, goes on being
    worked at unless it ends itself."""
    from distributed import get_worker

    worker = get_worker()
    key = worker.get_current_task()

    def is_wanted() -> bool:
        known = worker.state.tasks.get(key)
        return known is not None and known.state != "cancelled"

    return is_wanted
