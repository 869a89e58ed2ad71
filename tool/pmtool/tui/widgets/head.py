"""The head of the postmortem: title, status, severity and the like, a line each."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, ItemGrid, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Label

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

    @property
    def text(self) -> str:
        """The words as they stand."""
        raise NotImplementedError

    def show(self, text: str) -> None:
        """Shows the field's words."""
        raise NotImplementedError

    def action_leave(self, by: int) -> None:
        """Goes on to the field below (1) or above (-1)."""
        if focused := self.screen.focused:
            leave(focused, by)

    def on_descendant_focus(self) -> None:
        self.post_message(self.PathFocused(self.path))

    def focus_text(self) -> None:
        """Puts the cursor into the field."""
        raise NotImplementedError


class WordField(HeadField):
    """A field to type in."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self._agreement = Agreement()
        self._input = Line(placeholder=field.hint, compact=True, select_on_focus=False)

    def compose(self) -> ComposeResult:
        yield Label(Content(self.field.label))
        yield self._input

    @property
    def text(self) -> str:
        return self._input.value

    def show(self, text: str) -> None:
        """Shows the field's words, but never over words that were typed since and are on their way to the desk."""
        if self._agreement.lets_in(self._meaning(self.text), text):
            with self.prevent(Input.Changed):
                self._input.value = text

    def focus_text(self) -> None:
        self._input.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self._agreement.is_news(self._meaning(self.text)):
            self.post_message(self.Wrote(self))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_leave(1)

    def _meaning(self, text: str) -> str:
        """The words as they are kept, so that a comma just typed, with nothing behind it yet, is left alone."""
        if self.field.kind != "words":
            return typed(text)
        return ", ".join(part for part in map(str.strip, typed(text).split(",")) if part)


class Head(Vertical):
    """All fields of the head."""

    DEFAULT_CSS = """
    Head { height: auto; min-height: 5; margin: 0 0 1 0; }
    Head > ItemGrid { height: auto; grid-gutter: 0 1; grid-rows: 1; }
    """

    def compose(self) -> ComposeResult:
        title, *others = HEAD
        yield WordField(title)
        self._others = others

    async def complete(self) -> None:
        """Mounts the fields below the title, which the first frame goes without."""
        from pmtool.tui.widgets.choice_field import ChoiceField

        made = [ChoiceField(field) if field.choices else WordField(field) for field in self._others]
        await self.mount(ItemGrid(*made, min_column_width=36))

    def focus_field(self, name: str) -> None:
        """Puts the cursor into a field, as soon as it is there."""
        for field in self.query(HeadField):
            if field.field.name == name:
                field.focus_text()

    def show(self, postmortem: Postmortem) -> None:
        """Shows the head of a postmortem."""
        for field in self.query(HeadField):
            value = getattr(postmortem, field.field.name)
            field.show(", ".join(value) if isinstance(value, tuple) else value or "")
