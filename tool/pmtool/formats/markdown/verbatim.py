"""A section of one's own: its Markdown stays as it was typed, but for what would end the section.

A backslash goes before a line that is a heading, a footnote of ours or a fence that nothing closes (and before such a
line that has backslashes already, so that one can always be taken away again). Blank lines at the ends, and returns,
become `&#x…;`.
"""

from __future__ import annotations

from pmtool.formats.markdown.fences import code_blocks, fence_of
from pmtool.patterns import Pattern

_STRUCTURE = Pattern(r"#{1,2}(?:[ \t]|$)|\[\^[et]\d+\]:")
_CODE = Pattern(r"&(amp;)*#x(?:A|D|9|20);")
_BLANKS = " \t\n"


def protect(text: str) -> list[str]:
    """The lines of a section that reads back as `text`."""
    text = _CODE.sub(lambda found: found[0].replace("&", "&amp;", 1), text).replace("\r", "&#xD;")
    first, last = text.partition("\n")[0], text.rpartition("\n")[2]
    if text and not last.strip(_BLANKS) and (len(text) > 1 or text == "\n"):
        text = text[:-1] + _code(text[-1])
    if text and not first.strip(_BLANKS) and text[0] in _BLANKS:
        text = _code(text[0]) + text[1:]
    lines = text.split("\n") if text else []
    inside = _inside(lines)
    return ["\\" + line if not code and _is_structure(line) else line for line, code in zip(lines, inside, strict=True)]


def restore(lines: list[str]) -> str:
    """The text of a section, from its lines."""
    while lines and not lines[-1].strip(_BLANKS):
        lines = lines[:-1]
    start = next((i for i, line in enumerate(lines) if line.strip(_BLANKS)), 0)
    lines = lines[start:]
    inside = _inside(lines)
    text = "\n".join(
        line[1:] if line.startswith("\\") and not code and _is_structure(line) else line
        for line, code in zip(lines, inside, strict=True)
    )
    return _CODE.sub(lambda found: found[0].replace("amp;", "", 1) if found[1] else _character(found[0]), text)


def _is_structure(line: str) -> bool:
    bare = line.lstrip("\\")
    return bool(_STRUCTURE.match(bare)) or fence_of(bare) is not None


def _inside(lines: list[str]) -> list[bool]:
    """Of each line whether it belongs to a code block."""
    inside = [False] * len(lines)
    for opening, closing in code_blocks(lines):
        inside[opening : closing + 1] = [True] * (closing + 1 - opening)
    return inside


def _code(character: str) -> str:
    return f"&#x{ord(character):X};"


def _character(code: str) -> str:
    return chr(int(code[3:-1], 16))
