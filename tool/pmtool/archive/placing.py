"""Files of an archive are put in place whole or not at all, and a disk that fails is told in one sentence."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from pmtool import reasons
from pmtool.errors import OutputError
from pmtool.files import replacing, taking_place
from pmtool.source.sanitize import on_one_line

_CODES = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_IOERR: errno.EIO,
    sqlite3.SQLITE_READONLY: errno.EROFS,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
}
"""What SQLite says of a disk, as the system says it."""
_PRIMARY = 0xFF


@contextmanager
def telling(path: str) -> Iterator[None]:
    """Turns what the disk says of a file that is being written into an OutputError."""
    try:
        yield
    except OSError as error:
        raise _told(path, error) from error
    except sqlite3.OperationalError as error:
        code = _CODES.get(error.sqlite_errorcode & _PRIMARY)
        if code is None:
            raise
        raise _told(path, OSError(code, os.strerror(code))) from error


@contextmanager
def place(path: str) -> Iterator[str]:
    """Path of an empty file beside `path`, whose place it takes where the block ends well; else it is gone.

    Raises OutputError.
    """
    with telling(path), taking_place(path) as partial:
        yield partial
        _settle(partial)


def put(path: str, pieces: Iterable[bytes]) -> None:
    """Writes a file whole or not at all. Raises OutputError."""
    with telling(path), replacing(path) as file:
        file.writelines(pieces)


def _settle(path: str) -> None:
    """Returns once a file stands on the disk."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _told(path: str, error: OSError) -> OutputError:
    return OutputError(
        f"can't write {on_one_line(path)}: {reasons.reason(error)}", f"{reasons.remedy(error)}, and run it again."
    )
