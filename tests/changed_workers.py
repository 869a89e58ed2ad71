"""Workers of a Dask cluster to which some reports do harm. Workers import it, so it imports little."""

from __future__ import annotations

import os
import time

from distributed import Worker, WorkerPlugin

from pmtool.batch.crews.cluster import work
from pmtool.batch.outcome import Outcome, Task
from pmtool.batch.recipe import Recipe

DEADLY = "deadly"
SLOW = "slow"
"""How names of reports begin."""


class Harm(WorkerPlugin):
    """Reports with certain names kill the process, or take a while."""

    def setup(self, worker: Worker) -> None:
        """Changes this worker's conversion by rules."""
        convert = work.by_rules

        def converting(task: Task, recipe: Recipe) -> Outcome:
            if task.name.startswith(DEADLY):
                os._exit(1)
            if task.name.startswith(SLOW):
                time.sleep(0.2)
            return convert(task, recipe)

        work.by_rules = converting  # type: ignore[assignment]
