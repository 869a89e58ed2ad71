"""Work that may wait for a pause between two keys."""

from __future__ import annotations

from collections.abc import Callable

from textual.dom import DOMNode
from textual.timer import Timer


class Soon:
    """Does something a moment after the last time it was asked for."""

    def __init__(self, node: DOMNode, work: Callable[[], None], pause: float) -> None:
        """`pause` is in seconds."""
        self._node = node
        self._work = work
        self._pause = pause
        self._timer: Timer | None = None

    def ask(self) -> None:
        """Has it done soon."""
        self._drop()
        self._timer = self._node.set_timer(self._pause, self.now)

    @property
    def is_asked(self) -> bool:
        """Whether it is still to be done."""
        return self._timer is not None

    def now(self) -> None:
        """Does it at once."""
        self._drop()
        self._work()

    def _drop(self) -> None:
        if self._timer:
            self._timer.stop()
            self._timer = None
