"""Comments that let findings stand, in postmortems and in raw reports: `<!-- pmtool: ignore PM503 the reason -->`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pmtool.patterns import Pattern

CODE = r"[A-Z]+\d*"
_COMMENT = Pattern(r" ?(?<!\\)<!--([ \t]*pmtool:[ \t]*ignore\b((?:(?!<!--).)*?))-->")
_WORDS = Pattern(rf"[ \t]*({CODE}(?:[ \t]*,[ \t]*{CODE})*)(?=[ \t:]|$)[ \t:–—-]*(.*)")


class Comment(NamedTuple):
    """One comment: where it stands, what it ignores, and why."""

    start: int
    """Characters into the text, end exclusive; a space in front belongs to it."""
    end: int
    words: str
    """What stands behind `ignore`."""
    codes: tuple[str, ...]
    """Rules' codes, or how they begin; empty where it names none."""
    reason: str


def comments_in(text: str) -> Iterator[Comment]:
    """The comments of a text, in order."""
    if "<!--" not in text:
        return
    for found in _COMMENT.finditer(text):
        words = _WORDS.match(found[2].rstrip())
        codes = tuple(code.strip() for code in words[1].split(",")) if words else ()
        yield Comment(found.start(), found.end(), found[2], codes, words[2] if words else "")


def without_comments(text: str) -> str:
    """The text with spaces where comments stood, one for each character."""
    return _COMMENT.sub(lambda comment: " " * len(comment[0]), text) if "<!--" in text else text


def visible(markup: str) -> str:
    """HTML with its comments as text, so that they keep their place in what is read of it."""
    return _COMMENT.sub(_spelt, markup) if "<!--" in markup else markup


def _spelt(comment: re.Match[str]) -> str:
    return f" &lt;!--{comment[1]}--&gt;"
