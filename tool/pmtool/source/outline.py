"""The outline of a text: its blocks, found from the shape of its lines in one pass.

Markdown is read, and so is everything that lost its markup on the way: bullets of every kind, bold or capital
lines as headings, tables without borders, chat exports, status pages scraped as text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pmtool.model import Block, BlockKind
from pmtool.source import lines as shape
from pmtool.source.headings import (
    bold_line,
    ends_with_stamp,
    is_stamp,
    looks_like_heading,
    names_a_part,
    opens_with_time,
)
from pmtool.source.lines import Line

_UNWRAPPED = 105
"""Columns; a paragraph with a longer line was not wrapped by hand, so that its line breaks are meant."""
_NARROWEST = 66
"""Columns; nobody wraps prose narrower than this."""
_RAGGED = 8
"""Columns that a wrapped line may fall short of the width by."""
_LABELS = (
    "cause:", "root cause:", "rca:", "todo:", "to do:", "action:", "actions:", "action item:", "ai:", "fix:",
    "impact:", "summary:", "trigger:", "detection:", "resolution:", "next steps:", "follow-up:", "followup:", "lesson:",
    "lessons:",
)  # fmt: skip
"""What opens a line of notes that tells something new."""
_ELEMENTS = ("<p>", "<p ", "<div", "<li", "<h1", "<h2", "<h3", "<h4", "<item", "<entry", "<title", "<description")
"""Tags left in a text that begin something new."""
_UNFINISHED = frozenset(
    "a an the of in on at to for from by with and or but that which is was were are be as our its".split()
)
"""Words that no line ends on for good."""
_KEEPS_RUN: frozenset[BlockKind] = frozenset({"code", "quote", "log"})


def outline(text: str) -> tuple[Block, ...]:
    """The blocks of a text in order. Their spans don't overlap and lie within the text."""
    builder = _Builder(list(shape.lines_of(text)))
    builder.build()
    return tuple(_sections(builder.blocks))


