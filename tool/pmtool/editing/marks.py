"""Who wrote a statement, and whether the source backs it: two marks that each statement wears."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from pmtool.editing.places import item_path
from pmtool.model import Evidence, Postmortem
from pmtool.model.finding import Finding
from pmtool.model.postmortem import Origin
from pmtool.model.walk import Statement, statements

Backing = Literal["backed", "edited", "broken", "none"]

ORIGIN_SIGNS: dict[Origin, str] = {"model": "M", "rules": "R", "human": "P"}
BACKING_SIGNS: dict[Backing, str] = {"backed": "✓", "edited": "~", "broken": "✗", "none": "·"}
_EVIDENCE = "PM3"


@dataclass(frozen=True, slots=True)
class Marks:
    """A statement's marks."""

    origin: Origin
    backing: Backing

    @property
    def signs(self) -> str:
        """Both in two characters: `R✓`."""
        return ORIGIN_SIGNS[self.origin] + BACKING_SIGNS[self.backing]

    @property
    def words(self) -> str:
        """Both in words."""
        origin = {"model": "a model's", "rules": "by rules", "human": "a person's"}[self.origin]
        backing = {
            "backed": "backed by the source",
            "edited": "reworded since; its evidence stands",
            "broken": "its evidence does not hold",
            "none": "no evidence",
        }[self.backing]
        return f"{origin}, {backing}"


def marks(postmortem: Postmortem, findings: Iterable[Finding] = ()) -> Mapping[str, Marks]:
    """The marks of each statement by its JSON pointer; `findings` are the validator's about this postmortem."""
    doubted = {item_path(f.path) for f in findings if f.code.startswith(_EVIDENCE) and f.severity != "info" and f.path}
    return {statement.path: _marks(statement, statement.path in doubted) for statement in statements(postmortem)}


def _marks(statement: Statement, doubted: bool) -> Marks:
    origin: Origin = getattr(statement.item, "origin", "rules")
    return Marks(origin, _backing(statement.text, statement.evidence, origin, doubted))


def _backing(text: str, evidence: tuple[Evidence, ...], origin: Origin, doubted: bool) -> Backing:
    if not evidence:
        return "none"
    if doubted or any(e.status == "missing" for e in evidence):
        return "broken"
    if any(e.status == "edited" for e in evidence):
        return "edited"
    if origin == "human" and not any(text.strip() in e.quote for e in evidence):
        return "edited"
    return "backed"
