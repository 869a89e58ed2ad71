"""Tables: rows of named cells, whatever the order of the columns and however the rows have suffered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from pmtool.formats.markdown.inline import unescape
from pmtool.formats.markdown.reading.blocks import Block, is_dashes
from pmtool.formats.markdown.reading.columns import TABLES, columns_of
from pmtool.formats.markdown.reading.page import Line, Page, quote
from pmtool.patterns import Pattern

_PIPE = Pattern(r"\\.|\|")


@dataclass(slots=True)
class Row:
    """A row's cells by column, and what stood in none of them."""

    line: Line
    cells: dict[str, Line]
    more: list[str] = field(default_factory=list)
    """Plain text of cells that no column is meant for."""

    def cell(self, column: str) -> Line:
        return self.cells.get(column) or self.line._replace(text="")

    def text(self, column: str) -> str:
        """A cell in plain text."""
        return unescape(self.cell(column).text)


@dataclass
class TableReader:
    """Reads the tables of one section; a table that was torn apart goes on with the columns it had."""

    name: str
    page: Page
    settled: Callable[[Row], bool] = lambda row: True
    """Whether a row makes sense: tells which of its cells a stray `|` has cut in two."""
    columns: list[str | None] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    zone: str = ""

    def rows(self, block: Block) -> Iterator[Row]:
        """The rows of one table."""
        lines = list(self._whole_rows(block.lines))
        if not self._titles(lines):
            return
        for line in lines:
            row = self._row(line)
            if row:
                yield row

    def _titles(self, lines: list[Line]) -> bool:
        """Take the titles off the lines; whether there is anything below them."""
        first = split_row(lines[0].text)
        if len(lines) > 1 and is_dashes(lines[1].text):
            self._name(first, lines[0])
            del lines[:2]
        elif is_dashes(lines[0].text):
            del lines[0]
            self._torn(lines, "has no titles")
        elif sum(column is not None for column in columns_of(self.name, [c.text for c in first])[0]) > len(first) / 2:
            self.page.problem(
                lines[0].place,
                f"there is no line of dashes below the titles {quote(lines[0].text)}",
                f"Put `|{' --- |' * len(first)}` below it.",
                f"/{self.name}",
                kept=True,
            )
            self._name(first, lines[0])
            del lines[0]
        else:
            self._torn(lines, "is cut off from its titles" if self.columns else "has no titles")
        return bool(lines)

    def _torn(self, lines: Sequence[Line], what: str) -> None:
        if lines:
            fix = "Delete the line between it and the rows above, or put the titles back."
            said = f"the row {quote(lines[0].text)} {what}"
            self.page.problem(lines[0].place, said, fix, f"/{self.name}", kept=True)
        if not self.columns:
            self.columns = list(TABLES[self.name])
            self.titles = list(TABLES[self.name].values())

    def _name(self, titles: Sequence[Line], line: Line) -> None:
        self.titles = [unescape(title.text) for title in titles]
        self.columns, self.zone = columns_of(self.name, [title.text for title in titles])
        for title, column in zip(titles, self.columns, strict=True):
            if column is None and title.text:
                known = ", ".join(TABLES[self.name].values())
                self.page.problem(
                    line._replace(column=line.column + title.column - 1).place,
                    f"no field fits the column {quote(title.text)}: its cells are added to the text",
                    f"Use {known}, or leave the column out.",
                    f"/{self.name}",
                    kept=True,
                )

    def _whole_rows(self, lines: Sequence[Line]) -> Iterator[Line]:
        """Rows, each on one line again."""
        edged = lines[0].text.lstrip(" \t").startswith("|")
        position = 0
        while position < len(lines):
            first, parts = lines[position], [lines[position].text.rstrip(" \t")]
            position += 1
            while edged and position < len(lines) and not _is_closed(parts[-1]):
                bare = lines[position].text.strip(" \t")
                if bare.startswith("|"):
                    break
                parts.append(bare)
                position += 1
            if len(parts) > 1:
                said = f"the row {quote(first.text)} goes on over the end of its line"
                self.page.problem(first.place, said, "Join its lines; `<br>` breaks one.", f"/{self.name}", kept=True)
            yield first._replace(text=" ".join(parts))

    def _row(self, line: Line) -> Row | None:
        """One row, or none where all its cells are empty."""
        cells = [
            cell._replace(number=line.number, column=cell.column + line.column - 1)
            for cell in split_row(self.page.without_ignores(line).text)
        ]
        if not any(cell.text for cell in cells):
            return None
        if len(cells) == len(self.columns):
            return self._named(line, cells)
        self.page.problem(
            line.place,
            f"the row {quote(line.text)} has {len(cells)} cells where the table has {len(self.columns)} columns",
            r"Add or delete a `|`; one that belongs to the text is `\|`.",
            f"/{self.name}",
        )
        return self._fitted(line, cells)

    def _fitted(self, line: Line, cells: list[Line]) -> Row:
        """A row of too few or too many cells. Where a `|` of the text has cut it, the row makes sense again in one."""
        extra = len(cells) - len(self.columns)
        row = self._named(line, cells)
        if extra <= 0 or self.settled(row) or "text" not in self.columns:
            return row
        at = self.columns.index("text")
        text = cells[at]._replace(text=" | ".join(cell.text for cell in cells[at : at + extra + 1]))
        mended = self._named(line, [*cells[:at], text, *cells[at + extra + 1 :]])
        return mended if self.settled(mended) else row

    def _named(self, line: Line, cells: Sequence[Line]) -> Row:
        row = Row(line, {})
        for index, cell in enumerate(cells):
            column = self.columns[index] if index < len(self.columns) else None
            if column:
                row.cells[column] = cell
            elif cell.text:
                title = self.titles[index] if index < len(self.titles) else ""
                row.more.append(f"{title}: {unescape(cell.text)}" if title else unescape(cell.text))
        if "date" in row.cells and row.cells["date"].text:
            day, time = row.cells["date"], row.cell("time")
            row.cells["time"] = day._replace(text=f"{day.text} {time.text}".rstrip())
        return row


def split_row(text: str) -> list[Line]:
    """The cells of a row, without the spaces around; their columns count from the row's start."""
    edges = [found.start() for found in _PIPE.finditer(text) if found[0] == "|"]
    start = 0
    if edges and not text[: edges[0]].strip(" \t"):
        start = edges.pop(0) + 1
    if not edges or text[edges[-1] + 1 :].strip(" \t"):
        edges.append(len(text))
    cells = []
    for edge in edges:
        cells.append(Line(0, start + 1, text[start:edge]).stripped())
        start = edge + 1
    return cells


def _is_closed(text: str) -> bool:
    bare = text.rstrip(" \t")
    return bare.endswith("|") and not bare.endswith("\\|")
