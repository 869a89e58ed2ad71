"""Everything that keys do on the desk, in one list: keys, palette, help, and the documentation's table come from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from textual.binding import Binding, BindingType
from textual.dom import DOMNode

Where = Literal["desk", "rows", "cell", "source", "words", "find", "findings", "proposal", "start", "incident", "queue"]

PLACES: dict[Where, str] = {
    "desk": "Anywhere on the desk",
    "rows": "In a table or a list",
    "cell": "While a cell is edited",
    "source": "In the source",
    "words": "Selecting words of the source",
    "find": "While words are looked for",
    "findings": "In the findings",
    "proposal": "On a proposal",
    "start": "On the start screen",
    "incident": "On the desk of a batch's queue",
    "queue": "In a batch's queue",
}


@dataclass(frozen=True, slots=True)
class Action:
    """Something that a person can do."""

    id: str
    """What settings call it when they give it other keys: `desk.save`."""
    keys: str
    """As Textual writes them, with commas between; the first is shown."""
    method: str
    """The method `action_<method>` of whatever has the keys."""
    label: str
    """A word or two, for the footer."""
    help: str
    """A sentence, for help, palette and documentation."""
    shown: bool = False
    """Whether the footer shows it."""
    first: bool = False
    """Whether it goes before what the focused widget makes of the key."""

    @property
    def where(self) -> str:
        """The part of the desk that it belongs to."""
        return self.id.partition(".")[0]

    def binding(self) -> Binding:
        """As Textual binds it."""
        return Binding(
            self.keys,
            self.method,
            self.label,
            show=self.shown,
            priority=self.first,
            id=self.id,
            tooltip=self.help,
        )


ACTIONS = (
    Action("desk.save", "ctrl+s", "save", "Save", "Write the postmortem to its file.", shown=True, first=True),
    Action("desk.undo", "ctrl+z", "undo", "Undo", "Take the last change back, wherever it was.", first=True),
    Action("desk.redo", "ctrl+y,ctrl+shift+z", "redo", "Redo", "Do again what was undone.", first=True),
    Action("desk.jump", "ctrl+o,f2", "jump", "Jump", "Go to a section by a letter.", shown=True, first=True),
    Action(
        "desk.assist",
        "ctrl+g,f5",
        "assist",
        "Draft…",
        "Draft or redraft a part, tighten a text, answer a finding.",
        shown=True,
        first=True,
    ),
    Action("desk.help", "f1", "help", "Help", "What keys do here.", shown=True, first=True),
    Action("desk.next_pane", "f6", "next_pane", "Pane", "Go on to the next pane.", shown=True, first=True),
    Action("desk.previous_pane", "shift+f6", "previous_pane", "Pane back", "Go back to the pane before.", first=True),
    Action(
        "desk.next_finding",
        "f8,ctrl+n",
        "next_finding",
        "Finding",
        "Go to the next finding's place.",
        shown=True,
        first=True,
    ),
    Action(
        "desk.previous_finding", "shift+f8", "previous_finding", "Finding back", "Go to the finding before.", first=True
    ),
    Action(
        "desk.export",
        "f9",
        "export",
        "Export",
        "Write or copy it in another format, or for the public.",
        shown=True,
        first=True,
    ),
    Action("desk.copy", "shift+f9", "copy", "Copy", "Copy the whole postmortem as Markdown.", first=True),
    Action("desk.find", "ctrl+f,f3", "find", "Find", "Find words in the source.", first=True),
    Action(
        "desk.find_evidence",
        "ctrl+b",
        "find_evidence",
        "Evidence",
        "Look in the source for words that back the statement.",
        first=True,
    ),
    Action(
        "desk.external", "f4", "external", "$EDITOR", "Write the field in the editor of $VISUAL or $EDITOR.", first=True
    ),
    Action("desk.settings", "f10", "settings", "Settings", "Engine, model, theme, keys.", first=True),
    Action("desk.quit", "ctrl+q", "quit", "Quit", "Leave; asks where something is not saved.", shown=True, first=True),
    Action(
        "desk.times",
        "f7,ctrl+t",
        "times",
        "Times",
        "Show times as written, in UTC, in the incident's zone, or in yours.",
        shown=True,
        first=True,
    ),
    Action("rows.edit", "enter", "edit", "Edit", "Edit the cell; Enter keeps it, Escape drops it.", shown=True),
    Action("rows.add", "a,insert", "add", "Add", "Add a row below.", shown=True),
    Action("rows.remove", "d,delete", "remove", "Delete", "Delete the row; ctrl+z brings it back.", shown=True),
    Action("rows.up", "K,alt+up", "move(-1)", "Move up", "Move the row up."),
    Action("rows.down", "J,alt+down", "move(1)", "Move down", "Move the row down."),
    Action("rows.sort", "s", "sort", "Sort", "Sort the rows by time."),
    Action("cell.keep", "enter", "keep", "Keep", "Keep what is typed; shift+enter breaks a line instead.", shown=True),
    Action("cell.drop", "escape", "drop", "Drop", "Leave the cell as it was.", shown=True),
    Action("cell.next", "tab", "keep(1)", "Keep, go on", "Keep it, and edit the next cell.", shown=True),
    Action("cell.previous", "shift+tab", "keep(-1)", "Keep, go back", "Keep it, and edit the cell before."),
    Action("source.find", "/,ctrl+f", "open_find", "Find", "Find words.", shown=True),
    Action(
        "source.find_next",
        "n",
        "find_next",
        "Next",
        "Go to the next place found, or the next unplaced segment.",
        shown=True,
    ),
    Action("source.find_previous", "N", "find_previous", "Previous", "Go to the place before."),
    Action(
        "source.unplaced",
        "u",
        "next_unplaced",
        "Unplaced",
        "Go to the next words that the postmortem left out.",
        shown=True,
    ),
    Action(
        "source.attach",
        "b",
        "attach",
        "Back it",
        "Let the selected words back the statement that you came from.",
        shown=True,
    ),
    Action("source.event", "e", "new_event", "Event", "Make an event of the selected words.", shown=True),
    Action("source.action", "t", "new_action", "Action item", "Make an action item of the selected words.", shown=True),
    Action("words.choose", "enter", "choose", "Use…", "Ask what to make of the selected words.", shown=True),
    Action("words.next", "down,j", "move(1)", "Next segment", "Select the next segment."),
    Action("words.previous", "up,k", "move(-1)", "Segment back", "Select the segment before."),
    Action("words.extend_next", "shift+down", "extend(1)", "A segment more", "Select the next segment too."),
    Action("words.extend_previous", "shift+up", "extend(-1)", "A segment less", "Select up to the segment before."),
    Action("words.longer", "shift+right,ctrl+shift+right", "longer", "A word more", "Select a word more."),
    Action("words.shorter", "shift+left,ctrl+shift+left", "shorter", "A word less", "Select a word less."),
    Action("words.first", "home", "first", "First", "Go to the first segment."),
    Action("words.last", "end", "last", "Last", "Go to the last segment."),
    Action("words.page_down", "pagedown", "page(1)", "Page down", "Go a page down."),
    Action("words.page_up", "pageup", "page(-1)", "Page up", "Go a page up."),
    Action("words.clear_find", "escape", "clear_find", "Clear find", "Forget the words that were looked for."),
    Action("find.next", "f3,down", "next", "Next", "Go to the next place that has them, as Enter does.", shown=True),
    Action("find.previous", "shift+enter,shift+f3,up", "previous", "Previous", "Go to the place before.", shown=True),
    Action("find.close", "escape", "close", "Close", "Go back to the text.", shown=True),
    Action("findings.go", "enter", "go", "Go there", "Go to the place that the finding is about.", shown=True),
    Action("findings.fix", "f", "fix", "Fix", "Apply the safe fix: no fact changes.", shown=True),
    Action("findings.fix_all", "F", "fix_all", "Fix all", "Apply every safe fix."),
    Action("findings.ignore", "i", "ignore", "Let stand", "Let the finding stand, with a reason.", shown=True),
    Action("findings.answer", "c", "answer", "Answer", "Show words of the source that could answer it.", shown=True),
    Action(
        "findings.filter", "v", "filter", "Filter", "Show one family of findings, then the next, then all.", shown=True
    ),
    Action("findings.severity", "s", "severity", "Severity", "Show errors, then warnings, then notes, then all."),
    Action("findings.explain", "x", "explain", "Why", "Tell the rule's why.", shown=True),
    Action("proposal.take", "ctrl+s,a", "take", "Take", "Take what is ticked.", shown=True),
    Action("proposal.toggle", "space,enter", "tick", "Tick", "Tick or untick the part.", shown=True),
    Action("proposal.reject", "r", "reject", "Reject", "Throw the proposal away.", shown=True),
    Action("proposal.close", "escape", "close", "Later", "Close it; a call under way is cancelled.", shown=True),
    Action("start.open", "ctrl+o", "open", "Open", "Open a report or a postmortem.", shown=True),
    Action("start.paste", "ctrl+n", "paste", "Paste", "Begin with text that you paste.", shown=True),
    Action("start.quit", "ctrl+q", "quit", "Quit", "Leave.", shown=True, first=True),
    Action(
        "incident.reviewed",
        "ctrl+r",
        "reviewed",
        "Reviewed",
        "Save it, mark it reviewed, and go on to the next that is not.",
        shown=True,
        first=True,
    ),
    Action(
        "incident.next",
        "ctrl+pagedown,alt+pagedown",
        "leave_for('next')",
        "Next",
        "Go on to the next postmortem of the queue.",
        shown=True,
        first=True,
    ),
    Action(
        "incident.previous",
        "ctrl+pageup,alt+pageup",
        "leave_for('previous')",
        "Back",
        "Go back to the postmortem before.",
        first=True,
    ),
    Action("queue.open", "enter", "open", "Open", "Open the postmortem.", shown=True),
    Action("queue.reviewed", "r", "reviewed", "Reviewed", "Mark it reviewed, or not.", shown=True),
    Action("queue.filter", "v", "filter", "Filter", "Show what is not reviewed, or all.", shown=True),
    Action("queue.search", "/,ctrl+f", "search", "Search", "Show those with words in title or name.", shown=True),
    Action("queue.reload", "f5", "reload", "Read again", "Read the folder again."),
    Action("queue.quit", "ctrl+q", "quit", "Quit", "Leave; the progress is kept.", shown=True, first=True),
)


def actions(where: Where) -> Iterator[Action]:
    """What can be done in a part of the desk, in the order of help."""
    return (action for action in ACTIONS if action.where == where)


def bindings(where: Where) -> list[BindingType]:
    """The keys of a part of the desk."""
    return [action.binding() for action in actions(where)]


def places(node: DOMNode) -> Iterator[Where]:
    """The parts of the desk whose keys a node has."""
    bound = {binding.id for bindings in node._bindings.key_to_bindings.values() for binding in bindings}
    return (where for where in PLACES if any(action.id in bound for action in actions(where)))
