"""Short fields against the report: who, when due, which ticket, which level.

People fill these in after the incident, where the report is silent. What is found is a value that the report gives
otherwise, and one that only the report could have given and does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pmtool.grounding.support import folded, is_extract
from pmtool.model import Evidence
from pmtool.model.finding import Severity
from pmtool.model.postmortem import ActionItem, Event
from pmtool.patterns import Pattern
from pmtool.validator.evidence.quotes import strangers
from pmtool.validator.evidence.weight import weight
from pmtool.validator.quoting import quoted
from pmtool.validator.record import Record
from pmtool.validator.rule import Flaw

_LABELS = {
    "owner": r"owner|owners|assignee|assigned\ to|responsible|dri|lead",
    "due": r"due|due\ date|deadline|target\ date|eta|due\ by",
    "tracker": r"tracker|ticket|issue|jira|bug",
    "priority": r"priority|prio",
    "actor": r"actor|who|person|by\ whom",
    "severity": r"severity|severity\ level|incident\ severity|sev",
    "incident_id": r"incident\ id|incident\ number|incident\ no|incident",
    "authors": r"authors?|written\ by|prepared\ by",
    "services": r"services?|(?:affected|impacted)\ (?:services?|components?|systems?)",
}
"""What a report calls each field, in front of its value or above its column."""
_LABELLED = {
    field: Pattern(
        rf"(?:^|(?<=[\n(,;|*\[—–]))[\s*_-]*\b(?:{labels})\b[*_]*[ \t]*[:=|][ *_|]*([^,;|)\]\n]{{2,60}})", re.I
    )
    for field, labels in _LABELS.items()
}
_HEADED = {field: Pattern(rf"\W*(?:{labels})\W*", re.I) for field, labels in _LABELS.items()}
_SHAPES = {
    "tracker": Pattern(r"\b[A-Z][A-Z0-9]{1,9}-\d{1,7}\b|(?<!\w)#\d{1,7}\b"),
    "priority": Pattern(r"\bP[0-5]\b"),
}
"""Values that are known by their form."""
_ID = Pattern(r"([^\W\d_]{2,})[-_ #]*\d")
_UNSAID = Pattern(r"(?:n/?a|none|tbd|tba|todo|open|unknown|unassigned|yes|no|-|—|–)\b.*|\W*", re.I | re.S)
_NEAR = 20_000
"""Characters at the head of a report that may give what stands in a postmortem's header."""
_HARD = ("due", "tracker")


@dataclass(frozen=True)
class _Field:
    """A short field of a statement and what it cites."""

    path: str
    name: str
    value: str
    evidence: tuple[Evidence, ...]
    text: str
    """Of the statement: what it says itself is no other value."""
    severity: Severity
    is_past: bool
    """Whether it tells of the incident, so that nobody can have decided it since."""


def fields_told(record: Record) -> Iterator[Flaw]:
    """Fields that the report gives otherwise, or not at all though only it could."""
    if record.raw or not record.sources or record.once(strangers):
        return
    for field in _fields(record):
        if any(e.source not in record.documents for e in field.evidence) or _is_cited(record, field):
            continue
        others = [value for value in _others(record, field) if not _UNSAID.fullmatch(value)]
        if any(f" {folded(field.value)} " in f" {folded(other)} " for other in others):
            continue
        if others:
            what = f"the evidence does not hold the {field.name} {quoted(field.value)}; it says {quoted(others[0])}"
            yield Flaw(what, field.path, severity=field.severity)
        elif field.is_past and f" {folded(field.value)} " not in record.once(_report):
            yield Flaw(f"the report nowhere names {quoted(field.value)}", field.path, severity="warning")
    yield from _header(record)


