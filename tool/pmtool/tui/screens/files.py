"""Choosing files: those to open, and the one to save to. Names of files are as hostile as any text."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar

from rich.style import Style
from rich.text import Text, TextType
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.suggester import Suggester
from textual.widgets import Button, DirectoryTree, Input, Static
from textual.widgets._directory_tree import DirEntry
from textual.widgets.tree import TreeNode

from pmtool.editing.export.paths import Target, completed, label, meant, short, shown, to_open, to_write
from pmtool.errors import PmtoolError
from pmtool.source.sanitize import sanitize
from pmtool.tui.screens.ask import Ask, Choice
from pmtool.tui.screens.dialog import Dialog, button, button_row, problem_line, sentence
from pmtool.tui.widgets.line import Line


class _Completion(Suggester):
    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        return await asyncio.to_thread(completed, value)


class PathInput(Line):
    """A line for a path, completed with Tab as in a shell."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", show=False)]

    def __init__(self, value: str = "", placeholder: str = "") -> None:
        super().__init__(value, placeholder, suggester=_Completion(), select_on_focus=False, id="path")

    def action_complete(self) -> None:
        """Takes the completion; where there is none, goes on to the next field."""
        whole = completed(self.value)
        if whole and whole != self.value:
            self.value = whole
            self.cursor_position = len(whole)
        else:
            self.app.action_focus_next()


class FileTree(DirectoryTree):
    """The files of a folder, of which some are ticked."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tick", "Tick"),
        Binding("backspace", "up", "Folder above"),
    ]
    ICON_NODE, ICON_NODE_EXPANDED, ICON_FILE = "▸ ", "▾ ", "  "

    def __init__(self, folder: str) -> None:
        self.ticked: dict[str, None] = {}
        super().__init__(folder, id="tree")
        self.show_root = False

    def filter_paths(self, paths: Iterable[Path]) -> Iterable[Path]:
        return (path for path in paths if not path.name.startswith("."))

    def process_label(self, label: TextType) -> Text:
        return Text(sanitize(str(label)).replace("\n", " "), no_wrap=True)

    def render_label(self, node: TreeNode[DirEntry], base_style: Style, style: Style) -> Text:
        label = super().render_label(node, base_style, style)
        is_ticked = node.data is not None and str(node.data.path) in self.ticked
        return Text.assemble("✓ ", label) if is_ticked else label

    def action_tick(self) -> None:
        """Ticks or unticks the file under the cursor."""
        node = self.cursor_node
        if node is None or node.data is None or node.allow_expand:
            return
        path = str(node.data.path)
        if path in self.ticked:
            del self.ticked[path]
        else:
            self.ticked[path] = None
        node.refresh()
        self.action_cursor_down()
        self.post_message(self.NodeHighlighted(self.cursor_node or node))

    def action_up(self) -> None:
        """Goes to the folder above."""
        self.path = Path(os.path.abspath(self.path)).parent


class FilesScreen(Dialog[tuple[str, ...]]):
    """Chooses what to open: the paths of one or several files, or of a folder."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "open", "Open", priority=True),
        Binding("down", "choose", show=False),
    ]
    DEFAULT_CSS = """
    FilesScreen > #box { width: 100; height: 100%; max-height: 40; }
    FilesScreen #tree { height: 1fr; min-height: 3; background: $surface; }
    """

    def __init__(self, folder: str = ".") -> None:
        super().__init__()
        self.folder = os.path.abspath(folder)
        self._pointed_at = self.folder

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Static(Content("Open").stylize("bold"))
            yield Static("A postmortem, a report, several of one incident (space ticks), a folder.", classes="hint")
            yield PathInput(placeholder="path; tab completes it")
            yield Static(id="where", classes="hint")
            yield FileTree(self.folder)
            yield problem_line()
            yield button_row(button("Open", "open", "ctrl+s", first=True), button("Cancel", "cancel", "esc"))

    def on_mount(self) -> None:
        self.query_one(PathInput).focus()
        self._show()

    def action_choose(self) -> None:
        """Goes to the files."""
        self.query_one(FileTree).focus()

    @on(FileTree.NodeHighlighted)
    def _follow(self, event: FileTree.NodeHighlighted[DirEntry]) -> None:
        data = event.node.data
        if data is not None and self.query_one(FileTree).has_focus:
            self._point_at(data.path)
        self._show()

    @on(FileTree.FileSelected)
    def _select(self, event: FileTree.FileSelected) -> None:
        self._point_at(event.path)
        self.action_open()

    @on(Input.Changed)
    def _changed(self) -> None:
        self.tell("")
        self._show()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        folder = meant(event.value)
        tree = self.query_one(FileTree)
        if os.path.isdir(folder) and os.path.abspath(folder) != os.path.abspath(tree.path):
            tree.path = Path(os.path.abspath(folder))
            tree.focus()
            self._show()
        else:
            self.action_open()

    @on(Button.Pressed, "#open")
    def action_open(self) -> None:
        """Closes the screen with what is ticked, else with what the line names."""
        wanted = tuple(self.query_one(FileTree).ticked) or (self._named(),)
        try:
            self.dismiss(tuple(map(to_open, wanted)))
        except PmtoolError as error:
            self.tell(sentence(error))
            self.query_one(PathInput).focus()

    def _point_at(self, path: Path) -> None:
        self._pointed_at = str(path)
        self.query_one(PathInput).value = short(self._pointed_at)

    def _named(self) -> str:
        """The path that the line means: it can't hold every file's name as it is, but shows one that was pointed at."""
        typed = self.query_one(PathInput).value
        return self._pointed_at if typed == shown(self._pointed_at) else meant(typed)

    @on(Button.Pressed, "#cancel")
    def _cancel(self) -> None:
        self.action_close()

    def _show(self) -> None:
        """Where one is, and what Open does."""
        tree = self.query_one(FileTree)
        self.query_one("#where", Static).update(Content(f"{shown(os.path.abspath(tree.path))}  (backspace: up)"))
        words = "Open"
        if tree.ticked:
            words = f"Open {len(tree.ticked)} file{'' if len(tree.ticked) == 1 else 's'} as one incident"
        elif os.path.isdir(meant(self.query_one(PathInput).value)):
            words = "Review this folder"
        opening = self.query_one("#open", Button)
        opening.label = Content.assemble(words, ("  ctrl+s", "dim"))
        opening.refresh(layout=True)


