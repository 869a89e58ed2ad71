"""Text on a screen: how wide it shows, what of it is safe to show, and colour where a person looks."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_TAB = 4
_REPLACED = "\N{REPLACEMENT CHARACTER}"
_JOINERS = "\u200c\u200d\ufe0e\ufe0f"
"""What emoji and scripts are glued together with; of no width and no harm, but terminals disagree about them."""


@dataclass(frozen=True)
class Ink:
    """Escape sequences around what should stand out; empty ones where there is no colour."""

    error: str = ""
    warning: str = ""
    info: str = ""
    strong: str = ""
    faint: str = ""
    off: str = ""

    def paint(self, style: str, text: str) -> str:
        """The text in one of the styles, by name."""
        return f"{getattr(self, style)}{text}{self.off}"


PLAIN = Ink()
ANSI = Ink("\x1b[1;31m", "\x1b[1;33m", "\x1b[1;36m", "\x1b[1m", "\x1b[2m", "\x1b[0m")


def ink() -> Ink:
    """Colour on a terminal, unless NO_COLOR or a dumb terminal asks for none."""
    wanted = on_screen() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return ANSI if wanted else PLAIN


def on_screen() -> bool:
    """Whether stdout is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def columns() -> int:
    """How wide the terminal is."""
    import shutil

    return shutil.get_terminal_size((80, 24)).columns


def cells(text: str) -> Iterator[tuple[str, int]]:
    """For each character what to show for it, and how many columns that takes."""
    column = 0
    for char in text:
        if char == "\t":
            shown = " " * (_TAB - column % _TAB)
            width = len(shown)
        else:
            shown, width = _cell(char)
        column += width
        yield shown, width


def _cell(char: str) -> tuple[str, int]:
    if " " <= char <= "~":
        return char, 1
    if char in _JOINERS:
        return "", 0
    category, wide = unicodedata.category(char), 2 if unicodedata.east_asian_width(char) in "WF" else 1
    if category == "Zs":
        return " " * wide, wide
    if not char.isprintable():
        return _REPLACED, 1
    return char, 0 if category in ("Mn", "Me") else wide


def safe(text: str) -> str:
    """The text as it may be shown: on one line, nothing in it that a terminal would obey."""
    return "".join(shown for shown, _ in cells(text))


def width(text: str) -> int:
    """Columns that a text takes."""
    return sum(wide for _, wide in cells(text))


def wrapped(text: str, room: int, indent: str, first: str = "") -> str:
    """Words on lines of at most `room` columns; lines after the first begin with `indent`, the first with `first`."""
    lines, line = [], first
    used = width(first)
    fresh = True
    for word in text.split():
        wide = width(word)
        if not fresh and used + 1 + wide > room:
            lines.append(line)
            line, used, fresh = indent, width(indent), True
        line += word if fresh else f" {word}"
        used += wide + (0 if fresh else 1)
        fresh = False
    return "\n".join([*lines, line])
