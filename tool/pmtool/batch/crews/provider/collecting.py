"""What a job brought: replies kept, one by one, as its files are read."""

from __future__ import annotations

from pmtool.batch.manifest.jobs import Jobs, Posted
from pmtool.engines.llm.jobs.replies import Replies
from pmtool.engines.llm.jobs.results import Result, result_of, unanswered
from pmtool.engines.llm.spending import Usage

TRIES = 3
"""Jobs that a request goes into before it counts as failed."""
_AT_ONCE = 200
"""Replies kept in one step."""


class Collecting:
    """Takes the lines of a job's files, in any order; the same twice does no harm."""

    def __init__(self, posted: Posted, jobs: Jobs, replies: Replies) -> None:
        self.settled: set[str] = set()
        """Requests whose replies are kept."""
        self.usage = Usage()
        self._posted, self._jobs, self._replies = posted, jobs, replies
        self._results: list[Result] = []

    def take(self, line: bytes) -> None:
        """Keeps what a line tells, unless another job may bring more."""
        result = result_of(line)
        if result is None or result.key in self.settled or self._jobs.job_of(result.key) != self._posted.number:
            return
        self.usage += result.usage
        if result.is_settled or self._jobs.tries(result.key) + 1 >= TRIES:
            self._keep(result)

    def close(self, *, counts: bool) -> None:
        """Keeps what is left; requests of which the files told nothing have failed like others, if that `counts`."""
        if counts:
            for key in list(self._jobs.keys(self._posted.number)):
                if key not in self.settled and self._jobs.tries(key) + 1 >= TRIES:
                    self._keep(unanswered(key))
        self._flush()

    def _keep(self, result: Result) -> None:
        self.settled.add(result.key)
        self._results.append(result)
        if len(self._results) >= _AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        self._replies.put((result.key, result.replied) for result in self._results)
        self._results.clear()
