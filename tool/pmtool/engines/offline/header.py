"""Title, organization, severity, authors, services and regions: what a report says about itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from pmtool.engines.offline import cues, names
from pmtool.engines.offline.forms import is_blank
from pmtool.engines.offline.meanings import label_topics
from pmtool.engines.offline.phrases import Phrases, valued, words_of
from pmtool.engines.offline.titles import Title, title, without_state
from pmtool.grounding.evidence import evidence
from pmtool.model import Document, Evidence
from pmtool.model.postmortem import Status
from pmtool.patterns import Pattern

Span = tuple[int, int]

_LABELLED = (
    r"^[ \t]*(?:[-*•>#]+[ \t]+|\|[ \t]*|\d+\.[ \t]+)*(?:\*\*|__)?([A-Za-z][\w /&'()-]{1,40}?)[ \t]*(?:\*\*|__)?[ \t]*"
    r"(?::[ \t]*(?:\*\*|__)?[ \t]*(?=\S)(.*)|[|\t][ \t]*([^|\t\n]+?)[ \t]*\|?[ \t]*)$"
)
"""`Severity: high`, `- **Severity**: high`, or a table's row of two cells."""
_NEXT_LABEL = (
    r"(?<![ \t|·•;])(?=[ ]{2}|[ ]?[\t|·•;])[ \t|·•;]+(?:\*\*|__)?([A-Za-z][\w/&'-]{0,30}(?: [\w/&'()-]{1,30}){0,3})"
    r"(?:\*\*|__)?[ \t]*:(?:\*\*|__)?[ \t]*(?=\S)"
)
"""Of a further field on the line: `Service: search   Severity: high | Region: eu-1`."""
_SEV = r"\b(?:SEV|Sev|sev)[- ]?[0-5]\b"
_SEVERITY = (
    rf"(?<!(?i:time in )){_SEV}|{_SEV}(?=[\s|:*]*[1-9])"
    r"|(?<=\()P[0-4](?=\))|\bP[0-4](?= (?:incident|outage|opened|declared))"
)
"""A form's `Time in SEV-2` counts where a time follows."""
_SEVERITY_WITHIN = (
    r"\bseverity(?: level)?(?:(?:[^\w\[<]|_){1,6}| (?:was|is|of) )"
    r"((?:SEV|P|S)?[- ]?\d\b|critical|major|minor|high|medium|low)"
)
"""Behind another label on the same line."""
_LABELLED_TITLE = 9
"""How telling a title with a label is: more than any line."""
_LEVEL = r"(?:SEV|S|P)[- ]?[0-5]\b|critical|major|minor|high|medium|low|\d\b"
_ID = r"\b(?:INC|PIR|RCA|IR|PM|CASE)[-_ ]?#?\d[\w-]*|(?<=(?i:incident) )#\d[\w-]*|(?<=incidents/)[\w-]{6,}"
_IS_ID = r"#?(\w*[\w-]*\d[\w-]*)$"
_STRUCK = Pattern(r"~~[^~]+~~")
_READ = 200_000
"""Characters read for names and levels; what comes later is a log."""
_LONGEST_VALUE = 2_000
"""Characters read of what stands behind a label."""
_HEADER_END = 3_000
"""Characters in which labels that other parts of a report use as well still speak of the report."""


class Header(NamedTuple):
    """What a report says about itself. `evidence` is where it says so; the postmortem has no place for that."""

    title: str
    organization: str | None
    incident_id: str | None
    severity: str | None
    status: Status
    authors: tuple[str, ...]
    services: tuple[str, ...]
    regions: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    titles: tuple[Evidence, ...] = ()
    """The lines that name the sources, in documents that have one."""


def header(documents: Sequence[Document]) -> Header:
    """The facts of all sources; where two differ, the earlier source's stand."""
    parts = [_Facts(document) for document in documents]

    def first(read: Callable[[_Facts], str | None]) -> str | None:
        # Read from all, so that a fact that comes second still counts as read.
        return next((value for value in [read(part) for part in parts] if value), None)

    def every(read: Callable[[_Facts], Sequence[str]]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value for part in parts for value in read(part)))

    title, incident_id = _title(parts), first(_Facts.incident_id)
    return Header(
        title=title.removeprefix(incident_id or "").lstrip(" :–—-") or title,
        organization=first(_Facts.organization),
        incident_id=incident_id,
        severity=first(_Facts.severity),
        status=next((status for status in [part.status() for part in parts] if status), "draft"),
        authors=every(_Facts.authors),
        services=every(_Facts.services),
        regions=every(_Facts.regions),
        evidence=tuple(evidence(part.document, *span) for part in parts for span in sorted(set(part.used))),
        titles=tuple(evidence(part.document, *part.line.span) for part in parts if part.line.span),
    )


