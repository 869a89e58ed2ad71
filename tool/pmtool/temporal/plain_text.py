"""A text in plain characters, one for one, so that the grammar has to know one kind of space, minus and bullet only."""

from __future__ import annotations

_PLAIN = {"\u00a0": " ", "\u2009": " ", "\u202f": " ", "−": "-", "’": "'", "•": "*", "≈": "~"}


def plain(text: str) -> str:
    """The text with typographic characters replaced; offsets hold."""
    if text.isascii():
        return text
    for typographic, character in _PLAIN.items():
        text = text.replace(typographic, character)
    return text