class _Builder:
    """Walks the lines once, appending blocks."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.blocks: list[Block] = []
        self.strong_level = 1
        self.run = 0
        self.item_indent = -1
        """Column where the open list item's words begin; -1 outside lists."""

    def build(self) -> None:
        i = 0
        while i < len(self.lines):
            line = self.lines[i]
            if not line.text:
                i += 1
            elif line.text.lstrip().startswith(("```", "~~~")) and not _divider(line.text):
                i = self._code(i)
            else:
                i = self._line(i)

    def _line(self, i: int) -> int:
        """Take the block that begins at line i; the index of the line after it."""
        line = self.lines[i]
        text = line.text
        if shape.is_table_rule(text):
            return self._table_rule(i)
        if shape.is_rule(text):
            self._add("rule", line.start + line.indent, line.end)
            return i + 1
        if found := shape.hashes(text):
            return self._heading(i, found.end(), len(text.rstrip("# \t")), len(found[1] or found[2]))
        if found := shape.wiki_heading(text):
            return self._heading(i, found.start(2), found.end(2), len(found[1]))
        if span := _divider(text):
            return self._divider(i, span)
        if shape.state_label(text) and self._is_state(i):
            return self._plain("state", i)
        if shape.posted(text):
            return self._plain("posted", i)
        if shape.is_log(text.lstrip()):
            return self._plain("log", i)
        if text.lstrip().startswith(">"):
            return self._quote(i)
        if (found := shape.chat(text)) and "http" not in found.group():
            return self._chat(i, found.span(found.lastgroup or 0))
        if (found := shape.chat_header(text)) and self._next_text(i + 1):
            return self._chat_block(i, found.span(1))
        return self._loose_line(i)

    def _loose_line(self, i: int) -> int:
        """Lines whose meaning hangs on their neighbours."""
        line = self.lines[i]
        if shape.is_table_row(line.text):
            return self._row(i)
        level = self._underlined(i)
        if level:
            return self._heading(i, line.indent, len(line.text), level) + 1
        if self._is_heading(i):
            return self._weak_heading(i)
        if found := shape.item_marker(line.text):
            return self._item(i, found.end())
        return self._paragraphs(i)

    # -- headings

    def _heading(self, i: int, begin: int, end: int, level: int) -> int:
        line = self.lines[i]
        inner = line.text[begin:end]
        stripped = inner.strip("*_ \t")
        if not stripped:
            return i + 1
        offset = line.start + begin + inner.index(stripped)
        self.strong_level = level
        self._add("heading", offset, offset + len(stripped), level=level)
        return i + 1

    def _weak_heading(self, i: int) -> int:
        line = self.lines[i]
        span = bold_line(line.text) or (line.indent, len(line.text))
        level = min(6, self.strong_level + 1)
        self._add("heading", line.start + span[0], line.start + span[1], level=level)
        return i + 1

    def _divider(self, i: int, span: tuple[int, int]) -> int:
        """Another source begins: whatever stood above ends, however it was marked."""
        self.strong_level = 1
        start = self.lines[i].start
        self._add("heading", start + span[0], start + span[1], level=2)
        return i + 1

    def _underlined(self, i: int) -> int:
        """Heading level that the line below gives by underlining, or 0."""
        if i + 1 >= len(self.lines) or len(self.lines[i].text) > 120:
            return 0
        below = self.lines[i + 1].text.strip()
        if len(below) >= 3 and not set(below) - {below[0]} and below[0] in "=-~":
            marked = shape.item_marker(self.lines[i].text) and not shape.heading_number(self.lines[i].text)
            return 0 if marked else 1 if below[0] == "=" else 2
        return 0

    def _is_heading(self, i: int) -> bool:
        """Whether an unmarked line is a heading: it stands apart, and its words read like one."""
        text = self.lines[i].text
        if shape.opens_with_state(text) and ends_with_stamp(text):
            return False  # a post
        if bold_line(text):
            return self._alone(i) or not self._previous_text(i) or looks_like_heading(text)
        numbered = shape.heading_number(text)
        heads = self._alone(i) or (self._heads_prose(i) if numbered else self._opens(i))
        if not heads or (shape.item_marker(text) and not numbered):
            return False
        return looks_like_heading(text[numbered.end() :] if numbered else text)

    def _alone(self, i: int) -> bool:
        return not self._previous_text(i) and not self._next_text(i + 1)

    def _heads_prose(self, i: int) -> bool:
        """A line above another that neither continues it nor goes on with its list."""
        below = self._next_text(i + 1)
        return not self._previous_text(i) and bool(below) and not below[0].isspace() and not shape.item_marker(below)

    def _opens(self, i: int) -> bool:
        """A short line right above a list, a table or longer prose, with nothing right above itself."""
        if self._previous_text(i) and self.blocks and self.blocks[-1].kind not in ("posted", "row", "rule", "item"):
            return False
        below = self._next_text(i + 1)
        text = self.lines[i].text
        if shape.item_marker(below) or shape.is_table_row(below):
            return True
        return len(below) > 1.5 * len(text) and not text.endswith((",", "and"))

    # -- blocks of several lines

    def _code(self, i: int) -> int:
        fence = self.lines[i].text.lstrip()[:3]
        i += 1
        while i < len(self.lines) and not self.lines[i].text.lstrip().startswith(fence):
            line = self.lines[i]
            if line.text:
                self._add("log" if shape.is_log(line.text.lstrip()) else "code", line.start + line.indent, line.end)
            i += 1
        return i + 1

    def _quote(self, i: int) -> int:
        line = self.lines[i]
        begin = line.start + len(line.text) - len(line.text.lstrip("> \t"))
        if begin < line.end:
            self._add("quote", begin, line.end)
        return i + 1

    def _plain(self, kind: BlockKind, i: int) -> int:
        line = self.lines[i]
        self._add(kind, line.start + line.indent, line.end)
        if kind in ("posted", "state"):
            self.strong_level = 1
        return i + 1

    def _chat(self, i: int, speaker: tuple[int, int]) -> int:
        line = self.lines[i]
        end, after = self._continuation(i + 1, line.indent + 1)
        begin = line.start + (found.end() if (found := shape.item_marker(line.text)) else line.indent)
        where = (line.start + speaker[0], line.start + speaker[1])
        self._add("chat", begin, end or line.end, speaker=where)
        return after

    def _chat_block(self, i: int, speaker: tuple[int, int]) -> int:
        """A Slack message: a line with who and when, then its words up to a blank line, a list or the next header."""
        line = self.lines[i]
        end, j = line.end, i + 1
        while j < len(self.lines) and (text := self.lines[j].text):
            if shape.chat_header(text) or shape.item_marker(text) or _divider(text):
                break
            end = self.lines[j].end
            j += 1
        self._add("chat", line.start + line.indent, end, speaker=(line.start + speaker[0], line.start + speaker[1]))
        return j

    def _table_rule(self, i: int) -> int:
        if self.blocks and self.blocks[-1].kind == "row":
            last = self.blocks[-1]
            if not any(b.kind == "row" and b.run == last.run for b in self.blocks[-2:-1]):
                self.blocks[-1] = replace(last, kind="row_header")
        return i + 1

    def _row(self, i: int) -> int:
        line = self.lines[i]
        cells = shape.cell_spans(line)
        filled = [c for c in cells if c[0] < c[1]]
        if filled:
            self._add("row", filled[0][0], filled[-1][1], cells=cells)
        return i + 1

    def _item(self, i: int, begin: int) -> int:
        line = self.lines[i]
        box = shape.checkbox(line.text, begin)
        checked = None
        if box:
            begin, checked = box.end(), box[1] in "xX"
        end, after = self._continuation(i + 1, line.indent + 1)
        self._add("item", line.start + begin, end or line.end, level=line.indent, checked=checked)
        self.item_indent = line.indent + 1
        return after

    def _continuation(self, j: int, indent: int) -> tuple[int, int]:
        """End of the indented or lazily continued lines from j on (0 if none), and the line after them."""
        end = 0
        while j < len(self.lines):
            line = self.lines[j]
            if not line.text or self._starts_block(line.text):
                break
            wrapped = line.indent < indent and line.text[line.indent].islower()
            if line.indent < indent and not wrapped:
                break
            end = line.end
            j += 1
        return end, j

    def _paragraphs(self, i: int) -> int:
        """Lines up to the next blank or block, cut where a line break was meant."""
        group = [self.lines[i]]
        j = i + 1
        while j < len(self.lines) and self.lines[j].text and not self._starts_block(self.lines[j].text):
            if self._underlined(j) or shape.is_table_row(self.lines[j].text):
                break
            group.append(self.lines[j])
            j += 1
        width = max(len(line.text) for line in group)
        notes = sum(opens_with_time(line.text.lstrip()) for line in group) > 1
        begin = group[0].start + group[0].indent
        in_post = shape.opens_with_state(group[0].text)
        for line, following in zip(group, [*group[1:], None], strict=True):
            entry = notes and following is not None and opens_with_time(following.text[following.indent :])
            if (
                following is None
                or entry
                or is_stamp(line.text)
                or is_stamp(following.text)
                or shape.opens_with_state(following.text)
                or (in_post and ends_with_stamp(line.text))
                or _break_is_meant(line, following, width)
            ):
                self._add("paragraph", begin, line.end)
                begin = following.start + following.indent if following else 0
                in_post = following is not None and shape.opens_with_state(following.text)
        return j

    # -- helpers

    def _starts_block(self, text: str) -> bool:
        """Whether a line begins a block of its own whatever stands above it."""
        return bool(
            shape.item_marker(text)
            or shape.hashes(text)
            or shape.posted(text)
            or text.lstrip().startswith((">", "```", "~~~"))
            or shape.is_log(text.lstrip())
            or shape.chat(text)
            or (text.lstrip().startswith("|") and shape.is_table_row(text))
            or shape.is_table_rule(text)
            or bold_line(text)
            or shape.state_label(text)
            or _divider(text)
            or text.lstrip().startswith(_ELEMENTS)
        )

    def _is_state(self, i: int) -> bool:
        """A label has its update's words below it, or stands on top of the page's prose."""
        text = self.lines[i].text.strip("*_# \t")
        if text.lower() in ("postmortem", "post-mortem"):
            return True
        below = self._next_text(i + 1) or self._next_text(i + 2)
        return len(below) > len(text) and not shape.hashes(below)

    def _previous_text(self, i: int) -> str:
        return self.lines[i - 1].text if i > 0 else ""

    def _next_text(self, i: int) -> str:
        return self.lines[i].text if i < len(self.lines) else ""

    def _add(
        self,
        kind: BlockKind,
        start: int,
        end: int,
        *,
        level: int = 0,
        cells: tuple[tuple[int, int], ...] = (),
        speaker: tuple[int, int] | None = None,
        checked: bool | None = None,
    ) -> None:
        previous = self.blocks[-1].kind if self.blocks else None
        alike = previous == kind or {previous, kind} <= {"row", "row_header"} or kind in _KEEPS_RUN
        if previous in _KEEPS_RUN and kind == "item":
            alike = any(b.kind == "item" and b.run == self.run for b in self.blocks[-30:])
        if not alike:
            self.run += 1
        self.blocks.append(
            Block(
                len(self.blocks), kind, start, end, level, run=self.run, cells=cells, speaker=speaker, checked=checked
            )
        )


