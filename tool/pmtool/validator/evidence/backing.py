"""PM305, PM306: statements without evidence, or surer than it."""

from __future__ import annotations

from collections.abc import Iterator

from pmtool.grounding.hedging import doubts, leaves_open
from pmtool.grounding.words import stems
from pmtool.model import Claim, Event, StatusUpdate
from pmtool.model.finding import Severity
from pmtool.model.walk import Statement
from pmtool.source.sentences import split_sentences
from pmtool.validator.quoting import quoted
from pmtool.validator.record import Record
from pmtool.validator.rule import Flaw, Rule

_ENOUGH = 0.5
"""Part of their words that two sentences share where they say the same."""
_MOST = 40
"""Sentences of a statement, or of a quote, that are compared."""
_DECIDED = ("action_items", "open_questions")
"""What people add after the incident: no report could hold it."""


class NoEvidence(Rule):
    """A statement without evidence in a postmortem that was made from sources.

    Why: nobody can tell whether the report says so or somebody remembers it. A person's word is told as information.

    Source::

        The disk of the mail server was full.

    Bad::

        # Mail outage

        ## Root cause

        The disk of the mail server was full. *(rules)*

    Good::

        # Mail outage

        ## Root cause

        The disk of the mail server was full.[^e1]

        [^e1]: R1:0-37 "The disk of the mail server was full."

    Fix: cite the words that prove it, or have it grounded with `--source REPORT --fix`.
    """

    code = "PM305"
    name = "no-evidence"

    def check(self, record: Record) -> Iterator[Flaw]:
        if record.raw or not (record.postmortem.sources or record.sources):
            return
        for statement in record.statements:
            if statement.evidence or not statement.text.strip() or f"{statement.path}/at" in record.unread:
                continue
            if not _is_a_persons(statement):
                yield Flaw(f"{quoted(statement.text)} cites no evidence", statement.path)
            elif statement.field not in _DECIDED:
                message = f"{quoted(statement.text)} is a person's word: it cites no evidence"
                yield Flaw(message, statement.path, severity="info")


class CertaintyRaised(Rule):
    """A statement that is sure where its evidence is not.

    Why: "probably" is the difference between a cause and a guess; without it, people stop looking.

    Source::

        The disk was probably filled by debug logs.

    Bad::

        # Mail outage

        ## Root cause

        The disk was filled by debug logs.[^e1]

        [^e1]: R1:0-43 "The disk was probably filled by debug logs."

    Good::

        # Mail outage

        ## Root cause

        The disk was filled by debug logs. *(hedged)*[^e1]

        [^e1]: R1:0-43 "The disk was probably filled by debug logs."

    Fix: keep the report's doubt, in words or as *(hedged)*, or cite what settled it.
    """

    code = "PM306"
    name = "certainty-raised"

    def check(self, record: Record) -> Iterator[Flaw]:
        for statement in record.statements if not record.raw else ():
            is_doubted = any(doubts(evidence.quote) for evidence in statement.evidence)
            if not is_doubted or not _is_sure(statement):
                continue
            if doubt := next(_doubts_about(statement), None):
                severity: Severity | None = "info" if getattr(statement.item, "origin", "") == "human" else None
                message = f"{quoted(statement.text)} is stated for sure; the evidence says {quoted(doubt)}"
                yield Flaw(message, statement.path, severity=severity)


def _is_a_persons(statement: Statement) -> bool:
    return isinstance(statement.item, StatusUpdate) or statement.item.origin == "human"


def _is_sure(statement: Statement) -> bool:
    item = statement.item
    if not isinstance(item, (Claim, Event)) or statement.field in _DECIDED or leaves_open(item.text):
        return False
    return isinstance(item, Event) or item.certainty == "stated"


def _doubts_about(statement: Statement) -> Iterator[str]:
    """Sentences of the evidence that are not sure, where they are what the statement was made of."""
    cited = [(sentence, stems(sentence)) for e in statement.evidence for sentence in _sentences(e.quote)]
    for sentence in _sentences(statement.text):
        told = stems(sentence)
        nearest, words = max(cited, key=lambda pair: len(told & pair[1]) / (len(told | pair[1]) or 1))
        if doubts(nearest) and len(told & words) >= _ENOUGH * max(len(told), len(words), 1):
            yield nearest


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, 0, len(text))][:_MOST]


RULES: tuple[Rule, ...] = (NoEvidence(), CertaintyRaised())
