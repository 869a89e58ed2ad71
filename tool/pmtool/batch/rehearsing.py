"""What a run would do, found out without leaving a trace."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import Literal

from pmtool import locks
from pmtool.batch import storing
from pmtool.batch.converting import prepared
from pmtool.batch.manifest import database
from pmtool.batch.manifest.manifest import Manifest
from pmtool.batch.manifest.planning import Planner, Verdict
from pmtool.batch.outcome import Usage
from pmtool.batch.recipe import Recipe
from pmtool.batch.report import Report, Unreadable
from pmtool.batch.tasks import task_of
from pmtool.errors import InputError, UsageError
from pmtool.reasons import reason
from pmtool.source.sanitize import on_one_line

NOTHING = Usage()


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What would become of a report."""

    input: str
    """As people know it."""
    verdict: Verdict | Literal["unreadable"]
    """`waiting` for those that would be converted."""
    usage: Usage = NOTHING
    """Estimated."""
    why: str = ""
    """What is wrong with one that can't be read."""


@contextmanager
def rehearsed(out: str) -> Iterator[Manifest]:
    """A copy of an archive's manifest that is gone in the end; an empty one where there is none.

    Raises UsageError where a run is at work on it, InputError where it can't be read.
    """
    if locks.is_held(storing.lock_path(out)):
        raise UsageError(f"a run is at work on {on_one_line(out)}", "Wait until it has ended.")
    with TemporaryDirectory(prefix="pmtool-") as folder:
        try:
            for name in (database.FILE, f"{database.FILE}-wal"):
                if os.path.exists(os.path.join(out, name)):
                    shutil.copyfile(os.path.join(out, name), os.path.join(folder, name))
        except OSError as error:
            raise InputError(f"{on_one_line(out)} can't be read: {reason(error)}", "Check its permissions.") from error
        with Manifest(folder) as manifest:
            manifest.begin("")
            yield manifest


def rehearse(manifest: Manifest, out: str, recipe: Recipe, found: Iterable[Report | Unreadable]) -> Iterator[Rehearsed]:
    """What would become of what was found, one by one."""
    manifest.db.execute("BEGIN")
    planner = Planner(manifest, out, recipe.hash)  # never closed: that would remove files
    for report in found:
        if isinstance(report, Unreadable):
            yield Rehearsed(report.name, "unreadable", why=report.message)
        elif (verdict := planner.take(report)) == "waiting":
            yield _estimated(report, recipe)
        else:
            yield Rehearsed(report.name, verdict)


def rehearse_waiting(manifest: Manifest, recipe: Recipe) -> Iterator[Rehearsed]:
    """The same for what waits, where nothing was looked for."""
    for waiting in manifest.waiting():
        yield _estimated(waiting.report, recipe)


def _estimated(report: Report, recipe: Recipe) -> Rehearsed:
    """A report that would be converted."""
    model = recipe.options.model
    if model is None:
        return Rehearsed(report.name, "waiting")
    from pmtool.engines import llm

    try:
        case = prepared(task_of(report.stem, report, recipe.max_bytes), recipe)
    except InputError as error:
        return Rehearsed(report.name, "unreadable", why=str(error))
    took = llm.estimate(case, model)
    usage = Usage(took.calls, took.input_tokens, 0, took.output_tokens, took.cost or 0.0)
    return Rehearsed(report.name, "waiting", usage)