class SaveScreen(Dialog[str]):
    """Chooses the file to save to; its suffix tells the format. Asks before another file than `own` is replaced."""

    def __init__(self, suggested: str, own: str | None = None, suffixes: Sequence[str] = ()) -> None:
        """`suffixes` are those that the name may end in; none stands for those of all formats."""
        super().__init__()
        self.suggested, self.own, self.suffixes = suggested, own, tuple(suffixes)

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Static(Content("Save as").stylize("bold"))
            yield PathInput(self.suggested, "path; tab completes it")
            yield Static(id="format", classes="hint")
            yield problem_line()
            yield button_row(button("Save", "save", "enter", first=True), button("Cancel", "cancel", "esc"))

    def on_mount(self) -> None:
        self.query_one(PathInput).focus()

    @on(Input.Changed)
    def _changed(self) -> None:
        self.tell("")
        try:
            told = _told(to_write(self.query_one(PathInput).value, self.suffixes), self.own)
        except PmtoolError as error:
            told = sentence(error)
        self.query_one("#format", Static).update(Content(told))

    @on(Input.Submitted)
    @on(Button.Pressed, "#save")
    def _save(self) -> None:
        try:
            target = to_write(self.query_one(PathInput).value, self.suffixes)
        except PmtoolError as error:
            self.tell(sentence(error))
            self.query_one(PathInput).focus()
            return
        if not _replaces(target, self.own):
            self.dismiss(target.path)
            return

        def answer(choice: str | None) -> None:
            if choice == "replace":
                self.dismiss(target.path)

        self.app.push_screen(replace_question(target.path), answer)

    @on(Button.Pressed, "#cancel")
    def _cancel(self) -> None:
        self.action_close()


def replace_question(path: str) -> Ask:
    """Asks whether to write over a file."""
    choices = (Choice("no", "Choose another name", "c"), Choice("replace", "Replace it", "r"))
    return Ask(f"There is a file {shown(path)} already", choices, "What it holds would be lost.")


def _replaces(target: Target, own: str | None) -> bool:
    return target.exists and not (own is not None and os.path.exists(own) and os.path.samefile(target.path, own))


def _told(target: Target, own: str | None) -> str:
    """What saving will do."""
    name = sanitize(os.path.basename(target.path))
    there = "; there is such a file already" if _replaces(target, own) else ""
    return f"{label(target.format)}, in {name}{there}"
