"""A model's words with their pointers to times written out: `[T3]` as the report tells it, `[T3..T9]` as a length."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from pmtool.engines.llm.world import Told, World
from pmtool.patterns import Pattern

_POINTER = Pattern(r"\[\s*(T\d{1,7})\s*(?:(?:\.\.+|…|–|—|-|to)\s*(T\d{1,7})\s*)?\]", re.I)
_SEGMENTS = Pattern(r"\s*[\[(]\s*(S\d{1,7}(?:\s*[,;]\s*S\d{1,7})*)\s*[\])]")
"""Models like to cite inside the text as well."""
_ID = Pattern(r"S\d+")
UNKNOWN = "[time]"
"""Stands for a time that there is not; the validator takes it for what it is, a form to fill in."""
_DAY = len("2026-03-01")
_OWN_WORDS = frozenset({"instant", "date", "range_start", "range_end", "posted"})
"""Kinds of times whose own words say when it was, wherever they stand."""


@dataclass(frozen=True, slots=True)
class Words:
    """A text as it goes into the postmortem."""

    text: str
    faults: tuple[str, ...]
    """What is wrong with its pointers, in sentences."""


def told(text: str, world: World, cited: Collection[str] = ()) -> Words:
    """Text on one line, its pointers replaced by what the report tells; those to segments `cited` anyway left out."""
    faults: list[str] = []

    def written(start: str, end: str | None) -> str:
        ids = [id.upper() for id in (start, end) if id]
        if missing := [id for id in ids if id not in world.times]:
            faults.extend(f"there is no time {id}" for id in missing)
            return UNKNOWN
        first, last = world.times[ids[0]], world.times[ids[-1]]
        if not end:
            return shown(first, world)
        if first.moment and last.moment and last.moment < first.moment:
            faults.append(f"[{ids[0]}..{ids[1]}] runs backwards")
        return length(first, last, world)

    pieces: list[str] = []
    behind = 0
    for match in _POINTER.finditer(text):
        pieces += [text[behind : match.start()], written(match[1], match[2])]
        behind = match.end()
    whole = _SEGMENTS.sub(
        lambda m: "" if set(_ID.findall(m[1])) <= {*cited} else m[0], "".join([*pieces, text[behind:]])
    )
    return Words(" ".join(whole.split()), tuple(dict.fromkeys(faults)))


def shown(time: Told, world: World) -> str:
    """A time as the report writes it, with its zone where others are told in other ones and it leaves that out.

    One that counts from another ("20 minutes later") is told as what it comes to.
    """
    mention, at = time.mention, time.mention.at or ""
    zone = f" {_zone(at)}" if len(at) > _DAY else ""
    if mention.kind in _OWN_WORDS and any(c.isdigit() for c in mention.text):
        is_plain = mention.zone_rule == "explicit" or not world.has_several_zones
        return " ".join(mention.text.split()) + ("" if is_plain else zone)
    return f"{at[:_DAY]} {at[11:16]}{zone}" if zone else at


def length(first: Told, last: Told, world: World) -> str:
    """How long it is from one time to another, in words; the two of them where that can't be reckoned."""
    start, end = first.moment, last.moment
    if start is None or end is None or end < start:
        return f"from {shown(first, world)} to {shown(last, world)}"
    minutes = round((end - start).total_seconds() / 60)
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    units = ((days, "day"), (hours, "hour"), (rest, "minute"))
    return " ".join(f"{n} {unit}{'s' if n != 1 else ''}" for n, unit in units if n) or "less than a minute"


def _zone(at: str) -> str:
    offset = at[-6:]
    return "UTC" if offset in ("+00:00", "-00:00") else offset
