"""Columns of a table whose heading calls them passwords, tokens or keys."""

from __future__ import annotations

from collections.abc import Iterator

from pmtool.patterns import Pattern
from pmtool.sensitive.assignments import is_reference
from pmtool.sensitive.sight import Sight

_TABLE = Pattern(r"(?m)^\|([^\n]*)\n\|[ :|-]{3,}\n((?:\|[^\n]*(?:\n|\Z))+)")
_ROW = Pattern(r"(?m)^\|[^\n]*")
_HEADING = Pattern(
    r"(?i)\b(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|credentials?|[a-z]{1,20}[ _-]key|cookie)\W*$"
)
_SHORTEST, _LONGEST_HEADING = 4, 40
_AROUND = " \t`*_|"


def columns(text: str) -> Iterator[Sight]:
    """Their cells, but for words that only say what became of the value."""
    for table in _TABLE.finditer(text):
        secret = {
            number
            for number, (start, end) in enumerate(_cells(text, *table.span(1)))
            if end - start <= _LONGEST_HEADING and _HEADING.search(text, start, end)
        }
        for row in _ROW.finditer(text, *table.span(2)) if secret else ():
            for number, (start, end) in enumerate(_cells(text, row.start() + 1, row.end())):
                if number in secret and _is_value(text[start:end]):
                    yield Sight(start, end, "secret", "what stands among secrets")


def _cells(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Spans of a row's cells, without what frames their words."""
    for cell in text[start:end].split("|"):
        inside = cell.lstrip(_AROUND)
        begin = start + len(cell) - len(inside)
        yield begin, begin + len(inside.rstrip(_AROUND))
        start += len(cell) + 1


def _is_value(words: str) -> bool:
    return len(words) >= _SHORTEST and " " not in words and not words.startswith("[[") and not is_reference(words)
