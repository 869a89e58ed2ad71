"""What reading a file gives: the record, where each part of it stands, and what could not be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pmtool.errors import InputError
from pmtool.model import Postmortem, from_plain
from pmtool.model.finding import Place

Places = Mapping[str, Place]
"""JSON pointers into a postmortem (`/timeline/3/at`), and where in the file each stands."""


@dataclass(slots=True)
class Problem:
    """Something in a file that does not read as its format wants; the rest of the file was read all the same."""

    line: int
    column: int
    """Lines and columns (in characters) count from 1."""
    message: str
    """What is wrong, in one sentence that quotes what stands there."""
    fix: str
    path: str = ""
    """JSON pointer to what it concerns; empty where that is no part of the postmortem."""
    kept: bool = False
    """Whether it was understood all the same, so that writing the file anew loses nothing."""


@dataclass
class Reading:
    """A postmortem as a file holds it."""

    postmortem: Postmortem
    locate: Callable[[], Places]
    """Finds the places when they are first asked for: many a reader never asks."""
    problems: tuple[Problem, ...] = ()
    after: tuple[str, ...] = ()
    """Of each section of one's own the field that it stands behind; empty for above all of them."""

    @cached_property
    def places(self) -> Places:
        """Where each part of the postmortem stands in the file."""
        return self.locate()

    def place(self, path: str) -> Place | None:
        """Where a JSON pointer's target stands, or the nearest part around it; null where nothing is known."""
        return nearest(self.places, path)


def nearest(places: Places, path: str) -> Place | None:
    """The place of a path, or of the nearest path above it."""
    while path and path not in places:
        path = path.rpartition("/")[0]
    return places.get(path)


def postmortem_from(data: Any, locate: Callable[[], Places]) -> Postmortem:
    """The postmortem that plain data holds. Raises InputError naming the first field that doesn't fit."""
    if not isinstance(data, dict):
        raise InputError("this is no postmortem: a mapping of its fields is missing", "Load a file that pmtool wrote.")
    from pydantic import ValidationError

    try:
        return from_plain(Postmortem, data)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_context=False, include_input=False)
        first = problems[0]
        path = "".join(f"/{part}" for part in first["loc"])
        place = nearest(locate(), path)
        where = f"line {place.line}, column {place.column}" if place else "its start"
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise InputError(
            f"this is no postmortem that pmtool can read: {path} at {where}: {first['msg']}{more}",
            "`pmtool schema` prints what it may hold.",
        ) from error
