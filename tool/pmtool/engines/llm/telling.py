"""A model's words with their pointers to times written out: `[T3]` as the report tells it, `[T3..T9]` as a length."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pmtool.engines.llm.world import Told
from pmtool.model import Mention
from pmtool.patterns import Pattern

_POINTER = Pattern(r"\[\s*(T\d{1,7})\s*(?:(?:\.\.+|…|–|—|-|to)\s*(T\d{1,7})\s*)?\]", re.I)
_SEGMENTS = Pattern(r"\s*[\[(]\s*S\d{1,7}(?:\s*[,;–-]\s*S?\d{1,7})*\s*[\])]", re.I)
"""Models like to cite inside the text as well."""
_SPACES = Pattern(r"\s+")
_OWN_WORDS = frozenset({"instant", "date", "range_start", "range_end", "posted"})
"""Kinds of times whose own words say when it was, wherever they stand."""


@dataclass(frozen=True, slots=True)
class Words:
    """A text as it goes into the postmortem."""

    text: str
    times: tuple[str, ...]
    """Ids of the times that it tells."""
    unknown: tuple[str, ...]
    """Ids that it points to and that don't exist."""


def told(text: str, times: Mapping[str, Told]) -> Words:
    """Text on one line, its pointers replaced by what the report tells."""
    pointed: list[str] = []
    unknown: list[str] = []

    def written(start: str, end: str | None) -> str:
        ids = [id.upper() for id in (start, end) if id]
        missing = [id for id in ids if id not in times]
        unknown.extend(missing)
        pointed.extend(id for id in ids if id in times)
        if missing:
            return "an unknown time"
        first, last = times[ids[0]], times[ids[-1]]
        return length(first, last) if end else shown(first.mention)

    pieces: list[str] = []
    behind = 0
    for match in _POINTER.finditer(text):
        pieces += [text[behind : match.start()], written(match[1], match[2])]
        behind = match.end()
    whole = _SEGMENTS.sub("", "".join([*pieces, text[behind:]]))
    return Words(_SPACES.sub(" ", whole).strip(), tuple(dict.fromkeys(pointed)), tuple(dict.fromkeys(unknown)))


def shown(mention: Mention) -> str:
    """A time as the report writes it; one that counts from another ("20 minutes later") as what it comes to."""
    if mention.kind in _OWN_WORDS and any(c.isdigit() for c in mention.text):
        return " ".join(mention.text.split())
    at = mention.at or ""
    return at if len(at) <= 10 else f"{at[:10]} {at[11:16]} {_zone(at)}"


def length(first: Told, last: Told) -> str:
    """How long it is from one time to another, in words; the two of them where that can't be reckoned."""
    start, end = first.moment, last.moment
    if start is None or end is None or end < start:
        return f"from {shown(first.mention)} to {shown(last.mention)}"
    minutes = round((end - start).total_seconds() / 60)
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    units = ((days, "day"), (hours, "hour"), (rest, "minute"))
    return " ".join(f"{n} {unit}{'s' if n != 1 else ''}" for n, unit in units if n) or "less than a minute"


def _zone(at: str) -> str:
    offset = at[-6:]
    return "UTC" if offset in ("+00:00", "-00:00") else offset
