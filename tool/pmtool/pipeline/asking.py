"""Sources to a postmortem by way of a model, which hears what the validator finds wrong with its draft."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pmtool.config import ModelSettings
from pmtool.engines import llm
from pmtool.model import Document, Mention, Postmortem
from pmtool.model.finding import Finding
from pmtool.model.progress import Notify
from pmtool.pipeline.structure import Options, require_incident, structured_by_rules
from pmtool.validator import Policy, Record, check

_MENDABLE = ("PM1", "PM3", "PM5", "PM7")
"""Families of rules whose findings a model can mend: times, evidence, language, contradictions."""
_NOT_THE_MODELS = ("PM10", "PM126", "PM128", "PM129", "PM130")
"""Among these, what is about how code reads the report's times, or about gaps in the report itself."""
_POLICY = Policy("draft")


async def ask_model(
    documents: Sequence[Document], options: Options, model: ModelSettings, notify: Notify
) -> Postmortem:
    """The postmortem that a model makes of the sources. Raises EngineError, ConfigError, UsageError and InputError."""
    began, clock = dt.datetime.now(dt.UTC), time.monotonic()
    rules, ledgers = structured_by_rules(documents, options)
    review = _reviewer(documents, ledgers)
    postmortem = await llm.structure(llm.Case(documents, ledgers, rules), model, review, notify)
    require_incident(postmortem, documents)
    run = replace(
        postmortem.run,
        started_at=began.isoformat(timespec="seconds"),
        elapsed_s=round(time.monotonic() - clock, 2),
    )
    return replace(postmortem, run=run)


async def preview(documents: Sequence[Document], options: Options, model: ModelSettings, notify: Notify) -> list[bytes]:
    """The bodies of the first requests that would be sent, to the byte. Raises as `ask_model`, but for calls."""
    rules, ledgers = structured_by_rules(documents, options)
    return await llm.preview(llm.Case(documents, ledgers, rules), model, notify)


def _reviewer(documents: Sequence[Document], ledgers: Mapping[str, tuple[Mention, ...]]) -> llm.Review:
    def review(postmortem: Postmortem) -> Sequence[Finding]:
        record = Record(postmortem, tuple(documents), ledgers, _POLICY)
        findings = check(record, _MENDABLE, _NOT_THE_MODELS).findings
        return [finding for finding in findings if finding.severity != "info"]

    return review