def _divider(line: str) -> tuple[int, int] | None:
    """Span of the words of a line that parts one pasted source from the next."""
    span = shape.divider(line)
    return span if span and names_a_part(line[slice(*span)]) else None


def _break_is_meant(line: Line, following: Line, width: int) -> bool:
    """Whether the line break after `line` was typed on purpose rather than by wrapping at a width."""
    if following.text[following.indent :].lower().startswith(_LABELS):
        return len(line.text) + len(" actions:") <= max(width, _NARROWEST)
    if following.text[following.indent].islower():
        return False
    if width > _UNWRAPPED or width < 45:
        return True
    if line.text[-1] == "," or line.text.rpartition(" ")[2].lower() in _UNFINISHED:
        return False
    first_word = following.text.lstrip().partition(" ")[0]
    ragged = 0 if line.text[-1] in ".!?:;)" else _RAGGED
    return len(line.text) + 1 + len(first_word) + ragged <= max(width, _NARROWEST)


def _sections(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with their headings: a Posted line ends an unmarked section, since the page goes on below it."""
    found = []
    open_headings: list[Block] = []
    for block in blocks:
        if block.kind == "heading":
            while open_headings and open_headings[-1].level >= block.level:
                open_headings.pop()
        placed = replace(block, section=open_headings[-1].index if open_headings else -1)
        found.append(placed)
        if block.kind == "heading":
            open_headings.append(block)
        elif block.kind in ("posted", "state"):
            open_headings.clear()
    return found
