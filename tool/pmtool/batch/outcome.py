"""What goes into a conversion, and what comes out of it. All of it can be sent to another process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pmtool.model.finding import Finding
from pmtool.pipeline.triage import Triage

FaultKind = Literal["input", "model", "cap", "worker", "bug"]


@dataclass(frozen=True, slots=True)
class Task:
    """A report on its way to a worker."""

    name: str
    """Of its files in the archive."""
    sources: tuple[tuple[str, bytes], ...]
    """Name and content of each; the names are unique in the archive, and what the originals are kept as."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What calls to a model took."""

    calls: int = 0
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    cost: float = 0.0
    """In the currency of the prices; 0 without prices."""

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.calls + other.calls,
            self.input_tokens + other.input_tokens,
            self.cached_tokens + other.cached_tokens,
            self.output_tokens + other.output_tokens,
            self.cost + other.cost,
        )


@dataclass(frozen=True, slots=True)
class Made:
    """A postmortem as it goes into the archive."""

    json: str
    markdown: str
    triage: Triage
    findings: tuple[Finding, ...]
    sketch: tuple[int, ...]
    """Of the sources' words, see `archive.likeness`."""
    from_rules: tuple[str, ...] = ()
    """Parts that a model failed to fill, so that rules did."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why nothing was made."""

    kind: FaultKind
    message: str
    remedy: str = ""
    is_transient: bool = False
    """Whether the same may go well a little later."""
    is_final: bool = False
    """Whether no other report can fare better: a wrong key, a server that is not there."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a task."""

    task: Task
    made: Made | None = None
    fault: Fault | None = None
    """Set where nothing was made."""
    usage: Usage = Usage()
    seconds: float = 0.0
