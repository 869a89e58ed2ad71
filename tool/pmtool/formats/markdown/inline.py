"""Report text as one line of Markdown that shows the text and does nothing else, wherever it is put.

`escape` is reversible: a backslash before punctuation is dropped, `&lt;`, `&amp;` and `&#x…;` are one character each,
and `<br>` is a line break. Everything pmtool itself marks up (`[^e1]`, `*(hedged)*`, `|`) can't come out of it.
"""

from __future__ import annotations

import re

from pmtool.patterns import Pattern

_SPECIAL = re.compile(
    r"""
      (?P<mark> [\\`*\[|$]                      # code, emphasis, links and footnotes, table cells, math
              | _(?![^\W_])                     # an underscore that could end emphasis
              | (?<![\s/(])(?<!^)~ | ~(?![^\W_])  # a tilde that could end a strike-through
              | (?<!\S)\#                       # headings, and the #s that close them
              | ^[>] | ^[-+](?=[-\s]|$)         # quotes, list items, rules
              )
    | (?P<digits> ^\d{1,9})(?=[.)](\s|$))       # numbered items
    | (?P<entity> [<] | &(?=\#?\w+;))
    | (?P<break> \n )
    | (?P<code> ^\x20+ | (?<!\x20)\x20+$                 # spaces that trimming would lose
              | [\x00-\x1f\x7f-\x9f\xad]         # controls, then invisible and bidi marks
              | [\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb\ufffe\uffff]
              | [\ud800-\udfff\U000e0000-\U000e007f] )
    """,
    re.VERBOSE,
)
_ENTITIES = {"<": "&lt;", "&": "&amp;"}
_WRITTEN = Pattern(r"\\([!-/:-@\[-`{-~])|&#x([0-9A-Fa-f]{1,6});|&(?:lt|gt|amp);|<br ?/?>")
_READ = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}


def escape(text: str) -> str:
    """Text that stays text in a paragraph, a heading, a list item, a table cell or a footnote."""
    return _SPECIAL.sub(_replacement, text)


def quoted(text: str) -> str:
    """Escaped text in double quotes, with quotes inside marked by a backslash."""
    return '"' + escape(text).replace('"', '\\"') + '"'


def unescape(written: str) -> str:
    """The text that `escape` or a person wrote so."""
    if "\\" not in written and "&" not in written and "<" not in written:
        return written
    return _WRITTEN.sub(_character, written)


def _character(match: re.Match[str]) -> str:
    if match[1]:
        return match[1]
    if match[2]:
        code = int(match[2], 16)
        return chr(code) if code <= 0x10FFFF else match[0]
    return _READ.get(match[0], "\n")


def _replacement(match: re.Match[str]) -> str:
    found = match[0]
    match match.lastgroup:
        case "mark":
            return "\\" + found
        case "digits":
            return found + "\\"
        case "entity":
            return _ENTITIES[found]
        case "break":
            return "<br>"
        case _:
            return "".join(f"&#x{ord(c):X};" for c in found)
