"""What is remembered of a file beside the record that is read from it: places, problems, footnotes, ignores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pmtool.formats.markdown.reading.footnotes import Footnote
from pmtool.formats.reading import Problem
from pmtool.model import Ignore
from pmtool.model.finding import Place
from pmtool.source.comments import Comment, comments_in, without_comments

_LONGEST_QUOTE = 60
IGNORES = "/ignores"
"""The path of problems with ignores."""


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

    def problem(self, place: Place, message: str, fix: str, path: str = "", *, kept: bool = False) -> None:
        """Note something that does not read, or reads by good will alone."""
        self.problems.append(Problem(place.line, place.column, message, fix, path, kept))

    def without_ignores(self, line: Line) -> Line:
        """The line with spaces where ignores stood; `settle` gives those their path."""
        for comment in comments_in(line.text):
            self._take(comment, Place(line.number, line.column + comment.start))
        return line._replace(text=without_comments(line.text))

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

    def settled_apart(self, line: Line, path: str) -> Line:
        """Like `settled`, while those that wait go on waiting."""
        waiting, self.pending = self.pending, []
        bare = self.settled(line, path)
        self.pending = waiting
        return bare

    def _take(self, comment: Comment, place: Place) -> None:
        if not comment.codes:
            said = f"the comment {quote(comment.words)} names no rule, so that nothing is ignored"
            self.problem(place, said, "Write `<!-- pmtool: ignore PM503 why it may stand -->`.", IGNORES)
        self.pending += [(place, code, comment.reason) for code in comment.codes]


def quote(text: str) -> str:
    """Words of the file, in quotes for a message: on one line, not too long, nothing that a terminal would act on."""
    shown = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return f"'{shown if len(shown) <= _LONGEST_QUOTE else shown[: _LONGEST_QUOTE - 1] + '…'}'"
