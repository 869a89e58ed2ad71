"""Runs over reports that ask a server on loopback, by calls or in jobs."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from asking import settings_for
from model_server import ModelServer
from pmtool.batch import inputs
from pmtool.batch.crews import Crew
from pmtool.batch.crews.model import ModelCrew
from pmtool.batch.crews.provider.crew import ProviderCrew
from pmtool.batch.events import Ended, Event
from pmtool.batch.manifest.manifest import Manifest
from pmtool.batch.manifest.planning import plan, retry_failed
from pmtool.batch.recipe import Recipe
from pmtool.batch.running import Run, claimed
from pmtool.config import ModelSettings
from pmtool.pipeline.structure import Options

PAUSES = (0.01, 0.01, 0.01, 0.01)
_FIGURES = re.compile(
    r'"?\b(?:started_at|elapsed_s|cost|calls|input_tokens|output_tokens|cached_tokens)"?: .*$', re.MULTILINE
)


@dataclass
class Archive:
    """Reports in `in`, and what comes of them in `out`, of a folder."""

    folder: Path
    events: list[Event] = field(default_factory=list)
    """Of the latest run."""

    @property
    def out(self) -> Path:
        return self.folder / "out"

    @property
    def ended(self) -> Ended:
        last = self.events[-1]
        assert isinstance(last, Ended)
        return last

    @property
    def files(self) -> dict[str, str]:
        """What is told of reports, but for the figures of the runs."""
        found = sorted((self.out / "postmortems").rglob("*.*"))
        return {path.name: _FIGURES.sub("", path.read_text(encoding="utf-8")) for path in found}

    def told(self, kind: type[Event]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]

    def call(self, server: ModelServer, **changed: Any) -> Archive:
        """A run that calls."""
        return self._run(settings_for(server, **changed), lambda recipe: ModelCrew(recipe, **_ways(self)))

    def post(
        self, server: ModelServer, *, hear: Callable[[Event], None] = lambda event: None, retries: bool = False,
        manner: dict[str, Any] | None = None, **changed: Any,
    ) -> Archive:  # fmt: skip
        """A run that asks in jobs."""
        more = {"pauses": PAUSES, **_ways(self, hear), **(manner or {})}
        return self._run(
            settings_for(server, **changed), lambda recipe: ProviderCrew(recipe, str(self.out), **more), retries
        )

    def _run(self, settings: ModelSettings, crew: Callable[[Recipe], Crew], retries: bool = False) -> Archive:
        self.events.clear()
        recipe = Recipe("llm", Options("llm", model=settings), 1 << 20)
        out = str(self.out)
        with claimed(out), Manifest(out) as manifest:
            manifest.begin(recipe.told())
            if retries:
                retry_failed(manifest)
            found = inputs.reports(inputs.files([str(self.folder / "in")], away_from=out))
            plan(manifest, out, recipe.hash, found, self.events.append)
            self.events.append(asyncio.run(Run(manifest, out, recipe, self.events.append).run(crew(recipe))))
        return self


def _ways(archive: Archive, hear: Callable[[Event], None] = lambda event: None) -> dict[str, Any]:
    def listen(event: Event) -> None:
        archive.events.append(event)
        hear(event)

    return {"processes": 1, "at_once": 4, "hear": listen}


def asked(jobs: Sequence[Any]) -> Counter[str]:
    """How many jobs each request is in."""
    return Counter(key for job in jobs for key in job.keys)
