"""Figures in columns, as people read them: plain text, with colour where the page has any."""

from __future__ import annotations

from collections.abc import Sequence

from pmtool.cli.reports.screen import PLAIN, Ink, cells, safe, width

NONE = "–"
"""What stands where there is no figure."""
_ELLIPSIS = "…"


def score(value: float | None) -> str:
    """Two decimals; what is not perfect never reads as 1.00."""
    if value is None:
        return NONE
    return f"{min(value, 0.99) if value < 1 else value:.2f}"


def difference(value: float | None) -> str:
    """Two decimals with a sign; what is no difference has none."""
    if value is None:
        return NONE
    return f"{value:+.2f}" if abs(value) >= 0.005 else "0.00"


def percent(value: float | None) -> str:
    """A share in percent."""
    return NONE if value is None else f"{100 * value:.1f} %"


def row(name: str, values: Sequence[str], widths: Sequence[int], first: int = 0) -> str:
    """A name, cut to `first` columns, and values set to the right of theirs."""
    return (
        padded(name, first) + "".join(value.rjust(wide) for value, wide in zip(values, widths, strict=False))
    ).rstrip()


def padded(text: str, room: int) -> str:
    """Somebody's words in just so many columns."""
    shown = cut(text, room)
    return shown + " " * (room - width(shown))


def cut(text: str, room: int) -> str:
    """Somebody's words, harmless, in at most so many columns."""
    shown = safe(text)
    if width(shown) <= room:
        return shown
    used, kept = len(_ELLIPSIS), ""
    for char, wide in cells(shown):
        if used + wide > room:
            break
        kept, used = kept + char, used + wide
    return kept + _ELLIPSIS


def painted(text: str, ahead: float | None, ink: Ink = PLAIN) -> str:
    """A line in the colour of a loss where it tells of one."""
    return ink.paint("error", text) if ahead is not None and ahead < 0 else text
