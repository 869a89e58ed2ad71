"""A list of the postmortem, edited in its cells. It changes nothing itself: it asks for changes by messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import BindingType
from textual.events import Click, Resize
from textual.message import Message
from textual.widgets import TextArea

from pmtool.editing.fields import ITEM_CHOICES, Field
from pmtool.editing.marks import Marks
from pmtool.editing.places import number_of
from pmtool.editing.times.showing import Clock
from pmtool.model import Postmortem
from pmtool.tui.actions import bindings
from pmtool.tui.widgets.rows.cell_editor import (
    CellEditor,
    ChoiceEditor,
    Dropped,
    Kept,
    LineEditor,
    ProseEditor,
    TextEditor,
    TimeEditor,
)
from pmtool.tui.widgets.rows.cells import is_blank, time_to_edit
from pmtool.tui.widgets.rows.columns import Column, ColumnKind
from pmtool.tui.widgets.rows.view import RowsView

Preview = Callable[[str, str], str]
"""Takes a path and what is typed there for a time; tells in a sentence how it is read, or why it can't be."""

_LINE_EDITORS: dict[ColumnKind, type[LineEditor]] = {"word": LineEditor, "text": TextEditor, "prose": ProseEditor}
_LEAST_LINE = 20
"""Cells; no line is edited in less."""
_ROOM = 2
"""Lines below a cell that is edited: what an editor tells stands there."""


