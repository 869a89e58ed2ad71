"""What `pmtool draft` was asked to do."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from pmtool.errors import UsageError
from pmtool.pipeline.structure import Options

if TYPE_CHECKING:
    from pmtool.editing.keeping.kept import KeptDraft
    from pmtool.editing.opening import Opened
    from pmtool.editing.times.showing import Mode


@dataclass(frozen=True)
class Manner:
    """How reports are read, and by which engine."""

    options: Options = field(default_factory=Options)
    max_bytes: int = 64 << 20
    times: Mode = "incident"
    """The clock to begin with."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Keys of the person's own, by the ids of actions."""


@dataclass(frozen=True)
class FromFiles:
    """Files to open."""

    paths: tuple[str, ...]
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class FromText:
    """A report that was pasted, or read from stdin."""

    text: str
    name: str = "pasted text"


@dataclass(frozen=True)
class FromKept:
    """A draft that an earlier desk kept."""

    id: str


@dataclass(frozen=True)
class FromFolder:
    """A batch's folder, to review its postmortems one after the other."""

    path: str


Request = FromFiles | FromText | FromKept
"""What to begin with on the desk."""

Then = Literal["next", "previous", "reviewed"]
"""What a person wants after a desk that was opened from a queue; `reviewed` is the next, with this one marked."""


@dataclass(frozen=True)
class Beginning:
    """What a request opened, with what a kept draft remembers besides."""

    opened: Opened
    kept: KeptDraft | None = None
    """The kept draft that goes on."""
    cursor: str = ""
    """JSON pointer of where the person was."""


def asked_for(paths: Sequence[str], sources: Sequence[str] = ()) -> FromFiles | FromFolder:
    """What paths mean: a folder alone is a batch's. Raises UsageError for sources with it."""
    if len(paths) > 1 or not os.path.isdir(paths[0]):
        return FromFiles(tuple(paths), tuple(sources))
    if sources:
        raise UsageError("--source goes with one postmortem, not with a folder of them", "Leave it out.")
    return FromFolder(paths[0])
