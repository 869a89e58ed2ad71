"""Where in its file a finding stands: the line, the column, and how far the words go that it is about."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import cached_property

from pmtool.model import Document
from pmtool.model.finding import Finding, Place, SourceSpan
from pmtool.model.walk import Statement
from pmtool.pipeline.opening import Opened, Written

_AROUND_TEXT = 3
"""Lines of a section beside its text: the heading, an empty line, and the text's first."""
_QUOTED = re.compile(r"“([^”]+)”|\"([^\"]+)\"|(?<!\w)'([^']+)'(?!\w)")
_NOTES = re.compile(r"(?:\[\^[et]\d+\])+,?$|,$")


@dataclass(frozen=True)
class Excerpt:
    """A line, and the words in it that a finding is about."""

    text: str
    start: int
    """Characters into the line."""
    end: int
    line: int | None = None
    """Its number, from 1; null where it comes from a page that has no lines."""
    source: str = ""
    """The source it stands in; empty for the file checked."""


@dataclass(frozen=True)
class Placed:
    """A finding with its line and column, and the line itself where there is one to show."""

    finding: Finding
    excerpt: Excerpt | None = None

    @property
    def end_column(self) -> int | None:
        """The column behind the words, on the finding's line; null where it has no line."""
        return self.excerpt.end + 1 if self.excerpt and self.finding.line else None


class Placer:
    """Places the findings of one file."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._lines = opened.text.split("\n")
        self._statements = {statement.path: statement for statement in opened.record.statements}
        raw = opened.written is None
        self._sources = {
            document.id: _Source(document, opened.text if raw else document.text) for document in opened.record.sources
        }

    def place(self, finding: Finding) -> Placed:
        """The finding where it stands; as it is where nothing tells."""
        if self._opened.written:
            return self._in_postmortem(finding, self._opened.written)
        return self._in_report(finding)

    def _in_postmortem(self, finding: Finding, written: Written) -> Placed:
        place = _place(finding, written)
        if place is None:
            return Placed(finding, self._in_source(finding.source_span))
        if finding.path.startswith("/other_sections/"):
            place = self._in_section(finding, place)
        line = self._lines[place.line - 1].rstrip("\r") if place.line <= len(self._lines) else ""
        start, end = _words(line, place.column - 1, finding.message)
        placed = replace(finding, line=place.line, column=start + 1)
        return Placed(placed, Excerpt(line, start, end, place.line))

    def _in_section(self, finding: Finding, place: Place) -> Place:
        """The line of a section of one's own that holds the words quoted; its first one where none does."""
        section = self._opened.record.postmortem.other_sections[int(finding.path.split("/")[2])]
        behind = place.line + section.text.count("\n") + _AROUND_TEXT
        for words in _quoted(finding.message):
            for number, line in enumerate(self._lines[place.line - 1 : behind], place.line):
                if (at := line.find(words)) >= 0:
                    return Place(number, at + 1)
        return place

    def _in_report(self, finding: Finding) -> Placed:
        excerpt = self._in_source(self.span(finding))
        if excerpt is None:
            return Placed(finding)
        excerpt = replace(excerpt, source="")
        if excerpt.line is None:
            return Placed(finding, excerpt)
        return Placed(replace(finding, line=excerpt.line, column=excerpt.start + 1), excerpt)

    def span(self, finding: Finding) -> SourceSpan | None:
        """The words of a raw report that a finding is about, or that its part of the postmortem was made from."""
        if finding.source_span:
            return finding.source_span
        statement = self._statement(finding.path)
        if statement is None or not statement.evidence:
            return None
        evidence = statement.evidence[0]
        for words in _quoted(finding.message):
            at = evidence.quote.find(words)
            if at >= 0:
                start = evidence.start + at
                return SourceSpan(source=evidence.source, start=start, end=start + len(words))
        return SourceSpan(source=evidence.source, start=evidence.start, end=evidence.end)

    def _statement(self, path: str) -> Statement | None:
        while path and path not in self._statements:
            path = path.rpartition("/")[0]
        return self._statements.get(path)

    def _in_source(self, span: SourceSpan | None) -> Excerpt | None:
        source = self._sources.get(span.source) if span else None
        return source.excerpt(span) if source and span else None


class _Source:
    """The lines of a source."""

    def __init__(self, document: Document, text: str) -> None:
        self._document = document
        self._text = text
        """As people see it: comments to pmtool still stand in that of a raw report."""

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self._text))]

    def excerpt(self, span: SourceSpan) -> Excerpt:
        """The line on which some words begin, and the words as far as they stand on it."""
        text, number = self._text, bisect_right(self._starts, span.start)
        begin = self._starts[number - 1]
        stop = self._starts[number] - 1 if number < len(self._starts) else len(text)
        end = max(min(span.end, stop), span.start)
        line = number if self._document.media_type != "text/html" else None
        return Excerpt(text[begin:stop].rstrip(), span.start - begin, end - begin, line, self._document.name)


def _place(finding: Finding, written: Written) -> Place | None:
    """Where a finding of a postmortem's file begins; null for what is about the whole, or about what is not there."""
    if finding.line:
        return Place(finding.line, finding.column or 1)
    reading, text = written.reading, f"{finding.path}/text"
    if text in reading.places:  # a statement is about its words, not about the bracket that it begins with
        return reading.places[text]
    field = "/".join(finding.path.split("/")[:2])
    return reading.place(finding.path) if field in reading.places else None


def _words(line: str, start: int, message: str) -> tuple[int, int]:
    """From where to where a line holds what a finding is about: the words that its message quotes, else the part of
    the postmortem that begins at `start`."""
    start = min(start, len(line))
    end = _end_of_part(line, start)
    for words in _quoted(message):
        at = line.find(words, start, end)
        if at >= 0:
            return at, at + len(words)
    return start, end


def _end_of_part(line: str, start: int) -> int:
    """Where a part of a postmortem ends on its line: a JSON text, a table's cell, or the rest of the line."""
    if line[start : start + 1] == '"':
        try:
            return json.JSONDecoder(strict=False).raw_decode(line, start)[1]
        except ValueError:
            return len(line)
    if line.lstrip().startswith("|"):
        bar = re.compile(r"(?<!\\)\|").search(line, start)
        end = bar.start() if bar else len(line)
    else:
        end = len(line)
    part = line[start:end].rstrip()
    return start + len(_NOTES.sub("", part).rstrip())


def _quoted(message: str) -> list[str]:
    return [next(filter(None, words)) for words in _QUOTED.findall(message)]
