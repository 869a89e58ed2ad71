"""How long ago something was, in two words."""

from __future__ import annotations

import datetime as dt

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def age(when: str, now: dt.datetime) -> str:
    """`3 min ago`, `2 h ago`, `5 days ago`, then the day; empty for what is no time. `now` has a zone."""
    try:
        at = dt.datetime.fromisoformat(when)
        seconds = (now - at).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return ""
    if seconds < _MINUTE:
        return "just now"
    if seconds < _HOUR:
        return f"{int(seconds // _MINUTE)} min ago"
    if seconds < _DAY:
        return f"{int(seconds // _HOUR)} h ago"
    days = int(seconds // _DAY)
    if days == 1:
        return "yesterday"
    return f"{days} days ago" if days < 30 else at.date().isoformat()
