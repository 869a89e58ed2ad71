"""What leads away from the draft: other formats, the clipboard, settings, help."""

from __future__ import annotations

from dataclasses import replace

from textual import work

from pmtool.tui.actions import Where, places
from pmtool.tui.desk.base import Desk


class Outward(Desk):
    """Hands for what surrounds the draft."""

    @work
    async def action_export(self) -> None:
        from pmtool.tui.screens.export import ExportScreen

        draft = self.draft
        documents = draft.material.documents
        done = await self.app.push_screen_wait(ExportScreen(draft.whole, draft.written, draft.path, documents))
        if done:
            self.notify(done, markup=False)

    def action_copy(self) -> None:
        """Puts the whole postmortem on the clipboard, as Markdown."""
        from pmtool.editing.export.exporting import exported
        from pmtool.formats import named

        text = exported(self.draft.whole, self.draft.written, named("markdown")).text
        self.app.copy_to_clipboard(text)
        self.say(f"copied as Markdown, {len(text.splitlines()):,} lines, if your terminal lets programs copy (OSC 52)")

    @work
    async def action_settings(self) -> None:
        from pmtool.tui.screens.settings import SettingsScreen

        options = self.manner.options
        chosen = await self.app.push_screen_wait(SettingsScreen(self.clock.mode, options.engine))
        if chosen is None:
            return
        self.manner = replace(self.manner, options=options._replace(engine=chosen.engine))
        self.show_times(chosen.times)

    def action_help(self) -> None:
        from pmtool.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self._places(), self.manner.keys))

    def _places(self) -> list[Where]:
        """The parts of the desk that the focus is in, innermost first."""
        nodes = self.focused.ancestors_with_self if self.focused else [self]
        return [where for node in nodes for where in places(node)]
