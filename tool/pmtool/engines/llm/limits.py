"""What a server's headers say about being asked again, as seconds from now. Servers write it in many ways; what can't
be read tells nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from math import inf, isfinite
from typing import Literal, NamedTuple

from pmtool.patterns import Pattern

Kind = Literal["requests", "tokens"]
KINDS: tuple[Kind, ...] = ("requests", "tokens")
_DURATION = Pattern(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?")
_UNITS = (86_400.0, 3600.0, 60.0, 1.0, 0.001)
_EPOCH_S, _EPOCH_MS = 1e9, 1e12
"""Numbers from here on are no lengths but moments since 1970."""


class Allowance(NamedTuple):
    """What is left of a limit."""

    of: float
    """The whole; inf where it isn't told."""
    left: float
    resets_in: float
    """Seconds until it is whole again; inf where that isn't told."""


def wait_asked(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds after which a server wants to be asked again. `now` counts from 1970, for one that names a moment and
    does not tell its own time."""
    ms = _number(headers.get("retry-after-ms", ""))
    if ms is not None:
        return ms / 1000
    return _seconds(headers.get("retry-after", ""), headers, now)


def allowances(headers: Mapping[str, str], now: float) -> dict[Kind, Allowance]:
    """What is left, of requests and of tokens, as far as it is told: by OpenAI's headers or Anthropic's."""
    found: dict[Kind, Allowance] = {}
    for kind in KINDS:
        for name in (f"x-ratelimit-{{}}-{kind}", f"anthropic-ratelimit-{kind}-{{}}"):
            left = _number(headers.get(name.format("remaining"), ""))
            if left is not None:
                of = _number(headers.get(name.format("limit"), ""))
                resets_in = _seconds(headers.get(name.format("reset"), ""), headers, now)
                found[kind] = Allowance(of or inf, left, inf if resets_in is None else resets_in)
                break
    return found


def _seconds(written: str, headers: Mapping[str, str], now: float) -> float | None:
    """The seconds in a number, a length such as `6m0s`, or a date."""
    written = written.strip()
    if not written:
        return None
    number = _number(written)
    if number is not None:
        if number < _EPOCH_S:
            return number
        return max(0.0, (number / 1000 if number >= _EPOCH_MS else number) - now)
    length = _DURATION.fullmatch(written)
    if length:
        seconds = sum(float(count) * unit for count, unit in zip(length.groups(), _UNITS, strict=True) if count)
        return seconds if isfinite(seconds) else None
    moment = _moment(written)
    if moment is None:
        return None
    told = _moment(headers.get("date", ""))
    return max(0.0, moment - (now if told is None else told))


def _moment(written: str) -> float | None:
    """Seconds since 1970 of a date as HTTP or ISO 8601 writes it."""
    from email.utils import parsedate_to_datetime

    for read in (parsedate_to_datetime, dt.datetime.fromisoformat):
        try:
            found = read(written)
            return (found if found.tzinfo else found.replace(tzinfo=dt.UTC)).timestamp()
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _number(written: str) -> float | None:
    """A finite number that isn't below 0."""
    try:
        number = float(written)
    except ValueError:
        return None
    return max(0.0, number) if isfinite(number) else None
