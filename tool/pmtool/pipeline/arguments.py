"""What callers of the Python functions pass: taken as they meant it, or refused in one sentence."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Sequence

from pmtool.errors import UsageError


def one_of(name: str, value: object, choices: Sequence[str]) -> None:
    """Raises UsageError for a value that is none of the choices."""
    if value not in choices:
        raise UsageError(f"{name} can't be {value!r}", f"Choose one of {', '.join(choices)}.")


def codes(name: str, value: object) -> tuple[str, ...]:
    """Codes, or how they begin, from a list of them or a text with commas. Raises UsageError."""
    given = _listed(value)
    texts = [text for text in given if isinstance(text, str)]
    if len(texts) < len(given):
        raise UsageError(f"{name} must be a list of codes, not {value!r}", f'Write {name}=["PM1", "PM203"].')
    return tuple(code.strip().upper() for text in texts for code in text.split(",") if code.strip())


def day(name: str, value: object) -> dt.date | None:
    """A date, also from text as 2026-03-31. Raises UsageError."""
    if isinstance(value, dt.datetime):
        return value.date()
    if value is None or isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise UsageError(f"{name} must be a date, not {value!r}", f'Write {name}="2026-03-31".') from None


def paths(name: str, value: object) -> list[str]:
    """Names of files, from one or several. Raises UsageError."""
    given = _listed(value)
    names = [os.fsdecode(path) for path in given if isinstance(path, (str, os.PathLike))]
    if len(names) < len(given):
        raise UsageError(f"{name} must be paths of files, not {value!r}", f'Write {name}=["report.txt"].')
    return names


def _listed(value: object) -> list[object]:
    """What was passed, one by one."""
    return list(value) if isinstance(value, Iterable) and not isinstance(value, (str, bytes)) else [value]
