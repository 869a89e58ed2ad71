"""Markup that is too tangled for a tree: told before a parser's time explodes, and read without one."""

from __future__ import annotations

import html
import re

_TAG = r"(?is)<!--.*?(?:-->|\Z)|<(script|style|textarea)\b.*?(?:</\1|\Z)|<(/?)([a-z][^\s/>]*)"
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_CLOSES_ITSELF = frozenset("p tr td th thead tbody tfoot colgroup caption option html head body".split())
"""At most one of these is open in each element that is counted."""
_ENTRIES: dict[str, tuple[str, ...]] = {"li": ("li",), "dt": ("dt", "dd"), "dd": ("dt", "dd")}
"""An entry ends the one before it."""
_BLOCKS = frozenset(
    """address article aside blockquote center dd details div dl dt fieldset figure footer form header li main nav ol
    pre section table ul h1 h2 h3 h4 h5 h6""".split()
)
_SCOPES = frozenset("applet button marquee object svg math table template".split())
"""No tag reaches out of these but their own end tag."""
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
_BEFORE_ENTRY = (_BLOCKS | _SCOPES) - {"div", "address"}
_FOREIGN = frozenset(("svg", "math"))
"""Inside these every element stays open until it is closed."""
_COMPARED = frozenset(("option", "html", "body"))
"""Each is compared with all the earlier ones."""
_DEEP = 512
"""Elements open at once; browsers stop there as well."""
_REACH = 32
_REOPENED = 2_000_000
"""Formatting elements that a tree builder would open again, since nobody closed them."""
_MANY = 4096
_LONG_TAG = 20_000
"""Characters; a longer tag may hold more attributes than a parser should compare with each other."""


def is_tangled(markup: str) -> bool:
    """Whether building a tree would take quadratic time: elements nest too deep, or too much formatting stays open."""
    open_names: list[str] = []
    formatting = reopened = foreign = compared = 0
    for match in re.finditer(_TAG, markup):
        name = (match[3] or "").lower()
        if not name or name in _VOID:
            continue
        closing = bool(match[2])
        step = -1 if closing else 1
        if name in _FORMATTING:
            formatting = max(0, formatting + step)
        elif name in _FOREIGN:
            foreign = max(0, foreign + step)
        elif not closing:
            reopened += formatting
            compared += name in _COMPARED
        if closing:
            _close(open_names, (name,), _barriers(name))
        elif foreign or name not in _CLOSES_ITSELF:
            _close(open_names, _ENTRIES.get(name, ()), _BEFORE_ENTRY)
            open_names.append(name)
        if len(open_names) > _DEEP or reopened > _REOPENED or compared > _MANY:
            return True
    return _has_endless_tag(markup)


def flat_text(markup: str) -> str:
    """The words of a page, a line for each block, with no regard to nesting."""
    text = re.sub(r"(?is)<!--.*?(?:-->|\Z)|<(script|style|svg)\b.*?(?:</\1\s*>|\Z)", " ", markup)
    text = re.sub(r"[\0-\x20]+", " ", text)
    text = re.sub(r"(?i)<h([1-6])\b[^<>]*>", lambda match: "\n\n" + "#" * int(match[1]) + " ", text)
    text = re.sub(r"(?i)<li\b[^<>]*>", "\n- ", text)
    text = re.sub(r"(?i)<t[dh]\b[^<>]*>", " | ", text)
    text = re.sub(r"(?i)<(?:br|tr)\b[^<>]*>", "\n", text)
    text = re.sub(r"(?i)</?(?:p|title|" + "|".join(sorted(_BLOCKS)) + r")\b[^<>]*>", "\n\n", text)
    text = html.unescape(re.sub(r"<[a-zA-Z/!?][^<>]*>", "", text))
    lines = [re.sub(" +", " ", line).strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"


def _barriers(name: str) -> frozenset[str]:
    """What an end tag doesn't reach past."""
    if name == "li":
        return _SCOPES | {"ul", "ol"}
    return _SCOPES if name in _BLOCKS else _SCOPES | _BLOCKS


def _close(open_names: list[str], names: tuple[str, ...], barriers: frozenset[str]) -> None:
    """Take the nearest of some elements off, with what it leaves open."""
    for back in range(1, min(_REACH, len(open_names)) + 1 if names else 0):
        if open_names[-back] in names:
            del open_names[-back:]
            return
        if open_names[-back] in barriers:
            return


def _has_endless_tag(markup: str) -> bool:
    tags = re.finditer(rf"<[a-zA-Z][^<>]{{{_LONG_TAG},}}", markup)
    return any(len(re.findall(r"[^\s\"'=/]+", re.sub(r"\"[^\"]*\"|'[^']*'", "", tag[0]))) > _MANY for tag in tags)