def _fields(record: Record) -> Iterator[_Field]:
    for statement in record.statements:
        item = statement.item
        names = _OF_ITEMS if isinstance(item, ActionItem) else ("actor",) if isinstance(item, Event) else ()
        for name in names if statement.evidence else ():
            value = getattr(item, name)
            if value and folded(value):
                is_past = isinstance(item, Event) or getattr(item, "origin", "") == "model"
                path, severity = f"{statement.path}/{name}", weight(statement, is_hard=name in _HARD)
                yield _Field(path, name, value, statement.evidence, statement.text, severity, is_past)


_OF_ITEMS = ("owner", "priority", "due", "tracker")


def _is_cited(record: Record, field: _Field) -> bool:
    """Whether the words cited hold the value, in whatever form."""
    if is_extract(field.value, [e.quote for e in field.evidence]):
        return True
    return field.name == "due" and field.value[:10] in _days(record, field.evidence)


def _days(record: Record, evidence: Sequence[Evidence]) -> dict[str, str]:
    """The days that words cited tell, by their dates: the words."""
    mentions = [m for cited in evidence for m in record.times_cited(cited)]
    readings = ((m, (m.at, m.until, *(a.at for a in m.alternatives))) for m in mentions)
    return {at[:10]: m.text for m, found in readings for at in found if at}


def _others(record: Record, field: _Field) -> Iterator[str]:
    """The values that the words cited give for a field."""
    for evidence in field.evidence:
        yield from _in_columns(record, field.name, evidence)
        yield from _labelled(field.name, evidence.quote)
        for match in _SHAPES[field.name].finditer(evidence.quote) if field.name in _SHAPES else ():
            if match[0] not in field.text:
                yield match[0]
    days = _days(record, field.evidence) if field.name == "due" else {}
    yield from (words for words in days.values() if len(days) == 1 and words not in field.text)


def _labelled(name: str, text: str) -> Iterator[str]:
    return (match[1].strip(" *_`.") for match in _LABELLED[name].finditer(text))


def _in_columns(record: Record, name: str, evidence: Evidence) -> Iterator[str]:
    """The cell of a table's row that stands under the field's name, and who speaks in a chat."""
    document = record.documents[evidence.source]
    block = document.block_at(evidence.start)
    if block is None:
        return
    if name == "actor" and block.speaker:
        yield document.text[slice(*block.speaker)]
    header = document.header_of_row(block) if block.kind == "row" else None
    for above, below in zip(header.cells, block.cells, strict=False) if header else ():
        if _HEADED[name].fullmatch(document.text[slice(*above)]):
            yield document.text[slice(*below)].strip(" *_`")


def _header(record: Record) -> Iterator[Flaw]:
    """Fields of the whole that no source holds, where one gives another value."""
    pm = record.postmortem
    named = [(name, f"/{name}", getattr(pm, name)) for name in ("severity", "incident_id")]
    named += [(name, f"/{name}/{i}", v) for name in ("authors", "services") for i, v in enumerate(getattr(pm, name))]
    for name, path, value in named:
        if not value or not folded(value) or f" {folded(value)} " in record.once(_report):
            continue
        others = (other for document in record.sources for other in _given(name, value, document.text))
        if other := next((other for other in others if not _UNSAID.fullmatch(other)), ""):
            called = {"incident_id": "incident's id", "authors": "author", "services": "service"}.get(name, name)
            what = f"the report nowhere holds the {called} {quoted(value)}; it says {quoted(other)}"
            yield Flaw(what, path, severity="warning")


def _given(name: str, value: str, text: str) -> Iterator[str]:
    """What a report gives as a field of its header, and what looks like its value."""
    head = text[:_NEAR]
    yield from _labelled(name, head)
    shape = _ID.match(value) if name in ("incident_id", "severity") else None
    if shape:
        yield from (match[0] for match in re.finditer(rf"\b{re.escape(shape[1])}[-_ #]*\d[\w-]*", head, re.I))


def _report(record: Record) -> str:
    """The words of all sources."""
    return f" {' / '.join(folded(document.text) for document in record.sources)} "
