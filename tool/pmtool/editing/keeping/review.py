"""How far the review of a folder's postmortems has come, kept in the folder itself."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from typing import Any

from pmtool.editing.keeping.disk import Stamp, current
from pmtool.editing.keeping.folder import now, read_object, write_object
from pmtool.errors import KeepingError
from pmtool.reasons import reason, remedy
from pmtool.source.sanitize import on_one_line

FILE = "review.json"


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A postmortem's file that a person looked at."""

    sha256: str
    """Of the file at that time."""
    when: str
    """UTC: `2026-03-01T14:05:00+00:00`."""
    by: str | None = None


class ReviewLog:
    """Which files of a folder were reviewed; names are relative to it, with `/` between the parts.

    A file that changed since counts as not reviewed. A log that can't be read is as good as empty, and says so in
    `trouble`; the first mark keeps it beside the new one, as `review.json.broken`.
    """

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.trouble: str | None = None
        self._stamps: dict[str, Stamp] = {}
        self._reviewed = self._read()

    def reviewed(self, name: str) -> Reviewed | None:
        """The review that a file as it is now has seen; null for none."""
        entry = self._reviewed.get(name)
        return entry if entry and self._sha256(name) == entry.sha256 else None

    def mark(self, name: str, by: str | None = None) -> None:
        """Notes that a file was reviewed as it is now. Raises KeepingError."""
        sha256 = self._sha256(name)
        if sha256 is None:
            raise KeepingError(
                f"{on_one_line(name)} can't be read, so it can't be marked as reviewed", "Check that it is there."
            )
        self._update({name: Reviewed(sha256, now(), by)})

    def unmark(self, name: str) -> None:
        """Takes a mark back. Raises KeepingError."""
        self._update({name: None})

    def _update(self, changes: dict[str, Reviewed | None]) -> None:
        """Works on what is on the disk by now: a second reviewer may be at it."""
        read = self._read()
        entries = {name: entry for name, entry in (read | changes).items() if entry}
        path = os.path.join(self.folder, FILE)
        try:
            if self.trouble and os.path.exists(path):
                os.replace(path, f"{path}.broken")
            write_object(path, {"reviewed": {name: asdict(entries[name]) for name in sorted(entries)}}, 0o666)
        except OSError as error:
            raise KeepingError(
                f"the progress of the review can't be written to {on_one_line(path)}: {reason(error)}",
                f"{remedy(error)}.",
            ) from error
        self.trouble = None
        self._reviewed = entries

    def _read(self) -> dict[str, Reviewed]:
        path = os.path.join(self.folder, FILE)
        try:
            entries = read_object(path)["reviewed"]
            return {name: _entry(entry) for name, entry in entries.items()}
        except FileNotFoundError:
            return {}
        except OSError as error:
            self.trouble = f"{on_one_line(path)} can't be read: {reason(error)}."
        except (ValueError, TypeError, KeyError, AttributeError):
            self.trouble = f"{on_one_line(path)} is no review log of pmtool; the review starts anew."
        return {}

    def _sha256(self, name: str) -> str | None:
        """The hash of a file as it is now; null where it can't be read."""
        try:
            stamp = self._stamps[name] = current(os.path.join(self.folder, name), self._stamps.get(name))
        except (OSError, ValueError):
            return None
        return stamp.sha256


def _entry(entry: Any) -> Reviewed:
    sha256, when, by = entry["sha256"], entry["when"], entry["by"]
    if not (isinstance(sha256, str) and isinstance(when, str) and (by is None or isinstance(by, str))):
        raise TypeError("no review")
    return Reviewed(sha256, when, by)
