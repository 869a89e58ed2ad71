"""The postmortem, section below section, each in an editor of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget

from pmtool.editing.fields import HEAD, SECTIONS, Field
from pmtool.editing.marks import Marks
from pmtool.editing.places import field_of, number_of
from pmtool.editing.times.showing import Clock
from pmtool.model import Postmortem
from pmtool.tui.widgets.head import Head, HeadField
from pmtool.tui.widgets.milestones import MilestonesSection
from pmtool.tui.widgets.prose import Heading, Prose
from pmtool.tui.widgets.rows.editor import RowsEditor

Preview = Callable[[str, str], str]
"""How a time that is typed at a path resolves, in a sentence."""

_FIRST = 2
"""Sections that stand in the first frame; the others follow with the next, before any file is read."""


class ListSection(Vertical):
    """A section that holds a list."""

    DEFAULT_CSS = """
    ListSection { height: auto; margin: 0 0 1 0; }
    """

    def __init__(self, field: Field, preview: Preview) -> None:
        super().__init__(id=f"section-{field.name.replace('_', '-')}")
        self.field = field
        self.heading = Heading(field.label)
        self.rows = RowsEditor(field, preview=preview)

    def compose(self) -> ComposeResult:
        yield self.heading
        yield self.rows

    def show(self, postmortem: Postmortem, marks: Mapping[str, Marks], clock: Clock) -> None:
        """Shows the list as it stands in a postmortem."""
        count = len(getattr(postmortem, self.field.name))
        self.heading.show(str(count) if count else "")
        self.rows.show(postmortem, marks, clock)


class PostmortemPane(VerticalScroll):
    """All sections. Shows a postmortem, and tells what a person does to it."""

    DEFAULT_CSS = """
    PostmortemPane { padding: 0 1; scrollbar-gutter: stable; }
    """
    can_focus = False

    def __init__(self, preview: Preview) -> None:
        super().__init__(id="postmortem", classes="-active")
        self._preview = preview
        self._sections: dict[str, Prose | ListSection] = {}
        self._shown: tuple[Postmortem, Mapping[str, Marks], Clock] | None = None
        self._head = Head()
        self._milestones = MilestonesSection(preview)

    def compose(self) -> ComposeResult:
        yield self._head
        yield from self._made(SECTIONS[:_FIRST])

    def on_mount(self) -> None:
        """Has the other sections follow."""
        self.app.call_later(self.call_after_refresh, self._mount_others)  # an app that starts paints nothing yet

    def _made(self, fields: Iterable[Field]) -> Iterator[Widget]:
        for field in fields:
            if field.name == "timeline":
                yield self._milestones
            section = Prose(field) if field.kind == "claim" else ListSection(field, self._preview)
            self._sections[field.name] = section
            yield section

    async def _mount_others(self) -> None:
        if not self.is_attached:  # the desk was left at once: there is nothing to work on
            return
        await self._head.complete()
        await self.mount_all(self._made(SECTIONS[_FIRST:]))
        if self._shown:
            self.show(*self._shown)

    def show(self, postmortem: Postmortem, marks: Mapping[str, Marks], clock: Clock) -> None:
        """Shows a postmortem; what is being edited stays as it is."""
        self._shown = postmortem, marks, clock
        self._head.show(postmortem)
        if self._milestones.is_attached:
            self._milestones.show(postmortem, clock)
        for name, section in self._sections.items():
            if isinstance(section, Prose):
                claim = getattr(postmortem, name)
                section.show(claim.text if claim else "", marks.get(f"/{name}"))
            else:
                section.show(postmortem, marks, clock)

    def focus_path(self, path: str) -> None:
        """Puts the cursor where a JSON pointer leads."""
        name = field_of(path)
        if name in {field.name for field in HEAD}:
            self.query_one(f"#head-{name.replace('_', '-')}", HeadField).focus_text()
            return
        if name == "milestones":
            self._milestones.focus_path(path)
            return
        section = self._sections.get(name)
        if isinstance(section, Prose):
            section.focus_text()
        elif section:
            section.rows.focus_path(path if number_of(path) is not None else f"/{name}/0")

    @property
    def pending(self) -> tuple[str, str] | None:
        """The pointer and the words of what is being typed and not kept yet."""
        lists = (section.rows for section in self._sections.values() if isinstance(section, ListSection))
        return next(filter(None, (rows.pending for rows in lists)), None) or self._milestones.pending

    def rows(self, name: str) -> RowsEditor:
        """The editor of a list. Raises LookupError for a section that is none."""
        section = self._sections[name]
        if not isinstance(section, ListSection):
            raise LookupError(f"{name} is no list")
        return section.rows
