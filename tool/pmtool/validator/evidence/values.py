"""PM303: figures and names that the evidence does not hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pmtool.grounding.support import is_extract, unsupported
from pmtool.grounding.values import Value
from pmtool.model import Instant
from pmtool.model.postmortem import ActionItem, Event, StatusUpdate
from pmtool.model.walk import Statement
from pmtool.validator.evidence.fields import fields_told
from pmtool.validator.evidence.weight import weight
from pmtool.validator.quoting import quoted
from pmtool.validator.record import Record
from pmtool.validator.rule import Flaw, Rule

_TIMES = ("time", "date")


class UnsupportedValue(Rule):
    """A number, percentage, version, identifier or name that the evidence does not hold: in a statement, or in a short
    field such as an action's owner and ticket, where the report gives another.

    Why: figures are what people repeat. One that neither stands in the words cited nor follows from them by a sum,
    a difference, a percentage or the time between two times was made up or mistyped.

    Source::

        Map tiles did not load for 38% of requests. The cause was release 4.2.1.

    Bad::

        # Tiles missing

        ## Impact

        Map tiles did not load for 83% of requests.[^e1]

        [^e1]: R1:0-43 "Map tiles did not load for 38% of requests."

    Good::

        # Tiles missing

        ## Impact

        38 percent of requests got no map tiles.[^e1]

        [^e1]: R1:0-43 "Map tiles did not load for 38% of requests."

    Fix: correct the value, cite the words that hold it, or delete the footnote and stand for it yourself.
    """

    code = "PM303"
    name = "unsupported-value"
    severity = "error"

    def check(self, record: Record) -> Iterator[Flaw]:
        for statement, values in record.once(unproven):
            found = [value for value in values if value.kind not in _TIMES]
            if found:
                is_hard = any(value.kind != "name" and not value.is_spelled for value in found)
                yield Flaw(_message(statement, found), statement.path, severity=weight(statement, is_hard=is_hard))
        yield from fields_told(record)


def times_told(record: Record) -> Iterator[Flaw]:
    """Clock times and dates in statements that the evidence does not hold."""
    for statement, values in record.once(unproven):
        if found := [value for value in values if value.kind in _TIMES]:
            yield Flaw(_message(statement, found), statement.path, severity=weight(statement))


def unproven(record: Record) -> list[tuple[Statement, list[Value]]]:
    """Statements in other words than their evidence, and what of their values it does not hold."""
    found = []
    for statement in record.statements if not record.raw else ():
        quotes = [evidence.quote for evidence in statement.evidence if evidence.quote]
        if quotes and not is_extract(statement.text, quotes):
            instants, known = _instants(record, statement), _known(record, statement)
            found.append((statement, unsupported(_own_words(record, statement), quotes, instants, known)))
    return found


def _own_words(record: Record, statement: Statement) -> str:
    """The statement's text, without a time that could not be read and was kept in front of it."""
    _, marked, text = statement.text.partition(": ")
    return text if marked and f"{statement.path}/at" in record.unread else statement.text


def _message(statement: Statement, values: list[Value]) -> str:
    told = ", ".join(dict.fromkeys(f'"{value.text}"' for value in values))
    return f"the evidence does not hold {told}; it says {quoted(statement.evidence[0].quote)}"


def _instants(record: Record, statement: Statement) -> list[dt.datetime]:
    """When the statement says it was, and what the times in its evidence resolve to."""
    item = statement.item
    stamps: list[Instant | None] = [item.at] if isinstance(item, (Event, StatusUpdate)) else []
    stamps += [item.until] if isinstance(item, Event) else []
    found = [dt.datetime.fromisoformat(stamp.at) for stamp in stamps if stamp and stamp.moment()]
    for evidence in statement.evidence:
        for mention in record.times_cited(evidence):
            instant = mention.instant()
            found += [dt.datetime.fromisoformat(instant.at)] if instant and instant.moment() else []
    return found


def _known(record: Record, statement: Statement) -> list[str]:
    """Texts whose names anyone may use."""
    pm, item = record.postmortem, statement.item
    own = [item.actor] if isinstance(item, Event) else []
    own += [item.owner, item.tracker, item.due, item.priority] if isinstance(item, ActionItem) else []
    shared = [pm.title, pm.organization, pm.incident_id, pm.severity, *pm.services, *pm.regions, *pm.authors]
    return [text for text in (*shared, *own) if text]


RULES: tuple[Rule, ...] = (UnsupportedValue(),)
