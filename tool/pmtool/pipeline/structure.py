"""Sources to a postmortem: picks the engine, builds the ledger of times, and holds the result to being an incident."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal, NamedTuple

from pmtool.config import EngineName
from pmtool.errors import EngineError, InputError
from pmtool.model import Document, Postmortem


class Options(NamedTuple):
    """How to read the sources and what with."""

    engine: EngineName = "auto"
    timezone: str | None = None
    """Zone of times that name none."""
    date: dt.date | None = None
    """The day the report is about, where it names none itself."""


class EngineChoice(NamedTuple):
    """The engine taken, and why where nobody asked for it."""

    engine: Literal["offline"]
    why: str = ""


def choose_engine(asked: EngineName) -> EngineChoice:
    """The engine for what was asked. Raises EngineError where it can't be had."""
    if asked == "llm":
        raise EngineError("this version of pmtool has no llm engine yet", "Use --engine offline, or leave it at auto.")
    return EngineChoice("offline", "no model is configured" if asked == "auto" else "")


def structure(documents: Sequence[Document], options: Options) -> Postmortem:
    """The postmortem of one incident, told by one or more sources.

    Raises EngineError where the engine can't be had, UsageError for an unknown zone, and InputError where nothing in
    the sources reads like an incident.
    """
    choose_engine(options.engine)
    from pmtool.engines import offline
    from pmtool.temporal import build_ledger

    ledgers = build_ledger(documents, timezone=options.timezone, date=options.date)
    postmortem = offline.structure(documents, ledgers)
    require_incident(postmortem, documents)
    return postmortem


def require_incident(postmortem: Postmortem, documents: Sequence[Document]) -> None:
    """Raises InputError where nothing in the sources reads like an incident."""
    if not tells_of_an_incident(postmortem):
        names = ", ".join(document.name for document in documents)
        raise InputError(
            f"nothing in {names} reads like an incident: no event, no status update, no summary, impact or cause",
            "Check that it is the right file.",
        )


def tells_of_an_incident(postmortem: Postmortem) -> bool:
    """Whether there is anything to write a postmortem from."""
    pm = postmortem
    claims = (pm.summary, pm.impact, pm.detection, pm.trigger, pm.root_cause, pm.resolution)
    lists = (pm.contributing_factors, pm.went_well, pm.went_wrong, pm.got_lucky, pm.lessons)
    return any(claims) or any(lists) or bool(pm.timeline or pm.status_updates)
