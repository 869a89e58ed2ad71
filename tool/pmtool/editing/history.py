"""Undo and redo over the whole document."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace

from pmtool.model import Postmortem

_STEPS = 1000
"""Kept; older ones are forgotten. Steps share all that they did not change."""


@dataclass(frozen=True, slots=True)
class Step:
    """One change."""

    label: str
    """What was done, as `undo` tells it: `edit Summary`."""
    path: str
    """Where: what undo and redo lead the eye back to."""
    before: Postmortem
    after: Postmortem
    joins: str = ""
    """Steps that follow each other and share this are one, as the keys of one word are."""


class History:
    """A postmortem with what was done to it."""

    def __init__(self, postmortem: Postmortem) -> None:
        self._now = postmortem
        self._done: deque[Step] = deque(maxlen=_STEPS)
        self._undone: list[Step] = []
        self._saved: Postmortem | None = postmortem

    @property
    def now(self) -> Postmortem:
        """The postmortem as it stands."""
        return self._now

    @property
    def is_saved(self) -> bool:
        """Whether what stands is what was saved last."""
        return self._now is self._saved or self._now == self._saved

    @property
    def is_untouched(self) -> bool:
        """Whether nothing was done yet, or undone."""
        return not self._done and not self._undone

    def mark_saved(self, postmortem: Postmortem) -> None:
        """Remembers what was saved."""
        self._saved = postmortem

    def mark_unsaved(self) -> None:
        """Remembers that no file holds what stands."""
        self._saved = None

    def do(self, after: Postmortem, label: str, path: str, joins: str = "") -> bool:
        """Takes a change; whether it was one."""
        if after is self._now or after == self._now:
            return False
        self._undone.clear()
        last = self._done[-1] if self._done else None
        if last and joins and last.joins == joins:
            self._done[-1] = replace(last, after=after)
        else:
            self._done.append(Step(label, path, self._now, after, joins))
        self._now = after
        return True

    def seal(self) -> None:
        """Lets nothing that follows join what was done."""
        if self._done and self._done[-1].joins:
            self._done[-1] = replace(self._done[-1], joins="")

    def undo(self) -> Step | None:
        """Takes the last change back; null where there is none."""
        if not self._done:
            return None
        step = self._done.pop()
        self._undone.append(step)
        self._now = step.before
        return step

    def redo(self) -> Step | None:
        """Does again what was undone last; null where there is none."""
        if not self._undone:
            return None
        step = self._undone.pop()
        self._done.append(step)
        self._now = step.after
        return step
