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
    model: str | None = None,
    base_url: str | None = None,
    timezone: str | None = None,
    date: datetime.date | str | None = None,
) -> Postmortem:
    """The postmortem of one incident, from the files that tell of it.

    `auto` asks a model where one is configured: by `model` and `base_url`, in the environment (OPENAI_API_KEY) or in
    settings files, as for the command. `timezone` is the zone of times that name none, `date` the day of a report that
    names none. Raises InputError for a report that can't be read or tells of no incident, UsageError for arguments that
    can't be meant (an unknown zone), EngineError where the model can't be had.
    """
    from pmtool.config import ENGINE, is_model_configured, model_settings
    from pmtool.pipeline import arguments
    from pmtool.pipeline.structure import Options
    from pmtool.pipeline.structure import structure as structure_documents
    from pmtool.source import read_sources

    arguments.one_of("engine", engine, ENGINE.choices)
    chosen = {"model": model, "base_url": base_url}
    settings = model_settings(chosen) if engine != "offline" and is_model_configured(chosen) else None
    options = Options(engine, timezone, arguments.day("date", date), settings)
    return structure_documents(read_sources(arguments.paths("reports", reports)), options)


def check(
    checked: Postmortem | str | os.PathLike[str],
    *,
    sources: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] = (),
    profile: ProfileName = "review",
    select: str | Sequence[str] = (),
    ignore: str | Sequence[str] = (),
    timezone: str | None = None,
    date: datetime.date | str | None = None,
    as_of: datetime.date | str | None = None,
) -> list[Finding]:
    """What is wrong, missing or unproven in a postmortem, or in the file (a postmortem's or a raw report) at a path.

    `sources` are the raw reports that it was made from; `select` and `ignore` the first characters of rules' codes;
    `timezone` and `date` read raw reports as in `structure()`; due dates before `as_of` are past. Days are dates, or
    texts as 2026-03-31. Findings of files have a line and a column, and come in their order. Raises InputError for a
    file that can't be read or a report that tells of no incident, UsageError for arguments that can't be meant: an
    unknown zone, code or profile, what is no day.
    """
    from pmtool.config import PROFILE
    from pmtool.errors import UsageError
    from pmtool.model import Postmortem
    from pmtool.pipeline import arguments
    from pmtool.pipeline.check import check_opened, check_postmortem, known_codes
    from pmtool.pipeline.opening import Setting, open_input
    from pmtool.source.reader import read_bytes, read_sources
    from pmtool.validator import Choice, Policy

    if not isinstance(checked, (str, os.PathLike, Postmortem)):
        raise UsageError(f"check() can't check {checked!r}", "Pass a postmortem, or the path of a file.")
    arguments.one_of("profile", profile, PROFILE.choices)
    choice = Choice(
        known_codes(arguments.codes("select", select), "select"),
        known_codes(arguments.codes("ignore", ignore), "ignore"),
    )
    names = arguments.paths("sources", sources)
    policy = Policy(profile, arguments.day("as_of", as_of))
    setting = Setting(policy, read_sources(names) if names else (), timezone, arguments.day("date", date))
    if isinstance(checked, Postmortem):
        return check_postmortem(checked, setting, choice)
    name = os.fspath(checked)
    opened = open_input(name, read_bytes(name), setting)
    return [placed.finding for placed in check_opened(opened, choice).findings]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'pmtool' has no attribute '{name}'")
    from importlib import import_module

    homes = {"dump": "formats", "load": "formats", "Finding": "model.finding"}
    home = homes.get(name) or ("errors" if name.endswith("Error") else "model")
    return getattr(import_module(f"pmtool.{home}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