def _title(parts: Sequence[_Facts]) -> str:
    """The first document's title that tells something; else the most telling."""
    titles = [part.title() for part in parts]
    told = next((t for t in titles if t.telling > 0), None) or max(titles, key=lambda t: t.telling)
    return told.text or ""


class _Facts:
    """One document's facts; `used` gathers the spans they were read from."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.used: list[Span] = []
        self.line = title(document)
        self.labels = _labels(document)
        self.used.extend(self.labels.get("clock", ()))  # the ledger reads these

    def title(self) -> Title:
        labelled = self._value("title")
        if labelled:
            return Title(names.plain(without_state(labelled)), None, _LABELLED_TITLE)
        if self.line.span:
            self.used.append(self.line.span)
        return self.line

    def organization(self) -> str | None:
        if labelled := self._value("organization"):
            return names.plain(labelled)
        name, span = names.organization(self.document)
        if span:
            self.used.append(span)
        return name

    def incident_id(self) -> str | None:
        labelled = self._value("incident_id")
        if labelled and (found := _compiled(_IS_ID, re.M).match(names.plain(labelled))):
            return found[1]
        return self._pattern(_ID, self.document.text[:_HEADER_END])

    def severity(self) -> str | None:
        if labelled := self._value("severity"):
            found = _compiled(_LEVEL, re.I).match(labelled)
            return found.group() if found else names.plain(labelled)
        if within := _compiled(_SEVERITY_WITHIN, re.I).search(self.document.text[:_HEADER_END]):
            self.used.append(within.span())
            return within[1]
        return self._pattern(_SEVERITY, self.document.text[:_READ])

    def status(self) -> Status | None:
        """How far the text is; how the incident stands (`Resolved`) is something else."""
        for start, end in self.labels.get("status", ()):
            told = _stages().find(words_of(_STRUCK.sub("", self.document.text[start:end])))
            if found := next(told, None):
                self.used.append((start, end))
                return found.value
        return None

    def authors(self) -> Sequence[str]:
        return [name for value in self._values("authors") for name in names.people(value)]

    def services(self) -> Sequence[str]:
        return [name for value in self._values("services") for name in names.nested(value)]

    def regions(self) -> Sequence[str]:
        labelled = [name for value in self._values("regions") for name in names.nested(value)]
        return labelled or names.regions(self.document.text[:_READ])

    def _value(self, field: str) -> str | None:
        return next(iter(self._values(field)), None)

    def _values(self, field: str) -> list[str]:
        spans = self.labels.get(field, ())
        self.used.extend(spans)
        return [self.document.text[start : min(end, start + _LONGEST_VALUE)] for start, end in spans]

    def _pattern(self, pattern: str, text: str) -> str | None:
        return found.group().lstrip("#") if (found := _compiled(pattern, re.M).search(text)) else None


def _labels(document: Document) -> Mapping[str, list[Span]]:
    """Where the values of the header's fields stand: behind their labels, or below their headings."""
    found: dict[str, list[Span]] = {}
    for field, span in (*_behind_labels(document), *_below_headings(document)):
        found.setdefault(field, []).append(span)
    return found


def _behind_labels(document: Document) -> Iterator[tuple[str, Span]]:
    for line in _compiled(_LABELLED, re.M).finditer(document.text):
        for label, (start, end) in _fields_of(line):
            field = _fields().get(" ".join(words_of(label)))
            if field and (line.start() < _HEADER_END or field in ("services", "regions")):
                end = start + len(document.text[start:end].rstrip(" \t|*_"))
                if start < end and not is_blank(document.text[start:end]):
                    yield field, (start, end)


def _fields_of(line: re.Match[str]) -> Iterator[tuple[str, Span]]:
    """The labels of a line, each with the span of its value."""
    if line[2] is None:
        yield line[1], line.span(3)
        return
    label, start = line[1], line.start(2)
    for found in _compiled(_NEXT_LABEL, re.M).finditer(line.string, *line.span(2)):
        yield label, (start, found.start())
        label, start = found[1], found.end()
    yield label, (start, line.end(2))


def _below_headings(document: Document) -> Iterator[tuple[str, Span]]:
    for block in document.blocks:
        heading = document.heading_of(block)
        if heading and block.kind in ("item", "paragraph") and label_topics(document.quote(heading)) == ("header",):
            field = _fields().get(" ".join(w for w in words_of(document.quote(heading)) if not w.isdigit()))
            if field and block.end - block.start < 200 and not is_blank(document.quote(block)):
                yield field, (block.start, block.end)


@cache
def _stages() -> Phrases[Status]:
    return valued(cues.STAGES)


@cache
def _fields() -> Mapping[str, str]:
    return {label.strip(): field for field, text in cues.HEADER_LABELS.items() for label in text.split("|")}


@cache
def _compiled(pattern: str, flags: re.RegexFlag) -> re.Pattern[str]:
    return re.compile(pattern, flags)
