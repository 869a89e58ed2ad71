"""The incident on one line, above the desk: it moves with the timeline's cursor, and the cursor with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from pmtool.editing.places import item_path
from pmtool.editing.strip.layout import BARS, SIGNS, Layout, Mark, Point, Story, lay_out, sign_of, story
from pmtool.editing.times.showing import Clock, shown
from pmtool.model import Event, Postmortem
from pmtool.model.postmortem import EventKind
from pmtool.source.sanitize import sanitize

_COLOURS: dict[EventKind, str] = {
    "trigger": "$text-warning",
    "impact": "$text-error",
    "detection": "$text-accent",
    "escalation": "$text-accent",
    "mitigation": "$text-success",
    "recovery": "$text-success",
}
_BAR_COLOURS = {BARS["impact"]: "$error", BARS["easing"]: "$error 60%", BARS["window"]: "$secondary"}
_FAINT = "$foreground-muted"
_CURSOR = "bold reverse"
_TOLD = 160
"""Characters of an event's text that are told when the mouse is over it."""
_NAMED = 5
"""Events of one column that are told."""


class Strip(Widget, can_focus=True):
    """Events by kind, posts, impact, and round times; a hint where nothing has a time."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "step(-1)", "Event before", show=False),
        Binding("right,l", "step(1)", "Next event", show=False),
    ]
    DEFAULT_CSS = """
    Strip {
        height: auto;
        padding: 0 1;
        &:focus {
            background-tint: $foreground 5%;
        }
    }
    """

    @dataclass
    class PathChosen(Message):
        """Somebody went to an event or a post."""

        path: str

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._told: tuple[object, ...] = ()
        self._story = Story((), (), {})
        self._clock: Clock | None = None
        self._path = ""
        self._layout: Layout | None = None

    def show(self, postmortem: Postmortem, clock: Clock, path: str) -> None:
        """Shows a postmortem by a clock, with the cursor at a JSON pointer."""
        told = (postmortem.timeline, postmortem.status_updates, postmortem.milestones)
        is_same = len(self._told) == len(told) and all(a is b for a, b in zip(told, self._told, strict=True))
        if not is_same or clock != self._clock:
            height = self._height
            self._told, self._clock, self._layout = told, clock, None
            self._story = story(postmortem, clock.zone)
            self.refresh(layout=self._height != height)
        if path != self._path:
            self._path = path
            self.refresh()

    @property
    def _height(self) -> int:
        """Rows: posts where there are any, events, the line, labels; one for the hint."""
        return (3 + bool(self._story.posts)) if self._story.instants else 1

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """As many rows as there are."""
        return self._height

    def render(self) -> Content:
        """The rows, one below the other."""
        layout = self._laid_out()
        if layout is None:
            return Content.styled("No times yet: the incident is drawn here as soon as an event has one.", _FAINT)
        rows = [self._marks(layout, layout.posts)] if layout.posts else []
        rows += [self._marks(layout, layout.events), _bars(layout), self._labels(layout)]
        return Content("\n").join(rows)

    def _laid_out(self) -> Layout | None:
        width = self.content_size.width
        if self._clock and width and (self._layout is None or self._layout.width != width):
            self._layout = lay_out(self._story, width, self._clock)
        return self._layout

    def _marks(self, layout: Layout, marks: tuple[Mark, ...]) -> Content:
        pieces: list[Content] = []
        column, at = 0, item_path(self._path) if self._path else ""
        for mark in marks:
            pieces.append(Content(" " * (mark.column - column)))
            pieces.append(_mark(mark, next((point for point in mark.points if point.path == at), None)))
            column = mark.column + 1
        return Content("").join([*pieces, Content(" " * (layout.width - column))])

    def _labels(self, layout: Layout) -> Content:
        labels, cursor = layout.below(self._path)
        pieces: list[Content] = []
        column = 0
        for label in labels:
            pieces.append(Content(" " * (label.start - column)))
            pieces.append(Content.styled(label.text, _CURSOR if label is cursor else _FAINT))
            column = label.start + len(label.text)
        return Content("").join(pieces)

    # -- keys and the mouse

    def action_step(self, by: int) -> None:
        """To the next event, or the one before."""
        self._choose(self._story.step(self._path, by))

    def on_click(self, event: events.Click) -> None:
        """To the nearest event; where several stand in one column, each click goes on to the next."""
        mark = self._mark_at(event)
        if mark is None:
            return
        paths = [point.path for point in mark.points]
        at = item_path(self._path) if self._path else ""
        self._choose(paths[(paths.index(at) + 1) % len(paths)] if at in paths else paths[0])

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Tells what is under the mouse."""
        mark = self._mark_at(event, within=1)
        self.tooltip = self._words(mark) if mark else _legend()

    def _mark_at(self, event: events.MouseEvent, within: int | None = None) -> Mark | None:
        offset, layout = event.get_content_offset(self), self._laid_out()
        if offset is None or layout is None:
            return None
        mark = layout.nearest(offset.x, is_post=bool(layout.posts) and offset.y == 0)
        is_near = mark is not None and (within is None or abs(mark.column - offset.x) <= within)
        return mark if is_near else None

    def _choose(self, path: str) -> None:
        if path and path != self._path:
            self._path = path
            self.refresh()
            self.post_message(self.PathChosen(path))

    def _words(self, mark: Mark) -> Content:
        lines = [self._line(point) for point in mark.points[:_NAMED]]
        if more := len(mark.points) - _NAMED:
            lines += [f"and {more} more"] if more > 0 else []
        return Content("\n".join(lines))

    def _line(self, point: Point) -> str:
        assert self._clock is not None  # nothing is drawn before it is there
        item = point.item
        what = item.kind if isinstance(item, Event) else f"post, {item.state}"
        words = " ".join(sanitize(item.text[:_TOLD]).split())
        return f"{sign_of(point)} {shown(item.at, self._clock)}  {what}: {words}"


def _mark(mark: Mark, at: Point | None) -> Content:
    """A sign; where the cursor is, that of its event."""
    if at:
        return Content.styled(sign_of(at), _CURSOR)
    item = mark.points[0].item
    colour = _COLOURS.get(item.kind, "") if isinstance(item, Event) and len(mark.points) == 1 else ""
    return Content.styled(mark.sign, f"bold {colour}")


def _bars(layout: Layout) -> Content:
    pieces, start = [], 0
    for end in range(1, layout.width + 1):
        if end == layout.width or layout.bars[end] != layout.bars[start]:
            sign = layout.bars[start]
            pieces.append(Content.styled(layout.bars[start:end], _BAR_COLOURS.get(sign, _FAINT)))
            start = end
    return Content("").join(pieces)


def _legend() -> Content:
    kinds = "  ".join(f"{sign} {kind}" for kind, sign in SIGNS.items())
    bars = zip(BARS.values(), ("an event's window", "mitigated, not yet resolved", "impact"), strict=True)
    return Content(f"{kinds}\n" + "  ".join(f"{sign} {words}" for sign, words in bars))
