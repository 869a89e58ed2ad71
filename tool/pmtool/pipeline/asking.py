"""Sources to a postmortem by way of a model, which hears what the validator finds wrong with its draft."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pmtool.config import ModelSettings
from pmtool.engines import llm
from pmtool.model import Document, Postmortem
from pmtool.model.case import Case
from pmtool.model.finding import Finding
from pmtool.model.progress import Notify, unheard
from pmtool.pipeline.structure import Options, require_incident, structured_by_rules
from pmtool.validator import Choice, Policy, Record, check

if TYPE_CHECKING:
    from pmtool.engines.llm.client import Asker

_MENDABLE = ("PM1", "PM3", "PM5", "PM7")
"""Families of rules whose findings a model can mend: times, evidence, language, contradictions."""
_NOT_THE_MODELS = ("PM10", "PM126", "PM128", "PM129", "PM130")
"""Among these, what is about how code reads the report's times, or about gaps in the report itself."""
_CHOICE = Choice(_MENDABLE, _NOT_THE_MODELS)
_POLICY = Policy("draft")


async def ask_model(
    case: Case,
    model: ModelSettings,
    notify: Notify = unheard,
    *,
    link: Asker | None = None,
    review: llm.Review | None = None,
    streams: bool = True,
) -> Postmortem:
    """The postmortem that a model makes of the sources. Cancelling it closes its connections.

    `link` is one that other cases share (see `llm.connected`); `review` finds elsewhere what `findings_to_mend` finds;
    `streams` as for `llm.structure`.
    Raises EngineError, ConfigError and InputError.
    """
    began, clock = dt.datetime.now(dt.UTC), time.monotonic()
    postmortem = await llm.structure(case, model, review or _reviewer(case), notify, link=link, streams=streams)
    require_incident(postmortem, case.documents)
    run = replace(
        postmortem.run,
        started_at=began.isoformat(timespec="seconds"),
        elapsed_s=round(time.monotonic() - clock, 2),
    )
    return replace(postmortem, run=run)


async def redraft(case: Case, field: str, model: ModelSettings, notify: Notify = unheard) -> Postmortem:
    """A postmortem of which a model drafted one field (`summary`, `timeline` …) anew, all else as rules have it.

    Asks only the calls that fill the field, with reviews and repairs as ever. Raises EngineError, ConfigError, and
    UsageError for a field that no model fills.
    """
    return await llm.structure(case, model, _reviewer(case), notify, only=field)


async def reword(
    text: str,
    style: llm.Style,
    model: ModelSettings,
    notify: Notify = unheard,
    *,
    quotes: Sequence[str] = (),
    documents: Sequence[Document] = (),
) -> str:
    """A statement in other words, with the same values, names and doubts; `notify` hears it grow.

    `quotes` are the words that it cites, whose values it may take up; what is hidden of the `documents` is hidden of
    it, too. Raises ConfigError, and EngineError also where the model changes what is said.
    """
    return await llm.reword(text, style, model, notify, quotes=quotes, documents=documents)


async def preview(documents: Sequence[Document], options: Options, model: ModelSettings, notify: Notify) -> list[bytes]:
    """The bodies of the first requests that would be sent, to the byte. Raises as `ask_model`, but for calls."""
    rules, ledgers = structured_by_rules(documents, options)
    return await llm.preview(Case(documents, ledgers, rules), model, notify)


def findings_to_mend(postmortem: Postmortem, case: Case) -> list[Finding]:
    """What the validator finds wrong with a model's draft, as far as a model can mend it."""
    record = Record(postmortem, tuple(case.documents), case.ledgers, _POLICY)
    return to_mend(check(record, _CHOICE.select, _CHOICE.ignore).findings)


def to_mend(findings: Iterable[Finding]) -> list[Finding]:
    """Those of a draft's findings that a model can mend."""
    return [finding for finding in findings if _CHOICE.asks(finding.code) and finding.severity != "info"]


def _reviewer(case: Case) -> llm.Review:
    async def review(postmortem: Postmortem) -> Sequence[Finding]:
        return findings_to_mend(postmortem, case)

    return review
