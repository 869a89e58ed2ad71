"""Markup that is too tangled for a tree: told before a parser's time explodes, and read without one."""

from __future__ import annotations

import html
import re

_TAG = r"(?is)<!--.*?(?:-->|\Z)|<(script|style|textarea)\b.*?(?:</\1|\Z)|<(/?)([a-z][^\s/>]*)"
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_CLOSES_ITSELF = frozenset("p li dt dd tr td th thead tbody tfoot colgroup caption option html head body".split())
_BLOCKS = frozenset(
    """address article aside blockquote center details div dl fieldset figure footer form header main nav ol pre section
    table ul h1 h2 h3 h4 h5 h6""".split()
)
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
_DEEP = 512
"""Elements open at once; browsers stop there as well."""
_REACH = 32
_REOPENED = 2_000_000
"""Formatting elements that a tree builder would open again, since nobody closed them."""


def is_tangled(markup: str) -> bool:
    """Whether elements nest so deep, or so much formatting stays open, that building a tree takes quadratic time."""
    open_names: list[str] = []
    formatting = reopened = 0
    for match in re.finditer(_TAG, markup):
        name = (match[3] or "").lower()
        if not name or name in _VOID:
            continue
        if name in _FORMATTING:
            formatting = max(0, formatting + (-1 if match[2] else 1))
        elif not match[2]:
            reopened += formatting
        if match[2]:
            _close(open_names, name)
        elif name not in _CLOSES_ITSELF:
            open_names.append(name)
        if len(open_names) > _DEEP or reopened > _REOPENED:
            return True
    return False


def flat_text(markup: str) -> str:
    """The words of a page, a line for each block, with no regard to nesting."""
    text = re.sub(r"(?is)<!--.*?(?:-->|\Z)|<(script|style|svg)\b.*?(?:</\1\s*>|\Z)", " ", markup)
    text = re.sub(r"[\0-\x20]+", " ", text)
    text = re.sub(r"(?i)<h([1-6])\b[^<>]*>", lambda match: "\n\n" + "#" * int(match[1]) + " ", text)
    text = re.sub(r"(?i)<li\b[^<>]*>", "\n- ", text)
    text = re.sub(r"(?i)<t[dh]\b[^<>]*>", " | ", text)
    text = re.sub(r"(?i)<(?:br|tr)\b[^<>]*>", "\n", text)
    text = re.sub(r"(?i)</?(?:p|d[dt]|title|" + "|".join(sorted(_BLOCKS)) + r")\b[^<>]*>", "\n\n", text)
    text = html.unescape(re.sub(r"<[a-zA-Z/!?][^<>]*>", "", text))
    lines = [" ".join(line.split(" ")).strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"


def _close(open_names: list[str], name: str) -> None:
    """Take an element off, with what it leaves open; an inline end tag reaches past no block."""
    for back in range(1, min(_REACH, len(open_names)) + 1):
        if open_names[-back] == name:
            del open_names[-back:]
            return
        if open_names[-back] in _BLOCKS and name not in _BLOCKS:
            return
