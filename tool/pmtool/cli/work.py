"""What `pmtool structure` was asked to do, whoever does it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple

from pmtool.cli.output import Job
from pmtool.model import Document, Postmortem
from pmtool.pipeline.structure import Options


class Work(NamedTuple):
    """Incidents to structure, how, and what to make of the results."""

    jobs: Sequence[Job]
    options: Options
    max_bytes: int
    """The largest report."""
    dump: Callable[[Postmortem], str]
    is_quiet: bool
    """Whether stderr hears of nothing but errors."""

    def read(self, job: Job) -> Sequence[Document]:
        """A job's reports. Raises InputError."""
        from pmtool.source import read_sources

        stdin = sys.stdin.buffer if sys.stdin is not None else None
        return read_sources(job.reports, stdin=stdin, max_bytes=self.max_bytes)
