"""Finds the files to read: in folders, by patterns that no shell resolved, in lists, or by their names.

    old/              every file in the folder and below, but for hidden ones and those that can't be reports
    old/**/*.txt      the same, of what matches; a folder that matches is taken with all it holds
    @list.txt         each line names a file, folder or pattern as if it had been typed: from where the command runs;
                      lines that begin with # are for people
    @-                the same from stdin; names may end in NUL instead, as `find -print0` writes them

Files come in the order in which they were asked for, those of a folder in the order of their names' bytes.
"""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import BinaryIO

from pmtool.batch.report import Unreadable
from pmtool.errors import InputError
from pmtool.source.reader import read_bytes
from pmtool.source.sanitize import on_one_line

_NO_REPORTS = frozenset(
    """
    .png .jpg .jpeg .gif .webp .bmp .tif .tiff .ico .svg .heic .avif .mp3 .mp4 .m4a .mov .avi .mkv .webm .wav .ogg
    .zip .gz .tgz .bz2 .xz .zst .7z .rar .tar .jar .whl .deb .rpm .dmg .iso .pdf .doc .docx .xls .xlsx .ppt .pptx
    .odt .ods .odp .rtf .exe .dll .so .dylib .a .o .obj .class .pyc .bin .dat .pack .idx .db .db-wal .db-shm .sqlite
    .sqlite3 .parquet .avro .pickle .pkl .npy .css .scss .less .js .mjs .cjs .ts .jsx .tsx .map .wasm .woff .woff2
    .ttf .otf .eot .lock .part .tmp .swp .bak
    """.split()
)
"""Suffixes of files that are passed over in folders; one that is named itself is read whatever it ends in."""
_MAGIC = frozenset("*?[")
_ANY_DEPTH = "**"
_TOLD = 5
"""Names that there is nothing by, of which a message tells."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read."""

    path: str
    """For `os` functions: a name that is no UTF-8 holds surrogates."""
    name: str
    """As people know it, on one line: as they asked for it, or below the folder that they asked for."""


def files(
    asked: Sequence[str], *, away_from: str, skipped: Counter[str] | None = None, stdin: BinaryIO | None = None
) -> Iterator[Found | Unreadable]:
    """The files that are asked for, each once; a folder that can't be listed is Unreadable.

    Nothing in the folder `away_from` is ever taken. `skipped` counts the files in folders that can't be reports, by
    their suffixes. `stdin` stands for the process's own where given. Raises InputError, before the first file, for
    names that there is nothing by.
    """
    wanted = _all_wanted(_listed(asked, stdin))
    search = _Search(os.path.realpath(away_from), Counter() if skipped is None else skipped)
    return (found for each in wanted for found in search.found(each))


@dataclass(frozen=True, slots=True)
class _Wanted:
    root: str
    """The file, or the folder to walk."""
    parts: tuple[str, ...] = ()
    """What names below the folder have to match; empty where everything does."""


def _listed(asked: Sequence[str], stdin: BinaryIO | None) -> Iterator[str]:
    for name in asked:
        if name.startswith("@"):
            yield from _names_in(read_bytes(name[1:], stdin=stdin))
        else:
            yield name


def _names_in(data: bytes) -> Iterator[str]:
    """The names of a list: a line each, but for those that begin with #, or up to a NUL each."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = os.fsencode(data.decode("utf-16", "replace"))  # what PowerShell's `>` writes
    data = data.removeprefix(b"\xef\xbb\xbf")
    separator = b"\0" if b"\0" in data else b"\n"
    for each in data.split(separator):
        name = each if separator == b"\0" else each.removesuffix(b"\r")
        if name and not (separator == b"\n" and name.startswith(b"#")):
            yield os.fsdecode(name)


def _all_wanted(names: Iterable[str]) -> list[_Wanted]:
    """What names stand for. Raises InputError, which tells of the first few that there is nothing by."""
    wanted: list[_Wanted] = []
    errors: list[InputError] = []
    for name in names:
        try:
            wanted.append(_wanted(name))
        except InputError as error:
            errors.append(error)
    if len(errors) == 1:
        raise errors[0]
    if errors:
        told = [str(error) for error in errors[:_TOLD]]
        more = [f"and {len(errors) - _TOLD:,} more"] if len(errors) > _TOLD else []
        raise InputError("; ".join([*told, *more]), "Check the names, and where the command runs.")
    return wanted


def _wanted(name: str) -> _Wanted:
    """What a name stands for. Raises InputError where there is nothing by it."""
    try:
        os.stat(name)
        return _Wanted(name)
    except ValueError:
        pass  # a NUL in it
    except OSError as error:
        if os.path.lexists(name):
            reason = (error.strerror or str(error)).lower()
            raise InputError(
                f"{on_one_line(name)} can't be read: {reason}", "Check where it leads, or leave it out."
            ) from None
    if _MAGIC.isdisjoint(name):
        raise InputError(
            f"there is no file or folder {on_one_line(name)}", "Check the name, and where the command runs."
        )
    wanted = _pattern(name)
    search = _Search("", Counter())
    if next(search.walked(wanted), None) is None:
        if search.skipped:
            endings = ", ".join(sorted(search.skipped))
            raise InputError(
                f"no file that matches {on_one_line(name)} can be a report: {endings}", "Name other files."
            )
        raise InputError(
            f"no file matches {on_one_line(name)}", "Check the pattern; ** stands for folders at any depth."
        )
    return wanted


def _pattern(name: str) -> _Wanted:
    """A pattern's fixed beginning, and the rest by its parts."""
    drive, rest = os.path.splitdrive(name)
    parts = rest.replace(os.sep, "/").split("/")
    first = next(i for i, part in enumerate(parts) if not _MAGIC.isdisjoint(part))
    root = drive + "/".join(parts[:first]) + ("/" if first == 1 and not parts[0] else "")
    return _Wanted(root or os.curdir, tuple(part for part in parts[first:] if part))


