"""The milestones of the incident, each with its time, and the lengths that follow from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Label, Static

from pmtool.editing.marks import Marks
from pmtool.editing.times.durations import Duration, durations
from pmtool.editing.times.showing import Clock, explained, shown
from pmtool.model import Instant, Milestones, Postmortem
from pmtool.tui.widgets.line import Line
from pmtool.tui.widgets.prose import Heading
from pmtool.tui.widgets.walking import leave

NAMES = tuple(field.name for field in fields(Milestones))


class MilestoneRow(Horizontal):
    """One milestone. What is typed is kept with Enter or on leaving, and dropped with Escape."""

    DEFAULT_CSS = """
    MilestoneRow { height: 1; }
    MilestoneRow > Label { width: 14; min-width: 14; color: $text-muted; padding: 0 1; }
    MilestoneRow > Input { width: 20; }
    MilestoneRow > .beside { width: 1fr; padding: 0 1; color: $text-muted; height: 1; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "leave(-1)", show=False),
        Binding("down", "leave(1)", show=False),
    ]

    class TimeTyped(Message):
        """A person typed a time."""

        def __init__(self, row: MilestoneRow, text: str) -> None:
            super().__init__()
            self.row = row
            self.text = text

    class Previewed(Message):
        """How what is being typed would be read."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    class PathFocused(Message):
        """The cursor came to the milestone."""

        def __init__(self, path: str) -> None:
            super().__init__()
            self.path = path

    def __init__(self, name: str, preview: Callable[[str, str], str]) -> None:
        super().__init__(id=f"milestone-{name}")
        self.path = f"/milestones/{name}"
        self._label = name.capitalize()
        self._preview = preview
        self._shown = ""
        self._about = ""
        self._words_beside = ""
        self._told_of: tuple[Instant | None, Clock] | None = None
        self._input = Line(placeholder="15:42, or +20m", compact=True, select_on_focus=False)
        self._beside = Static(markup=False, classes="beside")

    @property
    def pending(self) -> tuple[str, str] | None:
        """The pointer and the words of a time that is not kept yet."""
        return (self.path, self._input.value) if self._input.value != self._shown else None

    def compose(self) -> ComposeResult:
        yield Label(Content(self._label))
        yield self._input
        yield self._beside

    def show(self, at: Instant | None, clock: Clock, beside: str) -> None:
        """Shows the milestone's time, and what follows from it."""
        if (at, clock) != self._told_of:
            self._told_of = at, clock
            told = dict(explained(at, clock)) if at else {}
            self.tooltip = Content("\n".join(f"{label}: {text}" for label, text in told.items())) if told else None
        words = shown(at, clock)
        self._about = beside
        if words != self._shown or not self._input.has_focus:
            self._shown = words
            with self.prevent(Input.Changed):
                self._input.value = words
        self._tell(beside)

    def _tell(self, words: str) -> None:
        if words != self._words_beside:
            self._words_beside = words
            self._beside.update(Content(words), layout=False)

    def refuse(self, why: str) -> None:
        """Tells why what was typed can't be kept."""
        self._tell(f"✗ {why}")
        self._input.focus()

    def focus_text(self) -> None:
        """Puts the cursor into the field."""
        self._input.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        told = self._preview(self.path, event.value) if event.value != self._shown else self._about
        self._tell(told)
        self.post_message(self.Previewed(told))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._keep()

    def action_leave(self, by: int) -> None:
        """Goes on to the field below (1) or above (-1)."""
        leave(self._input, by)

    def on_descendant_focus(self) -> None:
        self.post_message(self.PathFocused(self.path))

    def on_descendant_blur(self) -> None:
        self._keep()

    def on_key(self, event: events.Key) -> None:
        if event.key == "escape":
            event.stop()
            self._input.value = self._shown

    def _keep(self) -> None:
        text = self._input.value
        if text != self._shown:
            self.post_message(self.TimeTyped(self, text))


class MilestonesSection(Vertical):
    """All milestones."""

    DEFAULT_CSS = """
    MilestonesSection { height: auto; margin: 0 0 1 0; }
    """

    def __init__(self, preview: Callable[[str, str], str]) -> None:
        super().__init__(id="section-milestones")
        self._preview = preview

    def compose(self) -> ComposeResult:
        yield Heading("Milestones")
        for name in NAMES:
            yield MilestoneRow(name, self._preview)

    def focus_path(self, path: str) -> None:
        """Puts the cursor into the milestone of a JSON pointer, or into the first one."""
        name = path.removeprefix("/milestones").strip("/")
        self.query_one(f"#milestone-{name if name in NAMES else NAMES[0]}", MilestoneRow).focus_text()

    @property
    def pending(self) -> tuple[str, str] | None:
        """What is typed for a milestone, and not kept yet."""
        return next(filter(None, (row.pending for row in self.query(MilestoneRow))), None)

    def show(self, postmortem: Postmortem, _marks: Mapping[str, Marks], clock: Clock) -> None:
        """Shows the milestones of a postmortem, and the lengths beside the milestone at which they end."""
        beside = {length.milestone or "started": _told(length) for length in durations(postmortem)}
        for name in NAMES:
            row = self.query_one(f"#milestone-{name}", MilestoneRow)
            row.show(getattr(postmortem.milestones, name), clock, beside[name])


def _told(length: Duration) -> str:
    return f"{length.label}: {length.text}" if length.text else f"{length.label} needs {length.lacks}"
