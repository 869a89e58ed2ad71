"""Writes Markdown-like lines: what stands between blocks, before items and around code."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

BOLD_ON, BOLD_OFF = "\x02", "\x03"
"""Stand in inline text where bold words begin and end."""
_TITLE_LENGTH = 120
"""Characters; a longer bold line is emphasis, not a heading."""
_DEEPEST = 12
"""Levels of indentation that are shown: prefixes must not outgrow the text."""


@dataclass(slots=True)
class _List:
    level: int
    number: int | None
    """Of the next item; null for bullets."""
    has_terms: bool = False


@dataclass(slots=True)
class Writer:
    """Lines written so far, and where in lists and quotes the next one stands."""

    lines: list[str] = field(default_factory=list)
    titled: bool = False
    """Whether there was a heading of the first level."""
    gap: bool = False
    """Whether a blank line goes before the next line."""
    _marker: str = ""
    """Bullet or number that the next line begins with."""
    _lists: list[_List] = field(default_factory=list)
    _quotes: int = 0

    def paragraph(self, inline: str) -> None:
        """A block's lines, from inline text with its line breaks."""
        lines = inline_lines(inline)
        for text, bold in lines:
            if bold and self.in_prose and len(text) <= _TITLE_LENGTH:
                self.gap = True
                self._line(f"**{text}**")
            elif text:
                self._line(text)
            else:
                self.gap = True
        if lines and self.in_prose:
            self.gap = True

    @property
    def in_prose(self) -> bool:
        """Whether blank lines go between blocks here: anywhere but in a list."""
        return not self._lists and not self._marker

    def heading(self, level: int, inline: str) -> None:
        """A heading; in a list, a line of its own."""
        text = one_line(inline)
        if not text:
            return
        if self.in_prose:
            self.titled = self.titled or level == 1
            text = "#" * level + " " + text
            self.gap = True
        self._line(text)
        self.gap = self.in_prose

    def code(self, text: str) -> None:
        """A fenced listing that keeps its lines."""
        fence = "```" if "```" not in text else "~~~"
        self._apart([fence, *_kept_lines(text.replace(fence, fence[:2])), fence])

    def verbatim(self, text: str) -> None:
        """Lines as they stand."""
        self._apart(_kept_lines(text))

    def rows(self, rows: list[str]) -> None:
        """The rows of a table."""
        self._apart(rows)

    def rule(self) -> None:
        """A line across the page."""
        self._apart(["---"])

    def open_list(self, number: int | None = None, level: int = 0) -> None:
        """A list begins: numbered from `number` on, at `level` (from 1) where the page states one."""
        if not self._lists:
            self.gap = True
        below = self._lists[-1].level if self._lists else 0
        self._lists.append(_List(level or below + 1, number))

    def close_list(self) -> None:
        """The innermost list ends."""
        self._marker = ""
        if self._lists:
            self._lists.pop()
        self.gap = self.gap or not self._lists

    def item(self, number: int | None = None) -> None:
        """The next line begins an item; `number` is one that the page states."""
        innermost = self._lists[-1] if self._lists else None
        if innermost is None or innermost.number is None:
            self._marker = "- "
            return
        number = innermost.number if number is None else number
        self._marker = f"{number}. "
        innermost.number = number + 1

    def term(self) -> None:
        """The next line begins with a term; definitions go beside and below it."""
        self.item()
        if self._lists:
            self._lists[-1].has_terms = True

    def definition(self) -> None:
        """What follows defines the last term, or is an item of its own in a list without terms."""
        if not (self._lists and self._lists[-1].has_terms):
            self.item()

    def end_item(self) -> None:
        """The item is over, even if it was empty."""
        self._marker = ""

    @property
    def at_item(self) -> bool:
        """Whether the next line begins an item."""
        return bool(self._marker)

    def join_next(self) -> None:
        """The next block goes right below, as a label's words do."""
        self.gap = False

    def quote(self, step: int) -> None:
        """One level of quoting more (1) or less (-1)."""
        self._quotes = max(0, self._quotes + step)

    def text(self) -> str:
        """All that was written."""
        return "\n".join(self.lines) + "\n" if self.lines else ""

    def _apart(self, lines: list[str]) -> None:
        self._marker = ""
        self.gap = self.gap or self.in_prose
        for line in lines:
            self._line(line)
        self.gap = self.in_prose

    def _line(self, text: str) -> None:
        if self.gap and self.lines:
            self.lines.append("")
        self.gap = False
        depth = min(self._lists[-1].level, _DEEPEST) if self._lists else 0
        indent = max(0, depth - 1) if self._marker else depth
        self.lines.append("> " * min(self._quotes, _DEEPEST) + "  " * indent + self._marker + text)
        self._marker = ""


def _kept_lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().split("\n")]


def inline_lines(inline: str) -> list[tuple[str, bool]]:
    """The lines of inline text, white space collapsed as a browser does, each with whether it is bold as a whole."""
    lines = []
    bold = False
    for line in inline.split("\n"):
        words: list[str] = []
        loose = False
        for part in re.split(f"([{BOLD_ON}{BOLD_OFF}])", line):
            if part in (BOLD_ON, BOLD_OFF):
                bold = part == BOLD_ON
            else:
                words.append(part)
                loose = loose or (not bold and any(char.isalnum() for char in part))
        text = re.sub(r"[\0-\x20]+", " ", "".join(words)).strip()
        lines.append((text, not loose and any(char.isalnum() for char in text)))
    while lines and not lines[-1][0]:
        lines.pop()
    while lines and not lines[0][0]:
        lines.pop(0)
    return lines


def one_line(inline: str) -> str:
    """Inline text on a single line."""
    return " ".join(text for text, _ in inline_lines(inline) if text)
