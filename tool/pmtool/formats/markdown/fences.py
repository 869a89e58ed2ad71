"""Code blocks: within their fences nothing is structure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pmtool.patterns import Pattern

_OPENING = Pattern(r" {0,3}(`{3,}|~{3,})([^`]*)")


def code_blocks(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Each code block: its opening fence's index and its closing one's. A fence that is never closed opens none."""
    position = 0
    unclosed: dict[str, int] = {}
    while position < len(lines):
        fence = fence_of(lines[position])
        closing = None
        if fence and len(fence) < unclosed.get(fence[0], len(fence) + 1):
            closing = _closing(lines, position + 1, fence)
            if closing is None:
                unclosed[fence[0]] = len(fence)
        if closing is not None:
            yield position, closing
            position = closing
        position += 1


def fence_of(line: str) -> str | None:
    """The marks that open a code block, if the line does."""
    if "```" not in line and "~~~" not in line:
        return None
    found = _OPENING.match(line)
    return found[1] if found and found.end() == len(line) else None


def _closing(lines: Sequence[str], start: int, fence: str) -> int | None:
    for position in range(start, len(lines)):
        marks = lines[position].strip(" \t")
        if marks.startswith(fence) and not marks.strip(fence[0]):
            return position
    return None
