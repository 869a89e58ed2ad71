"""How messages tell what lies between two instants, and how many more there are."""

from __future__ import annotations

import datetime as dt

from pmtool.validator.facts.lengths import minutes_between, shown


def apart(one: dt.datetime, other: dt.datetime) -> str:
    """What lies between two instants, in either order: `1 h 21 min`."""
    return shown(minutes_between(one, other))


def and_more(others: int) -> str:
    """What follows the first of many."""
    return f" (and {others} more)" if others else ""
