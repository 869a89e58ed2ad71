"""How much it weighs that a report does not hold what a statement says."""

from __future__ import annotations

from pmtool.model.finding import Severity
from pmtool.model.walk import Statement


def weight(statement: Statement, *, is_hard: bool = True) -> Severity:
    """A person may know more than the report; a name may be another word for what it says."""
    return "error" if is_hard and getattr(statement.item, "origin", "rules") != "human" else "warning"
