"""Sources to a postmortem: picks the engine, builds the ledger of times, and holds the result to being an incident."""

from __future__ import annotations

import datetime as dt
from collections.abc import Coroutine, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from pmtool.config import EngineName
from pmtool.errors import EngineError, InputError
from pmtool.model import Document, Mention, Postmortem

if TYPE_CHECKING:
    from pmtool.config import ModelSettings
    from pmtool.model.progress import Notify


class Options(NamedTuple):
    """How to read the sources and what with."""

    engine: EngineName = "auto"
    timezone: str | None = None
    """Zone of times that name none."""
    date: dt.date | None = None
    """The day the report is about, where it names none itself."""
    model: ModelSettings | None = None
    """The model to ask; None where none is configured."""


class EngineChoice(NamedTuple):
    """The engine taken, and why where nobody asked for it."""

    engine: Literal["offline", "llm"]
    why: str = ""


def choose_engine(asked: EngineName, *, is_model_configured: bool) -> EngineChoice:
    """The engine for what was asked. Raises EngineError where it can't be had."""
    if asked == "llm" and not is_model_configured:
        raise no_model()
    if asked == "auto" and not is_model_configured:
        return EngineChoice("offline", "no model is configured")
    return EngineChoice("offline" if asked == "offline" else "llm")


def no_model() -> EngineError:
    """The error where a model is to be asked and none is configured."""
    return EngineError(
        "no model is configured",
        "Set OPENAI_API_KEY, or name a server with --base-url and a model with --model; or use --engine offline.",
    )


def structure(documents: Sequence[Document], options: Options, notify: Notify | None = None) -> Postmortem:
    """The postmortem of one incident, told by one or more sources; `notify` hears how a model gets on with it.

    Raises EngineError where the engine can't be had, UsageError for an unknown zone, and InputError where nothing in
    the sources reads like an incident.
    """
    choice = choose_engine(options.engine, is_model_configured=options.model is not None)
    rules, ledgers = structured_by_rules(documents, options)
    if choice.engine == "llm" and options.model:
        from pmtool.model.case import Case
        from pmtool.model.progress import unheard
        from pmtool.pipeline.asking import ask_model

        return _awaited(ask_model(Case(documents, ledgers, rules), options.model, notify or unheard))
    require_incident(rules, documents)
    return rules


def _awaited(asking: Coroutine[object, object, Postmortem]) -> Postmortem:
    """What a coroutine returns, also for a caller that has an event loop of its own running, such as a notebook."""
    import asyncio

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(asking)
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, asking).result()


def structured_by_rules(
    documents: Sequence[Document], options: Options
) -> tuple[Postmortem, Mapping[str, tuple[Mention, ...]]]:
    """What rules make of the sources, and the ledgers of their times by the sources' ids."""
    from pmtool.engines import offline
    from pmtool.temporal import build_ledger

    ledgers = build_ledger(documents, timezone=options.timezone, date=options.date)
    return offline.structure(documents, ledgers), ledgers


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
