"""Names to documents: the one place of pmtool.source that touches files."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import sys
from collections.abc import Sequence
from typing import BinaryIO, NamedTuple

from pmtool.errors import InputError
from pmtool.model import Document
from pmtool.source.comments import visible, without_comments
from pmtool.source.decode import decode
from pmtool.source.document import build_document
from pmtool.source.sanitize import sanitize

DEFAULT_MAX_BYTES = 32 << 20
_STDIN = "-"
_MEGABYTE = 1 << 20

_HTML_SUFFIXES = (".html", ".htm", ".xhtml")
_MARKDOWN_SUFFIXES = (".md", ".markdown", ".mdown")
_PAGE = r"(?is)(?:\s|<\?xml(?>.*?\?>)|<!--(?>.*?-->))*+<(?:!doctype\s+html|html|head|body)\b"
_FRAGMENT = (
    r"(?is)(?:\s|<!--(?>.*?-->))*+<(div|p|h[1-6]|ul|ol|dl|table|article|section|main|header|blockquote|pre|span|strong|b|small)"
    r"(?:\s[^<>]*)?>.*</\1\s*>"
)
_MARKDOWN = r"(?m)^(?:#{1,6} \S|```|\|?[ :]*-{3,}[ :|-]*\|)"
_HEAD = 4096
"""Characters; what kind of text it is shows by then."""


def read_sources(
    names: Sequence[str], *, stdin: BinaryIO | None = None, max_bytes: int = DEFAULT_MAX_BYTES
) -> tuple[Document, ...]:
    """The documents of files, or of stdin where a name is `-`; one incident, so their segments count on.

    `stdin` stands for the process's own where given; `max_bytes` bounds each input.
    Raises InputError for what is missing, unreadable, too large, given twice, binary or empty.
    """
    if not names:
        raise InputError("no report was given", "name a file, or - for stdin")
    _refuse_repeats(names)
    documents: list[Document] = []
    segments = 0
    for name in names:
        data = read_bytes(name, stdin=stdin, max_bytes=max_bytes)
        label = _unused(shown_name(name), documents)
        source = f"R{len(documents) + 1}"
        document = document_of(data, read_text(decode(data, _told_name(name)), name), label, source, segments + 1)
        segments += len(document.segments)
        documents.append(document)
    return tuple(documents)


def read_bytes(name: str, *, stdin: BinaryIO | None = None, max_bytes: int = DEFAULT_MAX_BYTES) -> bytes:
    """What a file holds, or stdin where the name is `-`. Raises InputError."""
    return _stdin_bytes(stdin, max_bytes) if name == _STDIN else _file_bytes(name, max_bytes)


class ReadText(NamedTuple):
    """The sanitized text of an input, in which comments to pmtool still stand."""

    text: str
    media_type: str


def document_of(data: bytes, read: ReadText, label: str, source: str = "R1", first_segment: int = 1) -> Document:
    """The document of an input: its bytes, its text, what to call it. Comments to pmtool are blank in it."""
    sha256 = hashlib.sha256(data).hexdigest()
    return build_document(source, label, read.media_type, sha256, without_comments(read.text), first_segment)


def read_text(text: str, name: str) -> ReadText:
    """What there is to read in an input's decoded text. Raises InputError where it holds no words."""
    text = sanitize(text)
    media_type = _media_type(name, text)
    if media_type == "text/html":
        from pmtool.source.html import html_to_text

        text = sanitize(html_to_text(visible(text)))
    if not any(char.isalnum() for char in without_comments(text)):
        raise InputError(f"{_told_name(name)} holds no words", "give a report with some text in it")
    return ReadText(text, media_type)


def shown_name(name: str) -> str:
    """What people call an input: a file's name without its folders, or `stdin`."""
    return _shown(os.path.basename(name)) if name != _STDIN else "stdin"


def _told_name(name: str) -> str:
    """An input's name as messages print it, folders and all."""
    return "stdin" if name == _STDIN else _shown(name)


def _media_type(name: str, text: str) -> str:
    suffix = os.path.splitext(name)[1].lower()
    head = text[:_HEAD]
    if re.match(_PAGE, head) or (suffix in _HTML_SUFFIXES and re.search(r"<[a-zA-Z!/]", text)):
        return "text/html"
    if suffix in _MARKDOWN_SUFFIXES:
        return "text/markdown"
    if re.match(_FRAGMENT, head):
        return "text/html"
    return "text/markdown" if re.search(_MARKDOWN, head) else "text/plain"


def _refuse_repeats(names: Sequence[str]) -> None:
    seen: set[object] = set()
    for name in names:
        try:
            status = os.stat(name) if name != _STDIN else None
        except (OSError, ValueError):
            continue  # reading it gives the better message
        key = (status.st_dev, status.st_ino) if status else _STDIN
        if key in seen:
            raise InputError(f"{_told_name(name)} was given twice", "name each report once")
        seen.add(key)


def _stdin_bytes(stdin: BinaryIO | None, max_bytes: int) -> bytes:
    stream = stdin or (sys.stdin.buffer if sys.stdin else None)
    if stream is None:
        raise InputError("stdin is closed", "pipe a report into it, or name a file")
    try:
        return _bounded(stream, "stdin", max_bytes)
    except OSError as error:
        raise InputError(f"stdin can't be read: {_reason(error)}", "pipe a report into it, or name a file") from error


def _file_bytes(name: str, max_bytes: int) -> bytes:
    shown = _shown(name)
    try:
        status = os.stat(name)
        if stat.S_ISDIR(status.st_mode):
            raise InputError(f"{shown} is a folder", "name the reports in it")
        if not (stat.S_ISREG(status.st_mode) or stat.S_ISFIFO(status.st_mode)):
            raise InputError(f"{shown} is a device, not a report", "name a file, or - for stdin")
        if status.st_size > max_bytes:
            raise _too_large(shown, f"is {status.st_size / _MEGABYTE:.1f} MB", max_bytes)
        with open(name, "rb") as file:
            return _bounded(file, shown, max_bytes)
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise InputError(f"there is no file {shown}", "check the name, or use - for stdin") from error
    except OSError as error:
        raise InputError(f"{shown} can't be read: {_reason(error)}", "check its permissions, or copy it") from error


def _bounded(stream: BinaryIO, shown: str, max_bytes: int) -> bytes:
    """All that a stream holds; pipes may hand it over in pieces."""
    pieces: list[bytes] = []
    room = max_bytes + 1
    while room > 0 and (piece := stream.read(room)):
        pieces.append(piece)
        room -= len(piece)
    if room <= 0:
        raise _too_large(shown, "is too large", max_bytes)
    return b"".join(pieces)


def _too_large(shown: str, how: str, max_bytes: int) -> InputError:
    limit = f"{max_bytes / _MEGABYTE:.3g} MB"
    return InputError(f"{shown} {how}; the limit is {limit}", "cut it to the incident's window, or raise --max-size")


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _shown(name: str) -> str:
    """A name as messages and records print it: on one line, nothing a terminal would obey."""
    return sanitize(name).replace("\n", " ").replace("\t", " ")


def _unused(label: str, documents: Sequence[Document]) -> str:
    taken = {document.name for document in documents}
    numbered = (f"{label} ({n})" for n in range(2, len(taken) + 3))
    return next(name for name in (label, *numbered) if name not in taken)
