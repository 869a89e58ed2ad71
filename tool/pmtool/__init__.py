"""pmtool: raw incident text in, a postmortem you can trust out.

    import pmtool

    postmortem = pmtool.structure("status-page.html", "chat.txt", timezone="Europe/Berlin")
    text = pmtool.dump(postmortem, "markdown")

Importing this costs next to nothing: each name brings its part of pmtool along when it is first used.
"""

from __future__ import annotations

import os
import typing

if typing.TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from pmtool.config import EngineName, ProfileName
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
    "check",
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


def check(
    checked: Postmortem | str | os.PathLike[str],
    *,
    sources: Sequence[str | os.PathLike[str]] = (),
    profile: ProfileName = "review",
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    timezone: str | None = None,
    date: datetime.date | None = None,
    as_of: datetime.date | None = None,
) -> list[Finding]:
    """What is wrong, missing or unproven in a postmortem, or in the file (a postmortem's or a raw report) at a path.

    `sources` are the raw reports that it was made from; `select` and `ignore` the first characters of rules' codes;
    `timezone` and `date` read raw reports as in `structure()`; due dates before `as_of` are past. Findings of files
    have a line and a column, and come in their order. Raises InputError for a file that can't be read or a report that
    tells of no incident, UsageError for an unknown zone or code.
    """
    from pmtool.pipeline.check import Choice, check_opened, check_postmortem, require_known
    from pmtool.pipeline.opening import Setting, open_input
    from pmtool.source.reader import read_bytes, read_sources
    from pmtool.validator import Policy

    choice = Choice(tuple(select), tuple(ignore))
    require_known((*select, *ignore), "check()")
    documents = read_sources([str(source) for source in sources]) if sources else ()
    setting = Setting(Policy(profile, as_of), documents, timezone, date)
    if isinstance(checked, (str, os.PathLike)):
        opened = open_input(str(checked), read_bytes(str(checked)), setting)
        return [placed.finding for placed in check_opened(opened, choice).findings]
    return check_postmortem(checked, setting, choice)


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'pmtool' has no attribute '{name}'")
    from importlib import import_module

    homes = {"dump": "formats", "load": "formats", "Finding": "model.finding"}
    home = homes.get(name) or ("errors" if name.endswith("Error") else "model")
    return getattr(import_module(f"pmtool.{home}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
