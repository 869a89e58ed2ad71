"""Sections to fields. What a section holds beside its field is kept as a section of one's own, under the same title."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from pmtool.formats.markdown.fences import code_blocks
from pmtool.formats.markdown.inline import unescape
from pmtool.formats.markdown.reading.blocks import Block, blocks_of
from pmtool.formats.markdown.reading.choices import MILESTONE_NAMES, plain
from pmtool.formats.markdown.reading.clock import Clock
from pmtool.formats.markdown.reading.outline import Section
from pmtool.formats.markdown.reading.page import Line, Page, quote
from pmtool.formats.markdown.reading.rows import read_action, read_event, read_update, rows_of, settled
from pmtool.formats.markdown.reading.statements import read_statement
from pmtool.formats.markdown.reading.tables import Row, TableReader
from pmtool.formats.markdown.verbatim import restore
from pmtool.formats.markdown.vocabulary import LISTS, NOT_STATED, QUESTIONS, STATEMENTS
from pmtool.model import Claim, Instant, OtherSection, UnplacedSegment
from pmtool.patterns import Pattern

_PROSE = ("paragraph", "heading", "item")
_UNPLACED = Pattern(r'([^ ]+) ([^ ]+):(-?\d{1,99})-(-?\d{1,99}) "((?:\\.|[^"\\])*)"')
_CHART = ["```mermaid", "gantt", "title Timeline (UTC)"]
OPENING = "Notes"
"""The title under which text above the first section is kept."""


class Body:
    """Collects the fields that the sections of one file hold."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.fields: dict[str, Any] = {}
        self.milestones: dict[str, Instant] = {}
        self.metrics: list[Row] = []
        self.unplaced: list[UnplacedSegment] = []
        self.other: list[OtherSection] = []
        self.after: list[str] = []
        """Of each section of one's own the field that it stands behind."""
        self._field = ""

    def read_opening(self, lines: list[Line]) -> None:
        """What stands above the first section: ignores for all of the postmortem, and notes."""
        left = list(self._without_comments(blocks_of(lines)))
        self.page.settle("")
        self._keep(OPENING, left)

    def read(self, section: Section) -> None:
        """One section."""
        page, name = self.page, section.holds
        if name is None:
            path = self._next_of_own(section.heading)
            page.settled(section.line, path)
            lines = list(self._own_lines(section.lines, path))
            self.other.append(OtherSection(title=section.title, text=restore([line.text for line in lines])))
            return
        self._field = name
        path = "/coverage/unplaced_segments" if name == "coverage" else f"/{name}"
        page.settled(section.line, path)
        page.places.setdefault(path, section.heading.place)
        blocks = self._without_comments(blocks_of(section.lines))
        self._keep(section.title, self._reader(name)(name, blocks))

    def _own_lines(self, lines: Sequence[Line], path: str) -> Iterator[Line]:
        """The lines of a section of one's own, without the comments that tell what to ignore in it."""
        position = 0
        for opening, closing in [*code_blocks([line.text for line in lines]), (len(lines), len(lines))]:
            for line in lines[position:opening]:
                bare = self.page.without_ignores(line)
                if bare.text.strip(" \t"):
                    self.page.settle(path)
                    yield bare if bare.text == line.text else bare._replace(text=bare.text.rstrip(" \t"))
                elif bare.text == line.text:
                    yield line
            if opening < len(lines):
                self.page.settle(path)
            yield from lines[opening : closing + 1]
            position = closing + 1

    def _reader(self, name: str) -> Callable[[str, Iterable[Block]], list[Block]]:
        """How a field is read from blocks; each reader gives back the blocks it has no use for."""
        if name in STATEMENTS:
            return self._read_statement
        if name in LISTS or name in QUESTIONS:
            return self._read_list
        tables: dict[str, Callable[[str, Iterable[Block]], list[Block]]] = {
            "milestones": self._read_milestones,
            "metrics": self._read_metrics,
            "coverage": self._read_unplaced,
        }
        return tables.get(name, self._read_rows)

    def _without_comments(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """All but the comments that tell what to ignore: those wait for the next statement or section."""
        for block in blocks:
            if block.kind == "comment":
                block.lines = [self.page.without_ignores(line) for line in block.lines]
                if not any(line.text.strip(" \t") for line in block.lines):
                    continue
            yield block

    def _keep(self, title: str, blocks: list[Block]) -> None:
        if not blocks:
            return
        path = self._next_of_own(blocks[0].lines[0])
        text, last = "", blocks[0].lines[0].number
        for block in blocks:
            text += "\n\n" if block.lines[0].number > last + 1 else "\n"
            lines = (
                block.lines if block.kind == "code" else [self.page.settled_apart(line, path) for line in block.lines]
            )
            text += "\n".join(line.text for line in lines)
            last = block.lines[-1].number
        self.other.append(OtherSection(title=title, text=text.strip("\n")))

    def _next_of_own(self, line: Line) -> str:
        """The path of the next section of one's own, which begins at a line."""
        path = f"/other_sections/{len(self.other)}"
        self.after.append(self._field)
        self.page.places.setdefault("/other_sections", line.place)
        self.page.places[path] = line.place
        return path

    def _read_statement(self, name: str, blocks: Iterable[Block]) -> list[Block]:
        left, lines = [], []
        path = f"/{name}"
        for block in blocks:
            if block.kind not in _PROSE or name in self.fields:
                left.append(block)
            elif block.joined.text.startswith(NOT_STATED):
                self.page.places[path] = self.page.settled(block.joined, path).place
            elif block.joined.text:
                lines.append(self.page.settled(block.joined, path))
        if lines:
            whole = lines[0]._replace(text="<br>".join(line.text for line in lines))
            claim = read_statement(whole, path, self.page).claim()
            if claim.text or claim.evidence:
                self.fields[name] = claim
        elif left and name in self.fields:
            said = f"there is a second {STATEMENTS[name].lower()}: it is kept as a note"
            self.page.problem(left[0].lines[0].place, said, "Make one statement of the two.", path, kept=True)
        return left

    def _read_list(self, name: str, blocks: Iterable[Block]) -> list[Block]:
        left: list[Block] = []
        claims: list[Claim] = self.fields.setdefault(name, [])
        for block in blocks:
            if block.kind not in ("paragraph", "item"):
                left.append(block)
            elif not block.joined.text.startswith(NOT_STATED):
                path = f"/{name}/{len(claims)}"
                claim = read_statement(self.page.settled(block.joined, path), path, self.page).claim()
                if claim.text or claim.evidence:
                    claims.append(claim)
        return left

    def _read_rows(self, name: str, blocks: Iterable[Block]) -> list[Block]:
        left: list[Block] = []
        entries: list[Any] = self.fields.setdefault(name, [])
        table = TableReader(name, self.page, partial(settled, name))
        clock = Clock(self.page)
        read_row = {"timeline": read_event, "status_updates": read_update, "action_items": read_action}[name]
        for block in blocks:
            rows = None if _is_chart(block) else rows_of(block, table)
            if rows is None:
                left += [] if _is_chart(block) else [block]
                continue
            for row in rows:
                clock.zone = table.zone
                entries.append(read_row(row, f"/{name}/{len(entries)}", self.page, clock))
        return left

    def _read_milestones(self, name: str, blocks: Iterable[Block]) -> list[Block]:
        left: list[Block] = []
        table = TableReader(name, self.page)
        clock = Clock(self.page)
        for block in blocks:
            rows = rows_of(block, table)
            if rows is None:
                left.append(block)
            for row in rows or ():
                clock.zone = table.zone
                if not self._read_milestone(row, clock):
                    left.append(Block("paragraph", [row.line]))
        return left

    def _read_milestone(self, row: Row, clock: Clock) -> bool:
        """Whether the row tells of a milestone, be it one not reached, and of nothing else."""
        cell = row.cell("milestone")
        milestone = MILESTONE_NAMES.get(plain(cell))
        if milestone is None or milestone in self.milestones:
            what = "is no milestone" if milestone is None else "stands here twice"
            fix = "Milestones are started, detected, acknowledged, mitigated, resolved, once each."
            self.page.problem(cell.place, f"{quote(cell.text)} {what}: the row is kept as a note", fix, "/milestones")
            return False
        path = f"/milestones/{milestone}"
        self.page.settle(path)
        time = row.cell("time")
        self.page.places[path] = time.place
        instant, unread = clock.time(time, path)
        if instant:
            self.milestones[milestone] = instant
        return not unread and not row.more

    def _read_metrics(self, name: str, blocks: Iterable[Block]) -> list[Block]:
        left = []
        table = TableReader(name, self.page)
        for block in blocks:
            if block.kind == "table":
                self.metrics += table.rows(block)
            else:
                left.append(block)
        return left

    def _read_unplaced(self, _: str, blocks: Iterable[Block]) -> list[Block]:
        left = []
        for block in blocks:
            path = f"/coverage/unplaced_segments/{len(self.unplaced)}"
            line = self.page.without_ignores(block.joined).stripped()
            found = _UNPLACED.fullmatch(line.text) if block.kind == "item" else None
            if found is None:
                left.append(block)
                continue
            self.page.settle(path)
            self.page.places[path] = line.place
            id, source, start, end, text = found.groups()
            segment = UnplacedSegment(
                id=unescape(id), source=unescape(source), start=int(start), end=int(end), text=unescape(text)
            )
            self.unplaced.append(segment)
        return left


def _is_chart(block: Block) -> bool:
    return block.kind == "code" and [line.text.strip() for line in block.lines[:3]] == _CHART
