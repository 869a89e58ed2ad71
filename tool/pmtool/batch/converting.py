"""One report to what the archive keeps of it. Pure, so that any process of any machine gives the same."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from pmtool import formats
from pmtool.archive import likeness
from pmtool.batch.outcome import Fault, Made, Outcome, Task
from pmtool.batch.recipe import Recipe
from pmtool.errors import InputError, PmtoolError, place_of
from pmtool.model import Document, Postmortem
from pmtool.model.case import Case
from pmtool.model.finding import Finding
from pmtool.pipeline import triage
from pmtool.pipeline.folder import POSTMORTEMS
from pmtool.pipeline.structure import require_incident, structured_by_rules
from pmtool.pipeline.triage import Triage
from pmtool.source.decode import decode
from pmtool.source.reader import document_of, read_text
from pmtool.validator import Policy, Record, check
from pmtool.validator.rule import Flaw


def by_rules(task: Task, recipe: Recipe) -> Outcome:
    """A report structured by the offline engine. Raises nothing: what goes wrong is a fault."""
    begun = time.monotonic()
    try:
        case = prepared(task, recipe)
        require_incident(case.rules, case.documents)
        outcome = Outcome(task, made(task.name, case.rules, case))
    except Exception as error:
        outcome = Outcome(task, fault=fault_of(error))
    return replace(outcome, seconds=time.monotonic() - begun)


def prepared(task: Task, recipe: Recipe) -> Case:
    """A report's documents, their times, and what rules make of them. Raises InputError and UsageError."""
    documents = _documents(task, recipe.max_bytes)
    rules, ledgers = structured_by_rules(documents, recipe.options)
    return Case(documents, ledgers, rules)


def made(
    name: str,
    postmortem: Postmortem,
    case: Case,
    from_rules: Iterable[str] = (),
    findings: Sequence[Finding] | None = None,
) -> Made:
    """What the archive keeps of a postmortem: its texts, what the validator says of it, how much it needs a person.

    `findings` is what `checked` returned for it, where it was looked at already.
    """
    seen = seen_beside_sources(name, postmortem, case, checked(postmortem, case) if findings is None else findings)
    return Made(
        json=formats.dump(postmortem, "json"),
        markdown=formats.dump(postmortem, "markdown"),
        triage=seen.triage,
        findings=seen.findings,
        sketch=likeness.sketch("\n".join(document.text for document in case.documents)),
        from_rules=tuple(from_rules),
    )


def checked(postmortem: Postmortem, case: Case, problems: tuple[Flaw, ...] = ()) -> tuple[Finding, ...]:
    """A postmortem held against its sources, as a draft: what it lacks is no error.

    `problems` is what could not be read of its file.
    """
    return check(Record(postmortem, tuple(case.documents), case.ledgers, Policy("draft"), problems=problems)).findings


class Seen(NamedTuple):
    """What the validator has to say of a postmortem, and what that amounts to."""

    findings: tuple[Finding, ...]
    triage: Triage


def seen_beside_sources(name: str, postmortem: Postmortem, case: Case, findings: Sequence[Finding]) -> Seen:
    """What was found in a postmortem, and how its sources contradict themselves, which its order may hide."""
    if case.documents:
        findings = triage.beside(findings, triage.contradictions(case.rules, case.documents, case.ledgers))
    return Seen(tuple(findings), triage.close_look(file_of(name), postmortem, findings))


def file_of(name: str) -> str:
    """Where the archive has the postmortem of that name, from its folder."""
    return f"{POSTMORTEMS}/{name}.md"


def fault_of(error: Exception) -> Fault:
    """What an error means for a report. Of mistakes in pmtool it tells the place, never words: they may quote it."""
    if isinstance(error, InputError):
        return Fault("input", str(error), error.remedy)
    if isinstance(error, PmtoolError):
        return Fault("model", str(error), error.remedy)
    where = f"{type(error).__name__} at {place_of(error)}"
    return Fault("bug", f"a mistake in pmtool, not in the report ({where})", "Please report it.")


def _documents(task: Task, max_bytes: int) -> tuple[Document, ...]:
    documents: list[Document] = []
    segments = 0
    for number, (name, data) in enumerate(task.sources, 1):
        if len(data) > max_bytes:
            raise InputError(f"{name} is larger than {max_bytes >> 20} MB", "Cut it, or raise --max-size.")
        document = document_of(data, read_text(decode(data, name), name), name, f"R{number}", segments + 1)
        segments += len(document.segments)
        documents.append(document)
    return tuple(documents)
