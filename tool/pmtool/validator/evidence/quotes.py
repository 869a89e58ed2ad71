"""PM301, PM302, PM310: whether quotes stand in their sources, and whether evidence can be followed at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pmtool.grounding.page import Page
from pmtool.model import Evidence
from pmtool.model.finding import SourceSpan
from pmtool.validator.quoting import quoted
from pmtool.validator.record import Record
from pmtool.validator.rule import Flaw, Rule

_ENOUGH = 5
"""Quotes of a source that tell whether it is the right one."""
_MOST = 0.6
"""Part of them that an edited source may lack."""


class QuoteNotInSource(Rule):
    """A quote that stands nowhere in the sources.

    Why: evidence that the report doesn't hold proves nothing, whoever wrote it down.

    Source::

        The disk of the mail server was full. Mails were late.

    Bad::

        # Mail outage

        ## Root cause

        The disk of the mail server was broken.[^e1]

        [^e1]: R1:0-39 "The disk of the mail server was broken."

    Good::

        # Mail outage

        ## Root cause

        The disk of the mail server was full.[^e1]

        [^e1]: R1:0-37 "The disk of the mail server was full."

    Fix: quote the report's own words, or delete the footnote and stand for the statement yourself.
    """

    code = "PM301"
    name = "quote-not-in-source"
    severity = "error"

    def check(self, record: Record) -> Iterator[Flaw]:
        strange = record.once(strangers)
        for path, evidence, name, found in record.once(_lost):
            if found is None and evidence.source not in strange:
                yield Flaw(f"{quoted(evidence.quote)} does not stand in {name}", path)


class QuoteMoved(Rule):
    """A quote that stands in the sources, but not where the evidence says, or in another case or spacing.

    Why: the words are proven, but whoever follows the offsets ends up elsewhere; the source was edited, or the quote.

    Source::

        Note of 3 March. The disk of the mail server was full.

    Bad::

        # Mail outage

        ## Root cause

        The disk of the mail server was full.[^e1]

        [^e1]: R1:0-37 "The disk of the mail server was full."

    Good::

        # Mail outage

        ## Root cause

        The disk of the mail server was full.[^e1]

        [^e1]: R1:17-54 "The disk of the mail server was full."

    Fix: have the evidence grounded again with `--source REPORT --fix`, which finds the new place.
    """

    code = "PM302"
    name = "quote-moved"
    severity = "info"

    def check(self, record: Record) -> Iterator[Flaw]:
        for path, evidence, _, found in record.once(_lost):
            if found is not None:
                message = (
                    f"{quoted(evidence.quote)} stands at {found.source}:{found.start}-{found.end}, "
                    f"not word for word at {evidence.source}:{evidence.start}-{evidence.end}"
                )
                yield Flaw(message, path, found)


class EvidenceBroken(Rule):
    """Evidence that can't be right whatever its source says: an unnamed source, a span that its quote doesn't fill,
    or one that was recorded as edited or missing.

    Why: it was broken by an edit, so nobody can follow it to the words that prove the statement.

    Bad::

        # Mail outage

        ## Root cause

        The disk of the mail server was full.[^e1]

        [^e1]: R1:30-35 "The disk of the mail server was full."

    Good::

        # Mail outage

        ## Root cause

        The disk of the mail server was full.[^e1]

        [^e1]: R1:30-67 "The disk of the mail server was full."

    Fix: have the evidence grounded again with `--source REPORT --fix`, or delete the footnote and stand for the
    statement yourself.
    """

    code = "PM310"
    name = "evidence-broken"
    severity = "error"

    def check(self, record: Record) -> Iterator[Flaw]:
        if record.raw:
            return
        lengths = {source.id: source.length for source in record.postmortem.sources}
        at_hand = {source.id for source in record.sources}
        for path, evidence in _cited(record):
            where = f"{evidence.source}:{evidence.start}-{evidence.end}"
            if (lengths or at_hand) and evidence.source not in lengths and evidence.source not in at_hand:
                yield Flaw(f"the evidence {where} is of a source that the postmortem doesn't name", path)
            elif evidence.source in at_hand:
                continue  # the source itself tells
            elif not _is_span(evidence, lengths.get(evidence.source)):
                message = f"{where} can't hold the {len(evidence.quote)} characters of {quoted(evidence.quote)}"
                yield Flaw(message, path)
            elif evidence.status != "exact":
                message = f"the evidence {quoted(evidence.quote)} is marked as {evidence.status}"
                yield Flaw(message, path, severity="warning")


def _is_span(evidence: Evidence, length: int | None) -> bool:
    is_within = length is None or evidence.end <= length
    return 0 <= evidence.start < evidence.end and is_within and evidence.end - evidence.start == len(evidence.quote)


def _cited(record: Record) -> Iterator[tuple[str, Evidence]]:
    """Each piece of evidence once, with the first statement that cites it."""
    seen: set[tuple[str, int, int, str]] = set()
    for statement in record.statements:
        for evidence in statement.evidence:
            key = (evidence.source, evidence.start, evidence.end, evidence.quote)
            if key not in seen:
                seen.add(key)
                yield statement.path, evidence


def _lost(record: Record) -> list[tuple[str, Evidence, str, SourceSpan | None]]:
    """Evidence that doesn't stand at its place: path, evidence, its source's name, and where it stands if anywhere."""
    if record.raw:
        return []
    pages = {source.id: Page(source) for source in record.sources}
    lost = []
    for path, evidence in _cited(record):
        page = pages.get(evidence.source)
        if page and not page.holds(evidence):
            others = [other for other in pages.values() if other is not page]
            lost.append((path, evidence, page.document.name, _found(evidence, [page, *others])))
    return lost


def strangers(record: Record) -> dict[str, tuple[int, int]]:
    """Sources at hand that hold so few of the words quoted from them that they must be others: quotes lost, and all."""
    cited = Counter(evidence.source for _, evidence in _cited(record))
    lost = Counter(evidence.source for _, evidence, _, found in record.once(_lost) if found is None)
    return {id: (n, cited[id]) for id, n in lost.items() if cited[id] >= _ENOUGH and n > _MOST * cited[id]}


def _found(evidence: Evidence, pages: list[Page]) -> SourceSpan | None:
    for page in pages:
        if span := page.find(evidence.quote, evidence.start):
            return SourceSpan(source=page.document.id, start=span[0], end=span[1])
    return None


RULES: tuple[Rule, ...] = (QuoteNotInSource(), QuoteMoved(), EvidenceBroken())
