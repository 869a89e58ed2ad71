"""The head of the postmortem: title, status, severity and the like, a line each."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, ItemGrid, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Label, Select

from pmtool.editing.edits import typed
from pmtool.editing.fields import HEAD, Field
from pmtool.model import Postmortem
from pmtool.tui.widgets.agreement import Agreement
from pmtool.tui.widgets.line import Line
from pmtool.tui.widgets.walking import leave


class HeadField(Horizontal):
    """A field of the head."""

    DEFAULT_CSS = """
    HeadField { height: 1; }
    HeadField > Label { width: 14; color: $text-muted; padding: 0 1; }
    HeadField > Input { width: 1fr; }
    HeadField > Select { width: 24; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "leave(-1)", show=False),
        Binding("down", "leave(1)", show=False),
    ]

    class Wrote(Message):
        """A person changed the field."""

        def __init__(self, field: HeadField) -> None:
            super().__init__()
            self.path = field.path
            self._field = field

        @property
        def text(self) -> str:
            """The words as they stand now: keys may have come since."""
            return self._field.text

    class PathFocused(Message):
        """The cursor came to the field."""

        def __init__(self, path: str) -> None:
            super().__init__()
            self.path = path

    def __init__(self, field: Field) -> None:
        super().__init__(id=f"head-{field.name.replace('_', '-')}")
        self.field = field
        self.path = f"/{field.name}"
        self._begin = ""
        """What it is to hold before it is there."""
        self._agreement = Agreement()
        self._input: Input | None = None
        self._select: Select[str] | None = None

    def compose(self) -> ComposeResult:
        yield Label(Content(self.field.label))
        if self.field.choices:
            options = [(choice.replace("_", " "), choice) for choice in self.field.choices]
            self._select = Select(options, allow_blank=False, compact=True, value=self._begin or self.field.choices[0])
            yield self._select
        else:
            self._input = Line(self._begin, placeholder=self.field.hint, compact=True, select_on_focus=False)
            yield self._input

    def show(self, text: str) -> None:
        """Shows the field's words."""
        self._begin = text
        if not self._agreement.lets_in(self._meaning(self.text), text):
            return
        with self.prevent(Input.Changed, Select.Changed):
            if self._input:
                self._input.value = text
            if self._select:
                self._select.value = text

    @property
    def text(self) -> str:
        """The words as they stand."""
        if self._input:
            return self._input.value
        return str(self._select.value) if self._select else self._begin

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._write()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_leave(1)

    def action_leave(self, by: int) -> None:
        """Goes on to the field below (1) or above (-1)."""
        if self._input:
            leave(self._input, by)

    def on_select_changed(self, event: Select.Changed) -> None:
        event.stop()
        self._write()

    def _write(self) -> None:
        if self._agreement.is_news(self._meaning(self.text)):
            self.post_message(self.Wrote(self))

    def _meaning(self, text: str) -> str:
        """The words as they are kept, so that a comma just typed, with nothing behind it yet, is left alone."""
        if self.field.kind != "words":
            return typed(text)
        return ", ".join(part for part in map(str.strip, typed(text).split(",")) if part)

    def on_descendant_focus(self) -> None:
        self.post_message(self.PathFocused(self.path))

    def focus_text(self) -> None:
        """Puts the cursor into the field."""
        widget = self._input or self._select
        if widget:
            widget.focus()


class Head(Vertical):
    """All fields of the head."""

    DEFAULT_CSS = """
    Head { height: auto; margin: 0 0 1 0; }
    Head > ItemGrid { height: auto; grid-gutter: 0 1; grid-rows: 1; }
    """

    def compose(self) -> ComposeResult:
        title, *others = HEAD
        yield HeadField(title)
        with ItemGrid(min_column_width=36):
            for field in others:
                yield HeadField(field)

    def show(self, postmortem: Postmortem) -> None:
        """Shows the head of a postmortem."""
        for field in self.query(HeadField):
            value = getattr(postmortem, field.field.name)
            field.show(", ".join(value) if isinstance(value, tuple) else value or "")
