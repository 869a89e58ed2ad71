"""What a person does to the postmortem, put into the draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pmtool.editing import edits
from pmtool.editing.fields import FIELDS, label_of
from pmtool.editing.places import field_of, nearest, put
from pmtool.tui.desk.base import Desk
from pmtool.tui.widgets.postmortem import PostmortemPane

if TYPE_CHECKING:
    from pmtool.tui.widgets.head import HeadField
    from pmtool.tui.widgets.milestones import MilestoneRow
    from pmtool.tui.widgets.prose import Prose
    from pmtool.tui.widgets.rows.editor import RowsEditor
    from pmtool.tui.widgets.strip import Strip


class Editing(Desk):
    """Hands for the postmortem's own panes."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In a cell's editor, undo is that of the words typed there."""
        if action in ("undo", "redo") and getattr(self.focused, "undoes_itself", False):
            return False
        return super().check_action(action, parameters)

    def on_prose_wrote(self, message: Prose.Wrote) -> None:
        after = edits.write(self.draft.postmortem, message.path, message.text)
        self.writing.type(after, f"edit {label_of(message.path)}", message.path)

    def on_head_field_wrote(self, message: HeadField.Wrote) -> None:
        after = edits.write(self.draft.postmortem, message.path, message.text)
        self.writing.type(after, f"edit {label_of(message.path)}", message.path)

    def on_rows_editor_edited(self, message: RowsEditor.Edited) -> None:
        after = edits.write(self.draft.postmortem, message.path, message.text)
        self.writing.do(after, f"edit {label_of(message.path)}", message.path)

    def on_rows_editor_time_typed(self, message: RowsEditor.TimeTyped) -> None:
        read = self.read_time(message.text, message.path)
        if isinstance(read, str):
            self._rows(message.path).refuse(message.path, read)
            return
        after = edits.set_time(self.draft.postmortem, message.path, read.at, read.until)
        self.writing.do(after, f"set the time of {label_of(message.path)}", message.path)
        self.say(read.how)

    def on_milestone_row_time_typed(self, message: MilestoneRow.TimeTyped) -> None:
        path = message.row.path
        read = self.read_time(message.text, path)
        if isinstance(read, str):
            message.row.refuse(read)
            return
        after = edits.set_time(self.draft.postmortem, path, read.at)
        self.writing.do(after, f"set {label_of(path)}", path)
        self.say(read.how)

    def on_milestone_row_previewed(self, message: MilestoneRow.Previewed) -> None:
        self.say(message.words)

    def on_milestone_row_path_focused(self, message: MilestoneRow.PathFocused) -> None:
        self.note_place(message.path)

    def on_rows_editor_add_asked(self, message: RowsEditor.AddAsked) -> None:
        name, number = message.field_name, message.number
        after = edits.insert(self.draft.postmortem, name, number, edits.blank(name))
        self.writing.do(after, f"add to {FIELDS[name].label}", f"/{name}/{number}")
        self._rows(f"/{name}").edit_path(f"/{name}/{number}")

    def on_rows_editor_remove_asked(self, message: RowsEditor.RemoveAsked) -> None:
        after = edits.remove(self.draft.postmortem, message.path)
        if self.writing.do(after, f"delete {label_of(message.path)}", message.path):
            self.note_place(nearest(after, message.path))
            self.say(f"{label_of(message.path)} deleted; ctrl+z brings it back")

    def on_rows_editor_move_asked(self, message: RowsEditor.MoveAsked) -> None:
        after = edits.move(self.draft.postmortem, message.path, message.by)
        self.writing.do(after, f"move {label_of(message.path)}", message.path)

    def on_rows_editor_sort_asked(self, message: RowsEditor.SortAsked) -> None:
        name = message.field_name
        after = edits.sort_by_time(self.draft.postmortem, name)
        done = self.writing.do(after, f"sort {FIELDS[name].label}", f"/{name}/0")
        self.say("sorted by time" if done else "in the order of time already")

    def _rows(self, path: str) -> RowsEditor:
        return self.query_one(PostmortemPane).rows(field_of(path))

    def on_prose_path_focused(self, message: Prose.PathFocused) -> None:
        self.note_place(message.path)

    def on_head_field_path_focused(self, message: HeadField.PathFocused) -> None:
        self.note_place(message.path)

    def on_rows_editor_path_focused(self, message: RowsEditor.PathFocused) -> None:
        self.note_place(message.path)

    def on_strip_path_chosen(self, message: Strip.PathChosen) -> None:
        self.go(message.path)

    def action_find_evidence(self) -> None:
        """Looks in the sources for words that clearly say what the statement says."""
        from pmtool.grounding.backing import Index

        path, name = self.at, field_of(self.at)
        text = self.text_at(path)
        if not text or name not in FIELDS:
            self.say("put the cursor on a statement first")
            return
        found = Index(self.draft.material.documents).backing(text) if self.draft.material.documents else ()
        if not found:
            self.say("no words of the source clearly say that; select some there, and press b")
            return
        after = put(self.draft.postmortem, f"{path}/evidence", found)
        self.writing.do(after, f"back {label_of(path)}", path)
        self.note_place(path)
