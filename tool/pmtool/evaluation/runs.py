"""What is judged: postmortems that lie in a folder, or an engine that makes them of gold's own sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from pmtool.evaluation.kept import Entry, Held, held
from pmtool.model import Document, Postmortem
from pmtool.model.progress import Notify
from pmtool.pipeline.structure import Options, structure

Follow = Callable[[str], AbstractContextManager[Notify]]
"""Shows how a model gets on with the report of that name."""
Keep = Callable[[str, Postmortem], None]
"""Takes the postmortem that was made of the report of that name."""


class Run(Protocol):
    """Something that has a postmortem for a report of gold's, or ought to."""

    @property
    def label(self) -> str:
        """What people call it."""

    @property
    def needs_sources(self) -> bool:
        """Whether there can be no postmortem without gold's sources."""

    @property
    def is_followed(self) -> bool:
        """Whether it is shown how it gets on."""

    def of(self, gold: Entry, documents: Sequence[Document]) -> Held | None:
        """Its postmortem of the incident; null where it has none. Raises InputError and EngineError."""


@dataclass(frozen=True)
class KeptRun:
    """Postmortems that were made before."""

    label: str
    fellows: Mapping[Entry, Entry]
    """By gold's."""
    max_bytes: int
    needs_sources: bool = False
    is_followed: bool = False

    def of(self, gold: Entry, documents: Sequence[Document]) -> Held | None:
        """See `Run`."""
        fellow = self.fellows.get(gold)
        return held(fellow, self.max_bytes) if fellow else None


@dataclass(frozen=True)
class EngineRun:
    """Postmortems made now."""

    label: str
    options: Options
    follow: Follow
    keep: Keep
    needs_sources: bool = True

    @property
    def is_followed(self) -> bool:
        """See `Run`: what rules make is there at once."""
        return self.options.model is not None

    def of(self, gold: Entry, documents: Sequence[Document]) -> Held | None:
        """See `Run`. Each postmortem is kept as soon as it is there."""
        with self.follow(gold.stem) as notify:
            postmortem = structure(documents, self.options, notify)
        self.keep(gold.stem, postmortem)
        return Held(postmortem)