class RowsEditor(RowsView):
    """The items of a field that holds a list. Whoever hears the messages answers by `show`, or by `refuse`."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("rows")
    DEFAULT_CSS = """
    RowsEditor > .over-cell { position: absolute; overlay: screen; constrain: inside inside; }
    """

    @dataclass
    class Edited(Message):
        """Words were typed or picked for a part of an item: `/timeline/3/text`."""

        path: str
        text: str

    @dataclass
    class TimeTyped(Message):
        """A time was typed for an item: `/timeline/3/at`."""

        path: str
        text: str

    class Typing(Message):
        """The words in an open editor are others; they are not kept yet."""

    @dataclass
    class AddAsked(Message):
        """An item is wanted at a number from 0; `edit_path` opens it."""

        field_name: str
        number: int

    @dataclass
    class RemoveAsked(Message):
        """An item is to go: `/timeline/3`."""

        path: str

    @dataclass
    class MoveAsked(Message):
        """An item is to go so many places down (or up)."""

        path: str
        by: int

    @dataclass
    class SortAsked(Message):
        """The items are to stand in the order of their times."""

        field_name: str

    @dataclass
    class PathFocused(Message):
        """The cursor came to an item (`/timeline/3`), or to a list without any (`/timeline`)."""

        path: str
        part: str
        """Of the item: `at`; empty where there is none."""

    def __init__(self, field: Field, *, preview: Preview | None = None, id: str | None = None) -> None:
        super().__init__(field, id=id)
        self._preview: Preview = preview or (lambda _path, _text: "")
        self._editor: CellEditor | None = None
        self._typed_time = ("", "")
        """The path and the words of the last time that was typed."""

    @property
    def is_editing(self) -> bool:
        """Whether a cell's editor is open."""
        return self._editor is not None

    @property
    def pending(self) -> tuple[str, str] | None:
        """The pointer and the words of an open editor, which are not kept yet."""
        return (f"{self.path}/{self.part}", self._editor.typed) if self._editor else None

    @property
    def is_active(self) -> bool:
        """Whether the cursor is to be seen."""
        return self.has_focus or self.is_editing

    def show(self, postmortem: Postmortem, marks: Mapping[str, Marks], clock: Clock) -> None:
        """Shows the list as it now is; the cursor, and an open editor, stay on their item."""
        if not self.take(postmortem, marks, clock):
            self._close(stays=True)
        elif self._editor:
            self.call_after_refresh(self._lay_over)

    def focus_path(self, path: str) -> None:
        """Takes the cursor to an item, or to a part of it, and focuses it."""
        self._go_to(path, self.column)

    def edit_path(self, path: str) -> None:
        """Opens the editor of a part of an item; without a part, of the first empty cell of an item that is blank."""
        self._go_to(path, self.column)
        if path.count("/") < 3 and self.shown and is_blank(self.shown[self.row].item):
            kinds = [column.kind for column in self.columns]
            self.go(self.row, next(n for n, kind in enumerate(kinds) if kind not in ("signs", "choice")))
        self._open()

    def refuse(self, path: str, why: str) -> None:
        """Opens the editor of a time again, with what was typed, and says why it can't be kept."""
        self._go_to(path, self.column)
        typed_at, words = self._typed_time
        self._open(words if typed_at == path else None, why)

    def _go_to(self, path: str, column: int) -> None:
        self._settle()
        steps = path.split("/")
        part = "at" if steps[3:] == ["until"] else "".join(steps[3:4])
        parts = [column.part for column in self.columns]
        self.go(number_of(path) or 0, parts.index(part) if part in parts[self._first_column :] else column)
        self.screen.set_focus(self, scroll_visible=False)
        self.call_after_refresh(self.reveal)

    def cursor_came(self) -> None:
        """Tells where the cursor is."""
        self.post_message(self.PathFocused(self.path, self.part))

    # -- keys and mouse

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No key of the rows is taken while a cell is edited; sorting is for what has times."""
        if self.is_editing and hasattr(self, f"action_{action}"):
            return False
        return action != "sort" or any(column.kind == "time" for column in self.columns)

    def action_edit(self) -> None:
        """Opens the cell, or adds the first row."""
        if self.shown:
            self._open()
        else:
            self.action_add()

    def action_add(self) -> None:
        """Asks for a row below."""
        self.post_message(self.AddAsked(self.field.name, self.row + 1 if self.shown else 0))

    def action_remove(self) -> None:
        """Asks to take the row away."""
        if self.shown:
            self.post_message(self.RemoveAsked(self.path))

    def action_move(self, by: int) -> None:
        """Asks to move the row."""
        if 0 <= self.row + by < len(self.shown):
            self.post_message(self.MoveAsked(self.path, by))

    def action_sort(self) -> None:
        """Asks to sort the rows."""
        if len(self.shown) > 1:
            self.post_message(self.SortAsked(self.field.name))

    def on_click(self, event: Click) -> None:
        """A click goes to a cell, two open it."""
        offset = event.get_content_offset(self)
        if event.widget is not self or offset is None:
            return
        if self._editor:
            self._finish(self._editor.typed, 0, by_key=False)
        row = self.grid.row_at(offset.y)
        if row is not None:
            self.go(row, self.grid.column_at(offset.x))
        if event.chain == 2 and (row is not None or not self.shown):
            self.action_edit()

    # -- editing

    def _open(self, words: str | None = None, refused: str = "") -> None:
        """Lays an editor over the cursor's cell, with other `words` than the cell's if there are any."""
        if not self.shown:
            return
        self._editor = self._editor_for(self.columns[self.column], words, refused)
        self._editor.add_class("over-cell")
        self._lay_over()
        self.mount(self._editor)
        self.screen.set_focus(self._editor, scroll_visible=False)  # at once, so that no key is lost
        self.reveal(below=_ROOM)

    def _editor_for(self, column: Column, words: str | None, refused: str) -> CellEditor:
        if column.kind == "time":
            path = f"{self.path}/{column.part}"
            began = self._value if words is None else words
            return TimeEditor(began, lambda typed: self._preview(path, typed), refused)
        if column.kind == "choice":
            return ChoiceEditor(ITEM_CHOICES[self.field.name][column.part], self._value)
        return _LINE_EDITORS[column.kind](self._value)

    @property
    def _value(self) -> str:
        """What an editor of the cursor's cell begins with."""
        column, item = self.columns[self.column], self.shown[self.row].item
        return time_to_edit(item) if column.kind == "time" else getattr(item, column.part) or ""

    def _lay_over(self) -> None:
        place = self.grid.place_of(self.column)
        if self._editor is None or place is None:
            return
        lines = self.grid.lines_of(self.row)
        styles = self._editor.styles
        styles.offset = (place.x, lines.start)
        if isinstance(self._editor, LineEditor):
            styles.width = max(_LEAST_LINE, place.width + 1)  # the cursor behind the last character takes a cell
            styles.min_height = len(lines)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Tells that somebody is typing."""
        event.stop()
        self.post_message(self.Typing())

    def on_kept(self, event: Kept) -> None:
        """An editor asks to be closed, and what it holds to be kept."""
        event.stop()
        if self._editor and self._editor in event.editor.ancestors_with_self:
            self._finish(event.text, event.onward, event.by_key)

    def _finish(self, text: str, onward: int, by_key: bool) -> None:
        """Closes the editor, keeps a text, and goes on to another cell; a row in which nobody wrote goes away."""
        began, column, item = self._value, self.columns[self.column], self.shown[self.row].item
        self._close(stays=by_key)
        self._keep(began, text)
        if column.kind == "time" and by_key and not item.text:
            onward = onward or 1  # the time of a new event is given: its text comes next
        if not onward and is_blank(item) and not text.strip():
            self.post_message(self.RemoveAsked(self.path))
        elif onward and self._first_column <= self.column + onward < len(self.columns):
            self.action_step(onward)
            self._open()

    def _keep(self, began: str, text: str) -> None:
        """Asks to have a text in the cursor's cell, if it is another than before."""
        if text.strip() == began.strip():
            return
        path = f"{self.path}/{self.part}"
        if self.columns[self.column].kind == "time":
            self._typed_time = (path, text)
            self.post_message(self.TimeTyped(path, text))
        else:
            self.post_message(self.Edited(path, text))

    def on_dropped(self, event: Dropped) -> None:
        """An editor asks to be closed and forgotten; a row in which nobody wrote goes with it."""
        event.stop()
        if not (self._editor and self._editor in event.editor.ancestors_with_self):
            return
        self._close(stays=event.by_key)
        if is_blank(self.shown[self.row].item):
            self.post_message(self.RemoveAsked(self.path))

    def _settle(self) -> None:
        """Closes an open editor, and keeps what it holds."""
        if self._editor:
            began, text = self._value, self._editor.typed
            self._close(stays=False)
            self._keep(began, text)

    def _close(self, stays: bool) -> None:
        """Takes an open editor away; the focus comes back where it `stays` here."""
        if self._editor:
            editor, self._editor = self._editor, None
            if stays:
                self.screen.set_focus(self, scroll_visible=False)
            editor.remove()
            self.refresh()

    def on_resize(self, event: Resize) -> None:
        """Keeps the editor over its cell."""
        self.call_after_refresh(self._lay_over)
