"""PM215: template text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pmtool.model.walk import Statement
from pmtool.patterns import Pattern
from pmtool.validator.completeness.blanks import template_words
from pmtool.validator.quoting import in_report, quoted
from pmtool.validator.record import Record, Telling
from pmtool.validator.rule import Flaw, Rule

_UNTOLD = frozenset({"row_header", "code", "log", "quote", "chat", "rule", "posted", "state"})
"""Blocks of a report that no template has, or that machines and other people wrote."""
_LABELS = frozenset({"todo", "to-do", "to do"})
"""What lists of actions are called."""
_ASSIGNING = Pattern(r"\b(?:owners?|assignee|due|by|eta|deadline|ticket|tracker|who|when)[ :=]*$", re.I)
_LIST_MARK = Pattern(r"^[ \t]*(?:[-*+]|\d+[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
_FENCE = "```"


class TemplateText(Rule):
    """Template text is left in: `TBD`, `[insert …]`, `XX:XX`, "2-3 sentences", "Describe what happened".

    Why: whoever reads it can't tell whether nothing is known or nobody has written it down; in a final postmortem it
    says that nobody has read it since.

    Bad::

        # Checkout unavailable

        ## Impact

        [Describe who was affected, 2-3 sentences]

    Good::

        # Checkout unavailable

        ## Impact

        1,200 customers could not pay for 40 minutes.

    Fix: write what belongs there, or delete it.
    """

    code = "PM215"
    name = "template-text"

    def check(self, record: Record) -> Iterator[Flaw]:
        fields = _in_reports(record) if record.raw else (*_in_fields(record), *_in_sections(record))
        for flaw in (*_in_statements(record), *fields):
            if record.postmortem.status == "final":
                flaw.severity = "error"
            yield flaw


def _in_statements(record: Record) -> Iterator[Flaw]:
    for statement in record.statements:
        words = template_words(statement.text, statement.field)
        if words and not _assigns(statement, words):
            span = in_report(record, statement.evidence, words)
            yield Flaw(_message(words, statement.text), statement.path, span)


def _assigns(action: Statement, words: str) -> bool:
    """Whether `Add an alert (owner: TBD)` lacks an owner, which is another rule's."""
    return action.field == "action_items" and bool(_ASSIGNING.search(action.text.partition(words)[0]))


def _in_fields(record: Record) -> Iterator[Flaw]:
    """In the short fields; owners and due dates of actions have rules of their own."""
    pm = record.postmortem
    fields = {
        **{f"/{name}": getattr(pm, name) for name in ("title", "organization", "incident_id", "severity")},
        **{f"/{name}/{i}": value for name in ("authors", "services") for i, value in enumerate(getattr(pm, name))},
        **{f"/timeline/{i}/actor": event.actor for i, event in enumerate(pm.timeline)},
        **{f"/action_items/{i}/tracker": action.tracker for i, action in enumerate(pm.action_items)},
    }
    for path, value in fields.items():
        if value and (words := template_words(value, "timeline")):
            yield Flaw(_message(words, value), path)


def _in_sections(record: Record) -> Iterator[Flaw]:
    """In the sections that have no field of their own, line by line."""
    for number, section in enumerate(record.postmortem.other_sections):
        is_code = False
        for line in section.text.splitlines():
            is_code ^= line.lstrip().startswith(_FENCE)
            words = "" if is_code or line.startswith("#") else template_words(_LIST_MARK.sub("", line, count=1))
            if words:
                yield Flaw(_message(words, line), f"/other_sections/{number}")


def _in_reports(record: Record) -> Iterator[Flaw]:
    """In what raw reports hold beside their statements."""
    for telling in record.tellings:
        yield from _in_report(telling)


def _in_report(telling: Telling) -> Iterator[Flaw]:
    document = telling.document
    for segment in document.segments:
        if document.blocks[segment.block].kind in _UNTOLD:
            continue
        text = document.quote(segment)
        if text.startswith("<!--") or text.strip(" *_:").lower() in _LABELS:
            continue
        if words := template_words(text):
            start = segment.start + text.find(words)
            if not telling.path_at(start):
                yield Flaw(_message(words, text), "", telling.span(start, start + len(words)))


def _message(words: str, text: str) -> str:
    within = "" if text.strip(" .*_") == words.strip(" .") else f" in {quoted(text)}"
    return f"{quoted(words)} is left over from a template{within}"


RULES: tuple[Rule, ...] = (TemplateText(),)
