"""Reports that wait to tasks for a crew."""

from __future__ import annotations

from pmtool.batch import inputs, storing
from pmtool.batch.outcome import Task
from pmtool.batch.report import Report


def task_of(name: str, report: Report, max_bytes: int) -> Task:
    """What a report of that name says by now. Raises InputError where that can't be read or is no longer the same."""
    contents = inputs.contents(report, max_bytes=max_bytes)
    names = storing.source_names(name, [label for label, _ in contents])
    return Task(name, tuple(zip(names, (data for _, data in contents), strict=True)))
