"""An incident that waits for being converted, known by what it is read from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """One source of an incident: a file, or one of the incidents that a file holds."""

    path: str
    """As found; names that are no UTF-8 hold surrogates, so only `os` functions may take it."""
    number: int
    """Which of the incidents in the file, from 1; 0 is all of the file."""
    sha256: str
    """Of its bytes."""
    name: str
    """As people know it, on one line: the path from where the search began, with `#3` for the third incident in it."""


@dataclass(frozen=True, slots=True)
class Report:
    """An incident's sources, in the order in which they are read."""

    pieces: tuple[Piece, ...]
    stem: str
    """What its files in the archive would best be called: harmless everywhere, at most 80 bytes of ASCII, not yet
    unique."""

    @property
    def content(self) -> str:
        """A hash of what it says: equal for reports whose pieces hold the same bytes."""
        return hashlib.sha256("\n".join(piece.sha256 for piece in self.pieces).encode()).hexdigest()

    @property
    def name(self) -> str:
        """As people know it: its first piece, and how many more there are."""
        more = len(self.pieces) - 1
        return f"{self.pieces[0].name} + {more}" if more else self.pieces[0].name


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that nothing could be read from."""

    path: str
    name: str
    """As people know it."""
    message: str
    remedy: str
