"""The names of the panes, where only one has room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

_AROUND = 2
"""Cells on each side of a name."""


class PaneTabs(Widget):
    """A line of names; a click goes to the pane, as F6 does. Lighter than Textual's tabs, which no key needs here."""

    DEFAULT_CSS = """
    PaneTabs { height: 1; display: none; color: $text-muted; }
    """

    active = reactive("")

    class Chosen(Message):
        """A person wants a pane."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, panes: Mapping[str, str], active: str) -> None:
        super().__init__(id="tabs")
        self._panes = panes
        self.set_reactive(PaneTabs.active, active)

    def render(self) -> Content:
        gap, line = " " * _AROUND, Content()
        for name, label in self._panes.items():
            line += Content.assemble(gap, (label, "bold reverse" if name == self.active else ""), gap)
        return line

    def on_click(self, event: Click) -> None:
        if name := next((name for name, end in self._ends() if event.x < end), None):
            self.post_message(self.Chosen(name))

    def _ends(self) -> Iterator[tuple[str, int]]:
        end = 0
        for name, label in self._panes.items():
            end += len(label) + 2 * _AROUND
            yield name, end
