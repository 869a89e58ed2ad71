"""PM308, PM309: whether the sources at hand are those that the postmortem was made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pmtool.model import Source
from pmtool.validator.evidence.quotes import strangers
from pmtool.validator.record import Record
from pmtool.validator.rule import Flaw, Rule


class SourceChanged(Rule):
    """A source that is not, or no longer, the file that the postmortem was made from.

    Why: what was added or corrected since is not in the postmortem, and what was deleted still is.

    Source::

        The disk of the mail server was full.

    Bad::

        ---
        schema_version: "1.0"
        sources:
          - id: "R1"
            name: "report.txt"
            media_type: "text/plain"
            sha256: "0f54d1c6"
            length: 38
        ---

        # Mail outage

        ## Root cause

        The disk of the mail server was full.[^e1]

        [^e1]: R1:0-37 "The disk of the mail server was full."

    Good::

        ---
        schema_version: "1.0"
        sources:
          - id: "R1"
            name: "report.txt"
            media_type: "text/plain"
            sha256: "099500bc66eb3cbcccdb46ef6dbd07ea0cf96b97b2a9ba10035b7b72f3cd5767"
            length: 38
        ---

        # Mail outage

        ## Root cause

        The disk of the mail server was full.[^e1]

        [^e1]: R1:0-37 "The disk of the mail server was full."

    Fix: read what changed, then have the evidence grounded again with `--source REPORT --fix`.
    """

    code = "PM308"
    name = "source-changed"

    def check(self, record: Record) -> Iterator[Flaw]:
        at_hand, strange = record.documents, record.once(strangers)
        for number, source in enumerate(record.postmortem.sources if not record.raw else ()):
            given = at_hand.get(source.id)
            if given and given.id in strange:
                lost, cited = strange[given.id]
                message = f"{given.name} lacks {lost} of the {cited} quotes: it is another report, or was rewritten"
                fix = "Pass the report that the postmortem was made from."
                yield Flaw(message, f"/sources/{number}", fix=fix, severity="error")
            elif given and source.sha256 and given.sha256 and source.sha256 != given.sha256:
                message = (
                    f"{given.name} has changed since: its SHA-256 begins with {given.sha256[:8]}, "
                    f"that of {source.name or source.id} with {source.sha256[:8]}"
                )
                yield Flaw(message, f"/sources/{number}")


class SourceNotGiven(Rule):
    """A source that the evidence quotes and that is not at hand.

    Why: without it the quotes can only be compared with the statements, not proven.

    Bad::

        ---
        schema_version: "1.0"
        sources:
          - id: "R1"
            name: "report.txt"
            media_type: "text/plain"
            sha256: "0f54d1c6"
            length: 38
        ---

        # Mail outage

        ## Root cause

        The disk of the mail server was full.[^e1]

        [^e1]: R1:0-37 "The disk of the mail server was full."

    Good::

        # Mail outage

        ## Root cause

        The disk of the mail server was full.

    Fix: pass --source FILE to prove the quotes.
    """

    code = "PM309"
    name = "source-not-given"
    severity = "info"

    def check(self, record: Record) -> Iterator[Flaw]:
        if not record.raw and (names := [source.name or source.id for source in not_given(record)]):
            told = ", ".join(names)
            message = f"the quotes are not proven against their source: {told} is not at hand"
            yield Flaw(message, "/sources", fix=giving(names))


def not_given(record: Record) -> list[Source]:
    """The sources that the evidence quotes and that are not at hand."""
    cited = {evidence.source for statement in record.statements for evidence in statement.evidence}
    missing = cited - {source.id for source in record.sources}
    return [source for source in record.postmortem.sources if source.id in missing]


def giving(files: Iterable[str]) -> str:
    """The advice to give them."""
    return f"Pass {' '.join(f'--source {file}' for file in files)} to prove the quotes."


RULES: tuple[Rule, ...] = (SourceChanged(), SourceNotGiven())
