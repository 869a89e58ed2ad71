"""What a batch tells front ends while it runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from pmtool.batch.outcome import Fault, Usage

Ending = Literal["done", "awaiting", "capped", "stopped", "interrupted"]
"""All was tried; answers are still to come from a provider's jobs; the spending cap was reached; no report could fare
better; somebody ended it."""


@dataclass(frozen=True, slots=True)
class Found:
    """Inputs are being looked at; told again and again."""

    reports: int
    """So far."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What there is to do."""

    waiting: int
    unchanged: int = 0
    copies: int = 0
    failed_before: int = 0
    """Failed or quarantined in another run, and the same since: only asked for again with `--retry-failed`."""
    edited: tuple[str, ...] = ()
    """Postmortems that a person changed, whose reports have changed since: left alone."""
    unreadable: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    """How many files of folders were left out, by their suffixes: none that ends so is a report."""


@dataclass(frozen=True, slots=True)
class Converted:
    """A postmortem was written."""

    name: str
    input: str
    risk: int
    from_rules: tuple[str, ...]
    usage: Usage
    seconds: float


@dataclass(frozen=True, slots=True)
class Failed:
    """A report came to nothing; the others go on."""

    name: str
    input: str
    fault: Fault
    attempts: int
    """In this run."""
    is_tried_again: bool
    """Later in this run."""
    usage: Usage


@dataclass(frozen=True, slots=True)
class Paused:
    """The server wants to be left alone."""

    seconds: float
    why: str


@dataclass(frozen=True, slots=True)
class Submitted:
    """Requests were handed to the provider, who answers them within a day."""

    jobs: int
    requests: int


@dataclass(frozen=True, slots=True)
class Looked:
    """The jobs at the provider that are waited for, as they stand."""

    jobs: int
    """That are not over."""
    requests: int
    answered: int
    failed: int
    seconds: float
    """Until the next look."""


@dataclass(frozen=True, slots=True)
class Building:
    """The archive's tables and pages are being made."""

    what: str
    """`archive.db`"""
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Ended:
    """The run is over."""

    ending: Ending
    why: str
    """A sentence for all endings but `done`."""
    converted: int
    failed: int
    waiting: int
    """Reports that are left for another run."""
    usage: Usage
    seconds: float
    remedy: str = ""
    """What to do first, where it was stopped or capped."""
    partly_by_rules: int = 0
    """Of those converted, the ones of which a model failed a part, so that rules filled it."""


Event = Found | Planned | Converted | Failed | Paused | Submitted | Looked | Building | Ended
Hear = Callable[[Event], None]


def unheard(event: Event) -> None:
    """For callers that don't watch."""
