"""Tables of actions: which column holds what, and their rows as action items."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from pmtool.engines.offline import action_cues
from pmtool.engines.offline import action_fields as fields
from pmtool.engines.offline.claims import clean, evidence_of
from pmtool.engines.offline.forms import is_blank, is_hint
from pmtool.engines.offline.passages import Passage
from pmtool.engines.offline.phrases import Phrases, phrases, valued, words_of
from pmtool.model import ActionItem, Block, Document

_DONE = frozenset({"done", "completed", "complete", "finished", "shipped"})
_LONGEST_NAME = 4
"""Words of a column's name."""


class Table(NamedTuple):
    """The columns of a table by their role; without a `text` column the longest cell tells the action."""

    header: int
    """Index of the block that names the columns; -1 where none does."""
    columns: Mapping[str, int]
    of_actions: bool
    """Whether the columns alone show that the rows are actions."""


def tables(document: Document) -> dict[int, Table]:
    """The tables of a document by their run of blocks."""
    first_rows: dict[int, Block] = {}
    for block in document.blocks:
        if block.kind in ("row", "row_header"):
            first_rows.setdefault(block.run, block)
    return {run: _table(document, first) for run, first in first_rows.items()}


def role_of(name: str) -> str | None:
    """The role of a column or of a label such as `Owner`."""
    words = words_of(name)
    if not 0 < len(words) <= _LONGEST_NAME:
        return None
    return next((found.value for found in _roles().find(words)), None)


def table_item(row: Passage, table: Table) -> ActionItem:
    """A row as an action item; its text is empty where the row holds none."""
    cells = [row.document.text[start:end] for start, end in row.block.cells]
    told = {role: cells[i] for role, i in table.columns.items() if i < len(cells)}
    text = clean(told.get("text") or max(cells, key=lambda cell: len(words_of(cell)), default=""))
    due = _filled(told.get("due"))
    is_done = due is not None and due.lower() in _DONE
    return ActionItem(
        text="" if is_hint(text) else text,
        type=fields.named_kind(told.get("type", "")) or fields.kind(words_of(text)),
        owner=_filled(told.get("owner")),
        priority=_filled(told.get("priority")),
        due=fields.as_date(due) if due and not is_done else None,
        tracker=fields.tracker_in_cell(told.get("tracker", "")) or fields.tracker(text),
        state=fields.state(told.get("state", row.text), (), None),
        evidence=evidence_of([row]),
    )


def _table(document: Document, first: Block) -> Table:
    columns: dict[str, int] = {}
    names = [document.text[start:end] for start, end in first.cells]
    for i, name in enumerate(names):
        if role := role_of(name):
            columns.setdefault(role, i)
    if "text" not in columns or len(columns) < 2 or "time" in columns:
        return Table(first.index if first.kind == "row_header" else -1, {}, False)
    named = phrases(action_cues.ACTION_COLUMN).occur(words_of(names[columns["text"]]))
    return Table(first.index, columns, named or "owner" in columns)


def _filled(cell: str | None) -> str | None:
    """A cell's words; null for the ways to leave one empty."""
    words = clean(cell or "").lstrip("@")
    return None if is_blank(words) else words


@cache
def _roles() -> Phrases[str]:
    return valued(action_cues.TABLE_ROLES)
