"""Going about on the desk: panes, sections, and the clock by which times are shown."""

from __future__ import annotations

import os

from textual import work
from textual.app import SuspendNotSupported

from pmtool.editing import edits
from pmtool.editing.external import editor_command, written_in
from pmtool.editing.fields import FIELDS, label_of
from pmtool.editing.places import field_of, value_at
from pmtool.editing.times.local import local_zone
from pmtool.editing.times.showing import Mode, clock_for, next_mode
from pmtool.errors import UsageError
from pmtool.tui.desk.base import PANES, Desk
from pmtool.tui.screens.dialog import sentence
from pmtool.tui.screens.jump import JUMPS, JumpScreen
from pmtool.tui.widgets.pane_tabs import PaneTabs
from pmtool.tui.widgets.postmortem import PostmortemPane


class Going(Desk):
    """Hands that change nothing of what is written."""

    def action_next_pane(self) -> None:
        self._turn(1)

    def action_previous_pane(self) -> None:
        self._turn(-1)

    def _turn(self, by: int) -> None:
        names = list(PANES)
        here = next((n for n, name in enumerate(names) if self.query_one(f"#{name}").has_focus_within), 0)
        self.enter_pane(names[(here + by) % len(names)])

    def on_pane_tabs_chosen(self, message: PaneTabs.Chosen) -> None:
        self.enter_pane(message.name)

    @work
    async def action_jump(self) -> None:
        labels = {**{place: label_of(place) for place in JUMPS.values()}, **PANES, "/title": "Title and head"}
        place = await self.app.push_screen_wait(JumpScreen(labels))
        if place in PANES:
            self.enter_pane(place)
        elif place:
            self.go(place)
            self.call_after_refresh(self.query_one(PostmortemPane).bring_up, place)

    def action_times(self) -> None:
        mode = next_mode(self.clock.mode)
        while mode != self.clock.mode and self._looks_alike(mode):
            mode = next_mode(mode)
        self.show_times(mode)
        self.say(self.clock.header)

    def _looks_alike(self, mode: Mode) -> bool:
        """Whether a clock shows nothing else than the one at hand: the incident's zone may be UTC, or yours."""
        other, here = clock_for(self.draft.postmortem, mode, local_zone()), self.clock
        if "written" in (mode, here.mode):
            return False
        moments = [event.at.moment() for event in self.draft.postmortem.timeline if event.at]
        return all(m.astimezone(other.zone).utcoffset() == m.astimezone(here.zone).utcoffset() for m in moments if m)

    def _written(self, command: list[str], text: str) -> str:
        """What the person leaves in the editor. Raises UsageError, but only once the screen is back."""
        failure: UsageError | None = None
        with self.app.suspend():
            try:
                text = written_in(command, text)
            except UsageError as error:
                failure = error
        if failure:
            raise failure
        return text

    def action_external(self) -> None:
        """Opens the field at the cursor in the person's own editor."""
        path, name = self.at, field_of(self.at)
        if name not in FIELDS or FIELDS[name].kind == "choice":
            self.say("put the cursor on a text first")
            return
        text = self.text_at(path)
        try:
            if not text and FIELDS[name].kind in ("word", "words"):
                value = value_at(self.draft.postmortem, path)
                text = ", ".join(value) if isinstance(value, tuple) else value or ""
            written = self._written(editor_command(os.environ), text)
        except SuspendNotSupported:
            self.say("an editor can't be opened here: the desk is in a browser")
        except UsageError as error:
            self.notify(sentence(error), severity="warning", markup=False)
        except LookupError:
            self.say("there is no text there yet")
        else:
            after = edits.write(self.draft.postmortem, path, written)
            self.writing.do(after, f"edit {label_of(path)}", path)
