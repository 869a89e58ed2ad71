"""What `pmtool draft` was asked to do."""

from __future__ import annotations

from dataclasses import dataclass, field

from pmtool.editing.keeping.kept import KeptDraft
from pmtool.editing.opening import Opened
from pmtool.pipeline.structure import Options


@dataclass(frozen=True)
class Manner:
    """How reports are read, and by which engine."""

    options: Options = field(default_factory=Options)
    max_bytes: int = 64 << 20


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


Request = FromFiles | FromText | FromKept
"""What to begin with."""


@dataclass(frozen=True)
class Beginning:
    """What a request opened, with what a kept draft remembers besides."""

    opened: Opened
    kept: KeptDraft | None = None
    """The kept draft that goes on."""
    cursor: str = ""
    """JSON pointer of where the person was."""
