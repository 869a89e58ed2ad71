"""The validator beside the writing: asked a moment after the last change, given up when another comes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from threading import Lock
from typing import Any

from textual.screen import Screen
from textual.timer import Timer

from pmtool.editing.review import Material, review
from pmtool.model import Postmortem
from pmtool.tui.desk.messages import Reviewed

PAUSE = 0.1
"""Seconds without a change after which the validator looks."""


class LiveReview:
    """Looks at the draft in a thread, one look at a time, always the latest draft."""

    def __init__(self, screen: Screen[Any]) -> None:
        self._screen = screen
        self._timer: Timer | None = None
        self._asked = self._answered = 0
        self._lock = Lock()

    @property
    def is_under_way(self) -> bool:
        """Whether the answer about the latest draft is still to come."""
        return self._answered != self._asked

    def ask(self, postmortem: Postmortem, material: Material, pause: float = PAUSE) -> None:
        """Asks for a review of the draft as it stands now."""
        self._asked += 1
        if self._timer:
            self._timer.stop()
        work = partial(self._look, postmortem, material, self._asked)
        self._timer = self._screen.set_timer(pause, partial(self._start, work))

    def drop(self) -> None:
        """Gives up what is under way."""
        self._asked += 1

    def _start(self, work: Callable[[], None]) -> None:
        self._screen.run_worker(work, thread=True, group="review", exit_on_error=True)

    def _look(self, postmortem: Postmortem, material: Material, number: int) -> None:
        with self._lock:
            if number != self._asked:
                return
            postmortem = material.counted(postmortem)
            today = dt.datetime.now().astimezone().date()
            found = review(postmortem, material, today=today, is_stale=lambda: number != self._asked)
        if found:
            self._answered = number
            self._screen.post_message(Reviewed(found))
