"""A lock that dies with the process that holds it, on a file that tells who that is."""

from __future__ import annotations

import errno
import os
import sys
import time

if sys.platform == "win32":
    import msvcrt

    _BEHIND = 1 << 20
    """Bytes; Windows lets nobody read what is locked, so a byte behind the content is."""

    def _lock(handle: int) -> None:
        os.lseek(handle, _BEHIND, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


_TAKEN = {errno.EAGAIN, errno.EACCES, errno.EDEADLK}
_UNKNOWN = {errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}
"""What file systems say that know no locks; one is better off there without than without its drafts."""
_TRIES = 5
_PAUSE_S = 0.002
"""Longer than another process takes that only looks whether the lock is held."""


class Lock:
    """A lock that is held until it is released, or the process ends in whichever way."""

    def __init__(self, handle: int) -> None:
        """For `take` alone."""
        self._handle: int | None = handle

    def tell(self, words: bytes) -> None:
        """Writes into the file for others to read. Raises OSError."""
        if self._handle is not None:
            os.lseek(self._handle, 0, os.SEEK_SET)
            os.ftruncate(self._handle, 0)
            os.write(self._handle, words)

    def release(self) -> None:
        """Lets go; a second time does nothing."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def take(path: str) -> Lock | None:
    """The lock of the file at `path`, made where it is missing; null where someone holds it. Raises OSError."""
    for _ in range(_TRIES):
        if lock := _try(path, os.O_RDWR | os.O_CREAT):
            return lock
        time.sleep(_PAUSE_S)
    return None


def is_held(path: str) -> bool:
    """Whether a process that lives holds the lock; a file that is missing is held by nobody."""
    try:
        lock = _try(path, os.O_RDWR)
    except OSError:
        return False
    if lock is None:
        return True
    lock.release()
    return False


def _try(path: str, flags: int) -> Lock | None:
    handle = os.open(path, flags, 0o600)
    try:
        _lock(handle)
    except OSError as error:
        if error.errno in _UNKNOWN:
            return Lock(handle)
        os.close(handle)
        if error.errno in _TAKEN:
            return None
        raise
    return Lock(handle)
