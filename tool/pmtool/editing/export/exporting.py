"""A postmortem on its way out: in any format, for the people inside or for everybody."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from pmtool.editing.export.public import Published, disclosures, published
from pmtool.editing.fields import label_of
from pmtool.editing.keeping.disk import current, save
from pmtool.editing.marks import marks
from pmtool.formats import Format
from pmtool.model import Document, Postmortem
from pmtool.model.finding import Finding
from pmtool.pipeline.opening import Written
from pmtool.source.sanitize import sanitize

Audience = Literal["internal", "public"]
_FEW = 5


@dataclass(frozen=True, slots=True)
class Exported:
    """A postmortem as text, and what its sender should know first."""

    text: str
    warnings: tuple[str, ...] = ()


def exported(
    postmortem: Postmortem,
    written: Written | None,
    format: Format,
    audience: Audience = "internal",
    documents: Iterable[Document] = (),
) -> Exported:
    """The postmortem in a format; `written` is how its own file holds it, where it has one; `documents` its sources."""
    if audience == "internal":
        secrets = tuple(f for f in disclosures(postmortem, "review") if f.severity == "error")
        return Exported(_dump(postmortem, written, format), tuple(_given_away(secrets)))
    public = published(postmortem, documents)
    left = disclosures(public.postmortem, "public")
    warnings = (*_taken(public), *_own_sections(postmortem), *_unbacked(postmortem), *_given_away(left))
    return Exported(_dump(public.postmortem, written, format), warnings)


def write(path: str, text: str) -> None:
    """Puts a text in place of whatever the file holds. Raises OutputError."""
    save(path, text, current(path) if os.path.isfile(path) else None)


def _dump(postmortem: Postmortem, written: Written | None, format: Format) -> str:
    if written and written.format == format:
        return written.dump(postmortem)
    return format.module.dump(postmortem)


def _taken(public: Published) -> Iterator[str]:
    if public.masked:
        yield f"Masked: {', '.join(public.masked)}."
    if public.dropped:
        yield f"Left out: {', '.join(public.dropped)}."


def _own_sections(postmortem: Postmortem) -> Iterator[str]:
    if titles := [f"“{sanitize(section.title)}”" for section in postmortem.other_sections]:
        yield f"Sections of your own are shown as they are: {_listed(titles)}."


def _unbacked(postmortem: Postmortem) -> Iterator[str]:
    """Statements that readers have to take on trust."""
    shown = {path: mark for path, mark in marks(postmortem).items() if not path.startswith("/open_questions")}
    bare = [label_of(path) for path, mark in shown.items() if mark.backing in ("none", "broken")]
    if bare:
        be = "statement has" if len(bare) == 1 else "statements have"
        yield f"{len(bare)} {be} nothing in the sources to stand on: {_listed(bare)}."


def _given_away(findings: tuple[Finding, ...]) -> Iterator[str]:
    for finding in findings:
        yield f"{finding.code} {label_of(finding.path)}: {sanitize(finding.message)}."


def _listed(names: list[str]) -> str:
    more = len(names) - _FEW
    return ", ".join(names[:_FEW]) + (f" and {more} more" if more > 0 else "")
