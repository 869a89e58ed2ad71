"""What a call asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pmtool.config import ModelSettings
from pmtool.engines.llm.answer import Group

Message = dict[Literal["role", "content"], str]


@dataclass(frozen=True, slots=True)
class Window:
    """One of the parts that a long report is shown in."""

    number: int
    count: int


@dataclass(frozen=True, slots=True)
class Recount:
    """Events found in a report."""

    events: tuple[str, ...]
    left_out: int
    """How many more there are."""


@dataclass(frozen=True, slots=True)
class Request:
    """What one call asks for."""

    groups: tuple[Group, ...]
    window: Window | None = None
    scope: tuple[str, str] | None = None
    """First and last segment of the stretch whose events are asked for; None is all of them."""
    segments: tuple[str, ...] = ()
    """Segments that are asked about, as nothing cites them yet."""
    recount: Recount | None = None
    """Of the whole of a long report, for a call that sees parts of it."""


def parameters(settings: ModelSettings) -> dict[str, Any]:
    """What every request says beside its messages and the form of the answer."""
    told = {
        "model": settings.name,
        "temperature": settings.temperature,
        "reasoning_effort": settings.reasoning_effort,
        "seed": settings.seed,
        "max_completion_tokens": settings.max_output_tokens,
    }
    return {name: value for name, value in told.items() if value is not None}
