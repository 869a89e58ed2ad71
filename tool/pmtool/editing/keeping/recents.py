"""The files that were opened or saved last."""

from __future__ import annotations

import os
from typing import Any, NamedTuple

from pmtool.editing.keeping.folder import now, private_folder, read_object, state_folder, write_object
from pmtool.errors import KeepingError
from pmtool.reasons import reason, remedy
from pmtool.source.sanitize import on_one_line

MOST = 20
_FILE = "recents.json"


class Recent(NamedTuple):
    """A file that was opened or saved."""

    path: str
    """Absolute."""
    title: str
    """On one line, harmless to a terminal."""
    when: str
    """UTC: `2026-03-01T14:05:00+00:00`."""

    @property
    def is_gone(self) -> bool:
        """Whether there is no such file at the moment."""
        return not os.path.exists(self.path)


def recents() -> tuple[Recent, ...]:
    """The files, newest first. A list that can't be read is as good as empty."""
    try:
        entries = read_object(os.path.join(state_folder(), _FILE))["files"]
        return tuple(recent for entry in entries if (recent := _recent(entry)))[:MOST]
    except (OSError, ValueError, TypeError, KeyError):
        return ()


def remember(path: str, title: str) -> None:
    """Puts a file first; beyond the most there may be, files that are gone go before others. Raises KeepingError."""
    path = os.path.abspath(path)
    newest = Recent(path, on_one_line(title), now())
    _write([newest, *(recent for recent in recents() if recent.path != path)])


def forget(path: str) -> None:
    """Takes a file off the list. Raises KeepingError."""
    _write([recent for recent in recents() if recent.path != os.path.abspath(path)])


def _write(files: list[Recent]) -> None:
    while len(files) > MOST:
        files.remove(next((recent for recent in reversed(files) if recent.is_gone), files[-1]))
    try:
        write_object(os.path.join(private_folder(), _FILE), {"files": [recent._asdict() for recent in files]})
    except OSError as error:
        raise KeepingError(
            f"the list of recent files can't be written in {on_one_line(state_folder())}: {reason(error)}",
            f"{remedy(error)}.",
        ) from error


def _recent(entry: Any) -> Recent | None:
    """An entry of the list; null for what is none."""
    try:
        path, title, when = entry["path"], entry["title"], entry["when"]
    except (TypeError, KeyError):
        return None
    if not (isinstance(path, str) and isinstance(title, str) and isinstance(when, str)) or "\0" in path:
        return None
    return Recent(path, on_one_line(title), on_one_line(when))
