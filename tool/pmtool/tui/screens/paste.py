"""Where a report is pasted. Long ones are only counted and begun with: no text field stays fast with a megabyte."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Input, Static, TextArea

from pmtool.editing.edits import typed
from pmtool.errors import UsageError
from pmtool.source.sanitize import sanitize
from pmtool.tui.screens.dialog import Dialog, button, button_row, problem_line, sentence
from pmtool.tui.widgets.line import Line

_LONG, _LONG_LINE = 100_000, 5_000
"""Characters that a text field takes in all, and in a line."""
_SHOWN = 4_000
"""Characters of a long text that are shown."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """A report that was pasted, and what it does not tell itself."""

    text: str
    name: str = "pasted text"
    timezone: str | None = None
    """Zone of its times that name none."""
    date: dt.date | None = None
    """The day it is about."""


class Pad(TextArea):
    """A text field whose pasted text is harmless to a terminal. It takes none that would make it slow."""

    class TooLong(Message):
        """A text was pasted that is too long for the field."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.take(event.text)

    def action_paste(self) -> None:
        self.take(self.app.clipboard)

    def take(self, text: str) -> None:
        """Puts a text where the cursor is."""
        text = sanitize(text)
        if _is_long(text) or len(text) + len(self.text) > _LONG:
            self.post_message(self.TooLong(text))
        elif result := self._replace_via_keyboard(text, *self.selection):
            self.move_cursor(result.end_location)


class PasteScreen(Dialog[Pasted]):
    """Takes a report as text. It may be opened with some that was pasted elsewhere."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "make", "Make the postmortem", priority=True),
        Binding("ctrl+l", "clear", "Clear", priority=True),
    ]
    DEFAULT_CSS = """
    PasteScreen > #box { width: 120; height: 100%; max-height: 60; }
    PasteScreen #pad { height: 1fr; min-height: 3; margin-top: 1; }
    PasteScreen #long { height: 1fr; min-height: 3; margin-top: 1; display: none; }
    PasteScreen.-long #pad { display: none; }
    PasteScreen.-long #long { display: block; }
    PasteScreen #details { height: 3; }
    PasteScreen #details Input { width: 1fr; }
    """

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self._given = text
        self._long = ""

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Static(Content("Paste a report").stylize("bold"))
            yield Static("Status posts, a chat, notes, or all of them one below the other.", classes="hint")
            yield Pad(id="pad", placeholder="Paste here, or type", highlight_cursor_line=False)
            yield Static(id="long")
            with Horizontal(id="details"):
                yield _detail("Name", "name", "optional", "What the report is called among the sources.")
                yield _detail("Time zone", "zone", "if times name none", "Europe/Berlin, +02:00 or PST.")
                yield _detail("Day", "day", "if it tells none", "The day it is about, as 2026-03-31.")
            yield problem_line()
            yield button_row(
                button("Make the postmortem", "make", "ctrl+s", first=True),
                button("Clear", "clear", "ctrl+l"),
                button("Cancel", "cancel", "esc"),
            )

    def on_mount(self) -> None:
        pad = self.query_one(Pad)
        pad.focus()
        if self._given:
            pad.take(self._given)

    def on_paste(self, event: events.Paste) -> None:
        """Text that no field took."""
        event.stop()
        self.query_one(Pad).take(event.text)

    @on(Pad.TooLong)
    def _take_long(self, message: Pad.TooLong) -> None:
        pad = self.query_one(Pad)
        self._long = "\n".join(filter(None, (self._long or pad.text, message.text)))
        self.add_class("-long")
        self.query_one("#long", Static).update(_told(self._long))
        self.query_one("#make", Button).focus()

    @on(Button.Pressed, "#make")
    def action_make(self) -> None:
        """Closes the screen with the report."""
        text = self._long or self.query_one(Pad).text
        if not text.strip():
            self.tell("Nothing is here yet: paste the report first.")
            self.query_one(Pad).focus()
            return
        name = typed(self.query_one("#name", Input).value)
        try:
            pasted = Pasted(text, name or "pasted text", self._zone(), self._day())
        except UsageError as error:
            self.tell(sentence(error))
        else:
            self.dismiss(pasted)

    @on(Button.Pressed, "#clear")
    def action_clear(self) -> None:
        """Begins anew."""
        self._long = ""
        self.remove_class("-long")
        self.query_one(Pad).clear()
        self.query_one(Pad).focus()
        self.tell("")

    @on(Button.Pressed, "#cancel")
    def _cancel(self) -> None:
        self.action_close()

    def _zone(self) -> str | None:
        from pmtool.temporal.zones import zone_named

        name = typed(self.query_one("#zone", Input).value)
        if name and zone_named(name) is None:
            self.query_one("#zone", Input).focus()
            raise UsageError(f"there is no time zone “{name}”", "Write Europe/Berlin, +02:00 or PST.")
        return name or None

    def _day(self) -> dt.date | None:
        written = typed(self.query_one("#day", Input).value)
        try:
            return dt.date.fromisoformat(written) if written else None
        except ValueError:
            self.query_one("#day", Input).focus()
            raise UsageError(f"“{written}” is no day", "Write it as 2026-03-31.") from None


def _detail(title: str, id: str, placeholder: str, why: str) -> Input:
    field = Line(id=id, placeholder=placeholder, tooltip=why)
    field.border_title = title
    return field


def _is_long(text: str) -> bool:
    return len(text) > _LONG or any(len(line) > _LONG_LINE for line in text.splitlines())


def _told(text: str) -> Content:
    """How much was pasted, and how it begins."""
    size = f"{len(text) / 1e6:.1f} MB" if len(text) >= 1e6 else f"{len(text) / 1e3:.0f} kB"
    lines = text.count("\n") + 1
    begin = text[:_SHOWN] + (" …" if len(text) > _SHOWN else "")
    return Content.assemble(
        (f"{size} pasted ({lines:,} line{'' if lines == 1 else 's'}). It begins:", "bold"), "\n\n", (begin, "dim")
    )
