"""What an engine delivers, put into a draft on which a person may have begun to write: theirs stays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace

from pmtool.editing.places import put
from pmtool.model import Postmortem

WRITTEN = tuple(
    field.name
    for field in fields(Postmortem)
    if field.name not in ("schema_version", "ignores", "sources", "coverage", "run", "status")
)
"""Fields that an engine writes and a person edits."""


def merged(
    now: Postmortem, delivered: Postmortem, fresh: Postmortem, names: Iterable[str] = WRITTEN
) -> tuple[Postmortem, tuple[str, ...]]:
    """The draft with the fresh fields that no person has touched, and the names of those held back.

    How it came about (sources, coverage, run) is as the engine tells it.
    `delivered` is what engines delivered before: a field that differs from it has been touched.
    """
    held: list[str] = []
    for name in names:
        value = getattr(fresh, name)
        if getattr(now, name) == value:
            continue
        if getattr(now, name) == getattr(delivered, name):
            now = put(now, f"/{name}", value)
        else:
            held.append(name)
    return replace(now, sources=fresh.sources, coverage=fresh.coverage, run=fresh.run), tuple(held)
