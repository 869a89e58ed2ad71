"""Runs reports through the model engine against a server on loopback."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from extractive_model import answer_to
from model_server import ModelServer, Request
from pmtool.config import ModelSettings, model_settings
from pmtool.model import Document, Postmortem
from pmtool.model.case import Case
from pmtool.model.progress import Notify, unheard
from pmtool.pipeline.structure import Options, structure, structured_by_rules
from pmtool.source import build_document

KEY = "planted-key-of-the-tests"
REPORT = """\
# Checkout outage of 2026-03-01 (times in UTC)

Severity: SEV-2
Services: checkout, payments

## Summary

Checkout failed for all customers because the pool of connections was exhausted.

## Timeline

- 10:00 checkout fails for all customers
- 10:04 an alarm pages the on-call engineer
- 10:20 the rollback is complete and checkout works again

## Root cause

The pool of connections was exhausted because a migration held its locks for too long.

## Impact

All customers saw errors at checkout.

## Lessons learned

- Locks of migrations need an alarm of their own

## Action items

- Alert on the age of locks (owner: Storage, due: 2026-03-15)
"""
LONG = "# Outage of 2026-03-01 (times in UTC)\n\n" + "".join(
    f"- {hour:02}:{minute:02} shard {hour * 60 + minute} stops to answer its clients\n"
    for hour in range(10, 14)
    for minute in range(0, 60, 2)
)


def copying(request: Request) -> str:
    """A script: the model that copies."""
    return answer_to(request.json["messages"])


def settings_for(server: ModelServer, **changed: Any) -> ModelSettings:
    """Settings for a server, without a cache and quick to give up."""
    flags = {"model": "openai/test", "base_url": server.base_url, "cache": False, "deadline": "20"}
    told = {
        name: str(value) if isinstance(value, int) and value is not True else value for name, value in changed.items()
    }
    found = model_settings(flags | told, environ={"OPENAI_API_KEY": KEY}, project="/", user="/nonexistent")
    assert found is not None
    return found


def report_of(text: str, name: str = "report.txt") -> Document:
    """A report's text as a document."""
    return build_document("R1", name, "text/plain", "0" * 64, text)


def case_of(*texts: str) -> Case:
    """Reports' texts with what rules make of them."""
    documents = [
        build_document(f"R{n}", f"report {n}.txt", "text/plain", f"{n:064}", t) for n, t in enumerate(texts, 1)
    ]
    rules, ledgers = structured_by_rules(documents, Options())
    return Case(documents, ledgers, rules)


def asked(
    server: ModelServer, *documents: Document, notify: Notify = unheard, date: dt.date | None = None, **changed: Any
) -> Postmortem:
    """What the engine makes of documents with a server."""
    return structure(documents, Options("llm", date=date, model=settings_for(server, **changed)), notify)


def file_of(folder: Path, text: str, name: str = "report.txt") -> Path:
    """A report's text as a file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


Script = Callable[[Request], str]
