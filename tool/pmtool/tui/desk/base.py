"""What the desk holds and shows: source, postmortem, findings, and the incident on one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen

from pmtool.editing.draft import Draft
from pmtool.editing.fields import label_of
from pmtool.editing.history import History
from pmtool.editing.marks import Marks, marks
from pmtool.editing.merging import merged
from pmtool.editing.places import item_path, nearest, value_at
from pmtool.editing.review import Material, Review
from pmtool.editing.times.local import local_zone
from pmtool.editing.times.showing import Clock, Mode, clock_for
from pmtool.model import Evidence, Postmortem
from pmtool.tui.desk import messages
from pmtool.tui.desk.live_review import LiveReview
from pmtool.tui.desk.loading import Loading
from pmtool.tui.desk.request import Beginning, Manner, Request, Then
from pmtool.tui.desk.source import DeskSource
from pmtool.tui.desk.writing import Writing
from pmtool.tui.soon import Soon
from pmtool.tui.widgets.bars import Standing, StatusLine
from pmtool.tui.widgets.findings.pane import FindingsPane
from pmtool.tui.widgets.key_line import KeyLine
from pmtool.tui.widgets.pane_tabs import PaneTabs
from pmtool.tui.widgets.postmortem import PostmortemPane
from pmtool.tui.widgets.strip import Strip

if TYPE_CHECKING:
    from pmtool.editing.times.typed import Resolved, Setting

_REST = 0.06
"""Seconds without a key after which the desk shows what follows from the last one; longer than keys that repeat."""
_SAID = 8.0
"""Seconds that what was said stays."""
PANES = {"postmortem": "Postmortem", "source": "Source", "findings": "Findings"}


class Desk(Screen[Then | None]):
    """The desk without hands: it alone holds the draft, and its panes show it.

    It is dismissed when the person leaves; whoever opened it knows what comes then.
    """

    AUTO_FOCUS = "#head-title Input"

    def __init__(self, request: Request, manner: Manner) -> None:
        super().__init__()
        self.request = request
        self.manner = manner
        self.draft = Draft()
        self.writing = Writing(self.draft, self.changed)
        self.review = Review(self.draft.postmortem)
        self.clock: Clock = clock_for(self.draft.postmortem, manner.times, local_zone())
        self.at = ""
        """JSON pointer of where the cursor is, or was last, in the postmortem."""
        self.delivered = self.draft.postmortem
        """What engines have delivered."""
        self._marks: Mapping[str, Marks] = {}
        self.setting: Setting | None = None
        """What the sources say of times."""
        self._showing = Soon(self, self._show_marked, _REST)
        self._showing_place = Soon(self, self._show_place, _REST)
        self._telling_place = Soon(self, self._tell_place, _SAID)
        self._live_review = LiveReview(self)
        self._loading = Loading(self, manner)

    def compose(self) -> ComposeResult:
        yield Standing()
        yield PaneTabs(PANES, "postmortem")
        yield Strip()
        with Container(id="panes"):
            yield DeskSource()
            yield PostmortemPane(self.preview)
            yield FindingsPane(id="findings")
        yield StatusLine()
        yield KeyLine()

    def on_mount(self) -> None:
        self.show_pane("postmortem")
        self.query_one(StatusLine).show_engine("reading …")
        self.call_after_refresh(self._loading.begin, self.request)

    # -- what is shown

    def changed(self, path: str) -> None:
        """The draft is another now: shows it, and has it looked at."""
        self._live_review.ask(self.draft.postmortem, self.draft.material)
        self.query_one(FindingsPane).is_stale = True
        if self.writing.is_burst:
            self._showing.ask()
        else:
            self._showing.now()

    def _show_marked(self) -> None:
        self._marks = marks(self.draft.postmortem, self.review.findings)
        self.show_draft()

    def show_draft(self) -> None:
        """Shows the draft in all panes."""
        postmortem = self.draft.postmortem
        self.clock = clock_for(postmortem, self.clock.mode, local_zone())
        self.query_one(PostmortemPane).show(postmortem, self._marks, self.clock)
        self.query_one(Strip).show(postmortem, self.clock, self.at)
        self.refresh_standing()

    def show_times(self, mode: Mode) -> None:
        """Shows times by another clock."""
        self.clock = clock_for(self.draft.postmortem, mode, local_zone())
        self.show_draft()
        self.post_message(messages.TimesShown(mode))

    def go(self, path: str) -> None:
        """Puts the cursor where a JSON pointer leads."""
        path = nearest(self.draft.postmortem, path)
        self.show_pane("postmortem")
        self.note_place(path)
        self.query_one(PostmortemPane).focus_path(path)

    def show_pane(self, name: str) -> None:
        """Shows a pane, where only one has room."""
        for pane in PANES:
            self.query_one(f"#{pane}").set_class(pane == name, "-active")
        self.query_one(PaneTabs).active = name

    def note_place(self, path: str) -> None:
        """The cursor came to a place of the postmortem: shows what backs it. What was said of the place stays said."""
        is_new, self.at = item_path(path) != self.at, item_path(path)
        self._showing_place.ask()
        if is_new:
            self._telling_place.now()

    def _tell_place(self) -> None:
        told, label = self._marks.get(self.at), label_of(self.at) if self.at else ""
        self.query_one(StatusLine).show_place(f"{label}: {told.words}" if told else label)

    def _show_place(self) -> None:
        evidence = self._evidence(self.at)
        self.query_one(DeskSource).view.show_evidence([(e.source, e.start, e.end) for e in evidence])
        self.query_one(Strip).show(self.draft.postmortem, self.clock, self.at)

    def refresh_standing(self) -> None:
        """Shows in the line above how the draft stands."""
        postmortem = self.draft.postmortem
        self.query_one(Standing).show(postmortem.title or self.draft.name, postmortem.status, self.saved_words)

    @property
    def saved_words(self) -> str:
        """How much of the work is done, for the line above."""
        return "saved" if self.draft.history.is_saved and self.draft.path else "not saved"

    def say(self, words: str) -> None:
        """Says something in the status line, where the place at hand is told otherwise."""
        self.query_one(StatusLine).show_place(words)
        self._telling_place.ask()

    def text_at(self, path: str) -> str:
        """The words of the statement at a pointer; empty where there is none."""
        try:
            value = value_at(self.draft.postmortem, path)
        except LookupError:
            return ""
        return str(getattr(value, "text", ""))

    def _evidence(self, path: str) -> tuple[Evidence, ...]:
        try:
            value = value_at(self.draft.postmortem, path)
        except LookupError:
            return ()
        return getattr(value, "evidence", ())

    def preview(self, path: str, text: str) -> str:
        """How a time that is typed at a path resolves, in a sentence."""
        read = self.read_time(text, path)
        return read if isinstance(read, str) else read.how

    def read_time(self, text: str, path: str) -> Resolved | str:
        """The time that is typed at a path, by the clock that times are shown by; else why it is none."""
        from pmtool.editing.times.as_shown import resolve_as_shown
        from pmtool.editing.times.typed import Resolved, Setting

        read = resolve_as_shown(text, self.draft.postmortem, path, self.setting or Setting(), self.clock)
        return read if isinstance(read, Resolved) else read.why

    def _take_material(self, material: Material) -> None:
        from pmtool.editing.times.typed import setting_of

        self.draft.material = material
        self.setting = setting_of(material.ledgers)

    # -- what workers tell

    def on_opened(self, message: messages.Opened) -> None:
        self.opened(message.beginning)

    def opened(self, beginning: Beginning) -> None:
        """Begins with what was opened. (Textual calls handlers of all classes; this can be built upon.)"""
        opened = beginning.opened
        self.draft.material = Material(opened.documents)  # its words can be used before its times are known
        self.query_one(DeskSource).view.show(opened.documents)
        for note in opened.notes:
            self.notify(note, severity="warning", markup=False)
        if opened.postmortem is None:
            self.query_one(StatusLine).show_engine("structuring by rules …")
            self._loading.structure(opened.documents)
            return
        self.draft.path, self.draft.written, self.draft.stamp = opened.path, opened.written, opened.stamp
        self._begin_with(opened.postmortem)
        self._loading.prepare(opened.postmortem, opened.documents)

    def on_material_ready(self, message: messages.MaterialReady) -> None:
        self._take_material(message.material)
        self.changed("")

    def on_rules_ready(self, message: messages.RulesReady) -> None:
        self._take_material(message.material)
        self.deliver(message.postmortem)
        self.query_one(StatusLine).show_engine("offline engine")

    def on_refused(self, message: messages.Refused) -> None:
        from pmtool.tui.screens.dialog import sentence

        self.query_one(StatusLine).show_engine(str(message.error))
        self.notify(sentence(message.error), severity="error", markup=False, timeout=12)

    def on_reviewed(self, message: messages.Reviewed) -> None:
        self.review = message.review
        self._marks = marks(self.draft.postmortem, self.review.findings)
        self.query_one(FindingsPane).is_stale = self._live_review.is_under_way
        self.query_one(FindingsPane).show(self.review)
        self.query_one(Standing).count(self.review)
        left_out = self.review.postmortem.coverage.unplaced_segments
        self.query_one(DeskSource).view.mark_unplaced([(s.source, s.start, s.end) for s in left_out])
        if not self._telling_place.is_asked:
            self._tell_place()
        self.show_draft()

    def deliver(self, fresh: Postmortem) -> tuple[str, ...]:
        """Takes what an engine made, but for what a person has touched; the names of fields held back."""
        now, held = merged(self.draft.postmortem, self.delivered, fresh)
        self.delivered = fresh
        if self.draft.history.is_untouched:
            self._begin_with(now)
            self.draft.history.mark_unsaved()
            self.refresh_standing()
        else:
            self.writing.do(now, "draft", self.at)
        return held

    def _begin_with(self, postmortem: Postmortem) -> None:
        self.draft.history = History(postmortem)
        self.delivered = postmortem
        self.changed("")

    # -- keys

    def action_undo(self) -> None:
        step = self.writing.undo()
        self._tell_step("undone", step.label if step else "", step.path if step else "")

    def action_redo(self) -> None:
        step = self.writing.redo()
        self._tell_step("done again", step.label if step else "", step.path if step else "")

    def _tell_step(self, what: str, label: str, path: str) -> None:
        if not label:
            self.say(f"nothing to be {what}")
            return
        if path:
            self.go(path)
        self.say(f"{what}: {label}")

    def enter_pane(self, name: str) -> None:
        """Goes to a pane."""
        self.show_pane(name)
        if name == "postmortem":
            self.go(self.at or "/title")
        elif name == "source":
            self.query_one(DeskSource).view.focus()
        else:
            self.query_one(FindingsPane).focus_list()
