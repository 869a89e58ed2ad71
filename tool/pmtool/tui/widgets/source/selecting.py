"""Documents on a sheet, in which segments, words and characters are selected by keys and mouse."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message

from pmtool.model import Document
from pmtool.tui.actions import bindings
from pmtool.tui.widgets.source import selection as selecting
from pmtool.tui.widgets.source.selection import Selection
from pmtool.tui.widgets.source.sheet_view import SheetView
from pmtool.tui.widgets.source.spans import Span
from pmtool.tui.widgets.source.wrapping import cluster_at


class SelectableSource(SheetView, can_focus=True):
    """The cursor is what is selected: most often a segment. Places are spans: document id, start, end."""

    ALLOW_SELECT = False  # it selects for itself
    BINDINGS: ClassVar[list[BindingType]] = bindings("words")

    class SelectionChanged(Message, namespace="source_view"):
        """What is selected is another; `span` is null where nothing is."""

        def __init__(self, view: SelectableSource, span: Span | None) -> None:
            super().__init__()
            self.view, self.span = view, span

        @property
        def control(self) -> SelectableSource:
            """The view."""
            return self.view

    class SpanChosen(Message, namespace="source_view"):
        """Someone wants to use what is selected."""

        def __init__(self, view: SelectableSource, span: Span) -> None:
            super().__init__()
            self.view, self.span = view, span

        @property
        def control(self) -> SelectableSource:
            """The view."""
            return self.view

    _documents: tuple[Document, ...] = ()
    _gutter = 0
    """Cells before a row's text."""
    _selection: Selection | None = None
    _told: Span | None = None
    """The selection as last told."""
    _pressed: Selection | None = None
    """The character on which the mouse's button went down."""
    _dragged = False

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents shown, in order."""
        return self._documents

    @property
    def selection(self) -> Span | None:
        """What is selected, without white space at its ends."""
        if self._selection is None:
            return None
        document = self._documents[self._selection.text]
        inner = selecting.stripped(document.text, self._selection.start, self._selection.end)
        return Span(document.id, *inner) if inner else None

    def _select(self, selection: Selection | None, *, centred: bool = False, show: bool = True) -> None:
        self._selection = selection
        if selection and show:
            self.reveal(selection.text, *selection.head, centred=centred)
        self.refresh()
        if self.selection != self._told:
            self._told = self.selection
            self.post_message(self.SelectionChanged(self, self._told))

    def _segment_in_view(self) -> Selection | None:
        """The first segment that begins in view or below."""
        row = self.sheet.row(self.scroll_offset.y) if self._documents else None
        if row is None:
            return None
        return selecting.next_segment(self._documents, selecting.selected(row.text, row.start, row.start))

    def action_move(self, by: int) -> None:
        """Selects the next or previous segment; pages through one that fills the view."""
        if self._selection is None:
            self._select(self._segment_in_view())
        elif self._fills_view(self._selection, by):
            self.scroll_to_row(self.scroll_offset.y + by * (self.page - 1))
        else:
            self._select(self._beside(self._selection, by) or self._selection)

    def action_extend(self, by: int) -> None:
        """Moves the end of what is selected by a segment."""
        if self._selection is None:
            self._select(self._segment_in_view())
        else:
            self._select(selecting.extended(self._selection, self._beside(self._selection, by)))

    def _beside(self, selection: Selection, by: int) -> Selection | None:
        move = selecting.next_segment if by > 0 else selecting.previous_segment
        return move(self._documents, selection)

    def _fills_view(self, selection: Selection, by: int) -> bool:
        """Whether a selection runs from before the view to behind it, with more to read in a direction."""
        first = self.sheet.y_of(selection.text, selection.start)
        last = self.sheet.y_of(selection.text, selection.end - 1)
        top, bottom = self.scroll_offset.y, self.scroll_offset.y + self.page - 1
        return first <= top and bottom <= last and (last > bottom if by > 0 else first < top)

    def action_longer(self) -> None:
        """Moves the end of what is selected a word on."""
        if self._selection:
            text = self._documents[self._selection.text].text
            self._select(selecting.longer_by_word(text, self._selection))

    def action_shorter(self) -> None:
        """Moves the end of what is selected a word back."""
        if self._selection:
            text = self._documents[self._selection.text].text
            self._select(selecting.shorter_by_word(text, self._selection))

    def action_first(self) -> None:
        """Selects the first segment of all."""
        self.scroll_to_row(0)
        if self._documents:
            self._select(selecting.next_segment(self._documents, selecting.selected(0, 0, 0)))

    def action_last(self) -> None:
        """Selects the last segment of all."""
        self.scroll_to_row(self.sheet.height)
        if self._documents:
            number, length = len(self._documents) - 1, len(self._documents[-1].text) + 1
            self._select(selecting.previous_segment(self._documents, selecting.selected(number, length, length)))

    def action_page(self, by: int) -> None:
        """Scrolls by a page, and selects the first segment that begins there."""
        before = self.scroll_offset.y
        self.scroll_to_row(max(0, before + by * max(1, self.page - 1)))
        found = self._segment_in_view()
        if self.scroll_offset.y == before:
            self.action_last() if by > 0 else self.action_first()
        elif found and self.sheet.y_of(found.text, found.start) < self.scroll_offset.y + self.page:
            self._select(found, show=False)

    def action_choose(self) -> None:
        """Asks what to do with what is selected."""
        if span := self.selection:
            self.post_message(self.SpanChosen(self, span))

    # ── the mouse ──

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begins to select."""
        if event.button == 1 and self._documents:
            self._pressed, self._dragged = self._under(event), False
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Selects the characters from where the button was pressed."""
        if self._pressed is None:
            return
        y = event.get_content_offset_capture(self).y
        if not 0 <= y < self.page:
            self.scroll_to_row(max(0, self.scroll_offset.y + (1 if y > 0 else -1)))
        under = self._under(event)
        if under and (self._dragged or under != self._pressed):
            self._dragged = True
            self._select(Selection(self._pressed.text, self._pressed.head, self._clamped(under)), show=False)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Selects the segment where the button was pressed and let go; with shift, up to it."""
        pressed, self._pressed = self._pressed, None
        self.release_mouse()
        if pressed is None or self._dragged:
            return
        row = self.sheet.row(self.sheet.y_of(pressed.text, pressed.start))
        document = self._documents[pressed.text]
        if row and (found := selecting.segment_on(document, pressed.start, row.start, row.end)):
            segment = selecting.selected(pressed.text, found.start, found.end)
            begun = self._selection if event.shift else None
            self._select(selecting.extended(begun, segment) if begun else segment, show=False)

    def on_click(self, event: events.Click) -> None:
        """A double click chooses."""
        if event.chain == 2:
            self.action_choose()

    def on_hide(self) -> None:
        """Ends a drag."""
        self._pressed = None
        self.release_mouse()

    def _under(self, event: events.MouseEvent) -> Selection | None:
        """The character under the pointer, or the nearest of its row."""
        x, y = event.get_content_offset_capture(self)
        y = self.scroll_offset.y + min(max(0, y), self.page - 1)
        row = self.sheet.row(y) or self.sheet.row(self.sheet.height - 1)
        if row is None:
            return None
        shown = self._documents[row.text].text[row.start : row.end].removesuffix("\n")
        start, end = cluster_at(shown, max(0, x - self._gutter)) if row.line else (0, 0)
        return selecting.selected(row.text, row.start + start, row.start + end)

    def _clamped(self, under: Selection) -> tuple[int, int]:
        """Where the pointer is, or the end of the text in which the drag began that is nearest to it."""
        text = self._pressed.text if self._pressed else under.text
        if under.text == text:
            return under.head
        edge = 0 if under.text < text else len(self._documents[text].text)
        return edge, edge
