"""Settings: what is in force and where it comes from, and what can be switched at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, RadioSet, Static

from pmtool.config import EngineName, user_file
from pmtool.editing.export.paths import shown
from pmtool.editing.in_force import in_force, model_name
from pmtool.editing.times.showing import MODES, Mode
from pmtool.tui.preferences import THEMES, fit
from pmtool.tui.screens.choices import one_of
from pmtool.tui.screens.dialog import Dialog, button, button_row

_TIMES: dict[Mode, str] = {
    "written": "as written",
    "utc": "UTC",
    "incident": "the incident's zone",
    "local": "your zone",
}
_ENGINES: tuple[EngineName, ...] = ("llm", "offline")


@dataclass(frozen=True, slots=True)
class Chosen:
    """How the desk is to go on. The theme is the app's already."""

    times: Mode
    engine: EngineName


class SettingsScreen(Dialog[Chosen]):
    """Shows the settings and switches some; closing it keeps what was chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "close", "Close", show=False)]
    DEFAULT_CSS = """
    SettingsScreen > #box { width: 100; }
    SettingsScreen #switches { height: auto; margin: 1 0; }
    SettingsScreen #switches Vertical { width: 1fr; height: auto; }
    SettingsScreen RadioSet, SettingsScreen RadioSet:focus {
        border: none; padding: 0; width: 100%; background: $surface; background-tint: transparent;
    }
    SettingsScreen #in-force { height: auto; max-height: 1fr; }
    SettingsScreen #rows { height: auto; }
    """

    def __init__(self, times: Mode, engine: EngineName) -> None:
        """How times are shown now, and the engine that this session asks."""
        super().__init__()
        self.times, self.engine = times, engine
        self._themes = list(THEMES)

    def compose(self) -> ComposeResult:
        model = model_name()
        engine = 0 if model and self.engine != "offline" else 1
        with Vertical(id="box"):
            yield Static(Content("Settings").stylize("bold"))
            with Horizontal(id="switches"):
                with Vertical():
                    yield Static("Colours", classes="hint")
                    yield one_of(self._themes, self._theme_number(), "theme")
                with Vertical():
                    yield Static("Times", classes="hint")
                    yield one_of(list(_TIMES.values()), MODES.index(self.times), "times")
                with Vertical():
                    yield Static("Engine, until you leave", classes="hint")
                    yield one_of(["the model" if model else "a model (none set)", "offline: rules"], engine, "engine")
            with VerticalScroll(id="in-force"):
                yield Static(_rows(), id="rows")
            yield button_row(button("Close", "close", "esc", first=True))

    def on_mount(self) -> None:
        self.query_one("#theme").focus()
        if model_name() is None:
            self.query_one("#engine").disabled = True

    @on(RadioSet.Changed, "#theme")
    def _switch_theme(self, event: RadioSet.Changed) -> None:
        self.app.theme = fit(THEMES[self._themes[event.index]])

    @on(Button.Pressed, "#close")
    def action_close(self) -> None:
        times = MODES[max(0, self.query_one("#times", RadioSet).pressed_index)]
        chosen = _ENGINES[max(0, self.query_one("#engine", RadioSet).pressed_index)]
        untouched = chosen == "llm" and self.engine == "auto"
        self.dismiss(Chosen(times, self.engine if untouched or self.query_one("#engine").disabled else chosen))

    def _theme_number(self) -> int:
        return next((n for n, name in enumerate(self._themes) if THEMES[name] == self.app.theme), -1)


def _rows() -> Content:
    """What is in force, and how to change it."""
    found = in_force()
    width = max(len(row.name) for row in found)
    lines = [
        Content.assemble(
            (f"{row.name:<{width}}  ", "bold"), row.value, (f"  {shown(row.origin)}" if row.origin else "", "dim")
        )
        for row in found
    ]
    lines += [
        Content(""),
        Content(f"To change them, write to {shown(user_file())}, or set PMTOOL_ENGINE, PMTOOL_MODEL and so on."),
        Content('The same file takes a theme, and other keys: [keys], and "desk.save" = "f12" below it.'),
        Content.styled("Changes are kept within a second; ctrl+s writes the postmortem's own file.", "dim"),
    ]
    return Content("\n").join(lines)
