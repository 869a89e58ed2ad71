"""A line to type in."""

from __future__ import annotations

from textual.events import Paste
from textual.widgets import Input

from pmtool.source.sanitize import sanitize
from pmtool.tui.widgets.pasting import pasted


class Line(Input):
    """An input that holds only what a terminal may show, whatever is pasted."""

    def _on_paste(self, event: Paste) -> None:
        if pasted(self, event.text):
            super()._on_paste(event)
        event.stop()
        event.prevent_default()

    def validate_value(self, value: str) -> str:
        """The words without what could steer a terminal."""
        return sanitize(value)
