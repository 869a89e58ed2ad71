"""An archive's incidents as rows, in the order of the columns that schema.sql gives each table."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from pmtool.archive.entry import Entry, Unconverted
from pmtool.archive.figures.causes import causes
from pmtool.archive.figures.periods import day
from pmtool.archive.moments import REACHED
from pmtool.archive.themes import themes
from pmtool.errors import sentences
from pmtool.model import ActionItem, Claim, Event, Evidence, Instant, StatusUpdate
from pmtool.model.finding import Finding
from pmtool.model.metrics import metrics
from pmtool.model.walk import Statement, statements
from pmtool.source.sanitize import sanitize

Cell = str | int | float | None
Row = tuple[str, tuple[Cell, ...]]
"""A table's name and its cells."""

_GREATEST = (1 << 63) - 1
_CAUSES = frozenset({"root_cause", "trigger", "contributing_factors"})


class Rows:
    """Rows of one incident after the other, numbered as they come."""

    def __init__(self) -> None:
        self._last: Counter[str] = Counter()

    def of(self, entry: Entry) -> Iterator[Row]:
        """An incident's rows, in all tables."""
        for table, cells in self._raw(entry):
            yield table, tuple(map(harmless, cells))

    def _raw(self, entry: Entry) -> Iterator[Row]:
        postmortem, incident = entry.postmortem, self._next("incidents")
        yield "incidents", (incident, *_incident(entry))
        yield from (("services", (incident, name)) for name in _distinct(postmortem.services))
        yield from (("regions", (incident, name)) for name in _distinct(postmortem.regions))
        yield from (("causes", (incident, cause, words)) for cause, words in causes(postmortem).items())
        named = [*((name, 0) for name in entry.inputs), *((name, 1) for name in entry.copies)]
        yield from (("inputs", (incident, number, *cells)) for number, cells in enumerate(named))
        yield from (("alike", (incident, name)) for name in dict.fromkeys(entry.alike))
        sources: dict[str, int] = {}
        for source in postmortem.sources:
            known = self._next("sources")
            sources.setdefault(source.id, known)
            yield "sources", (known, incident, source.id, source.name, source.media_type, source.sha256, source.length)
        places: dict[str, int] = {}
        for statement in statements(postmortem):
            places[statement.path] = self._next("statements")
            yield from self._stated(incident, places[statement.path], statement, sources)
        yield from (self._found(incident, finding, places) for finding in entry.findings)
        for number, piece in enumerate(postmortem.coverage.unplaced_segments):
            yield "left_out", (incident, number, sources.get(piece.source), piece.text)

    def _stated(self, incident: int, key: int, statement: Statement, sources: Mapping[str, int]) -> Iterator[Row]:
        item = statement.item
        origin = None if isinstance(item, StatusUpdate) else item.origin
        quotes = sum(evidence.status != "missing" for evidence in statement.evidence)
        yield "statements", (key, incident, statement.field, statement.path, statement.text, origin, quotes)
        number = int(statement.path.rpartition("/")[2]) if statement.path.count("/") > 1 else 0
        match item:
            case Claim():
                yield "claims", (key, incident, statement.field, number, item.text, item.certainty)
            case Event():
                yield "events", (key, incident, number, *_event(item))
            case StatusUpdate():
                yield "status_updates", (key, incident, number, *_times(item.at), item.state, item.text)
            case ActionItem():
                yield "action_items", (key, incident, number, *_action(item))
        yield from (self._cited(incident, key, evidence, sources) for evidence in statement.evidence)
        if statement.field in _CAUSES:
            for stems, words in themes(statement.text).items():
                yield "pairs", (stems, words, key, incident, statement.field)

    def _cited(self, incident: int, statement: int, evidence: Evidence, sources: Mapping[str, int]) -> Row:
        where = (sources.get(evidence.source), evidence.start, evidence.end)
        return "evidence", (self._next("evidence"), incident, statement, *where, evidence.quote, evidence.status)

    def _found(self, incident: int, finding: Finding, places: Mapping[str, int]) -> Row:
        parts = finding.path.split("/")
        statement = places.get("/".join(parts[:3]), places.get("/".join(parts[:2])))
        told = (finding.code, finding.severity, finding.message, finding.fix, finding.path, finding.line)
        return "findings", (self._next("findings"), incident, statement, *told)

    def _next(self, table: str) -> int:
        self._last[table] += 1
        return self._last[table]


def unconverted_rows(unconverted: Iterable[Unconverted]) -> Iterator[Row]:
    """A row for each report that came to nothing."""
    for number, lost in enumerate(unconverted, 1):
        wrong = lost.name, lost.message, sentences("", lost.remedy)
        cells: tuple[Cell, ...] = (number, *wrong, lost.attempts, lost.is_quarantined)
        yield "unconverted", tuple(map(harmless, cells))


def harmless(cell: Cell) -> Cell:
    """What a database can hold and a terminal can show; as long as before where it is text."""
    if isinstance(cell, str):
        return cell if cell.isprintable() else sanitize(cell)
    if isinstance(cell, int):
        return max(-_GREATEST, min(int(cell), _GREATEST))
    return cell


def _incident(entry: Entry) -> tuple[Cell, ...]:
    postmortem, triage = entry.postmortem, entry.triage
    date, took, coverage = day(triage.date), metrics(postmortem), postmortem.coverage
    milestones = [_times(getattr(postmortem.milestones, name)) for name in REACHED]
    return (
        *(entry.name, postmortem.title, postmortem.organization, postmortem.incident_id, postmortem.severity),
        *(postmortem.status, ", ".join(postmortem.authors)),
        *(date.isoformat() if date else None, f"{date.year:04}-Q{(date.month + 2) // 3}" if date else None),
        *(cell for pair in milestones for cell in pair),
        *(took.to_detect, took.to_acknowledge, took.to_mitigate, took.to_resolve, took.impact),
        *(triage.risk, "; ".join(triage.reasons), triage.score, triage.errors, triage.warnings, triage.left_out),
        *(coverage.segments, coverage.used, coverage.duplicate, coverage.boilerplate, coverage.unplaced),
        *(postmortem.run.engine, postmortem.run.model, ", ".join(entry.from_rules)),
    )


def _event(event: Event) -> tuple[Cell, ...]:
    at = event.at
    told = (at.precision, at.approximate, at.as_written, at.zone_rule) if at else (None,) * 4
    return (*_times(at), *_times(event.until), *told, event.kind, event.actor, event.text)


def _action(item: ActionItem) -> tuple[Cell, ...]:
    due = day(item.due or "")
    when = (item.due, due.isoformat() if due else None)
    return (item.text, item.type, item.owner, item.priority, *when, item.tracker, item.state)


def _times(instant: Instant | None) -> tuple[str | None, str | None]:
    """As told, and in UTC."""
    if instant is None:
        return None, None
    moment = instant.moment()
    if moment is None:
        return instant.at, None
    return moment.isoformat(), moment.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def _distinct(names: Iterable[str]) -> Iterable[str]:
    """Names that SQLite's NOCASE tells apart, in their first spelling."""
    known: dict[str, str] = {}
    for name in map(sanitize, names):
        known.setdefault("".join(c.lower() if c.isascii() else c for c in name), name)
    return known.values()
