"""The lines of a section as what they form: paragraphs, list items, tables, code, comments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pmtool.formats.markdown.fences import code_blocks
from pmtool.formats.markdown.reading.page import Line
from pmtool.patterns import Pattern

Kind = Literal["paragraph", "item", "table", "code", "comment", "heading"]

_ITEM = Pattern(r"[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]+(?:\[([ xX])\](?:[ \t]+|$))?|$)")
_RULE = Pattern(r"[ \t]*([-*_])(?:[ \t]*\1){2,}[ \t]*")
_DASHES = frozenset("|-: \t")


@dataclass(slots=True)
class Block:
    """Lines that belong together."""

    kind: Kind
    lines: list[Line]
    checked: bool | None = None
    """Of an item, the state of its box."""
    body: Line | None = None
    """Of an item or a heading, its first line without the mark."""

    @property
    def joined(self) -> Line:
        """All but tables and code as one line: where lines were wrapped says nothing."""
        first, *rest = [self.body or self.lines[0], *self.lines[1:]]
        first = first.stripped()
        return first._replace(text=" ".join([first.text, *(line.text.strip(" \t") for line in rest)]))


def is_dashes(text: str) -> bool:
    """Whether this is the line below a table's titles."""
    return "-" in text and "|" in text and _DASHES.issuperset(text)


def blocks_of(lines: Sequence[Line]) -> Iterator[Block]:
    """The blocks of a section, in order; blank lines and rules are none."""
    position = 0
    for opening, closing in [*code_blocks([line.text for line in lines]), (len(lines), len(lines))]:
        yield from _plain(lines[position:opening])
        if opening < len(lines):
            yield Block("code", list(lines[opening : closing + 1]))
        position = closing + 1


def _plain(lines: Sequence[Line]) -> Iterator[Block]:
    open_block: Block | None = None
    in_comment = False
    for position, line in enumerate(lines):
        bare = line.text.strip(" \t")
        if in_comment and open_block:
            open_block.lines.append(line)
            in_comment = "-->" not in bare
            continue
        if not bare:
            if open_block:
                yield open_block
            open_block = None
            continue
        started = _start(line, bare, open_block, lines[position + 1 : position + 2])
        if started is None:
            assert open_block
            open_block.lines.append(line)
            continue
        if open_block:
            yield open_block
        open_block = started if started.kind != "paragraph" or not _RULE.fullmatch(bare) else None
        in_comment = started.kind == "comment" and "-->" not in bare
    if open_block:
        yield open_block


def _start(line: Line, bare: str, open_block: Block | None, following: Sequence[Line]) -> Block | None:
    """The block that a line begins; null where it goes on with the open one."""
    kind = open_block.kind if open_block else None
    if bare.startswith("|"):
        return None if kind == "table" else Block("table", [line])
    if kind == "table" and not bare.startswith(("#", "<!--")):
        return None
    if bare.startswith("#") and bare.lstrip("#")[:1] in ("", " ", "\t"):
        return Block("heading", [line], body=line._replace(text=bare.lstrip("#")))
    if bare.startswith("<!--"):
        return Block("comment", [line])
    if "|" in bare and following and is_dashes(following[0].text):
        return Block("table", [line])
    item = None if _RULE.fullmatch(bare) else _ITEM.match(line.text)
    if item:
        checked = item[1] and item[1] in "xX"
        body = Line(line.number, line.column + item.end(), line.text[item.end() :])
        return Block("item", [line], None if checked is None else bool(checked), body)
    if kind in ("paragraph", "item") and not _RULE.fullmatch(bare):
        return None
    return Block("paragraph", [line])
