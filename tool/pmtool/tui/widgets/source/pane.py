"""The desk's source pane: the texts, a line that tells which one is read, and a bar to find words with."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from pmtool.tui.actions import bindings
from pmtool.tui.widgets.source.find_bar import FindBar
from pmtool.tui.widgets.source.painting import UNPLACED, title_of
from pmtool.tui.widgets.source.view import SourceView


class SourcePane(Vertical):
    """The source on the desk; `view` shows the texts."""

    DEFAULT_CSS = """
    SourcePane > #source-headline {
        height: 1;
        padding: 0 1;
        color: $foreground 70%;
        text-wrap: nowrap;
        text-overflow: ellipsis;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings("source")

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self.view = SourceView()

    def compose(self) -> ComposeResult:
        """The headline, the texts, the bar."""
        yield Static(id="source-headline")
        yield self.view
        yield FindBar(self.view)

    def on_mount(self) -> None:
        """Keeps the headline true."""
        self.watch(self.view, "top_document", self._tell)
        self.watch(self.view, "unplaced_count", self._tell)

    def _tell(self) -> None:
        document, unplaced = self.view.top_document, self.view.unplaced_count
        words = title_of(document) if document else "Source"
        if unplaced:
            words = f"{UNPLACED} {unplaced:,} unplaced · {words}"
        self.query_one("#source-headline", Static).update(Content(words))

    def open_find(self) -> None:
        """Asks for words to find; where it already does, goes to the next match."""
        bar = self.query_one(FindBar)
        if bar.is_open and bar.has_focus_within:
            bar.action_next()
        elif self.view.documents:
            bar.open()

    def action_open_find(self) -> None:
        """Asks for words to find."""
        self.open_find()

    def action_find_next(self) -> None:
        """Goes to the next match, or where nothing is looked for, to the next unplaced words."""
        if self.view.find_status:
            self.view.find_next()
            self.view.select_match()
        else:
            self.view.next_unplaced()

    def action_find_previous(self) -> None:
        """Goes to the match before, or to the unplaced words before."""
        if self.view.find_status:
            self.view.find_previous()
            self.view.select_match()
        else:
            self.view.previous_unplaced()

    def action_next_unplaced(self) -> None:
        """Goes to the next words that the postmortem does not hold."""
        self.view.next_unplaced()

    def action_previous_unplaced(self) -> None:
        """Goes back to words that the postmortem does not hold."""
        self.view.previous_unplaced()
