"""What the files of an incident would best be called: names that every file system takes, whatever they come from."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata

from pmtool.patterns import Pattern

LONGEST = 80
"""Bytes."""
_LONGEST_FILE = 40
"""Bytes that a file's own name may take where words of an incident in it follow."""
_APART = str.maketrans(
    {"ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D",
     "ł": "l", "Ł": "L", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i", "—": "-", "–": "-"}
)  # fmt: skip
"""Letters that don't fall apart into a plain one and its accent."""
_UNSAFE = Pattern(r"[^A-Za-z0-9._-]+")
_REPEATED = Pattern(r"([._-])[._-]+")
_RESERVED = Pattern(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.I)
_SUFFIX = Pattern(r"\.[A-Za-z][A-Za-z0-9]{0,9}$")
_SAYS_LITTLE = frozenset(
    "index readme report postmortem post-mortem incident notes page main untitled document".split()
)
"""Names of files that only their folder tells apart."""


def stem_of(words: str) -> str:
    """Words as a file's name without suffix: ASCII, at most 80 bytes, never empty."""
    plain = unicodedata.normalize("NFKD", words.translate(_APART)).encode("ascii", "ignore").decode()
    stem = _trimmed(_REPEATED.sub(r"\1", _UNSAFE.sub("-", plain)), LONGEST)
    if not any(char.isalnum() for char in stem):
        told = hashlib.sha256(words.encode("utf-8", "surrogateescape")).hexdigest()
        return f"report-{told[:8]}"
    return _trimmed(f"report-{stem}", LONGEST) if _RESERVED.match(stem) else stem


def stem_of_file(path: str) -> str:
    """A file's name without its suffix, behind its folder's where it says too little by itself."""
    name = without_suffix(os.path.basename(path))
    folder = os.path.basename(os.path.dirname(path))
    if name.lower() in _SAYS_LITTLE and folder not in ("", os.curdir, os.pardir):
        name = f"{folder}-{name}"
    return stem_of(name)


def stem_of_cut(path: str, number: int, day: str, title: str) -> str:
    """A file's name with what is known of one of the incidents in it: its day, its title, else its number."""
    file = _trimmed(stem_of_file(path), _LONGEST_FILE)
    told = stem_of(title) if any(char.isascii() and char.isalnum() for char in title) else ""
    return _trimmed("-".join(filter(None, (file, day, told))) if day or told else f"{file}-{number}", LONGEST)


def without_suffix(name: str) -> str:
    """A file's name without what tells its kind; the `.2` of a version is no suffix."""
    return _SUFFIX.sub("", name) or name


def _trimmed(stem: str, length: int) -> str:
    return stem[:length].strip(".-_")
