"""The postmortems of a batch, worst first: opened one after the other, and marked as reviewed."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from threading import Event
from time import monotonic
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from pmtool.editing.batch.folder import How, Step, look, steps
from pmtool.editing.batch.queue import Queue, neighbour
from pmtool.editing.export.paths import shown
from pmtool.editing.keeping.review import ReviewLog
from pmtool.errors import KeepingError, PmtoolError
from pmtool.pipeline.triage import Triage
from pmtool.tui.actions import bindings
from pmtool.tui.desk.queued import QueuedDesk
from pmtool.tui.desk.request import FromFiles, FromKept, Manner, Request, Then
from pmtool.tui.screens.dialog import sentence
from pmtool.tui.widgets.key_line import KeyLine
from pmtool.tui.widgets.queue_list import QueueList, head, risk_words
from pmtool.tui.widgets.row_list import RowList

_PAUSE = 0.15
"""Seconds between two times that the list is told what was found."""


class QueueScreen(Screen[None]):
    """The queue of a folder. It stays below the desks that are opened from it."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("queue")
    DEFAULT_CSS = """
    QueueScreen #standing, QueueScreen #detail { background: $panel; padding: 0 1; }
    QueueScreen #standing, QueueScreen #columns { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    QueueScreen #columns { color: $foreground-muted; text-style: bold; }
    QueueScreen #detail { height: 3; color: $text-muted; }
    QueueScreen #told { padding: 1 2; height: auto; display: none; }
    QueueScreen.-told #told { display: block; }
    QueueScreen #search { display: none; height: 1; border: none; padding: 0 1; background: $surface; }
    QueueScreen.-searching #search { display: block; }
    """

    class Looked(Message):
        """What the thread has found since it told last."""

        def __init__(self, entries: Sequence[Triage], step: Step | None = None, is_over: bool = False) -> None:
            super().__init__()
            self.entries = entries
            self.step = step
            """Null for a look at one alone."""
            self.is_over = is_over

    class Refused(Message):
        """The folder can't be read."""

        def __init__(self, error: PmtoolError) -> None:
            super().__init__()
            self.error = error

    def __init__(self, folder: str, manner: Manner) -> None:
        super().__init__()
        self._folder = os.path.abspath(folder)
        self._manner = manner
        today = dt.datetime.now().astimezone().date()
        self._how = How(manner.max_bytes, manner.options.timezone, manner.options.date, today)
        self._log = ReviewLog(self._folder)
        self._queue = Queue()
        self._rows: Sequence[Triage] = ()
        self._is_all = True
        self._at = ""
        """Name of the entry that the person put the cursor on; empty until then."""
        self._progress = "reading …"
        self._others = 0
        self._may_look = Event()
        """Cleared while a desk is open: keys there come first, and the order of the queue stays."""

    def compose(self) -> ComposeResult:
        yield Static(id="standing", markup=False)
        yield Input(placeholder="words of a title or a file's name", id="search")
        yield Static(id="columns", markup=False)
        yield Static(id="told", markup=False)
        yield QueueList()
        yield Static(id="detail", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        self.query_one(QueueList).focus()
        if self._log.trouble:
            self.notify(self._log.trouble, severity="warning", markup=False, timeout=12)
        self.action_reload()

    def on_unmount(self) -> None:
        self._may_look.set()

    # -- looking, in a thread

    def action_reload(self) -> None:
        """Reads the folder anew."""
        self._queue = Queue()
        self._may_look.set()
        self.run_worker(self._look, thread=True, exclusive=True, group="looking")
        self._show()

    def _look(self) -> None:
        worker = get_current_worker()
        found: list[Triage] = []
        told, step = 0.0, None
        try:
            for step in steps(self._folder, self._how):
                if step.entry:
                    found.append(step.entry)
                if monotonic() - told > _PAUSE:
                    self.post_message(self.Looked(found, step))
                    found, told = [], monotonic()
                while not self._may_look.wait(_PAUSE) and not worker.is_cancelled:
                    pass
                if worker.is_cancelled:
                    return
            self.post_message(self.Looked(found, step, is_over=True))
        except PmtoolError as error:
            self.post_message(self.Refused(error))

    def _look_again(self, name: str) -> None:
        """Looks at one postmortem that may be another now."""
        self.post_message(self.Looked([look(self._folder, name, self._how)]))

    def on_queue_screen_looked(self, message: Looked) -> None:
        message.stop()
        if step := message.step:
            self._progress = "" if message.is_over else f"{step.doing} {step.done:,} of {step.total:,}"
            self._others = step.others
        for entry in message.entries:
            self._queue.put(entry, self._log.reviewed(entry.name) is not None)
        self._show()
        if message.is_over and not self._queue.entries:
            name = shown(self._folder)
            self._tell(
                f"There is no postmortem in {name}.\n\n"
                f"pmtool structure REPORT -o {os.path.join(name, 'incident.md')} puts one there; f5 reads it again."
            )

    def on_queue_screen_refused(self, message: Refused) -> None:
        message.stop()
        self._progress = ""
        self._tell(sentence(message.error))
        self._show()

    # -- showing

    def _show(self) -> None:
        """Shows the entries that are asked for; the cursor stays on its entry."""
        words = self.query_one("#search", Input).value
        listed, row = self.query_one(QueueList), 0
        place = listed.cursor
        self._rows = self._queue.listed(words, but=() if self._is_all else self._queue.reviewed)
        if self._at:
            row = next((n for n, entry in enumerate(self._rows) if entry.name == self._at), place)
        listed.show(self._rows, self._queue.reviewed, row)
        if self._queue.entries:
            self._tell("" if self._rows else self._why_none(words))
        self._show_standing()
        self._show_detail()

    def _why_none(self, words: str) -> str:
        if not words.strip():
            return "Everything is reviewed; v shows all."
        if self._is_all:
            return "No title or file's name has these words; escape shows all again."
        return "Nothing with these words is left to review; escape ends the search, and v shows what is reviewed, too."

    def _show_standing(self) -> None:
        total = len(self._queue.entries)
        which = "all" if self._is_all else "not reviewed"
        left = f"{len(self._queue.reviewed):,} of {total:,} reviewed · showing {which}"
        right = Content(self._progress)
        room = max(0, self.size.width - 2 - right.cell_length - 2)
        others = f" · {_many(self._others, 'other file')}" if self._others else ""
        words = Content.assemble((left, "bold"), f"{others} · {shown(self._folder)}")
        words = words.truncate(room, ellipsis=True, pad=True)
        self.query_one("#standing", Static).update(Content.assemble(words, "  ", right))

    def _show_detail(self) -> None:
        entry = self.query_one(QueueList).current
        if not entry:
            self.query_one("#detail", Static).update("")
            return
        words = Content.assemble((shown(entry.name), "bold"), f" · {_figures(entry)}\n", "; ".join(entry.reasons))
        self.query_one("#detail", Static).update(words)

    def _tell(self, words: str) -> None:
        """Says something in place of the list."""
        self.query_one("#told", Static).update(Content(words))
        self.set_class(bool(words), "-told")

    def on_resize(self) -> None:
        self.query_one("#columns", Static).update(head(self.size.width))
        self._show_standing()

    @on(RowList.Moved)
    def _moved(self) -> None:
        entry = self.query_one(QueueList).current
        self._at = entry.name if entry else ""
        self._show_detail()

    # -- choosing

    def action_filter(self) -> None:
        """Shows what is not reviewed, or all."""
        self._is_all = not self._is_all
        self._show()

    def action_search(self) -> None:
        """Opens the line for words to search for."""
        self.add_class("-searching")
        self.query_one("#search", Input).focus()

    @on(Input.Changed, "#search")
    def _searched(self) -> None:
        self._show()

    @on(Input.Submitted, "#search")
    def _search_done(self) -> None:
        self.query_one(QueueList).focus()

    def on_key(self, event: events.Key) -> None:
        if event.key == "escape" and self.has_class("-searching"):
            event.stop()
            self.query_one("#search", Input).value = ""
            self.remove_class("-searching")
            self.query_one(QueueList).focus()
        elif event.key == "down" and self.query_one("#search", Input).has_focus:
            event.stop()
            self.query_one(QueueList).focus()

    # -- reviewing

    def action_reviewed(self) -> None:
        """Marks the entry under the cursor, or takes its mark back."""
        if entry := self.query_one(QueueList).current:
            self._mark(entry.name, entry.name not in self._queue.reviewed)

    def _mark(self, name: str, is_reviewed: bool) -> None:
        try:
            (self._log.mark if is_reviewed else self._log.unmark)(name)
        except KeepingError as error:
            self.notify(sentence(error), severity="error", markup=False, timeout=12)
            return
        self._queue.mark(name, is_reviewed)
        self._show()

    @on(RowList.Picked)
    def action_open(self) -> None:
        """Opens the postmortem under the cursor on a desk."""
        if entry := self.query_one(QueueList).current:
            self._open(entry)

    def _open(self, entry: Triage) -> None:
        if entry.is_broken:
            self.notify("; ".join(entry.reasons), title="It can't be opened", severity="error", markup=False)
            return
        self._may_look.clear()
        self._at = entry.name
        self._show()
        place = next((n for n, row in enumerate(self._rows, 1) if row.name == entry.name), 0)
        desk = QueuedDesk(self._request(entry.name), self._manner, f"{place:,} of {len(self._rows):,}")
        self.app.push_screen(desk, partial(self._left, desk, entry.name))

    def _request(self, name: str) -> Request:
        """The postmortem's file, or what was left unsaved of it."""
        from pmtool.editing.keeping.recovery import recoverable

        path = os.path.join(self._folder, name)
        kept = (draft.id for draft in recoverable().drafts if draft.path and _same(draft.path, path))
        return next(map(FromKept, kept), FromFiles((path,)))

    def _left(self, desk: QueuedDesk, name: str, then: Then | None) -> None:
        """A desk was left: the file may be another now, and another may be wanted."""
        self._manner = replace(self._manner, times=desk.clock.mode)
        rows = self._rows
        if then == "reviewed":
            rows = [entry for entry in rows if entry.name == name or entry.name not in self._queue.reviewed]
            self._mark(name, True)
        self.run_worker(partial(self._look_again, name), thread=True, group="again")
        following = neighbour(rows, name, -1 if then == "previous" else 1) if then else None
        if following:
            self._open(following)
            return
        self._may_look.set()
        if then:
            self.notify("That was the last one." if then != "previous" else "That was the first one.")

    def action_quit(self) -> None:
        """Leaves the app; the progress is kept already."""
        self.app.exit(0)


def _figures(entry: Triage) -> str:
    if entry.is_broken:
        return "can't be read"
    told = f"risk {risk_words(entry)}, score {entry.score}"
    if not entry.is_checked:
        return f"{told} · not checked yet"
    found = f"{_many(entry.errors, 'error')}, {_many(entry.warnings, 'warning')}"
    return f"{told} · {found} · {entry.left_out:.0%} left out"


def _many(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def _same(one: str, other: str) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)
