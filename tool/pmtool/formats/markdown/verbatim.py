"""A section of one's own: its Markdown stays as it was typed, but for what would mean something to the file around it.

A backslash goes before a line that is a heading or a fence that nothing closes, before `[^e1]` and its like, whose
numbers change, and before what would be a comment to pmtool (and before those that have backslashes already, so that
one can always be taken away again). Blank lines at the ends, and returns, become `&#x…;`.
"""

from __future__ import annotations

from pmtool.formats.markdown.fences import code_blocks, fence_of
from pmtool.patterns import Pattern

_HEADING = Pattern(r"#{1,2}(?:[ \t]|$)")
_MARK = Pattern(r"(?<!\\)(\\*)(\[\^[et]\d+\]|<!--[ \t]*pmtool:)")
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
    return [line if code else _protected(line) for line, code in zip(lines, _inside(lines), strict=True)]


def restore(lines: list[str]) -> str:
    """The text of a section, from its lines."""
    filled = [i for i, line in enumerate(lines) if line.strip(_BLANKS)]
    lines = lines[filled[0] : filled[-1] + 1] if filled else []
    text = "\n".join(line if code else _restored(line) for line, code in zip(lines, _inside(lines), strict=True))
    return _CODE.sub(lambda found: found[0].replace("amp;", "", 1) if found[1] else _character(found[0]), text)


def _protected(line: str) -> str:
    line = _MARK.sub(r"\\\1\2", line)
    return "\\" + line if _is_structure(line) else line


def _restored(line: str) -> str:
    line = line[1:] if line.startswith("\\") and _is_structure(line) else line
    return _MARK.sub(lambda found: found[1][1:] + found[2], line)


def _is_structure(line: str) -> bool:
    bare = line.lstrip("\\")
    return bool(_HEADING.match(bare)) or fence_of(bare) is not None


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
