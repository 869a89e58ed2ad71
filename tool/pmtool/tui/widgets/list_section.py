"""A section that holds a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from textual.app import ComposeResult
from textual.containers import Vertical

from pmtool.editing.fields import Field
from pmtool.editing.marks import Marks
from pmtool.editing.places import number_of
from pmtool.editing.times.showing import Clock
from pmtool.model import Postmortem
from pmtool.tui.widgets.prose import Heading
from pmtool.tui.widgets.rows.editor import RowsEditor

Preview = Callable[[str, str], str]
"""How a time that is typed at a path resolves, in a sentence."""


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

    def focus_path(self, path: str) -> None:
        """Puts the cursor on the item of a JSON pointer, or on the first one."""
        self.rows.focus_path(path if number_of(path) is not None else f"/{self.field.name}/0")

    @property
    def pending(self) -> tuple[str, str] | None:
        """The pointer and the words of what is being typed and not kept yet."""
        return self.rows.pending
