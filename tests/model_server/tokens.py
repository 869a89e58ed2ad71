"""Tokens of four characters, and a prompt cache that finds shared prefixes as providers do."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

CHARACTERS = 4
"""Of a token."""
BLOCK = 128
"""Tokens: prefixes are cached in whole blocks."""
LEAST = 1024
"""Tokens: shorter prefixes are not cached."""


def count(text: str) -> int:
    return -(-len(text) // CHARACTERS)


def pieces(text: str, tokens: int = 1) -> Iterator[str]:
    """The text by so many tokens at a time."""
    size = tokens * CHARACTERS
    return (text[start : start + size] for start in range(0, len(text), size))


class PromptCache:
    """Knows every prompt seen, as digests of its prefixes. A prompt is known from its arrival on."""

    def __init__(self) -> None:
        self._seen: set[bytes] = set()

    def cached(self, prompt: str) -> int:
        """How many tokens of the prompt began an earlier one; remembers this one."""
        size = BLOCK * CHARACTERS
        prefix = hashlib.blake2b(digest_size=16)
        shared, known = 0, True
        for start in range(0, len(prompt) - size + 1, size):
            prefix.update(prompt[start : start + size].encode("utf-8", "surrogatepass"))
            digest = prefix.digest()
            known = known and digest in self._seen
            shared += BLOCK if known else 0
            self._seen.add(digest)
        return shared if shared >= LEAST else 0
