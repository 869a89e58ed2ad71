"""Private keys: where one begins, and how far it reaches."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from pmtool.patterns import Pattern
from pmtool.sensitive.sight import Sight

_BEGINNING = Pattern(
    r"-----BEGIN ((?:[A-Z0-9]{2,10} ){0,3})PRIVATE KEY(?: BLOCK)?-----(?:\\n|\s){0,20}"
    r"(?:(?:Proc-Type|Version|Comment|DEK-Info)\b|[A-Za-z0-9+/=]{16})"
    r"|PuTTY-User-Key-File-\d:"
)
_EDGE = Pattern(r"-{4,5} ?(BEGIN|END) [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}|(PuTTY-User-Key-File-\d:)")
_PUTTY_END = Pattern(r"Private-MAC: ?[0-9a-f]{16,128}")
_BODY = Pattern(r"[A-Za-z0-9+/=]{16}")
_REST = Pattern(
    r"(?:(?:\\[nr]|[\s>|\"'+,])*+(?:(?:Proc-Type|DEK-Info|Version|Comment)\b[^\n\\]*+|[A-Za-z0-9+/=]{16,}+"
    r"|[A-Za-z0-9+/]{1,15}={1,2}))*"
)
"""What belongs to a key whose end is cut off."""
_LONGEST = 20_000


def private_keys(text: str) -> Iterator[Sight]:
    """Beginnings of keys that a key follows; a header alone is only a word."""
    for match in _BEGINNING.finditer(text):
        form = "PuTTY" if match[1] is None else match[1].strip().lower() or "PKCS #8"
        yield Sight(match.start(), match.end(), "key", f"a private key ({form})")


def key_blocks(text: str) -> Iterator[Sight]:
    """Whole keys, also those that a log or a chat broke up, and what is left of one that is cut off."""
    edges = list(_EDGE.finditer(text))
    for edge, following in zip_longest(edges, edges[1:]):
        if edge[1] == "END":
            continue
        limit = min(edge.end() + _LONGEST, following.start() if following else len(text))
        closing = _PUTTY_END.search(text, edge.end(), limit) if edge[2] else None
        if closing:
            end = closing.end()
        elif following and following[1] == "END" and following.start() <= limit and not edge[2]:
            end = following.end()
        else:
            rest = _REST.match(text, edge.end(), limit)
            end = rest.end() if rest else edge.end()
        if _BODY.search(text, edge.end(), end):
            yield Sight(edge.start(), end, "key", "a private key")
