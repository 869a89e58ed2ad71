"""Walking through the whole postmortem with the arrow keys: out of one editor, into the next."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from textual.widget import Widget


@runtime_checkable
class Enterable(Protocol):
    """A widget that has a first and a last line to come in by."""

    def enter_from(self, by: int) -> None:
        """Takes the focus from a neighbour above (1) or below (-1)."""


def scroller_of(widget: Widget) -> Widget | None:
    """What a widget stands in that scrolls."""
    above = (node for node in widget.ancestors if isinstance(node, Widget))
    return next((node for node in above if node.styles.overflow_y in ("auto", "scroll")), None)


def leave(widget: Widget, by: int) -> bool:
    """Goes on to the editor below (1) or above (-1), within what both stand in; whether there is one."""
    scroller = scroller_of(widget)
    chain = [other for other in widget.screen.focus_chain if scroller in other.ancestors]
    number = chain.index(widget) + by if widget in chain else -1
    if not 0 <= number < len(chain):
        return False
    neighbour = chain[number]
    if isinstance(neighbour, Enterable):
        neighbour.enter_from(by)
    else:
        neighbour.focus()
    return True
