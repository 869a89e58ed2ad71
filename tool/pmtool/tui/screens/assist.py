"""What an engine can be asked for where the cursor is."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from pmtool.editing.proposals.offers import Offer
from pmtool.tui.screens.dialog import Dialog


class AssistScreen(Dialog[Offer]):
    """A menu; each entry says what will happen and by whom, or what it lacks. Dismissed with what was chosen."""

    DEFAULT_CSS = """
    AssistScreen > #box { padding: 0 1; }
    AssistScreen OptionList { border: none; max-height: 1fr; background: $surface; }
    AssistScreen OptionList > .option-list--option-disabled { color: $text-muted; }
    """

    def __init__(self, offers: Sequence[Offer], place: str, whom: str) -> None:
        """`place` is what people call where the cursor is, `whom` who would be asked."""
        super().__init__()
        self._offers, self._place, self._whom = tuple(offers), place, whom

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = Content(self._place)
            box.border_subtitle = Content(f"{self._whom} · Escape closes")
            yield OptionList(
                *(Option(_drawn(offer), disabled=not offer.is_open) for offer in self._offers),
                markup=False,
                compact=True,
            )

    def on_key(self, event: events.Key) -> None:
        chosen = next((offer for offer in self._offers if offer.key == event.character and offer.is_open), None)
        if chosen:
            event.stop()
            self.dismiss(chosen)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._offers[event.option_index])


def _drawn(offer: Offer) -> Content:
    mark = (f" {offer.key} ", "reverse bold") if offer.is_open else (" – ", "")
    return Content.assemble(mark, " ", (offer.label, "bold"), "\n    ", (offer.tells, "dim"))