@dataclass(slots=True)
class _Search:
    away_from: str
    """Resolved; empty where everything may be taken."""
    skipped: Counter[str]
    taken: set[str] = field(default_factory=set)
    """Resolved paths."""

    def found(self, wanted: _Wanted) -> Iterator[Found | Unreadable]:
        """What a name stands for, without what was taken already."""
        for each in self.walked(wanted):
            real = os.path.realpath(each.path)
            if real not in self.taken and not self._is_away(real):
                self.taken.add(real)
                yield each

    def walked(self, wanted: _Wanted) -> Iterator[Found | Unreadable]:
        """All files that a name stands for."""
        if not os.path.isdir(wanted.root):
            if not wanted.parts:
                yield Found(wanted.root, _told(wanted.root))
            return
        folders: list[Iterator[os.DirEntry[str] | Unreadable]] = [self._listing(wanted.root, _told(wanted.root))]
        names = [_told(wanted.root)]
        below: list[str] = []
        while folders:
            entry = next(folders[-1], None)
            if entry is None:
                folders.pop()
                names.pop()
                del below[-1:]
            elif isinstance(entry, Unreadable):
                yield entry
            else:
                name = f"{names[-1]}/{on_one_line(entry.name)}".lstrip("/")
                if entry.is_dir(follow_symlinks=False):
                    below.append(entry.name)
                    names.append(name)
                    folders.append(self._listing(entry.path, name))
                elif _is_file(entry) and _matches((*below, entry.name), wanted.parts) and self._may_be_report(entry):
                    yield Found(entry.path, name)

    def _listing(self, folder: str, name: str) -> Iterator[os.DirEntry[str] | Unreadable]:
        """What is in a folder and not hidden, in the order of the names' bytes."""
        if self._is_away(os.path.realpath(folder)):
            return
        try:
            with os.scandir(folder) as entries:
                seen = sorted(entries, key=lambda entry: os.fsencode(entry.name))
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            yield Unreadable(folder, name, f"the folder {name} can't be listed: {reason}", "check its permissions")
            return
        yield from (entry for entry in seen if not entry.name.startswith("."))

    def _may_be_report(self, entry: os.DirEntry[str]) -> bool:
        suffix = os.path.splitext(entry.name)[1].lower()
        if suffix in _NO_REPORTS:
            self.skipped[suffix] += 1
        return suffix not in _NO_REPORTS

    def _is_away(self, real: str) -> bool:
        return bool(self.away_from) and (real == self.away_from or real.startswith(os.path.join(self.away_from, "")))


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Whether there is a file, maybe at the end of a link; a device or a pipe is none."""
    try:
        return stat.S_ISREG(entry.stat().st_mode)
    except OSError:
        return False


def _matches(parts: Sequence[str], pattern: Sequence[str]) -> bool:
    """Whether the first of a path's parts, or all, match a pattern's parts, among which `**` is any number of them."""
    reached = _past_any({0}, pattern)
    for part in parts:
        if len(pattern) in reached:
            break
        after = {at for at in reached if pattern[at] == _ANY_DEPTH}
        after |= {at + 1 for at in reached if pattern[at] != _ANY_DEPTH and fnmatchcase(part, pattern[at])}
        reached = _past_any(after, pattern)
    return len(pattern) in reached


def _past_any(reached: set[int], pattern: Sequence[str]) -> set[int]:
    """With the places behind each `**`, which may stand for no part at all."""
    for at, part in enumerate(pattern):
        if at in reached and part == _ANY_DEPTH:
            reached.add(at + 1)
    return reached


def _told(asked: str) -> str:
    """How people know what they asked for: as typed, or just its name where it is far from where the command runs."""
    path = os.path.normpath(asked)
    far = os.path.isabs(path) or path.split(os.sep, 1)[0] == os.pardir
    name = os.path.basename(path) if far else path
    return "" if name in (os.curdir, os.pardir) else on_one_line(name.replace(os.sep, "/"))
