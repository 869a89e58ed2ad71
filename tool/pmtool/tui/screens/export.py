"""Export: a format, an audience, and where to: a file or the clipboard; with a look at what comes out."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, RadioSet, Static
from textual.worker import get_current_worker

from pmtool.editing.export.exporting import Audience, Exported, exported, write
from pmtool.editing.export.paths import label, shown
from pmtool.errors import PmtoolError
from pmtool.formats import FORMATS, Format
from pmtool.model import Document, Postmortem
from pmtool.pipeline.opening import Written
from pmtool.tui.screens.choices import one_of
from pmtool.tui.screens.dialog import Dialog, button, button_row, problem_line, sentence
from pmtool.tui.screens.files import SaveScreen

_AUDIENCES: tuple[tuple[Audience, str], ...] = (
    ("internal", "Internal: all of it"),
    ("public", "Public: no names, no secrets"),
)
_PREVIEW = 200
"""Lines."""


class ExportScreen(Dialog[str]):
    """Writes or copies the postmortem. Dismissed with a sentence that says what was done."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "To a file", priority=True),
        Binding("ctrl+y,ctrl+c", "copy", "Copy", priority=True),
    ]
    DEFAULT_CSS = """
    ExportScreen > #box { width: 110; height: 100%; max-height: 46; }
    ExportScreen #choices { height: auto; margin-top: 1; }
    ExportScreen RadioSet, ExportScreen RadioSet:focus {
        width: 1fr; border: none; padding: 0; background: $surface; background-tint: transparent;
    }
    ExportScreen #preview { height: 1fr; min-height: 3; margin-top: 1; background: $boost; }
    ExportScreen #warnings { color: $text-warning; height: auto; margin-bottom: 1; display: none; }
    ExportScreen #warnings.-any { display: block; }
    """

    def __init__(
        self,
        postmortem: Postmortem,
        written: Written | None = None,
        path: str | None = None,
        documents: Sequence[Document] = (),
    ) -> None:
        """`written` and `path` are of the draft's own file, where it has one; `documents` are its sources."""
        super().__init__()
        self.postmortem, self.written, self.path, self.documents = postmortem, written, path, documents
        self._made: Exported | None = None

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Static(Content("Export").stylize("bold"))
            with Horizontal(id="choices"):
                yield one_of([f"{label(format)} {format.suffixes[0]}" for format in FORMATS], 0, "format")
                yield one_of([words for _, words in _AUDIENCES], 0, "audience")
            yield VerticalScroll(Static(id="warnings"), Static(id="text"), id="preview")
            yield problem_line()
            yield button_row(
                button("Save to a file", "save", "ctrl+s", first=True),
                button("Copy", "copy", "ctrl+y"),
                button("Cancel", "cancel", "esc"),
            )

    def on_mount(self) -> None:
        self.query_one("#format").focus()
        self._remake()

    @property
    def format(self) -> Format:
        """The one chosen."""
        return FORMATS[max(0, self.query_one("#format", RadioSet).pressed_index)]

    @property
    def audience(self) -> Audience:
        """The one chosen."""
        return _AUDIENCES[max(0, self.query_one("#audience", RadioSet).pressed_index)][0]

    @on(RadioSet.Changed)
    def _remake(self) -> None:
        self._made = None
        self.query_one("#text", Static).update("…")
        self._make(self.format, self.audience)

    @work(thread=True, exclusive=True)
    def _make(self, format: Format, audience: Audience) -> None:
        worker = get_current_worker()
        made = exported(self.postmortem, self.written, format, audience, self.documents)
        if not worker.is_cancelled:
            self.app.call_from_thread(self._show, made)

    def _show(self, made: Exported) -> None:
        if not self.is_attached:
            return
        self._made = made
        lines = made.text.splitlines()
        more = len(lines) - _PREVIEW
        whole = "\n".join(lines[:_PREVIEW]) + (f"\n… {more:,} lines more" if more > 0 else "")
        self.query_one("#text", Static).update(Content(whole))
        told = self.query_one("#warnings", Static)
        told.update(Content("\n".join(f"! {warning}" for warning in made.warnings)))
        told.set_class(bool(made.warnings), "-any")

    @on(Button.Pressed, "#copy")
    def action_copy(self) -> None:
        """Puts the text on the clipboard."""
        if self._made is None:
            return
        self.app.copy_to_clipboard(self._made.text)
        size = f"{len(self._made.text) / 1000:.0f} kB"
        self.dismiss(
            f"Copied as {label(self.format)}, {size}. "
            "Nothing to paste? Then your terminal lets no program copy (OSC 52): save to a file instead."
        )

    @on(Button.Pressed, "#save")
    def action_save(self) -> None:
        """Asks for the file, and writes it."""
        if self._made is not None:
            self.app.push_screen(SaveScreen(self._suggested(), suffixes=self.format.suffixes), self._write)

    @on(Button.Pressed, "#cancel")
    def _cancel(self) -> None:
        self.action_close()

    def _write(self, path: str | None) -> None:
        if path is None or self._made is None:
            return
        try:
            write(path, self._made.text)
        except PmtoolError as error:
            self.tell(sentence(error))
        else:
            self.dismiss(f"Written to {shown(path)}.")

    def _suggested(self) -> str:
        """A name beside the draft's own file."""
        stem = os.path.splitext(self.path)[0] if self.path else "postmortem"
        return stem + ("-public" if self.audience == "public" else "") + self.format.suffixes[0]
