"""What the pipeline tells front ends while a model is at work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pmtool.model.postmortem import Postmortem


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


@dataclass(frozen=True, slots=True)
class Arrived:
    """A part's answer is in the draft."""

    part: str
    fields: tuple[str, ...]
    """The postmortem's fields in which it told something."""
    assemble: Callable[[], Postmortem]
    """The postmortem so far, with what rules made of all that is still to come. Takes its time, so call it only to show
    the result, and right away: the draft goes on."""


@dataclass(frozen=True, slots=True)
class Worded:
    """A statement is being reworded."""

    text: str
    """Its new words so far; a model's, so only data."""


@dataclass(frozen=True, slots=True)
class Paced:
    """All calls to the server wait."""

    seconds: float
    why: str


@dataclass(frozen=True, slots=True)
class Spent:
    """What a run took in all: told once, at its end, whatever that is; not at all where no call was made."""

    calls: int
    input_tokens: int
    cached_tokens: int
    """Those of the input that the server had seen before."""
    output_tokens: int
    cost: float | None
    """In the currency of the prices; None without prices."""


Progress = Planned | Started | Tokens | Done | Repairing | Unmended | Failed | Arrived | Worded | Paced | Spent
Notify = Callable[[Progress], None]


def unheard(progress: Progress) -> None:
    """For callers that don't watch."""
