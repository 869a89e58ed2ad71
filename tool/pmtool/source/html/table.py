"""Tables: which of them hold data rather than a page's layout, and their rows as text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pmtool.source.html.page import walk
from pmtool.source.html.writer import inline_lines

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_LAYOUT = frozenset(("table", "h1", "h2"))
"""What no cell of a data table holds."""
_MOST_ROWS_DOWN = 1000
_COLUMNS_DOWN = 16
"""Columns in which a cell may reach down; bounds what a hostile table can ask for."""


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    rows_down: int = 1


@dataclass(slots=True)
class _Row:
    is_head: bool
    """Stands in the table's head."""
    cells: list[_Cell] = field(default_factory=list)
    only_labels: bool = True
    """Whether all cells are header cells, or bold as word processors make them."""


@dataclass(slots=True)
class TableText:
    """A data table as it is being read."""

    mem_id: int
    _rows: list[_Row] = field(default_factory=list)

    def row(self, node: LexborNode) -> None:
        """A row begins."""
        above = node.parent
        self._rows.append(_Row(above is not None and above.tag == "thead"))

    def cell(self, node: LexborNode, inline: str) -> None:
        """A cell of the current row."""
        if not self._rows:
            self._rows.append(_Row(False))
        rows_down = number_in(node, "rowspan") or 1
        lines = inline_lines(inline)
        text = " ".join(text for text, _ in lines if text).replace("|", "¦")
        row = self._rows[-1]
        row.cells.append(_Cell(text, min(rows_down, _MOST_ROWS_DOWN)))
        row.only_labels = row.only_labels and (node.tag == "th" or all(bold for text, bold in lines if text))

    def lines(self) -> list[str]:
        """`| a | b |` for each row, with a rule below the header row."""
        lines: list[str] = []
        reaching: dict[int, int] = {}
        may_be_header = True
        for row in self._rows:
            texts = _spread(row.cells, reaching)
            if not any(texts):
                continue
            lines.append("| " + " | ".join(texts) + " |")
            if may_be_header and len(texts) > 1:
                may_be_header = False
                if row.is_head or row.only_labels:
                    lines.append("|" + "---|" * len(texts))
        return lines


def is_data_table(table: LexborNode) -> bool:
    """Whether a table has several columns and no page inside it."""
    if table.attributes.get("role") in ("presentation", "none"):
        return False
    columns = most = 0
    for node, tag, entering in walk(table, frozenset()):
        if not entering or node.mem_id == table.mem_id:
            continue
        if tag in _LAYOUT:
            return False
        if tag == "tr":
            columns = 0
        elif tag in ("td", "th"):
            columns += 1
            most = max(most, columns)
    return most > 1


def number_in(node: LexborNode, attribute: str) -> int | None:
    """A whole number that an attribute states, of at most six digits."""
    value = (node.attributes.get(attribute) or "").strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 6 else None


def _spread(cells: list[_Cell], reaching: dict[int, int]) -> list[str]:
    """The row's texts, with empty ones where cells of earlier rows reach down (`reaching`: rows left, by column)."""
    texts: list[str] = []
    for cell in cells:
        while reaching.get(len(texts), 0) > 0:
            reaching[len(texts)] -= 1
            texts.append("")
        if cell.rows_down > 1 and len(texts) < _COLUMNS_DOWN:
            reaching[len(texts)] = cell.rows_down - 1
        texts.append(cell.text)
    return texts
