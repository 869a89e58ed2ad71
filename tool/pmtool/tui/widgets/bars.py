"""The line above the desk, which says how the draft stands, and the line below it, which says what engines do."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from pmtool.editing.review import Review


class Standing(Static):
    """Title, status, score and counts, and whether it is saved."""

    DEFAULT_CSS = """
    Standing { height: 1; background: $panel; color: $foreground; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__(id="standing", markup=False)
        self._left = ""
        self._saved = ""
        self._counts = ""

    def show(self, title: str, status: str, saved: str) -> None:
        """Shows what is worked on."""
        left = f"{title or 'Untitled'} · {status.replace('_', ' ')}"
        if (left, saved) != (self._left, self._saved):
            self._left, self._saved = left, saved
            self._draw()

    def count(self, review: Review) -> None:
        """Shows the score and how many findings there are."""
        score = f"score {review.score.points}" if review.score else ""
        errors, warnings, notes = (review.count(severity) for severity in ("error", "warning", "info"))
        self._counts = f"{score} · ✗ {errors} ▲ {warnings} · {notes}"
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        right = f"{self._counts}   {self._saved}"
        room = max(0, self.content_size.width - len(right) - 1)
        left = Content(self._left).truncate(room, ellipsis=True)
        gap = " " * max(1, room - left.cell_length + 1)
        self.update(Content.assemble(left, gap, (right, "bold")), layout=False)


class StatusLine(Static):
    """Engine, model, tokens, cost; and where the cursor is."""

    DEFAULT_CSS = """
    StatusLine { height: 1; background: $panel; color: $text-muted; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__(id="status", markup=False)
        self._engine = ""
        self._place = ""

    def show_engine(self, text: str) -> None:
        """Shows what engines do."""
        if text != self._engine:
            self._engine = text
            self._draw()

    def show_place(self, text: str) -> None:
        """Shows what is to be said of the place where the cursor is."""
        if text != self._place:
            self._place = text
            self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        room = max(0, self.content_size.width)
        engine = Content(self._engine).truncate(room // 2, ellipsis=True)
        place = Content(self._place).truncate(max(0, room - engine.cell_length - 2), ellipsis=True)
        gap = " " * max(1, room - engine.cell_length - place.cell_length)
        self.update(Content.assemble(place, gap, engine), layout=False)
