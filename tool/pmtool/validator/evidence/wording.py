"""PM307, PM313, PM314: statements that tell something else than their evidence, or much more."""

from __future__ import annotations

from collections.abc import Iterator

from pmtool.grounding.wording import pieces, strange_words
from pmtool.grounding.words import stems, words
from pmtool.model import StatusUpdate
from pmtool.model.walk import Statement
from pmtool.validator.quoting import quoted
from pmtool.validator.record import Record
from pmtool.validator.rule import Flaw, Rule

_FEWEST = 4
"""Words that carry meaning; a shorter statement may say the same in other ones."""
_LONG = 60
"""Words of a statement that sums up a whole report."""
_TIMES = 3
"""By how much a statement may be longer than its evidence."""
_HARDLY = 0.3
"""Part of a statement's words that evidence holds which is about something else."""
_CLEARLY = 0.75
"""Part of them that the sentence holds which it was made from."""
_SHOWN = 6


class EvidenceAside(Rule):
    """A statement that shares no word with its evidence, or hardly any where another sentence of the report tells it.

    Why: after an edit, the footnote may still be that of the old words; then it proves something else.

    Source::

        The disk of the mail server was full.

    Bad::

        # Mail outage

        ## Root cause

        An expired certificate stopped every login of the web shop.[^e1]

        [^e1]: R1:0-37 "The disk of the mail server was full."

    Good::

        # Mail outage

        ## Root cause

        The mail server stopped every delivery because its disk was full.[^e1]

        [^e1]: R1:0-37 "The disk of the mail server was full."

    Fix: cite the words that prove the statement, or delete the footnote.
    """

    code = "PM307"
    name = "evidence-aside"

    def check(self, record: Record) -> Iterator[Flaw]:
        for statement in record.statements if not record.raw else ():
            told, quotes = stems(statement.text), _cited(statement)
            if _is_aside(statement):
                message = f"{quoted(statement.text)} shares no word with its evidence {quoted(quotes)}"
                yield Flaw(message, statement.path)
            elif _shares_little(told, stems(quotes)) and (other := _told_by(record, told)):
                message = f"{quoted(statement.text)} is told by {quoted(other)}, and cites {quoted(quotes)}"
                yield Flaw(message, statement.path)


class UnheardOf(Rule):
    """A statement most of whose words occur nowhere in the report.

    Why: whoever retells a report uses its words. One that shares few of them tells another story, though its footnote
    is real, or is in another language, where nobody can hold it against the report.

    Source::

        The disk of the mail server was full.

    Bad::

        # Mail outage

        ## Root cause

        A memory leak in a driver made the mail server swap, and the kernel killed its processes. *(model)*[^e1]

        [^e1]: R1:0-37 "The disk of the mail server was full."

    Good::

        # Mail outage

        ## Root cause

        The mail server had no space left on its disk, which was full.[^e1]

        [^e1]: R1:0-37 "The disk of the mail server was full."

    Fix: say it in the report's words and language, or delete its footnote and stand for it yourself.
    """

    code = "PM313"
    name = "unheard-of"

    def check(self, record: Record) -> Iterator[Flaw]:
        for statement in record.statements if not record.raw else ():
            if strange := _strange(record, statement):
                told = ", ".join(strange[:_SHOWN])
                yield Flaw(
                    f"most words of {quoted(statement.text)} occur nowhere in the report: {told}", statement.path
                )


class MoreThanEvidence(Rule):
    """A long statement that is several times as long as all that it cites.

    Why: what is backed by one sentence takes about one sentence to tell. The rest came from elsewhere, or says nothing.

    Source::

        The disk of the mail server was full.

    Bad::

        # Mail outage

        ## Root cause

        The disk of the mail server was full. It was the disk of the mail server that was full, and since the disk was
        full, the mail server had a full disk. A disk that is full is full, and this disk of this mail server was full.
        The mail server, whose disk was full, was a server of mail with a disk, and full it was, the disk of the mail
        server. *(model)*[^e1]

        [^e1]: R1:0-37 "The disk of the mail server was full."

    Good::

        # Mail outage

        ## Root cause

        The mail server's disk was full.[^e1]

        [^e1]: R1:0-37 "The disk of the mail server was full."

    Fix: say what the evidence says, or cite all that the statement is made from.
    """

    code = "PM314"
    name = "more-than-evidence"

    def check(self, record: Record) -> Iterator[Flaw]:
        for statement in record.statements if not record.raw else ():
            cited = sum(len(words(evidence.quote)) for evidence in statement.evidence)
            told = len(words(statement.text)) if cited and not _is_a_persons(statement) else 0
            if told > max(_LONG, _TIMES * cited):
                yield Flaw(f"{quoted(statement.text)} has {told} words, all that it cites {cited}", statement.path)


def _cited(statement: Statement) -> str:
    return " ".join(evidence.quote for evidence in statement.evidence)


def _is_aside(statement: Statement) -> bool:
    """Whether a statement shares no word with its evidence."""
    told, cited = stems(statement.text), stems(_cited(statement))
    return len(told) >= _FEWEST and bool(cited) and not told & cited


def _shares_little(told: frozenset[str], cited: frozenset[str]) -> bool:
    return len(told) >= _FEWEST and bool(cited) and len(told & cited) <= _HARDLY * len(told)


def _strange(record: Record, statement: Statement) -> list[str]:
    if _is_a_persons(statement) or _is_aside(statement):
        return []
    return strange_words(statement.text, record.once(_known))


def _is_a_persons(statement: Statement) -> bool:
    return isinstance(statement.item, StatusUpdate) or statement.item.origin == "human"


def _known(record: Record) -> frozenset[str]:
    """What the sources talk of; where they are not at hand, what is quoted of them."""
    at_hand = record.documents.keys() >= {source.id for source in record.postmortem.sources}
    texts = [document.text for document in record.sources] if at_hand else []
    quotes = (evidence.quote for statement in record.statements for evidence in statement.evidence)
    return frozenset().union(*map(pieces, texts or quotes))


def _told_by(record: Record, told: frozenset[str]) -> str:
    """The first sentence of the sources that holds most of these words; empty where none does."""
    sentences = record.once(_sentences)
    return next((sentence for sentence, held in sentences if len(told & held) >= _CLEARLY * len(told)), "")


def _sentences(record: Record) -> list[tuple[str, frozenset[str]]]:
    return [(d.quote(s), stems(d.quote(s))) for d in record.sources for s in d.segments]


RULES: tuple[Rule, ...] = (EvidenceAside(), UnheardOf(), MoreThanEvidence())
