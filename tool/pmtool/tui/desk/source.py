"""The source pane with what can be made of its words."""

from __future__ import annotations

from typing import Literal

from textual.message import Message

from pmtool.tui.widgets.source.pane import SourcePane

Use = Literal["back", "event", "action"]
Span = tuple[str, int, int]
"""Source, start and end (characters)."""


class DeskSource(SourcePane):
    """The source: its words can back a statement, or become an event or an action item."""

    class WordsUsed(Message):
        """A person wants something made of words of the source."""

        def __init__(self, use: Use, span: Span) -> None:
            super().__init__()
            self.use = use
            self.span = span

    def __init__(self) -> None:
        super().__init__(id="source")

    def action_attach(self) -> None:
        self._use("back")

    def action_new_event(self) -> None:
        self._use("event")

    def action_new_action(self) -> None:
        self._use("action")

    def _use(self, use: Use) -> None:
        if span := self.view.selection:
            self.post_message(self.WordsUsed(use, span))
