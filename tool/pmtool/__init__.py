"""pmtool: raw incident text in, a postmortem you can trust out.

    import pmtool

    postmortem = pmtool.structure("status-page.html", "chat.txt", timezone="Europe/Berlin")
    text = pmtool.dump(postmortem, "markdown")

Importing this costs next to nothing: each name brings its part of pmtool along when it is first used.
"""

from __future__ import annotations

import typing

if typing.TYPE_CHECKING:
    import datetime
    import os

    from pmtool.config import EngineName
    from pmtool.errors import (
        ConfigError,
        EngineError,
        InputError,
        OutputError,
        PmtoolError,
        UsageError,
    )
    from pmtool.formats import dump, load
    from pmtool.model import (
        ActionItem,
        Alternative,
        Claim,
        Coverage,
        Event,
        Evidence,
        Ignore,
        Instant,
        Milestones,
        OtherSection,
        Postmortem,
        RunInfo,
        Source,
        StatusUpdate,
        UnplacedSegment,
    )
    from pmtool.model.finding import Finding

__version__ = "0.1.0"

__all__ = [
    "ActionItem",
    "Alternative",
    "Claim",
    "ConfigError",
    "Coverage",
    "EngineError",
    "Event",
    "Evidence",
    "Finding",
    "Ignore",
    "InputError",
    "Instant",
    "Milestones",
    "OtherSection",
    "OutputError",
    "PmtoolError",
    "Postmortem",
    "RunInfo",
    "Source",
    "StatusUpdate",
    "UnplacedSegment",
    "UsageError",
    "__version__",
    "dump",
    "load",
    "structure",
]


def structure(
    *reports: str | os.PathLike[str],
    engine: EngineName = "auto",
    timezone: str | None = None,
    date: datetime.date | None = None,
) -> Postmortem:
    """The postmortem of one incident, from the files that tell of it.

    `timezone` is the zone of times that name none, `date` the day of a report that names none. Raises InputError for
    a report that can't be read or tells of no incident, UsageError for an unknown zone, EngineError without an engine.
    """
    from pmtool.pipeline.structure import Options
    from pmtool.pipeline.structure import structure as structure_documents
    from pmtool.source import read_sources

    documents = read_sources([str(report) for report in reports])
    return structure_documents(documents, Options(engine, timezone, date))


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'pmtool' has no attribute '{name}'")
    from importlib import import_module

    homes = {"dump": "formats", "load": "formats", "Finding": "model.finding"}
    home = homes.get(name) or ("errors" if name.endswith("Error") else "model")
    return getattr(import_module(f"pmtool.{home}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
