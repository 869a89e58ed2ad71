"""A line to type in."""

from __future__ import annotations

from textual.widgets import Input

from pmtool.source.sanitize import sanitize


class Line(Input):
    """An input that holds only what a terminal may show, whatever is pasted."""

    def validate_value(self, value: str) -> str:
        """The words without what could steer a terminal."""
        return sanitize(value)
