"""Going to a section by one letter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import ItemGrid, Vertical
from textual.content import Content
from textual.widgets import Static

from pmtool.tui.screens.dialog import Over

JUMPS: Mapping[str, str] = {
    "h": "/title",
    "s": "/summary",
    "i": "/impact",
    "m": "/milestones",
    "t": "/timeline",
    "d": "/detection",
    "g": "/trigger",
    "r": "/root_cause",
    "c": "/contributing_factors",
    "e": "/resolution",
    "w": "/went_well",
    "b": "/went_wrong",
    "k": "/got_lucky",
    "l": "/lessons",
    "a": "/action_items",
    "u": "/status_updates",
    "q": "/open_questions",
    "o": "/other_sections",
    "1": "postmortem",
    "2": "source",
    "3": "findings",
}
"""Where each key leads: to a JSON pointer, or to a pane."""


class JumpScreen(Over[str]):
    """All sections and panes with their letters."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "Close")]
    DEFAULT_CSS = """
    JumpScreen { align: center middle; }
    JumpScreen > Vertical {
        width: 64; max-width: 90%; height: auto; border: round $primary; background: $surface; padding: 0 2;
        border-title-color: $text-muted;
    }
    JumpScreen ItemGrid { height: auto; grid-gutter: 0 2; }
    JumpScreen Static { height: 1; }
    JumpScreen Static:hover { background: $boost; }
    """

    def __init__(self, labels: Mapping[str, str]) -> None:
        super().__init__()
        self._labels = labels
        """What each place is called."""

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = "Go to"
            with ItemGrid(min_column_width=26):
                for key, place in JUMPS.items():
                    words = Content.assemble((f" {key} ", "reverse bold"), " ", self._labels[place])
                    yield Static(words, id=f"jump-{key}" if key.isalpha() else f"jump-n{key}")

    def on_key(self, event: events.Key) -> None:
        if event.character and event.character in JUMPS:
            event.stop()
            self.dismiss(JUMPS[event.character])

    def on_click(self, event: events.Click) -> None:
        id = event.widget.id if event.widget else None
        if id and id.startswith("jump-"):
            self.dismiss(JUMPS[id[-1]])
