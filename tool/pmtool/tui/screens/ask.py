"""Small dialogs: a question with a few answers, a line to fill in, and what to do about a file that others changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Static

from pmtool.editing.edits import typed
from pmtool.source.sanitize import sanitize
from pmtool.tui.screens.dialog import Dialog, button, button_row, problem_line
from pmtool.tui.widgets.line import Line

_MOST_LINES = 2000
"""Of a difference; nobody reads more in a dialog."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer to a question."""

    id: str
    label: str
    key: str
    """The letter that chooses it."""

    @property
    def shown(self) -> Content:
        """The label with its letter underlined, or behind it where it has none such."""
        at = self.label.lower().find(self.key)
        if at < 0:
            return Content.assemble(self.label, " (", (self.key, "underline"), ")")
        return Content(self.label).stylize("underline", at, at + 1)


class Ask(Dialog[str]):
    """A question; the answer is the id of a choice, null for Escape. The first choice has the focus."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "app.focus_previous", show=False),
        Binding("right", "app.focus_next", show=False),
    ]

    def __init__(self, question: str, choices: Sequence[Choice], detail: str = "") -> None:
        super().__init__()
        self.question, self.choices, self.detail = question, tuple(choices), detail

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Static(Content(self.question).stylize("bold"))
            if self.detail:
                yield Static(Content(self.detail), classes="hint")
            yield from self.body()
            yield button_row(
                *(
                    Button(choice.shown, "primary" if number == 0 else "default", id=choice.id, compact=True)
                    for number, choice in enumerate(self.choices)
                )
            )

    def body(self) -> ComposeResult:
        """What stands between the question and its answers."""
        yield from ()

    def on_mount(self) -> None:
        self.query(Button).first().focus()

    def on_key(self, event: events.Key) -> None:
        for choice in self.choices:
            if event.character and event.character.lower() == choice.key:
                event.stop()
                self.choose(choice.id)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self.choose(event.button.id or "")

    def choose(self, id: str) -> None:
        """Takes an answer."""
        self.dismiss(id)


class Prompt(Dialog[str]):
    """A line to fill in, which may not stay empty; the words are harmless to a terminal."""

    def __init__(
        self, title: str, hint: str = "", *, placeholder: str = "", value: str = "", label: str = "OK"
    ) -> None:
        super().__init__()
        self.heading, self.hint, self.placeholder, self.value, self.label = title, hint, placeholder, value, label

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Static(Content(self.heading).stylize("bold"))
            if self.hint:
                yield Static(Content(self.hint), classes="hint")
            yield Line(self.value, placeholder=self.placeholder, id="words")
            yield problem_line()
            yield button_row(button(self.label, "ok", first=True), button("Cancel", "cancel", "esc"))

    @on(Input.Submitted)
    @on(Button.Pressed, "#ok")
    def _take(self) -> None:
        if words := typed(self.query_one(Input).value):
            self.dismiss(words)
        else:
            self.tell("Write something, or press Escape.")
            self.query_one(Input).focus()

    @on(Button.Pressed, "#cancel")
    def _cancel(self) -> None:
        self.action_close()


class ConflictScreen(Ask):
    """A file that someone else changed: `reload` it, `keep` mine, or look at the difference first."""

    DEFAULT_CSS = """
    ConflictScreen > #box { width: 100; }
    ConflictScreen #difference { height: auto; max-height: 60vh; margin-top: 1; display: none; }
    ConflictScreen #difference.-shown { display: block; }
    """

    def __init__(self, name: str, mine: str, theirs: str | None) -> None:
        """`mine` is the draft as it would be saved, `theirs` what the file holds now; null where it is gone."""
        self.mine, self.theirs = mine, theirs
        keep = Choice("keep", "Keep mine", "k")
        if theirs is None:
            super().__init__(
                f"{sanitize(name)} is gone from the disk", (keep,), "Your draft is whole; saving writes the file anew."
            )
        else:
            super().__init__(
                f"{sanitize(name)} was changed by someone else",
                (Choice("compare", "Compare", "c"), keep, Choice("reload", "Reload", "r")),
                "Keep mine: the next save replaces their text. Reload: theirs takes its place; undo brings yours back.",
            )

    def body(self) -> ComposeResult:
        yield VerticalScroll(Static(id="lines"), id="difference")

    def choose(self, id: str) -> None:
        if id == "compare":
            self._compare()
        else:
            super().choose(id)

    @work(thread=True, exclusive=True)
    def _compare(self) -> None:
        lines = Content("\n").join(_difference(self.mine, self.theirs or ""))
        self.app.call_from_thread(self._show, lines)

    def _show(self, lines: Content) -> None:
        self.query_one("#lines", Static).update(lines)
        difference = self.query_one("#difference")
        difference.add_class("-shown")
        difference.focus()


def _difference(mine: str, theirs: str) -> list[Content]:
    """What reloading would do to mine: lines with + come, lines with - go."""
    import difflib

    found = difflib.unified_diff(
        sanitize(mine).splitlines(), sanitize(theirs).splitlines(), "mine", "on the disk", lineterm=""
    )
    lines = list(_coloured(found))
    if len(lines) > _MOST_LINES:
        return [*lines[:_MOST_LINES], Content(f"… {len(lines) - _MOST_LINES:,} lines more")]
    return lines or [Content("Only the line ends differ.")]


def _coloured(lines: Iterator[str]) -> Iterator[Content]:
    styles = {"+": "$text-success", "-": "$text-error", "@": "dim"}
    return (Content.styled(line, styles.get(line[:1], "")) for line in lines)
