"""A rule's page, over the desk."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Markdown

from pmtool.editing.explaining import explained
from pmtool.tui.screens.dialog import Over


class ExplainScreen(Over[None]):
    """Why a rule finds what it finds. The text is pmtool's own. Raises LookupError for a code that no rule has."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter", "dismiss", "Close")]
    DEFAULT_CSS = """
    ExplainScreen {
        align: center middle;
        & > VerticalScroll {
            width: 90%;
            max-width: 92;
            height: auto;
            max-height: 90%;
            border: round $primary;
            border-subtitle-color: $text-muted;
            background: $surface;
            padding: 0 2;
        }
        Markdown {
            background: $surface;
            padding: 0;
        }
    }
    """

    def __init__(self, code: str) -> None:
        super().__init__()
        self._page = explained(code)

    def compose(self) -> ComposeResult:
        with VerticalScroll() as page:
            page.border_subtitle = "Escape closes"
            yield Markdown(self._page, open_links=False)

    async def action_dismiss(self, result: None = None) -> None:
        """Back to the desk."""
        self.dismiss()
