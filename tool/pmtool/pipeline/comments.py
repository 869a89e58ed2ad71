"""Comments in a raw report: which of its words they let findings stand about.

At the end of a line they are about that line; on a line of their own about the next paragraph, item or row; at or above
a heading about its section; above everything, or below the title alone, about all of the report.
"""

from __future__ import annotations

from dataclasses import dataclass

from pmtool.model import Block, Document, Ignore
from pmtool.model.finding import SourceSpan
from pmtool.source.comments import Comment, comments_in
from pmtool.validator.file import ABOUT_IGNORES, why_idle
from pmtool.validator.rule import Flaw


@dataclass(frozen=True)
class Scope:
    """Words of a report, from one character to another, and what may be found about them."""

    start: int
    end: int
    ignore: Ignore

    def holds(self, span: SourceSpan | None, code: str) -> bool:
        """Whether a finding of that code about these words may stand."""
        return (
            span is not None and span.start < self.end and self.start < span.end and code.startswith(self.ignore.code)
        )


@dataclass(frozen=True)
class Heeded:
    """What the comments of a report ask for."""

    everywhere: tuple[Ignore, ...] = ()
    scopes: tuple[Scope, ...] = ()
    idle: tuple[Flaw, ...] = ()
    """Comments that let nothing stand, and why."""


def heed(document: Document, text: str) -> Heeded:
    """The comments in a report's text; the document holds blanks in their places."""
    everywhere: list[Ignore] = []
    scopes: list[Scope] = []
    idle: list[Flaw] = []
    for comment in comments_in(text):
        span = SourceSpan(source=document.id, start=comment.start, end=comment.end)
        reach = _reach(document, comment)
        if not comment.codes:
            words = " ".join(comment.words.split())
            idle.append(Flaw(f"the comment '{words}' names no rule, so that nothing is ignored", ABOUT_IGNORES, span))
        for ignore in (Ignore(code=code, reason=comment.reason) for code in comment.codes):
            why = why_idle(ignore) if reach else f"nothing stands below the comment that ignores {ignore.code}"
            if why or not reach:
                idle.append(Flaw(why, ABOUT_IGNORES, span))
            elif reach == (0, len(text)):
                everywhere.append(ignore)
            else:
                scopes.append(Scope(*reach, ignore))
    return Heeded(tuple(everywhere), tuple(scopes), tuple(idle))


def _reach(document: Document, comment: Comment) -> tuple[int, int] | None:
    """From where to where a comment counts; null where nothing stands below it."""
    text, blocks = document.text, document.blocks
    start = text.rfind("\n", 0, comment.start) + 1
    end = text.find("\n", comment.end)
    end = len(text) if end < 0 else end
    above = document.block_at(start)
    if text[start:end].strip():
        block = document.block_at(end)
        is_title = block is not None and _is_title(block)
        heads = block is not None and block.kind == "heading" and block.start >= start and not is_title
        return _section(document, block) if heads and block else (start, end)
    below = blocks[above.index + 1 :] if above else blocks
    following = next((block for block in below if block.kind != "rule"), None)
    if following is None:
        return None
    if above is None or _is_title(above):
        return 0, len(text)
    return _section(document, following) if following.kind == "heading" else (following.start, following.end)


def _is_title(block: Block) -> bool:
    return block.index == 0 and block.kind == "heading" and block.level == 1


def _section(document: Document, heading: Block) -> tuple[int, int]:
    """From a heading to the next one that is no part of it."""
    behind = document.blocks[heading.index + 1 :]
    ends = (block.start for block in behind if block.kind == "heading" and block.level <= heading.level)
    return heading.start, next(ends, len(document.text))
