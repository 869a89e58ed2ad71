"""What the system's errors mean to a person who wants a file written, and what to do about them."""

from __future__ import annotations

import errno

_FULL = ("the disk is full", "Free some space")
_DENIED = ("you may not write there", "Change its permissions")
_REASONS = {
    errno.ENOSPC: _FULL,
    getattr(errno, "EDQUOT", -1): ("your quota of the disk is used up", "Free some space"),
    errno.EROFS: ("the disk can only be read", "Make it writable"),
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.ENOENT: ("there is no such folder", "Make it first"),
    errno.ENOTDIR: ("a part of its path is a file, not a folder", "Check the path"),
    errno.EISDIR: ("it is a folder", "Name a file"),
    errno.ELOOP: ("it is a link that leads back to itself", "Remove that link"),
    errno.ENAMETOOLONG: ("its name is too long", "Choose a shorter one"),
}


def reason(error: OSError) -> str:
    """Why it failed, as the end of a sentence: `the disk is full`."""
    known = _REASONS.get(error.errno or 0)
    return known[0] if known else (error.strerror or type(error).__name__).lower()


def remedy(error: OSError) -> str:
    """What to do first, as the begin of a sentence: `Free some space`."""
    known = _REASONS.get(error.errno or 0)
    return known[1] if known else "Mend that"
