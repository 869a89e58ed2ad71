"""Takes from a text what could steer a terminal or hide from a reader, one character for one, so that offsets hold.

What has no look of its own becomes a space, a broken character becomes U+FFFD, every line break becomes a newline.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

_SPACE, _BROKEN, _BREAK = " ", "\ufffd", "\n"
_HAZARDS = (
    ("\0", "\x08", _SPACE),
    ("\v", "\f", _BREAK),
    ("\x0e", "\x1f", _SPACE),
    ("\x7f", "\x84", _SPACE),
    ("\x85", "\x85", _BREAK),
    ("\x86", "\x9f", _SPACE),
    ("\u061c", "\u061c", _SPACE),  # bidi, here and below
    ("\u200b", "\u200b", _SPACE),  # zero-width space
    ("\u200e", "\u200f", _SPACE),
    ("\u2028", "\u2029", _BREAK),
    ("\u202a", "\u202e", _SPACE),
    ("\u2066", "\u206f", _SPACE),
    ("\ud800", "\udfff", _BROKEN),
    ("\ufdd0", "\ufdef", _BROKEN),
    ("\ufeff", "\ufeff", _SPACE),  # byte-order mark of a file glued on
    ("\ufff9", "\ufffb", _SPACE),  # interlinear annotation
    ("\U000e0000", "\U000e007f", _SPACE),  # tags
)
_FEW = 16
_STRING_LINES = 4
"""Lines that an OSC or DCS string may span; one that no terminator ends within them is no string but stray bytes."""


def sanitize(text: str) -> str:
    """The same text, safe to print; as long as before, and unchanged when sanitized again."""
    if text.isascii() and text.isprintable():
        return text
    if "\r" in text:
        text = text.replace("\r\r\n", "  \n").replace("\r\n", " \n").replace("\r", "\n")
    found = set(text)
    if not found.isdisjoint("\x1b\x90\x98\x9b\x9d\x9e\x9f"):
        text = _escapes().sub(_blanked, text)
    replacements = {char: seen for char in found if (seen := _seen_as(char)) != char}
    if len(replacements) > _FEW:
        return text.translate({ord(char): seen for char, seen in replacements.items()})
    for char, seen in replacements.items():
        text = text.replace(char, seen)
    return text


def on_one_line(words: str) -> str:
    """Words of somebody else's (a path, a title) as a sentence can hold them: on one line, harmless to a terminal."""
    return " ".join(sanitize(words).split())


@lru_cache(maxsize=4096)
def _seen_as(char: str) -> str:
    """What stands for a character in a sanitized text: nearly always itself."""
    if " " <= char <= "~":
        return char
    if ord(char) & 0xFFFE == 0xFFFE:
        return _BROKEN
    return next((seen for first, last, seen in _HAZARDS if first <= char <= last), char)


@cache
def _escapes() -> re.Pattern[str]:
    """ANSI sequences. No part runs past a further escape, so that a hostile text costs no more than a plain one."""
    begin = r"(?:\x1b[\]PX^_]|[\x90\x98\x9d\x9e\x9f])"
    inside = r"[^\x07\x1b\x80-\x9f\n]*+"
    return re.compile(
        rf"(?:{begin}(?:{inside}\n){{0,{_STRING_LINES - 1}}}+{inside}(?:\x07|\x1b\\|\x9c)"
        r"|(?:\x1b\[|\x9b)[0-?]*+[ -/]*+[@-~]?"
        r"|\x1b[ -/]*+[0-~])++"
    )


def _blanked(match: re.Match[str]) -> str:
    sequence = match[0]
    return " " * len(sequence) if "\n" not in sequence else re.sub(r"[^\n]", " ", sequence)
