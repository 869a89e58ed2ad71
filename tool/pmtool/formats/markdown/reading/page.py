"""What is remembered of a file beside the record that is read from it: places, problems, footnotes, ignores."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pmtool.formats.markdown.ignores import CODE
from pmtool.formats.markdown.reading.footnotes import Footnote
from pmtool.formats.reading import Problem
from pmtool.model import Ignore
from pmtool.model.finding import Place
from pmtool.patterns import Pattern

_COMMENT = Pattern(r" ?<!--[ \t]*pmtool:[ \t]*ignore\b((?:(?!<!--).)*?)-->")
_IGNORE = Pattern(rf"[ \t]*({CODE}(?:[ \t]*,[ \t]*{CODE})*)(?=[ \t:]|$)[ \t:–—-]*(.*)")
_LONGEST_QUOTE = 60


class Line(NamedTuple):
    """A line of the file, or what follows a mark on it."""

    number: int
    column: int
    """Of its first character."""
    text: str

    @property
    def place(self) -> Place:
        return Place(self.number, self.column)

    def stripped(self) -> Line:
        """The line without spaces around it."""
        bare = self.text.lstrip(" \t")
        return Line(self.number, self.column + len(self.text) - len(bare), bare.rstrip(" \t"))


@dataclass
class Page:
    """One file as it is being read."""

    footnotes: Mapping[str, Footnote] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    ignores: list[Ignore] = field(default_factory=list)
    pending: list[tuple[Place, str, str]] = field(default_factory=list)
    """Codes and reasons of the ignores that wait for the path of their line."""

    def problem(self, place: Place, message: str, fix: str, path: str = "") -> None:
        """Note something that does not read."""
        self.problems.append(Problem(place.line, place.column, message, fix, path))

    def without_ignores(self, line: Line) -> Line:
        """The line with spaces where ignores stood; `settle` gives those their path."""
        if "<!--" not in line.text:
            return line

        def take(comment: re.Match[str]) -> str:
            self._take(comment[1], Place(line.number, line.column + comment.start()))
            return " " * len(comment[0])

        return Line(line.number, line.column, _COMMENT.sub(take, line.text))

    def settled(self, line: Line, path: str) -> Line:
        """The line without its ignores, which now have its path, like those that waited for it."""
        bare = self.without_ignores(line)
        self.settle(path)
        return bare

    def settle(self, path: str) -> None:
        """What was to be ignored is ignored at this path."""
        for _, code, reason in self.pending:
            self.ignores.append(Ignore(code=code, reason=reason, path=path))
        self.pending.clear()

    def _take(self, words: str, place: Place) -> None:
        found = _IGNORE.match(words.rstrip())
        if not found or not found[2]:
            lacks = "gives no reason" if found else "names no rule"
            fix = "Write `<!-- pmtool: ignore PM503 why it may stand -->`."
            self.problem(place, f"the comment {quote(words)} {lacks}, so that nothing is ignored", fix)
            return
        self.pending += [(place, code.strip(), found[2]) for code in found[1].split(",")]


def without_comments(text: str) -> str:
    """The text with spaces where ignores stand."""
    return _COMMENT.sub(lambda comment: " " * len(comment[0]), text) if "<!--" in text else text


def quote(text: str) -> str:
    """Words of the file, in quotes for a message: on one line, not too long, nothing that a terminal would act on."""
    shown = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return f"'{shown if len(shown) <= _LONGEST_QUOTE else shown[: _LONGEST_QUOTE - 1] + '…'}'"
