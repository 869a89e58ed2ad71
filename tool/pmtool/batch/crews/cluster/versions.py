"""Whether the programs on a cluster make the same of a report as this one. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pmtool.errors import EngineError


@dataclass(frozen=True, slots=True)
class Versions:
    """What a machine runs."""

    python: str
    """`3.13`"""
    pmtool: str | None
    """Null where there is none."""


def require_same(here: Versions, scheduler: Versions, workers: Iterable[Versions]) -> None:
    """Raises EngineError where others run another Python, or workers another pmtool, than there is here.

    A scheduler needs no pmtool.
    """
    for who, found in (("scheduler", scheduler), *(("workers", worker) for worker in workers)):
        if found.python != here.python:
            raise _differ(who, "Python", found.python, here.python)
        if who == "workers" and found.pmtool != here.pmtool:
            raise _differ(who, "pmtool", found.pmtool, here.pmtool)


def _differ(who: str, program: str, there: str | None, here: str | None) -> EngineError:
    have = "has" if who == "scheduler" else "have"
    found = f"{have} {program} {there}" if there else f"{'lacks' if who == 'scheduler' else 'lack'} {program}"
    return EngineError(
        f"the {who} of the Dask cluster {found}, and here it is {program} {here}",
        "Install the same on both sides: `pip install 'pmtool[dask]'`.",
    )
