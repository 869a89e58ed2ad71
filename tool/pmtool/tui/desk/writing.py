"""One person's writing: each edit a step in the history, the keys of one burst one step."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from pmtool.editing.draft import Draft
from pmtool.editing.history import Step
from pmtool.model import Postmortem

_BURST = 1.5
"""Seconds between two keys of one burst."""


class Writing:
    """Applies edits to a draft, and tells whoever listens that it changed."""

    def __init__(self, draft: Draft, changed: Callable[[str], None]) -> None:
        self.draft = draft
        self._changed = changed
        self._burst = 0
        self._last = 0.0
        self._where = ""

    @property
    def is_burst(self) -> bool:
        """Whether the last change was a key, which others may follow at once."""
        return bool(self._where)

    def type(self, after: Postmortem, label: str, path: str) -> None:
        """Takes what was typed at a path; it joins what was typed there a moment ago."""
        now = monotonic()
        if path != self._where or now - self._last > _BURST:
            self._burst += 1
        self._where, self._last = path, now
        self._do(after, label, path, f"{path}#{self._burst}")

    def do(self, after: Postmortem, label: str, path: str) -> bool:
        """Takes a change that is a step of its own; whether it was one."""
        self._where = ""
        return self._do(after, label, path, "")

    def undo(self) -> Step | None:
        """Takes the last step back."""
        return self._told(self.draft.history.undo())

    def redo(self) -> Step | None:
        """Does again what was undone."""
        return self._told(self.draft.history.redo())

    def _do(self, after: Postmortem, label: str, path: str, joins: str) -> bool:
        if not self.draft.history.do(after, label, path, joins):
            return False
        self._changed(path)
        return True

    def _told(self, step: Step | None) -> Step | None:
        self._where = ""
        if step:
            self._changed(step.path)
        return step
