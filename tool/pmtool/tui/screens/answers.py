"""Words of the sources that could answer a finding; the desk behind shows them where they stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from pmtool.editing.candidates import Candidate
from pmtool.editing.fields import label_of
from pmtool.model.finding import Finding
from pmtool.source.sanitize import sanitize
from pmtool.tui.screens.dialog import Dialog

HEIGHT = 12
"""Lines that it takes of the screen."""
_MOST_SHOWN = 400
"""Characters of a candidate's words."""


class AnswersScreen(Dialog[Candidate]):
    """At the foot of the screen, so that the source can be seen. Dismissed with the candidate to take."""

    DEFAULT_CSS = f"""
    AnswersScreen {{ align: center bottom; background: transparent; }}
    AnswersScreen > #box {{ width: 100%; height: {HEIGHT}; max-height: 50%; padding: 0 1; }}
    AnswersScreen OptionList {{ border: none; height: 1fr; background: $surface; }}
    """

    def __init__(self, finding: Finding, found: Sequence[Candidate], look: Callable[[Candidate], None]) -> None:
        """`look` shows a candidate's words in the source."""
        super().__init__()
        self._finding, self._found, self._look = finding, tuple(found), look

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = Content(f"What could answer {self._finding.code}?")
            box.border_subtitle = Content("Enter takes it · Escape closes")
            yield Static(Content(sanitize(self._finding.message)), classes="hint")
            yield OptionList(*(Option(_drawn(one)) for one in self._found), markup=False, compact=True)

    def on_mount(self) -> None:
        self.query_one(OptionList).highlighted = 0

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._look(self._found[event.option_index])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._found[event.option_index])


def _drawn(candidate: Candidate) -> Content:
    words = " ".join(sanitize(candidate.text).split())
    shown = words if len(words) <= _MOST_SHOWN else f"{words[:_MOST_SHOWN]} …"
    goes = label_of(candidate.fills.path.removesuffix("/-"))
    return Content.assemble(f"“{shown}”", "\n    ", (f"{candidate.why}; goes into {goes}", "dim"))
