"""The editors that are laid over a cell: a line, a text, a time with how it is read, a choice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Blur, Key, Paste
from textual.geometry import Size
from textual.message import Message
from textual.widgets import OptionList, Static, TextArea
from textual.widgets.option_list import Option

from pmtool.tui.actions import bindings
from pmtool.tui.widgets.pasting import pasted


class LineEditor(TextArea):
    """One line; line breaks in what is pasted become blanks."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("cell")
    DEFAULT_CSS = """
    LineEditor {
        height: auto;
        max-height: 60vh;
        padding: 0;
        border: none;
        background: $panel;
        scrollbar-size-vertical: 1;
        &:focus { border: none; }
    }
    """

    undoes_itself = True
    """Undo takes back what was typed here, not what was done to the draft."""
    _across = 0
    """Its width in cells, known as soon as it is laid out; its region on the screen is not, by then."""

    def __init__(self, text: str) -> None:
        super().__init__(text, compact=True, highlight_cursor_line=False)
        self.move_cursor(self.document.end)

    @property
    def typed(self) -> str:
        """What it holds."""
        return self.text

    @property
    def wrap_width(self) -> int:
        """The cells that a line may take; the cursor behind its last character takes one more."""
        return max(0, self._across - self.scrollbar_size_vertical - 1)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The lines of the text."""
        if width != self._across:
            self._across = width
            self.wrapped_document.wrap(self.wrap_width, self.indent_width)
        return self.wrapped_document.height

    def pasted(self, text: str) -> str:
        """What a paste puts here."""
        return " ".join(text.split())

    def action_keep(self, onward: int = 0) -> None:
        """Asks to be closed, and the text to be kept."""
        self.post_message(Kept(self, self.text, onward))

    def action_drop(self) -> None:
        """Asks to be closed."""
        self.post_message(Dropped(self))

    async def _on_key(self, event: Key) -> None:
        if event.key == "enter":  # a TextArea would take it before its bindings are asked
            event.stop()
            event.prevent_default()
            self.action_keep()

    async def _on_paste(self, event: Paste) -> None:
        event.stop()
        event.prevent_default()
        text = self.pasted(pasted(self, event.text))
        if text and (result := self._replace_via_keyboard(text, *self.selection)):
            self.move_cursor(result.end_location)

    def on_blur(self, event: Blur) -> None:
        """Keeps what was typed when the person goes elsewhere, but not when the whole terminal loses focus."""
        if self.app.app_focus:
            self.post_message(Kept(self, self.text, by_key=False))


class TextEditor(LineEditor):
    """A sentence or two: lines may break, but what is pasted flows."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("shift+enter,ctrl+j", "break_line", "New line")]

    def action_break_line(self) -> None:
        """Breaks the line where the cursor stands."""
        self._replace_via_keyboard("\n", *self.selection)


class ProseEditor(TextEditor):
    """Paragraphs: what is pasted keeps its lines."""

    def pasted(self, text: str) -> str:
        """The text as it is."""
        return text


class TimeEditor(Vertical, can_focus=True):
    """A time, and below it how it is read."""

    DEFAULT_CSS = """
    TimeEditor {
        width: 48;
        height: auto;
        background: $panel;
        & > Static { width: 1fr; height: auto; color: $text-muted; }
        & > .-refused { color: $text-error; }
    }
    """

    def __init__(self, text: str, explain: Callable[[str], str], refused: str) -> None:
        super().__init__()
        self._began, self._explain = text, explain
        self._line = LineEditor(text)
        self._told = Static(Content(refused), classes="-refused" if refused else "")

    def compose(self) -> ComposeResult:
        """The line, and what is told about it."""
        yield self._line
        yield self._told

    @property
    def typed(self) -> str:
        """What it holds."""
        return self._line.text

    def on_mount(self) -> None:
        """Begins with the whole time selected, as most replace it."""
        self._line.select_all()
        self.screen.set_focus(self._line, scroll_visible=False)

    def on_key(self, event: Key) -> None:
        """Passes on what was typed before the line had the focus."""
        if event.is_printable and event.character:
            event.stop()
            self._line.replace(event.character, *self._line.selection)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Tells how the words are read so far."""
        words = self.typed
        if words != self._began:
            self._told.remove_class("-refused")
            self._told.update(Content(self._explain(words) if words.strip() else ""))


class ChoiceEditor(OptionList):
    """One of a few words; typing narrows them down."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Pick"),
        *bindings("cell")[1:],  # Enter picks
        Binding("backspace", "widen", show=False),
    ]
    DEFAULT_CSS = """
    ChoiceEditor {
        height: auto;
        max-height: 14;
        padding: 0;
        border: none;
        background: $panel;
        &:focus { border: none; }
    }
    """

    def __init__(self, choices: Sequence[str], chosen: str) -> None:
        super().__init__(compact=True)
        self.styles.width = max(map(len, choices)) + 2
        self._choices, self._chosen, self._letters = choices, chosen, ""
        self._offer()

    @property
    def typed(self) -> str:
        """The word as it was: only Enter, Tab or a click picks another."""
        return self._chosen

    def action_keep(self, onward: int) -> None:
        """Asks to be closed, and the highlighted word to be kept."""
        option = self.highlighted_option
        self.post_message(Kept(self, option.id if option and option.id else self._chosen, onward))

    def action_drop(self) -> None:
        """Asks to be closed."""
        self.post_message(Dropped(self))

    def action_widen(self) -> None:
        """Takes the last typed letter back."""
        self._letters = self._letters[:-1]
        self._offer()

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        """Letters are for narrowing down."""
        return character is not None and character.isprintable()

    def on_key(self, event: Key) -> None:
        """Narrows the words down; a letter that leaves none is ignored."""
        if event.is_printable and event.character:
            event.stop()
            if self._matching(self._letters + event.character):
                self._letters += event.character
                self._offer()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter, or a click."""
        event.stop()
        self.post_message(Kept(self, event.option.id or self._chosen))

    def on_blur(self) -> None:
        """A word that was not picked is not kept."""
        if self.app.app_focus:
            self.post_message(Dropped(self, by_key=False))

    def _matching(self, letters: str) -> list[str]:
        return [choice for choice in self._choices if letters.lower() in choice.replace("_", " ")]

    def _offer(self) -> None:
        matching = self._matching(self._letters)
        self.clear_options()
        self.add_options(Option(Content(choice.replace("_", " ")), id=choice) for choice in matching)
        first = next((choice for choice in matching if choice.startswith(self._letters)), matching[0])
        self.highlighted = matching.index(self._chosen if not self._letters and self._chosen in matching else first)


CellEditor = LineEditor | TimeEditor | ChoiceEditor


@dataclass
class Kept(Message):
    """What was typed or picked is to be kept."""

    editor: CellEditor
    text: str
    onward: int = 0
    """How many cells further (or back) to go on."""
    by_key: bool = True
    """Whether a person closed it, rather than went elsewhere."""


@dataclass
class Dropped(Message):
    """What was typed is to be forgotten."""

    editor: CellEditor
    by_key: bool = True
    """As for what is kept."""
