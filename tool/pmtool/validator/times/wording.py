"""How messages quote words and tell what lies between two instants."""

from __future__ import annotations

import datetime as dt

from pmtool.validator.facts.lengths import minutes_between, shown

_LONGEST_QUOTE = 60


def quoted(text: str, longest: int = _LONGEST_QUOTE) -> str:
    """Words in quotation marks, on one line, cut behind a word where they are long."""
    words = " ".join(text.split()).strip("*_` ")
    if len(words) > longest:
        words = words[:longest].rsplit(" ", 1)[0].rstrip(",;:.") + "…"
    return f'"{words}"'


def apart(one: dt.datetime, other: dt.datetime) -> str:
    """What lies between two instants, in either order: `1 h 21 min`."""
    return shown(minutes_between(one, other))


def and_more(others: int) -> str:
    """What follows the first of many."""
    return f" (and {others} more)" if others else ""
