"""Private keys: where one begins."""

from __future__ import annotations

from collections.abc import Iterator

from pmtool.patterns import Pattern
from pmtool.sensitive.sight import Sight

_BEGINNING = Pattern(
    r"-----BEGIN ((?:[A-Z0-9]{2,10} ){0,3})PRIVATE KEY(?: BLOCK)?-----(?:\\n|\s){0,20}"
    r"(?:(?:Proc-Type|Version|Comment|DEK-Info)\b|[A-Za-z0-9+/=]{16})"
    r"|PuTTY-User-Key-File-\d:"
)


def private_keys(text: str) -> Iterator[Sight]:
    """Beginnings of keys that a key follows; a header alone is only a word."""
    for match in _BEGINNING.finditer(text):
        form = "PuTTY" if match[1] is None else match[1].strip().lower() or "PKCS #8"
        yield Sight(match.start(), match.end(), "key", f"a private key ({form})")
