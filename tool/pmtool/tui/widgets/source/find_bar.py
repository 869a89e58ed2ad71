"""A bar to find words in the source with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from pmtool.source.sanitize import sanitize
from pmtool.tui.actions import bindings
from pmtool.tui.widgets.source.view import SourceView


class FindBar(Horizontal):
    """Words to find, which match is looked at, and buttons for the mouse. Finds while one types."""

    DEFAULT_CSS = """
    FindBar {
        height: 1;
        display: none;
        background: $surface;
        & > Input { width: 1fr; }
        & > Static { width: auto; max-width: 50%; padding: 0 1; color: $foreground 70%; }
        & > Button { width: 3; min-width: 3; height: 1; border: none; &:hover { border: none; } }
        &.-open { display: block; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings("find")

    def __init__(self, view: SourceView) -> None:
        super().__init__()
        self._view = view

    def on_mount(self) -> None:
        """Has its parts follow the first frame, in which it is not seen."""
        self.app.call_later(self.call_after_refresh, self._mount_parts)

    async def _mount_parts(self) -> None:
        if self.is_attached:
            await self.mount_all(self._parts())

    def _parts(self) -> Iterator[Widget]:
        """The words, the count, and three buttons."""
        yield _Words(placeholder="Find in the source", compact=True)
        yield Static()
        for label, action in (("↑", "previous"), ("↓", "next"), ("×", "close")):
            yield _MouseButton(label, action=action, compact=True)

    @property
    def is_open(self) -> bool:
        """Whether it is on the screen."""
        return self.has_class("-open")

    def open(self) -> None:
        """Shows itself, with the words as they were, to be typed over."""
        self.add_class("-open")
        words = self.query_one(_Words)
        words.focus()
        words.action_select_all()
        self._find(words.value)

    def action_close(self) -> None:
        """Goes back to the source, to the match looked at; the matches stay marked."""
        self.remove_class("-open")
        self._view.select_match()
        self._view.focus()

    def action_next(self) -> None:
        """Goes to the next match."""
        self._view.find_next()
        self._tell()

    def action_previous(self) -> None:
        """Goes to the match before."""
        self._view.find_previous()
        self._tell()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Finds what is typed."""
        event.stop()
        if self.is_open:
            self._find(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Goes to the next match."""
        event.stop()
        self.action_next()

    def _find(self, words: str) -> None:
        self._view.find(words)
        self._tell()

    def _tell(self) -> None:
        self.query_one(Static).update(Content(self._view.find_status))


class _Words(Input):
    def validate_value(self, value: str) -> str:
        """Words that a terminal may show, whatever was pasted."""
        return sanitize(value)


class _MouseButton(Button, can_focus=False):
    """A button that keys pass by: they have their own."""
