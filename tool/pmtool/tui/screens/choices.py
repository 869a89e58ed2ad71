"""One of a few, chosen in place; marked by a sign, not by colour alone."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import RadioButton, RadioSet


class Mark(RadioButton):
    """A choice whose sign tells whether it is the one."""

    def watch_value(self) -> None:
        self.BUTTON_INNER = "●" if self.value else "○"
        super().watch_value()


def one_of(labels: Sequence[str], chosen: int, id: str) -> RadioSet:
    """A set of choices, of which the one of that number is taken."""
    marks = [Mark(Content(label), number == chosen) for number, label in enumerate(labels)]
    for mark in marks:
        mark.BUTTON_INNER = "●" if mark.value else "○"
    return RadioSet(*marks, id=id)
