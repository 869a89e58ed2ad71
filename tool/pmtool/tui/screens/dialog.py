"""What all dialogs share: a box in the middle, Escape closes it, a line for what is wrong, a row of buttons."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from pmtool import errors

T = TypeVar("T")


_SHARED = """
    SCREEN Input, SCREEN TextArea, SCREEN Tree, SCREEN OptionList {
        background: $surface; border: round $foreground 30%; border-title-color: $foreground;
        &:focus { border: round $border; background-tint: transparent; }
    }
    SCREEN .hint { color: $text-muted; height: auto; }
    SCREEN .problem { color: $text-error; height: auto; display: none; }
    SCREEN .problem.-told { display: block; }
    SCREEN .buttons { height: auto; }
    SCREEN .buttons Button { min-width: 10; background: $panel; }
    SCREEN .buttons Button.-primary { background: $primary; }
    SCREEN .buttons Button:focus { text-style: bold reverse; }
"""


def shared_css(screen: str) -> str:
    """How fields, buttons and hints look, for a class of screens."""
    return _SHARED.replace("SCREEN", screen)


class Over(ModalScreen[T | None]):
    """A screen over another, which it leaves alone: keys that come while it closes close nothing more."""

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        return super().dismiss(result) if self.app.screen is self else AwaitComplete()


class Dialog(Over[T]):
    """A box over the screen. Dismissed with null where it is closed without a choice."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "Close")]
    DEFAULT_CSS = (
        shared_css("Dialog")
        + """
    Dialog { align: center middle; }
    Dialog > #box {
        width: 76; max-width: 100%; height: auto; max-height: 100%;
        background: $surface; border: round $border; padding: 1 2 0 2;
    }
    Dialog .buttons { margin: 1 0; align-horizontal: right; }
    Dialog .buttons Button { margin-left: 1; }
    """
    )

    def action_close(self) -> None:
        """Closes it without a choice."""
        self.dismiss(None)

    def tell(self, problem: str) -> None:
        """Says in the dialog what is wrong; nothing for an empty text."""
        line = self.query_one(".problem", Static)
        line.update(Content(f"✗ {problem}" if problem else ""))
        line.set_class(bool(problem), "-told")


def problem_line() -> Static:
    """The line of a dialog that tells what is wrong."""
    return Static(classes="problem")


def button_row(*buttons: Button) -> Horizontal:
    """Buttons side by side at the end of a dialog."""
    return Horizontal(*buttons, classes="buttons")


def button(label: str, id: str, key: str = "", *, first: bool = False) -> Button:
    """A button; `key` is told behind its label, `first` makes it the one that is meant for most."""
    told = Content.assemble(label, (f"  {key}", "dim")) if key else Content(label)
    return Button(told, "primary" if first else "default", id=id, compact=True)


def sentence(error: Exception) -> str:
    """An error with its remedy, without what could steer a terminal."""
    from pmtool.source.sanitize import sanitize

    return sanitize(errors.sentence(error))
