"""The time ledger: every time expression of the sources, resolved, with the rule that did it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from pmtool.errors import UsageError
from pmtool.model import Document, Mention
from pmtool.patterns import Pattern
from pmtool.temporal.context import read_context
from pmtool.temporal.find import find
from pmtool.temporal.resolve import Resolver
from pmtool.temporal.walk import Settings
from pmtool.temporal.zones import zone_named

__all__ = ["build_ledger"]

_LONGEST_TITLE = 120
"""Characters."""
_EARLIEST, _LATEST = 1970, 2099
_DATE_IN_NAME = Pattern(r"(?<!\d)((?:19|20)\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")


def build_ledger(
    documents: Sequence[Document], *, timezone: str | None = None, date: dt.date | None = None
) -> dict[str, tuple[Mention, ...]]:
    """Mentions of each document, by its id, in order.

    `timezone` (IANA name, offset or label) reads times that the report gives no zone for; `date` anchors undated ones.
    Raises UsageError for a zone that nobody knows and for a date out of reach.
    """
    zone = zone_named(timezone) if timezone else None
    if timezone and zone is None:
        raise UsageError(
            f"unknown time zone {timezone!r}", "give an IANA name (Europe/Berlin), an offset (+02:00) or a label (PST)"
        )
    if date and not _EARLIEST <= date.year <= _LATEST:
        raise UsageError(f"the year {date.year} of --date is no incident's", f"give one from {_EARLIEST} to {_LATEST}")
    ledgers: dict[str, tuple[Mention, ...]] = {}
    anchor: dt.date | None = None
    # A source with full dates goes first, so that notes without any can take the incident's day from it.
    found = {document.id: find(document) for document in documents}
    dated = sorted(documents, key=lambda d: not any(e.year and e.has_day for e in found[d.id]))
    for document in dated:
        context = read_context(document, found[document.id])
        day = anchor or date or _date_in(document.name) or _date_in_title(document)
        resolver = Resolver(context, Settings(zone, date), day)
        ledgers[document.id] = tuple(resolver.resolve(found[document.id]))
        anchor = anchor or _first_day(ledgers[document.id])
    return {document.id: ledgers[document.id] for document in documents}


def _date_in_title(document: Document) -> dt.date | None:
    """The day in a page's path (`Incidents/2026-03-01-checkout`), where it is the page's title."""
    return _date_in(document.quote(document.blocks[0])[:_LONGEST_TITLE]) if document.blocks else None


def _date_in(name: str) -> dt.date | None:
    found = _DATE_IN_NAME.search(name)
    return dt.date(int(found[1]), int(found[2]), min(int(found[3]), 28)) if found else None


def _first_day(mentions: Sequence[Mention]) -> dt.date | None:
    days = [m.at[:10] for m in mentions if m.at and m.kind in ("instant", "range_start", "posted")]
    return dt.date.fromisoformat(min(days)) if days else None
