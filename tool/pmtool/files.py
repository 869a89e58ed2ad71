"""Files that are put in place whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

_BEGIN, _END = ".pmtool-", ".part"


@contextmanager
def replacing(target: str, mode: int = 0o666) -> Iterator[BinaryIO]:
    """A file to write to. It takes the place of `target` in one step where the block ends well, else it is gone.

    The permissions of `target` stay; a new file gets `mode`, less what the umask takes. Links are followed.
    Raises OSError.
    """
    target = os.path.realpath(target)
    if os.path.islink(target):  # still
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), target)
    partial = partial_beside(target)
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    try:
        with open(handle, "wb") as file:
            yield file
        if os.path.exists(target):
            os.chmod(partial, stat.S_IMODE(os.stat(target).st_mode))
        os.replace(partial, target)
    except BaseException:
        with suppress(OSError):  # the first error tells more
            os.unlink(partial)
        raise


def partial_beside(target: str) -> str:
    """A path for what is to take the place of `target` once it is whole."""
    return os.path.join(os.path.dirname(target), f"{_BEGIN}{os.urandom(4).hex()}{_END}")


def is_partial(name: str) -> bool:
    """Whether a file of that name is one that was not yet whole."""
    return name.startswith(_BEGIN) and name.endswith(_END)


def settle(file: BinaryIO) -> None:
    """Returns once what was written to a file stands on the disk. Raises OSError."""
    file.flush()
    os.fsync(file.fileno())
