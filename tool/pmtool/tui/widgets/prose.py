"""A section of prose: its heading with its marks, and a text to write in that grows with what it holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Paste
from textual.message import Message
from textual.widgets import Static, TextArea

from pmtool.editing.edits import typed
from pmtool.editing.fields import Field
from pmtool.editing.marks import Marks
from pmtool.editing.times.showing import Clock
from pmtool.model import Claim, Postmortem
from pmtool.tui.widgets.agreement import Agreement
from pmtool.tui.widgets.pasting import pasted
from pmtool.tui.widgets.walking import leave


class Heading(Static):
    """A section's heading, with the marks of what stands below."""

    DEFAULT_CSS = """
    Heading { height: 1; color: $text-muted; text-style: bold; padding: 0 1; }
    """

    def __init__(self, label: str) -> None:
        super().__init__(Content(label), markup=False)
        self._label = label
        self._beside = ""

    def show(self, beside: str) -> None:
        """Shows something beside the label: marks, a count."""
        if beside != self._beside:
            self._beside = beside
            self.update(Content(f"{self._label}  {beside}" if beside else self._label), layout=False)


class ProseText(TextArea):
    """A text area that belongs to the desk: undo is the document's, Escape leaves."""

    DEFAULT_CSS = """
    ProseText {
        height: auto; min-height: 1; max-height: 24; border: none; padding: 0 1;
        background: $surface; border-left: tall transparent;
    }
    ProseText:focus { border: none; border-left: tall $primary; }
    """
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, field: Field) -> None:
        super().__init__(soft_wrap=True, show_line_numbers=False, tab_behavior="focus", max_checkpoints=0, compact=True)
        self.placeholder = Content(field.hint)
        self.highlight_cursor_line = False
        for key in ("f6", "f7"):  # the desk's; TextArea would select with them, and put them first in the footer
            self._bindings.key_to_bindings.pop(key, None)

    def action_cursor_up(self, select: bool = False) -> None:
        if select or not self.navigator.is_first_wrapped_line(self.cursor_location) or not leave(self, -1):
            super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:
        if select or not self.navigator.is_last_wrapped_line(self.cursor_location) or not leave(self, 1):
            super().action_cursor_down(select)

    async def _on_paste(self, event: Paste) -> None:
        event.stop()
        event.prevent_default()
        if (text := pasted(self, event.text)) and (result := self._replace_via_keyboard(text, *self.selection)):
            self.move_cursor(result.end_location)

    def enter_from(self, by: int) -> None:
        """Takes the focus from a neighbour above (1) or below (-1), on the line next to it."""
        self.focus()
        self.move_cursor((0, 0) if by > 0 else self.document.end)


class Prose(Vertical):
    """A section that holds one claim."""

    DEFAULT_CSS = """
    Prose { height: auto; margin: 0 0 1 0; }
    """

    class Wrote(Message):
        """A person changed the words."""

        def __init__(self, section: Prose) -> None:
            super().__init__()
            self.path = section.path
            self._section = section

        @property
        def text(self) -> str:
            """The words as they stand now: keys may have come since."""
            return self._section.text

    class PathFocused(Message):
        """The cursor came to a statement."""

        def __init__(self, path: str) -> None:
            super().__init__()
            self.path = path

    def __init__(self, field: Field) -> None:
        super().__init__(id=f"section-{field.name.replace('_', '-')}")
        self.field = field
        self.path = f"/{field.name}"
        self._heading = Heading(field.label)
        self._text = ProseText(field)
        self._agreement = Agreement()

    def compose(self) -> ComposeResult:
        yield self._heading
        yield self._text

    @property
    def text(self) -> str:
        """The words as they stand."""
        return self._text.text

    def show(self, postmortem: Postmortem, marks: Mapping[str, Marks], _clock: Clock) -> None:
        """Shows the claim's words, but never over words that were typed since and are on their way to the desk."""
        claim: Claim | None = getattr(postmortem, self.field.name)
        text, worn = claim.text if claim else "", marks.get(self.path)
        self._heading.show(worn.signs if worn and text else "")
        self._heading.tooltip = Content(worn.words) if worn and text else None
        if self._agreement.lets_in(typed(self._text.text), text):
            cursor = self._text.cursor_location
            with self.prevent(TextArea.Changed):
                self._text.load_text(text)
            self._text.move_cursor(self._text.document.end if cursor > self._text.document.end else cursor)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        if self._agreement.is_news(typed(self._text.text)):
            self.post_message(self.Wrote(self))

    def on_descendant_focus(self) -> None:
        self.post_message(self.PathFocused(self.path))

    pending: tuple[str, str] | None = None
    """Nothing that is typed here waits: each key goes to the desk."""

    def focus_path(self, _path: str) -> None:
        """Puts the cursor into the text."""
        self._text.focus()
