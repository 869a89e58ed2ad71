"""Files to reports that wait, and a report that waits to the bytes that it is made from."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from pmtool.batch.inputs.finding import Found
from pmtool.batch.inputs.grouping import GroupBy, Told, grouped, incident_id
from pmtool.batch.inputs.naming import stem_of_cut, stem_of_file, without_suffix
from pmtool.batch.inputs.splitting import Cut, split, whole
from pmtool.batch.report import Piece, Report, Unreadable
from pmtool.errors import InputError
from pmtool.source.reader import DEFAULT_MAX_BYTES, read_bytes
from pmtool.source.sanitize import on_one_line, sanitize

_ID_HEAD = 8_192
"""Bytes in which an incident's id is looked for."""


def reports(
    files: Iterable[Found | Unreadable],
    *,
    splits: bool = True,
    group_by: GroupBy | None = None,
    max_bytes: int = DEFAULT_MAX_BYTES,
) -> Iterator[Report | Unreadable]:
    """The incidents that files tell of, in the order of the files; what can't be read comes as Unreadable at once.

    `splits` cuts files that hold several. Holds one file at a time; with `group_by`, names and hashes of all, and the
    reports come at the end.
    """
    told: list[Told] = []
    for found in files:
        if isinstance(found, Unreadable):
            yield found
            continue
        try:
            data = _read(found.path, found.name, max_bytes)
            cuts = split(data, found.name) if splits else whole(data, found.name)
        except InputError as error:
            yield Unreadable(found.path, found.name, str(error), error.remedy)
            continue
        each = (_told(found, data, cuts, i, group_by) for i in range(len(cuts)))
        if group_by:
            told += each
        else:
            yield from (one.report for one in each)
    if group_by:
        yield from grouped(told, group_by)


def contents(report: Report, *, max_bytes: int = DEFAULT_MAX_BYTES) -> list[tuple[str, bytes]]:
    """What a report's pieces hold, each with the name to know it by in the record, no two alike.

    Raises InputError for a piece that is gone or no longer what it was when it was found.
    """
    held: list[tuple[str, bytes]] = []
    for piece in report.pieces:
        cut = _again(piece, max_bytes)
        if cut is None or hashlib.sha256(cut.data).hexdigest() != piece.sha256:
            raise InputError(f"{piece.name} has changed since it was found", "run the batch again")
        label = _label(piece, cut)
        same = sum(label == known or known.startswith(f"{label} (") for known, _ in held)
        held.append((f"{label} ({same + 1})" if same else label, cut.data))
    return held


def _read(path: str, name: str, max_bytes: int) -> bytes:
    """A file's bytes. Raises InputError, which calls it by its name, also for what can't be read a second time."""
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        mode = 0  # reading it gives the better message
    if stat.S_ISFIFO(mode):
        raise InputError(f"{name} is a pipe, which can be read only once", "write it to a file first")
    try:
        return read_bytes(os.path.join(os.curdir, path) if path == "-" else path, max_bytes=max_bytes)
    except InputError as error:
        told = sanitize(path).replace("\n", " ").replace("\t", " ")
        raise InputError(str(error).replace(told, name), error.remedy) from error


def _told(found: Found, data: bytes, cuts: Sequence[Cut], i: int, group_by: GroupBy | None) -> Told:
    cut = cuts[i]
    as_it_is = len(cuts) == 1 and cut.data == data
    number = 0 if as_it_is else i + 1
    name = found.name if as_it_is else f"{found.name}#{number}"
    stem = stem_of_file(found.path) if as_it_is else stem_of_cut(found.path, number, cut.day, cut.title)
    piece = Piece(path=found.path, number=number, sha256=hashlib.sha256(cut.data).hexdigest(), name=name)
    id = ""
    if group_by == "incident-id":
        own = without_suffix(os.path.basename(found.path)) if len(cuts) == 1 else ""
        id = incident_id(own, cut.data[:_ID_HEAD].decode("utf-8", "replace"))
    return Told(Report((piece,), stem), id, alone=len(cuts) > 1)


def _again(piece: Piece, max_bytes: int) -> Cut | None:
    """A piece's incident, read anew; None where its file no longer holds so many."""
    if not piece.number:
        return Cut(_read(piece.path, piece.name, max_bytes), "", "")
    try:
        status = os.stat(piece.path)
    except (OSError, ValueError):
        status = None
    state = (status.st_mtime_ns, status.st_size, status.st_ino) if status else ()
    cuts = _cuts(piece.path, piece.name.rpartition("#")[0], state, max_bytes)
    return cuts[piece.number - 1] if piece.number <= len(cuts) else None


@lru_cache(maxsize=2)
def _cuts(path: str, name: str, _state: tuple[int, ...], max_bytes: int) -> tuple[Cut, ...]:
    """The incidents in a file, kept for the next ones in it: each would have all of it cut again."""
    return tuple(split(_read(path, name, max_bytes), name))


def _label(piece: Piece, cut: Cut) -> str:
    name = on_one_line(os.path.basename(piece.path))
    return f"{without_suffix(name)}#{piece.number}{cut.suffix}" if piece.number else name
