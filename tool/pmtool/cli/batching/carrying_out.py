"""Carrying an order out: claim the archive, plan, convert, build its tables and pages, say what became of it."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from pmtool.batch import publishing
from pmtool.batch.events import Ended, Hear, Planned
from pmtool.batch.manifest.jobs import under_way
from pmtool.batch.manifest.manifest import Manifest
from pmtool.batch.manifest.planning import plan, retry_failed
from pmtool.batch.outcome import Usage
from pmtool.batch.report import Report, Unreadable
from pmtool.batch.results import Contents
from pmtool.batch.running import Run, claimed
from pmtool.cli import diagnostics
from pmtool.cli.batching import closing, followed
from pmtool.cli.batching.crews import crew_for
from pmtool.cli.batching.order import Order
from pmtool.cli.batching.wording import count
from pmtool.errors import EngineError

EXIT_INCOMPLETE = 1
"""Some reports failed, or are left."""
_CODES = {"interrupted": diagnostics.EXIT_INTERRUPTED, "stopped": EngineError.exit_code, "capped": EXIT_INCOMPLETE}


def carry_out(order: Order) -> int:
    """Converts what there is to do; returns the exit code. Raises PmtoolError."""
    if not order.is_quiet:
        diagnostics.say(order.engine)
    with followed(is_quiet=order.is_quiet, as_json=order.as_json, has_prices=order.has_prices) as hear:
        ended = _carried_out(order, hear)
        hear(ended)
    failures = sum(1 for _ in Contents(order.out).unconverted())
    need = None if ended.ending == "interrupted" else publishing.need(order.out)
    closing.tell(order, ended, failures, need)
    lacks = need.unconverted if need else failures
    return _CODES.get(ended.ending) or (EXIT_INCOMPLETE if lacks else 0)


def _carried_out(order: Order, hear: Hear) -> Ended:
    begun = time.monotonic()
    skipped = Counter[str]()
    found = order.reports(skipped) if order.inputs else ()
    with claimed(order.out), Manifest(order.out) as manifest:
        manifest.begin(order.recipe.told())
        ended = Ended("interrupted", "interrupted before anything was converted", 0, 0, 0, Usage(), 0)
        try:
            hear(replace(_planned(order, manifest, found, hear), skipped=dict(skipped)))
            ended = _converted(order, manifest, hear)
            if ended.ending != "interrupted":
                _build(order, manifest, hear)
        except KeyboardInterrupt:
            why = ended.why or "interrupted while tables and pages were made of what is converted"
            ended = replace(ended, ending="interrupted", why=why)
    return replace(ended, seconds=time.monotonic() - begun)


def _planned(order: Order, manifest: Manifest, found: Iterable[Report | Unreadable], hear: Hear) -> Planned:
    """What there is to do: of what was found, of what failed, or of both."""
    if order.retries_failed:
        retry_failed(manifest)
    if order.inputs:
        return plan(manifest, order.out, order.recipe.hash, found, hear)
    return Planned(manifest.counts()["waiting"])


def _converted(order: Order, manifest: Manifest, hear: Hear) -> Ended:
    run = Run(manifest, order.out, order.recipe, hear)
    try:
        return asyncio.run(run.run(crew_for(order, hear)))
    except KeyboardInterrupt:  # by now all that was under way is settled or dropped
        left = manifest.counts()["waiting"]
        why = f"interrupted: {run.converted:,} converted, {left:,} left{_still_there(manifest)}"
        return Ended("interrupted", why, run.converted, run.failed, left, run.usage, 0)


def _still_there(manifest: Manifest) -> str:
    """The jobs at a provider that nobody interrupts, if there are any."""
    jobs, requests = under_way(manifest.db)
    return f"; still at the provider: {count(jobs, 'job')} of {count(requests, 'request')}" if jobs else ""


def _build(order: Order, manifest: Manifest, hear: Hear) -> None:
    """The archive's tables and pages, of all that is done by now."""
    publishing.build(order.out, manifest, hear)
    if order.writes_parquet:
        publishing.build_parquet(order.out)
