"""The reports that a postmortem is written from: read-only, numbered, marked, searched."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.actions import SkipAction
from textual.reactive import reactive
from textual.strip import Strip

from pmtool.model import Document
from pmtool.tui.widgets.source import selection as selecting
from pmtool.tui.widgets.source.painting import (
    EVIDENCE,
    SELECTED,
    SIGN_CELLS,
    UNPLACED,
    Layer,
    gutter_cells,
    painted,
    title_of,
)
from pmtool.tui.widgets.source.search import Search, folded
from pmtool.tui.widgets.source.selecting import SelectableSource
from pmtool.tui.widgets.source.sheet import Row
from pmtool.tui.widgets.source.spans import Stretches, located

HINT = "No source at hand. Open the report beside the postmortem to cite from it."
_CHARACTERS_A_CELL = 4
"""Characters of a row that are drawn at most: marks piled on one letter can be any number."""


class SourceView(SelectableSource):
    """Report texts as numbered, soft-wrapped rows."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "source--gutter",
        "source--sign",
        "source--title",
        "source--hint",
        "source--unplaced",
        "source--evidence",
        "source--selection",
        "source--match",
        "source--current-match",
    }
    DEFAULT_CSS = """
    SourceView {
        & > .source--gutter { color: $foreground 50%; }
        & > .source--sign { color: $accent; text-style: bold; }
        & > .source--title { background: $panel; text-style: bold; }
        & > .source--hint { color: $foreground 60%; text-style: italic; }
        & > .source--unplaced { color: $foreground 65%; text-style: italic; }
        & > .source--evidence { background: $success 25%; text-style: bold; }
        & > .source--selection { background: $foreground 10%; }
        &:focus > .source--selection { background: $primary 35%; }
        & > .source--match { text-style: underline; background: $warning 25%; }
        & > .source--current-match { text-style: reverse bold; }
        &:ansi {
            & > .source--evidence { background: transparent; text-style: bold underline; }
            & > .source--selection { background: transparent; }
            &:focus > .source--selection { background: transparent; text-style: reverse; }
            & > .source--match { background: transparent; text-style: underline; }
            & > .source--current-match { text-style: reverse bold underline; }
        }
    }
    """

    top_document: reactive[Document | None] = reactive(None, repaint=False)
    """The document whose text is at the top of the view."""
    unplaced_count: reactive[int] = reactive(0, repaint=False)
    """How many stretches the postmortem does not hold."""

    def __init__(
        self,
        documents: Sequence[Document] = (),
        *,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._evidence = Stretches()
        self._unplaced = Stretches()
        self._unplaced_spans: list[tuple[int, int, int]] = []
        self._search = Search()
        self._folded: list[str] | None = None
        self._lay_out()
        self.show(documents)

    def show(self, documents: Sequence[Document]) -> None:
        """Shows other documents, without marks; the same ones again stay as they are."""
        if self._documents == tuple(documents):
            return
        self._documents = tuple(documents)
        self._evidence = self._unplaced = Stretches()
        self._unplaced_spans, self._search, self._folded = [], Search(), None
        self.unplaced_count = 0
        self._pressed = None
        self._lay_out()
        self._select(None)
        self._note_top()

    def _lay_out(self) -> None:
        texts = [document.text for document in self._documents]
        last_line = max((text.count("\n") + 1 for text in texts), default=0)
        self._gutter = gutter_cells(last_line) if texts else 0
        self.lay_out(texts or [HINT], self._gutter, titled=len(texts) > 1)

    def show_evidence(self, spans: Sequence[tuple[str, int, int]]) -> None:
        """Highlights the spans, and scrolls to the first where it is not in view. No spans: no highlight."""
        found = self._located(spans)
        self._evidence = Stretches(found)
        if found:
            self.reveal(*found[0], centred=True)
        self.refresh()

    def mark_unplaced(self, spans: Sequence[tuple[str, int, int]]) -> None:
        """Marks what the postmortem does not hold."""
        self._unplaced_spans = sorted(self._located(spans))
        self._unplaced = Stretches(self._unplaced_spans)
        self.unplaced_count = len(self._unplaced_spans)
        self.refresh()

    def _located(self, spans: Sequence[tuple[str, int, int]]) -> list[tuple[int, int, int]]:
        return located(spans, {d.id: (number, len(d.text)) for number, d in enumerate(self._documents)})

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Keeps `top_document` true."""
        super().watch_scroll_y(old_value, new_value)
        self._note_top()

    def _wrap(self) -> None:
        super()._wrap()
        self._note_top()

    def _note_top(self) -> None:
        row = self.sheet.row(self.scroll_offset.y) if self._documents else None
        self.top_document = self._documents[row.text] if row else None

    def next_unplaced(self) -> bool:
        """Selects the next stretch that the postmortem does not hold; false where there is none."""
        spans = self._unplaced_spans
        return self._select_unplaced(bisect_left(spans, self._behind()) % len(spans) if spans else None)

    def previous_unplaced(self) -> bool:
        """Selects the stretch before that the postmortem does not hold; false where there is none."""
        spans = self._unplaced_spans
        return self._select_unplaced(bisect_left(spans, self._before()) - 1 if spans else None)

    def _behind(self) -> tuple[int, int]:
        """Text and offset from where to go on."""
        return (self._selection.text, self._selection.end) if self._selection else (0, 0)

    def _before(self) -> tuple[int, int]:
        """Text and offset from where to go back."""
        return (self._selection.text, self._selection.start) if self._selection else (0, 0)

    def _select_unplaced(self, index: int | None) -> bool:
        if index is None:
            return False
        self._select(selecting.selected(*self._unplaced_spans[index]), centred=True)
        return True

    # ── find ──

    @property
    def find_status(self) -> str:
        """`3 of 17`, or that nothing was found; empty where nothing is looked for."""
        return self._search.status

    def find(self, words: str) -> int:
        """Marks where words stand, whatever their case, and looks at the first from the selection or the top on.

        Gives how many there are; `find_status` tells when a search stopped at its limit.
        """
        if self._folded is None:
            self._folded = [folded(document.text) for document in self._documents]
        self._search = Search(self._folded, words)
        row = self.sheet.row(self.scroll_offset.y)
        if self._selection:
            self._search.start_at(self._selection.text, self._selection.start)
        elif row:
            self._search.start_at(row.text, row.start)
        self._look_at_match(0)
        return len(self._search.matches)

    def find_next(self) -> None:
        """Looks at the next match; the first after the last."""
        self._look_at_match(1)

    def find_previous(self) -> None:
        """Looks at the match before; the last before the first."""
        self._look_at_match(-1)

    def clear_find(self) -> None:
        """Takes the marks of a search away."""
        self._search, self._folded = Search(), None
        self.refresh()

    def action_clear_find(self) -> None:
        """Takes the marks of a search away, or leaves the key to the desk."""
        if not self.find_status:
            raise SkipAction
        self.clear_find()

    def select_match(self) -> None:
        """Selects the segment in which the match looked at stands, or the match where there is none."""
        if match := self._search.current:
            text, start = match[:2]
            held = self._documents[text].segment_at(start)
            self._select(selecting.selected(text, held.start, held.end) if held else selecting.selected(*match))

    def _look_at_match(self, by: int) -> None:
        self._search.step(by)
        if self._search.current:
            self.reveal(*self._search.current, centred=True)
        self.refresh()

    # ── painting ──

    def paint(self, row: Row) -> Strip:
        """The gutter and the text of a row, under its marks."""
        if not self._documents:
            return Strip([Segment(HINT[row.start : row.end], self.look("source--hint"))])
        document = self._documents[row.text]
        if row.line == 0:
            title = self.look("source--title")
            return Strip([Segment(f" {title_of(document)}", title)]).adjust_cell_length(self.size.width, title)
        selected = self._selected_within(row)
        evidence, unplaced = (marks.within(row.text, row.start, row.end) for marks in (self._evidence, self._unplaced))
        sign = EVIDENCE if evidence else UNPLACED if unplaced else " "
        marks = (
            ("source--unplaced", unplaced),
            ("source--evidence", evidence),
            ("source--selection", selected),
            ("source--match", self._search.within(row.text, row.start, row.end)),
            ("source--current-match", self._current_match_within(row)),
        )
        layers = [Layer(self._mark(part), stretches) for part, stretches in marks if stretches]
        drawn = min(row.end, row.start + _CHARACTERS_A_CELL * self.size.width)
        shown = document.text[row.start : drawn].removesuffix("\n")
        signs, number = self.look("source--sign"), row.line if row.opens_line else ""
        before = [
            Segment(SELECTED if selected else " ", signs),
            Segment(f"{number:>{self._gutter - SIGN_CELLS}}", self.look("source--gutter")),
            Segment(f"{sign} ", signs),
        ]
        return Strip([*before, *painted(shown, row.start, self.look(), layers)])

    def _selected_within(self, row: Row) -> list[tuple[int, int]]:
        selection = self._selection
        inside = selection and selection.text == row.text and selection.start < row.end and row.start < selection.end
        return [(selection.start, selection.end)] if selection and inside else []

    def _current_match_within(self, row: Row) -> list[tuple[int, int]]:
        current = self._search.current
        return [current[1:]] if current and current[0] == row.text else []

    def _mark(self, part: str) -> Style:
        """A component's style to lay over others: without a background unless it sets its own."""
        style = self.look(part)
        if self.get_component_styles(part).background.a:
            return style
        return Style(color=style.color) + style.without_color
