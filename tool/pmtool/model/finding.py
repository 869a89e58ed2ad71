"""What the validator has to say: a finding has a code, a place, a reason and a remedy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""Worst first."""


class Place(NamedTuple):
    """A place in a file, as editors count: lines and columns (in characters) from 1."""

    line: int
    column: int


@dataclass(slots=True, kw_only=True)
class SourceSpan:
    """Words of a source that a finding is about: characters, end exclusive."""

    source: str
    start: int
    end: int


@dataclass(slots=True, kw_only=True)
class Finding:
    """Something wrong, missing or unproven in a postmortem."""

    code: str
    severity: Severity
    message: str
    """What is wrong and why, in one sentence that quotes the words meant."""
    path: str = ""
    """JSON pointer into the postmortem (`/timeline/3/at`); empty where it is about the whole."""
    line: int | None = None
    """In the file checked, from 1; null where the record came from no file."""
    column: int | None = None
    source_span: SourceSpan | None = None
    fix: str = ""
    """What to do about it, in one sentence."""
    help_url: str = ""
    """Empty: `pmtool explain CODE` has the rule's page."""
