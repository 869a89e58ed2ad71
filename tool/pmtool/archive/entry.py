"""An archive's incidents, as whoever builds tables and pages of them gets them, one after the other."""

from __future__ import annotations

from dataclasses import dataclass

from pmtool.errors import sentences
from pmtool.model import Postmortem
from pmtool.model.finding import Finding
from pmtool.pipeline.triage import Triage


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An incident that was converted."""

    name: str
    """Of its files: `postmortems/NAME.md` and `postmortems/NAME.json` in the archive's folder. Unique, plain ASCII."""
    postmortem: Postmortem
    """As it stands now, people's edits and all."""
    triage: Triage
    """How much it needs a person, and why; `triage.name` is `postmortems/NAME.md`."""
    findings: tuple[Finding, ...]
    """What the validator said of it."""
    inputs: tuple[str, ...]
    """What it was read from, as people know it."""
    copies: tuple[str, ...] = ()
    """Other inputs that hold the same, byte for byte."""
    alike: tuple[str, ...] = ()
    """Names of entries that tell of the same incident in nearly the same words."""
    from_rules: tuple[str, ...] = ()
    """Parts that a model failed to fill, so that rules did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unconverted:
    """A report that came to nothing so far."""

    name: str
    """As people know it."""
    message: str
    remedy: str
    attempts: int
    is_quarantined: bool = False
    """Whether it is left alone since it takes workers down with it."""

    @property
    def told(self) -> str:
        """What is wrong, and what to do about it."""
        return sentences(self.message, self.remedy)
