"""What the pipeline tells front ends while a report is being structured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Planned:
    """The calls that will be made first, and what they will take in."""

    parts: tuple[str, ...]
    input_tokens: int
    """Estimated, all calls together."""
    hidden: str = ""
    """What is hidden of what they send: `3 secrets, 2 e-mail addresses`."""


@dataclass(frozen=True, slots=True)
class Started:
    """A call for a part is on its way; `round` counts repairs, 0 being the first call."""

    part: str
    round: int = 0


@dataclass(frozen=True, slots=True)
class Tokens:
    """A part is being answered."""

    part: str
    output_tokens: int
    """So far, estimated."""
    statements: int
    """Begun so far."""
    latest: str
    """Words of the one that was begun last; a model's, so only data."""


@dataclass(frozen=True, slots=True)
class Done:
    """A part was answered."""

    part: str
    input_tokens: int
    output_tokens: int
    from_cache: bool


@dataclass(frozen=True, slots=True)
class Repairing:
    """A part goes back to the model."""

    part: str
    round: int
    problems: int


@dataclass(frozen=True, slots=True)
class Unmended:
    """A repair failed: the part stays as it was, problems and all."""

    part: str
    why: str


@dataclass(frozen=True, slots=True)
class Failed:
    """A part could not be had from the model; rules fill it."""

    part: str
    why: str


Progress = Planned | Started | Tokens | Done | Repairing | Unmended | Failed
Notify = Callable[[Progress], None]


def unheard(progress: Progress) -> None:
    """For callers that don't watch."""
