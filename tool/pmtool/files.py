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
    with taking_place(target, mode) as partial, open(partial, "wb") as file:
        yield file


@contextmanager
def taking_place(target: str, mode: int = 0o666) -> Iterator[str]:
    """Like `replacing`, for those who open files themselves: the path of an empty file."""
    target = os.path.realpath(target)
    if os.path.islink(target):  # still
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), target)
    partial = os.path.join(os.path.dirname(target), f"{_BEGIN}{os.urandom(4).hex()}{_END}")
    os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode))
    try:
        yield partial
        if os.path.exists(target):
            os.chmod(partial, stat.S_IMODE(os.stat(target).st_mode))
        os.replace(partial, target)
    except BaseException:
        with suppress(OSError):  # the first error tells more
            os.unlink(partial)
        raise


def is_partial(name: str) -> bool:
    """Whether a file of that name is one that was not yet whole."""
    return name.startswith(_BEGIN) and name.endswith(_END)


def settle(file: BinaryIO) -> None:
    """Returns once what was written to a file stands on the disk. Raises OSError."""
    file.flush()
    os.fsync(file.fileno())
