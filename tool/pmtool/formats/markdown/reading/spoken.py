"""Times that a person typed in words of their own ("March 1, 2:05 pm PST"): read like those of a report."""

from __future__ import annotations

import datetime as dt

from pmtool.errors import UsageError
from pmtool.model import Instant
from pmtool.source import build_document
from pmtool.temporal import build_ledger

_LONGEST = 80
_AROUND = " .,()*"


def spoken_time(words: str, before: dt.datetime | None, zone: str) -> Instant | None:
    """The one instant that the words name, helped by the time before and a zone; null if they say anything else.

    The day comes from the time before where the words name none. Without any word of a zone, there is no offset.
    """
    if len(words) > _LONGEST or "\n" in words:
        return None
    document = build_document("R1", "cell", "text/plain", "", words, 1)
    known = zone or (before.strftime("%z") if before else "")
    try:
        ledger = build_ledger([document], timezone=known or None, date=before.date() if before else None)["R1"]
    except UsageError:
        return None
    if len(ledger) != 1 or ledger[0].kind not in ("instant", "date"):
        return None
    mention = ledger[0]
    around = words[: mention.start] + words[mention.end :]
    if mention.at is None or around.strip(_AROUND):
        return None
    at = mention.at
    if not known and mention.zone_rule == "assumed" and "T" in at:
        at = at[:19]
    return Instant(at=at, precision=mention.precision or "minute", approximate=mention.approximate)
