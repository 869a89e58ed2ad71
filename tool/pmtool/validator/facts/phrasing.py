"""Phrases as tables, so that a new phrasing is a new line."""

from __future__ import annotations

import re

from pmtool.patterns import Pattern

_FEW_WORDS = r"(?:[\w'’-]+\s+){0,3}?"


def phrases(table: str, **parts: str) -> str:
    """The regular expression of a table, a phrase a line, in which a space stands for any white space.

    `a|b` is either word, `...` up to three words, `<name>` any of the words of a part (`alert="alert alarm"`); the rest
    is regular expression. Phrases are whole words.
    """
    lines = (r"\s+".join(map(_either, line.split())) for line in table.strip().splitlines())
    pattern = r"\b(?:" + "|".join(lines).replace(r"...\s+", _FEW_WORDS) + r")\b"
    for name, words in parts.items():
        pattern = pattern.replace(f"<{name}>", "(?:" + "|".join(words.split()) + ")")
    return pattern


def _either(word: str) -> str:
    return f"(?:{word})" if "|" in word and not word.startswith("(") else word


def phrasing(table: str, **parts: str) -> Pattern:
    """A pattern that finds any phrase of a table, in any case."""
    return Pattern(phrases(table, **parts), re.I)
