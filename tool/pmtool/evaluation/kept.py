"""Postmortems that lie in folders: gold's, and those that runs have left."""

from __future__ import annotations

import os
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from pmtool import formats
from pmtool.errors import InputError
from pmtool.model import Postmortem
from pmtool.pipeline.folder import files
from pmtool.source.decode import decode
from pmtool.source.reader import read_bytes
from pmtool.validator.rule import Flaw


@dataclass(frozen=True, slots=True)
class Entry:
    """A postmortem's file, and what has to be known of it to find its fellow."""

    path: str
    stem: str
    """What people call it: the file's name, without folders and suffix."""
    sources: frozenset[str]
    """SHA-256 of what it was made from."""
    is_draft: bool
    is_damaged: bool
    """Whether parts of the file can't be read."""


@dataclass(frozen=True, slots=True)
class Held:
    """A postmortem as its file holds it."""

    postmortem: Postmortem
    flaws: tuple[Flaw, ...] = ()
    """What could not be read of the file."""


def entries(folder: str, max_bytes: int) -> Iterator[Entry | InputError]:
    """The postmortems of a folder by their stems; an error for each file that can't be read, and the others go on.

    Files that are no postmortems are passed by. Raises InputError where the folder can't be read.
    """
    for names in files(folder).incidents:
        try:
            found = _entry([os.path.join(folder, name) for name in names], max_bytes)
        except InputError as error:
            yield error
            continue
        if found:
            yield found


def _entry(paths: Sequence[str], max_bytes: int) -> Entry | None:
    for path in paths:
        text = _text(path, max_bytes)
        if formats.is_canonical(text):
            found = _parsed(text, path)
            return Entry(
                path,
                os.path.splitext(os.path.basename(path))[0],
                frozenset(source.sha256 for source in found.postmortem.sources if source.sha256),
                is_draft=found.postmortem.status == "draft",
                is_damaged=any(flaw.severity is None for flaw in found.flaws),
            )
    return None


def held(entry: Entry, max_bytes: int) -> Held:
    """What the file holds. Raises InputError."""
    return _parsed(_text(entry.path, max_bytes), entry.path)


def _text(path: str, max_bytes: int) -> str:
    return decode(read_bytes(path, max_bytes=max_bytes), path)


def _parsed(text: str, path: str) -> Held:
    from pmtool.pipeline.opening import flaws

    format = formats.of_suffix(os.path.splitext(path)[1]) or formats.recognise(text)
    try:
        reading = format.module.read(text)
    except InputError as error:
        raise InputError(f"{path}: {error}", error.remedy) from error
    return Held(reading.postmortem, flaws(reading))


def fellows(golds: Sequence[Entry], others: Sequence[Entry]) -> dict[Entry, Entry]:
    """Which of the others is made from what each of gold is made from: by its sources, else by its stem; each once."""
    found: dict[Entry, Entry] = {}
    for key in (_sources_and_stem, _sources, _stem):
        taken = set(found.values())
        lying: dict[Hashable, list[Entry]] = {}
        for other in others:
            if other not in taken:
                lying.setdefault(key(other), []).append(other)
        for gold in golds:
            alike = lying.get(key(gold)) if gold not in found and key(gold) else None
            if alike:
                found[gold] = alike.pop(0)
    return found


def _sources_and_stem(entry: Entry) -> Hashable:
    return (entry.sources, entry.stem) if entry.sources else None


def _sources(entry: Entry) -> Hashable:
    return entry.sources


def _stem(entry: Entry) -> Hashable:
    return entry.stem
