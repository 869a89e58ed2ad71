"""Files that others may write, too: whether one is still what was read of it, and saving only where it is."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from typing import Literal

from pmtool.editing.keeping.folder import read_plain_file
from pmtool.errors import ChangedOnDiskError, OutputError
from pmtool.files import replacing, settle
from pmtool.reasons import reason, remedy
from pmtool.source.reader import DEFAULT_MAX_BYTES, read_bytes
from pmtool.source.sanitize import on_one_line

Change = Literal["content", "gone", "unreadable"]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a file was at a moment."""

    mtime_ns: int
    size: int
    sha256: str


def read_stamped(path: str, max_bytes: int = DEFAULT_MAX_BYTES) -> tuple[bytes, Stamp]:
    """What a file holds, and its stamp. Raises InputError like `read_bytes`."""
    try:
        modified = os.stat(path).st_mtime_ns  # before reading, so that a write in between shows as a change
    except (OSError, ValueError):
        modified = 0
    data = read_bytes(path, max_bytes=max_bytes)
    return data, Stamp(modified, len(data), hashlib.sha256(data).hexdigest())


def current(path: str, known: Stamp | None = None) -> Stamp:
    """The stamp of a file as it is now, which is only read where `known` has another time or size. Raises OSError."""
    status = os.stat(path)
    if known and stat.S_ISREG(status.st_mode) and (status.st_mtime_ns, status.st_size) == (known.mtime_ns, known.size):
        return known
    data = read_plain_file(path)
    return Stamp(status.st_mtime_ns, len(data), hashlib.sha256(data).hexdigest())


def changed(path: str, stamp: Stamp) -> Change | None:
    """What became of a file since its stamp; null where it holds what it held. Costs a `stat` as a rule."""
    try:
        return None if current(path, stamp).sha256 == stamp.sha256 else "content"
    except (FileNotFoundError, NotADirectoryError):
        return "gone"
    except OSError:
        return "unreadable"


def save(path: str, text: str, expected: Stamp | None) -> Stamp:
    """Writes a text as UTF-8, whole or not at all, and only where the file still is what is expected: the stamp of
    what was read or saved last, or null for no file at all. To write over it all the same, expect its `current` stamp.

    Permissions stay, links are followed, and a file with CRLF gets CRLF.
    Raises ChangedOnDiskError, and OutputError where the file can't be written.
    """
    try:
        held = _require(path, expected)
        if held is not None and b"\r\n" in held:
            text = text.replace("\n", "\r\n")
        data = text.encode("utf-8", "replace")
        with replacing(path) as file:
            file.write(data)
            settle(file)
            written = os.fstat(file.fileno()).st_mtime_ns
            _require(path, expected)  # once more: a slow disk gives others time
    except ValueError as error:
        raise OutputError("a file's name can't hold a null character", "Choose another name.") from error
    except OSError as error:
        raise OutputError(
            f"can't write {on_one_line(path)}: {reason(error)}", f"{remedy(error)}, or save it under another name."
        ) from error
    return Stamp(written, len(data), hashlib.sha256(data).hexdigest())


def _require(path: str, expected: Stamp | None) -> bytes | None:
    """What the file at `path` holds, where it is what is expected and may be written; null for no file."""
    shown = on_one_line(path)
    try:
        status = os.stat(path)
    except FileNotFoundError:
        if expected is None:
            return None
        raise ChangedOnDiskError(f"{shown} is gone from the disk", "Save it anew, or under another name.") from None
    if stat.S_ISDIR(status.st_mode):
        raise OutputError(f"{shown} is a folder", "Name a file in it.")
    if not stat.S_ISREG(status.st_mode):
        raise OutputError(f"{shown} is a pipe or a device, not a file", "Name a file.")
    if expected is None:
        raise ChangedOnDiskError(f"there is a file {shown} already", "Replace it, or choose another name.")
    if not status.st_mode & 0o222 or not os.access(path, os.W_OK):
        raise OutputError(f"{shown} is read-only", "Make it writable, or save under another name.")
    data = read_plain_file(path)
    if hashlib.sha256(data).hexdigest() != expected.sha256:
        raise ChangedOnDiskError(
            f"{shown} was changed on the disk since it was read", "Reload it, compare, or replace it."
        )
    return data
