"""The postmortem, section below section, each in an editor of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from pmtool.editing.fields import HEAD, SECTIONS
from pmtool.editing.marks import Marks
from pmtool.editing.places import field_of
from pmtool.editing.times.showing import Clock
from pmtool.model import Postmortem
from pmtool.tui.widgets.head import Head
from pmtool.tui.widgets.prose import Prose

if TYPE_CHECKING:
    from pmtool.tui.widgets.list_section import ListSection
    from pmtool.tui.widgets.milestones import MilestonesSection
    from pmtool.tui.widgets.rows.editor import RowsEditor

Preview = Callable[[str, str], str]
"""How a time that is typed at a path resolves, in a sentence."""

_FIRST = 2
"""Sections that stand in the first frame; the others follow with the next, before any file is read."""


class PostmortemPane(VerticalScroll):
    """All sections. Shows a postmortem, and tells what a person does to it."""

    DEFAULT_CSS = """
    PostmortemPane { padding: 0 1; scrollbar-gutter: stable; }
    """
    can_focus = False

    def __init__(self, preview: Preview) -> None:
        super().__init__(id="postmortem", classes="-active")
        self._preview = preview
        self._sections: dict[str, Prose | ListSection | MilestonesSection] = {}
        self._shown: tuple[Postmortem, Mapping[str, Marks], Clock] | None = None
        self._head = Head()

    def compose(self) -> ComposeResult:
        yield self._head
        for field in SECTIONS[:_FIRST]:
            self._sections[field.name] = section = Prose(field)
            yield section

    def on_mount(self) -> None:
        """Has the other sections follow."""
        self.app.call_later(self.call_after_refresh, self._mount_others)  # an app that starts paints nothing yet

    async def _mount_others(self) -> None:
        from pmtool.tui.widgets.list_section import ListSection
        from pmtool.tui.widgets.milestones import MilestonesSection

        if not self.is_attached:  # the desk was left at once: there is nothing to work on
            return
        await self._head.complete()
        made: dict[str, Prose | ListSection | MilestonesSection] = {"milestones": MilestonesSection(self._preview)}
        for field in SECTIONS[_FIRST:]:
            made[field.name] = Prose(field) if field.kind == "claim" else ListSection(field, self._preview)
        await self.mount_all(made.values())
        self._sections |= made
        if self._shown:
            self.show(*self._shown)

    def show(self, postmortem: Postmortem, marks: Mapping[str, Marks], clock: Clock) -> None:
        """Shows a postmortem; what is being edited stays as it is."""
        self._shown = postmortem, marks, clock
        self._head.show(postmortem)
        for section in self._sections.values():
            section.show(postmortem, marks, clock)

    def focus_path(self, path: str) -> None:
        """Puts the cursor where a JSON pointer leads."""
        name = field_of(path)
        if name in self._sections:
            self._sections[name].focus_path(path)
        elif name in {field.name for field in HEAD}:
            self._head.focus_field(name)

    def bring_up(self, path: str) -> None:
        """Scrolls a section to the top, as far as there is enough below it."""
        if section := self._sections.get(field_of(path)):
            self.scroll_to_widget(section, animate=False, top=True)

    @property
    def pending(self) -> tuple[str, str] | None:
        """The pointer and the words of what is being typed and not kept yet."""
        return next(filter(None, (section.pending for section in self._sections.values())), None)

    def rows(self, name: str) -> RowsEditor:
        """The editor of a list. Raises LookupError for a section that is none."""
        section = self._sections[name]
        if isinstance(section, Prose) or not hasattr(section, "rows"):
            raise LookupError(f"{name} is no list")
        return section.rows
