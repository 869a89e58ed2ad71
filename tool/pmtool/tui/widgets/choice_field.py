"""A field of the head that holds one of a few words. Apart from the others, since what it is made of loads slowly."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Label, Select

from pmtool.editing.fields import Field
from pmtool.tui.widgets.head import HeadField


class ChoiceField(HeadField):
    """A field that holds one of a few words."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        options = [(choice.replace("_", " "), choice) for choice in field.choices]
        self._select = Select(options, allow_blank=False, compact=True, value=field.choices[0])
        self._shown = field.choices[0]

    def compose(self) -> ComposeResult:
        yield Label(Content(self.field.label))
        yield self._select

    @property
    def text(self) -> str:
        return str(self._select.value)

    def show(self, text: str) -> None:
        self._shown = text
        if self.text != text:
            with self.prevent(Select.Changed):
                self._select.value = text

    def focus_text(self) -> None:
        self._select.focus()

    def on_select_changed(self, event: Select.Changed) -> None:
        """A person's choice; a select that only came to be chooses nothing."""
        event.stop()
        if self.text == self._shown:
            return
        if self.has_focus_within:
            self.post_message(self.Wrote(self))
        else:
            self.show(self._shown)
