"""Help: what keys do here, with the keys that a person gave them, and what the marks mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.keys import format_key
from textual.widgets import Button, Static

from pmtool.editing.marks import BACKING_SIGNS, ORIGIN_SIGNS
from pmtool.tui.actions import PLACES, Action, Where, actions
from pmtool.tui.screens.dialog import Dialog, button, button_row

_KEYS = 20
"""Cells of the first column."""
_PLAIN = ("enter", "space")
"""Keys whose names say more than their signs."""
_ORIGINS = {"model": "a model wrote it", "rules": "rules took it from the source", "human": "a person wrote it"}
_BACKINGS = {
    "backed": "the source backs it",
    "edited": "reworded since; its evidence stands",
    "broken": "its evidence does not hold",
    "none": "nothing of the source backs it",
}


class HelpScreen(Dialog[None]):
    """What can be done, the parts in the order given: where the focus is, then what goes everywhere."""

    DEFAULT_CSS = """
    HelpScreen > #box { width: 110; height: 100%; max-height: 48; }
    HelpScreen #page { height: 1fr; margin-top: 1; }
    HelpScreen .rows { height: auto; margin-bottom: 1; }
    """

    def __init__(self, places: Sequence[Where], overrides: Mapping[str, str] | None = None) -> None:
        """`overrides` are other keys by the ids of actions."""
        super().__init__()
        self.places, self.overrides = tuple(dict.fromkeys(places)), dict(overrides or {})

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Static(Content("Help").stylize("bold"))
            yield VerticalScroll(*self._sections(), id="page")
            yield button_row(button("Close", "close", "esc", first=True))

    def on_mount(self) -> None:
        self.query_one("#page").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.action_close()

    def _sections(self) -> Iterator[Static]:
        for place in self.places:
            rows = [(shown_keys(self._keys(action)), self._told(action)) for action in actions(place)]
            yield from _section(PLACES[place], rows)
        signs = [(sign, _ORIGINS[origin]) for origin, sign in ORIGIN_SIGNS.items()]
        signs += [(sign, _BACKINGS[backing]) for backing, sign in BACKING_SIGNS.items()]
        yield from _section("Marks", signs)

    def _keys(self, action: Action) -> str:
        return self.overrides.get(action.id, action.keys)

    def _told(self, action: Action) -> str:
        return f"{action.help} (your key)" if action.id in self.overrides else action.help


def _section(title: str, rows: Sequence[tuple[str, str]]) -> Iterator[Static]:
    table = Table.grid(padding=(0, 2))
    table.add_column(width=_KEYS, style="bold")
    table.add_column()
    for keys, words in rows:
        table.add_row(Text(keys), Text(words))
    yield Static(Content.styled(title, "bold underline"))
    yield Static(table, classes="rows")


def shown_keys(keys: str) -> str:
    """Keys as people read them: `ctrl+s, f2`."""
    return ", ".join(_shown(key.strip()) for key in keys.split(","))


def _shown(key: str) -> str:
    *modifiers, name = key.split("+")
    return "+".join([*modifiers, name if len(name) == 1 or name in _PLAIN else format_key(name)])
