"""The columns of the postmortem's lists, and where they stand at a width. Widths are terminal cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from pmtool.editing.fields import FieldKind

ColumnKind = Literal["signs", "time", "word", "text", "prose", "choice"]
"""`text` is a sentence or two; `prose` may have paragraphs; `word` is one line."""

GUTTER = 1
"""Left of the columns, for the sign of the cursor's row."""
GAP = 2
LEAST_TEXT = 24
"""Less is no width to read a text at: other columns give way."""


@dataclass(frozen=True, slots=True)
class Column:
    """A part of each item of a list."""

    part: str
    """The item's field (`owner`); empty for its marks."""
    kind: ColumnKind
    title: str = ""
    most: int = 0
    """Its greatest width; the text takes what the others leave."""
    rank: int = 0
    """Where there is no room for all, the highest goes first; 0 stays."""

    @property
    def stretches(self) -> bool:
        """Whether it takes the width that is left."""
        return self.kind in ("text", "prose")


class Place(NamedTuple):
    """Where a column stands."""

    number: int
    """Of the column, from 0, among all of its list."""
    x: int
    width: int


_SIGNS = Column("", "signs", most=2, rank=1)
_CLAIM_COLUMNS = (_SIGNS, Column("text", "prose"))
COLUMNS: dict[FieldKind, tuple[Column, ...]] = {
    "claims": _CLAIM_COLUMNS,
    "events": (
        _SIGNS,
        Column("at", "time", "Time", most=17),
        Column("text", "text", "Event"),
        Column("kind", "choice", "Kind", most=13, rank=2),
        Column("actor", "word", "Actor", most=16, rank=3),
    ),
    "actions": (
        _SIGNS,
        Column("text", "text", "Action"),
        Column("type", "choice", "Type", most=8, rank=6),
        Column("owner", "word", "Owner", most=16, rank=3),
        Column("priority", "word", "Priority", most=8, rank=5),
        Column("due", "word", "Due", most=12, rank=2),
        Column("tracker", "word", "Ticket", most=12, rank=4),
        Column("state", "choice", "State", most=11, rank=2),
    ),
    "updates": (
        Column("at", "time", "Time", most=17),
        Column("state", "choice", "State", most=13, rank=1),
        Column("text", "prose", "Text"),
    ),
    "sections": (Column("title", "word", "Title", most=24), Column("text", "prose", "Text")),
}
"""Columns by the kind of their list, in order."""


def places(columns: Sequence[Column], wanted: Sequence[int], width: int, kept: int) -> tuple[Place, ...]:
    """The columns that fit a width, each as wide as it wants within its most; column number `kept` always fits."""
    shown = list(range(len(columns)))
    widths = [min(want, column.most) for want, column in zip(wanted, columns, strict=True)]

    def left() -> int:
        taken = sum(widths[number] + GAP for number in shown if not columns[number].stretches)
        return width - GUTTER - taken

    while left() < LEAST_TEXT and (spare := [n for n in shown if columns[n].rank and n != kept]):
        shown.remove(max(spare, key=lambda number: columns[number].rank))
    found, x, rest = [], GUTTER, max(LEAST_TEXT // 2, left())
    for number in shown:
        wide = rest if columns[number].stretches else widths[number]
        found.append(Place(number, x, wide))
        x += wide + GAP
    return tuple(found)
