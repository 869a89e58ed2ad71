"""One incident as cut out of a file that holds several, and how such a cut is laid out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pmtool.patterns import Pattern

_TAG = Pattern(r"</?[A-Za-z][\w:-]*(?:\s[^<>]*)?/?>")
_DAY = Pattern(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Cut:
    """One incident of a file, a readable report by itself."""

    data: bytes
    title: str
    """May be empty."""
    suffix: str
    """What kind of text it is, as file names tell: `.txt`, `.md`, `.html`."""
    day: str = ""
    """The day it is filed under, `2026-03-03`, where the file says so in a form that can't be misread."""


def cut_of(paragraphs: Iterable[str], title: str, day: str = "") -> Cut:
    """A cut of paragraphs, empty ones left out."""
    text = "\n\n".join(paragraph for paragraph in paragraphs if paragraph.strip())
    return Cut(f"{text}\n".encode("utf-8", "replace"), title, ".txt", day)


def one_line(text: str) -> str:
    """Text as a title or a value holds it."""
    return " ".join(text.split())


def prose(text: str) -> str:
    """What a field says: HTML as the text it shows, with paragraphs and emphasis as Markdown."""
    if not _TAG.search(text):
        return text.strip()
    from pmtool.source.html import html_to_text
    from pmtool.source.sanitize import sanitize

    return sanitize(html_to_text(sanitize(text))).strip()


def post(state: str, words: str, stamp: str) -> str:
    """A status page's post, in the layout that status pages are copied in."""
    words = words if _opens_with(words, state) else f"{state} - {words}".rstrip(" -")
    return f"{words}\nPosted {stamp}".strip() if stamp else words


def day_of(stamp: str) -> str:
    """The day of a time as machines write it, ISO 8601 or like mail's; else empty."""
    if found := _DAY.match(stamp.strip()):
        return found.group()
    from email.utils import parsedate

    try:
        parsed = parsedate(one_line(stamp))
    except (ValueError, IndexError, TypeError):
        return ""
    return f"{parsed[0]:04}-{parsed[1]:02}-{parsed[2]:02}" if parsed else ""


def _opens_with(words: str, state: str) -> bool:
    return not state or re.match(rf"\W*{re.escape(state)}\b\W*(?:\s-|-|–|—|:|\n|$)", words, re.I) is not None
