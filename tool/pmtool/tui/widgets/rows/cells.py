"""The words in the cells of a list: what a row shows of its item, and what an editor of a time begins with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pmtool.editing.marks import Marks
from pmtool.editing.times.showing import Clock, span
from pmtool.model import Instant
from pmtool.tui.widgets.rows.columns import Column

_MINUTE = len("2026-03-01T15:42")


class Shown(NamedTuple):
    """An item, what its cells depend on, and its cells, one for each column of the list."""

    item: Any
    above: Instant | None
    """The time of the row above it."""
    marks: Marks | None
    cells: tuple[str, ...]


def shown_items(
    items: Sequence[Any],
    columns: Sequence[Column],
    marks: Sequence[Marks | None],
    clock: Clock,
    before: Mapping[int, Shown],
) -> list[Shown]:
    """The rows of a list. `before` holds rows made by the same clock, by the id of their item; they are used again."""
    rows: list[Shown] = []
    above: Instant | None = None
    for item, mark in zip(items, marks, strict=True):
        row = before.get(id(item))
        if row is None or row.item is not item or row.above is not above or row.marks != mark:
            cells = tuple(_words(item, column, mark, clock, above) for column in columns)
            row = Shown(item, above, mark, cells)
        rows.append(row)
        above = getattr(item, "at", None) or above
    return rows


def is_blank(item: Any) -> bool:
    """Whether nobody has written anything into an item yet."""
    parts = ("at", "until", "text", "title", "actor", "owner", "priority", "due", "tracker", "evidence")
    return not any(getattr(item, part, None) for part in parts)


def time_to_edit(item: Any) -> str:
    """An item's time with all that a person may want to change in it: `2026-03-01 15:42–16:10 +01:00`."""
    at: Instant | None = item.at
    until: Instant | None = getattr(item, "until", None)
    if at is None:
        return ""
    if until is None:
        return _whole(at)
    if at.at[:10] == until.at[:10] and at.at[-6:] == until.at[-6:]:
        clock = _whole(until)[len("2026-03-01 ") :]
        return f"{_whole(at).removesuffix(_offset(at))}–{clock}"
    return f"{_whole(at)} – {_whole(until)}"


def _words(item: Any, column: Column, marks: Marks | None, clock: Clock, above: Instant | None) -> str:
    if column.kind == "signs":
        return marks.signs if marks else ""
    if column.kind == "time":
        return span(item.at, getattr(item, "until", None), clock, above)
    words: str = getattr(item, column.part) or ""
    return words.replace("_", " ") if column.kind == "choice" else words


def _whole(instant: Instant) -> str:
    about = "about " if instant.approximate else ""
    moment = instant.moment()
    if moment is None:
        return f"{about}{_month(instant)}" if instant.precision == "month" else f"{about}{instant.at}"
    clock = instant.at[:19] if instant.precision == "second" else instant.at[:_MINUTE]
    return f"{about}{clock.replace('T', ' ')}{_offset(instant)}"


def _month(instant: Instant) -> str:
    """`March 2026`, for a time of which no more is known."""
    import datetime as dt

    return f"{dt.date.fromisoformat(instant.at[:10]):%B %Y}"


def _offset(instant: Instant) -> str:
    offset = instant.at[-6:]
    return " UTC" if offset == "+00:00" else f" {offset}"
