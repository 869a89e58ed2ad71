"""A run's events for programs: one JSON object a line, by names that stay."""

from __future__ import annotations

import json
from dataclasses import asdict

from pmtool.batch.events import (
    Building,
    Converted,
    Ended,
    Event,
    Failed,
    Found,
    Looked,
    Paused,
    Planned,
    Submitted,
)
from pmtool.cli import output

_NAMES: dict[type[Event], str] = {
    Found: "found",
    Planned: "planned",
    Converted: "converted",
    Failed: "failed",
    Paused: "paused",
    Submitted: "submitted",
    Looked: "looked",
    Building: "building",
    Ended: "ended",
}


def write(event: Event) -> None:
    """Writes an event to stdout. Raises OutputError, or BrokenPipeError if nobody reads."""
    write_object({"event": _NAMES[type(event)], **asdict(event)})


def write_object(told: dict[str, object]) -> None:
    """Writes a line; all beyond ASCII is escaped, so that no file's name steers a terminal."""
    output.write_stdout(f"{json.dumps(told)}\n")
