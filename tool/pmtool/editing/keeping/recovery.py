"""Work that was left unsaved when its process ended: to be found, taken up again, or thrown away."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

from pmtool import locks
from pmtool.editing.keeping.folder import read_object, read_plain_file
from pmtool.editing.keeping.kept import LOCK, SOURCES, STATE, KeptDraft, drafts_folder, remove
from pmtool.editing.keeping.state import VERSION, DraftState, document_from, state_from, text_of
from pmtool.errors import InputError
from pmtool.model import Document
from pmtool.reasons import reason
from pmtool.source.sanitize import on_one_line

_UNFIT = (ValueError, TypeError, KeyError, AttributeError, OverflowError)
"""What plain data that is no draft runs into."""


class Recovered(NamedTuple):
    """A draft with unsaved changes that nobody has open."""

    id: str
    title: str
    """On one line, harmless to a terminal; empty where the postmortem has none."""
    path: str | None
    """The postmortem's file; null where it was never saved."""
    when: str
    """When it was written last, UTC: `2026-03-01T14:05:00+00:00`."""
    events: int
    file: str
    """What its file is called, or its first source where it was never saved; as harmless as the title, or empty."""


class Skipped(NamedTuple):
    """Something among the drafts that can't be used."""

    id: str
    why: str
    """One sentence."""


class Recoverable(NamedTuple):
    """The drafts to be offered at a start, newest first, and what else lies there."""

    drafts: tuple[Recovered, ...]
    skipped: tuple[Skipped, ...]


class Restored(NamedTuple):
    """A draft taken up again."""

    kept: KeptDraft
    """Goes on in the same folder."""
    state: DraftState
    lost: tuple[str, ...]
    """Names of sources whose text can't be read any more; the evidence in them is only quoted."""


def recoverable() -> Recoverable:
    """Drafts with unsaved changes whose process is gone. Never raises for what lies there."""
    drafts: list[Recovered] = []
    skipped: list[Skipped] = []
    for id in _unheld():
        try:
            data = _read(id)
            if data is not None and data["saved"] is not True:
                drafts.append(_summary(id, data))
        except InputError as error:
            skipped.append(Skipped(id, f"{error}."))
        except _UNFIT:
            skipped.append(Skipped(id, f"{_broken(id)}."))
    drafts.sort(key=lambda draft: (draft.when, draft.id), reverse=True)
    return Recoverable(tuple(drafts), tuple(skipped))


def restore(id: str) -> Restored:
    """Takes a draft up again. Raises InputError where it is open elsewhere, gone, or can't be read."""
    held = _taken(id)
    try:
        data = _read(id)
        if data is None:
            raise InputError(f"there is no draft {on_one_line(id)} any more", "Open the file itself.")
        documents, lost = _documents(id, data)
        state = state_from(data, documents)
    except InputError:
        held.release()
        raise
    except _UNFIT as error:
        held.release()
        raise InputError(_broken(id), "Throw it away, or look at that file by hand.") from error
    return Restored(KeptDraft(id, held), state, lost)


def discard(id: str) -> None:
    """Throws a draft away for good. Raises InputError where it is open elsewhere or no draft."""
    remove(_folder(id), _taken(id))


def sweep() -> None:
    """Removes what processes that are gone left behind of drafts with nothing unsaved in them."""
    for id in _unheld():
        with suppress(InputError, *_UNFIT):
            data = _read(id)
            if data is None or data["saved"] is True:
                discard(id)


def _unheld() -> Iterator[str]:
    """Names of what lies among the drafts, without those that are open."""
    for name in _names_in(drafts_folder()):
        if not name.startswith(".") and not locks.is_held(os.path.join(drafts_folder(), name, LOCK)):
            yield name


def _folder(id: str) -> str:
    """The folder of a draft. Raises InputError where there is none that pmtool made."""
    folder = os.path.join(drafts_folder(), id)
    is_name = os.path.basename(folder) == id and id not in ("", ".", "..")
    if not is_name or os.path.islink(folder) or not {STATE, LOCK} & set(_names_in(folder)):
        raise InputError(f"{on_one_line(folder)} is no draft of pmtool", "Remove it by hand.")
    return folder


def _names_in(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def _taken(id: str) -> locks.Lock:
    file = os.path.join(_folder(id), LOCK)
    try:
        held = locks.take(file)
    except OSError as error:
        raise InputError(f"this draft can't be taken up: {reason(error)}", "Check its permissions.") from error
    if held is None:
        raise InputError("this draft is open in another pmtool", "Go on there.")
    return held


def _read(id: str) -> dict[str, Any] | None:
    """What is kept of a draft; null where nothing is. Raises InputError and ValueError."""
    try:
        data = read_object(os.path.join(_folder(id), STATE))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError(f"{_broken(id)}: {reason(error)}", "Check its permissions.") from error
    if isinstance(version := data["kept"], int) and version > VERSION:
        raise InputError(f"the draft {on_one_line(id)} was kept by a newer pmtool", "Recover it with that one.")
    return data


def _summary(id: str, data: Mapping[str, Any]) -> Recovered:
    """The draft as a start offers it; not all of it is looked at yet."""
    postmortem, path = data["postmortem"], data["path"]
    title = on_one_line(text_of(postmortem["title"]))
    return Recovered(
        id,
        title,
        path if path is None else text_of(path),
        on_one_line(text_of(data["when"])),
        len(postmortem["timeline"]),
        on_one_line(os.path.basename(text_of(path)) if path else _first_source(data.get("documents"))),
    )


def _first_source(documents: Any) -> str:
    match documents:
        case [{"name": str(name)}, *_]:
            return text_of(name)
    return ""


def _documents(id: str, data: Mapping[str, Any]) -> tuple[tuple[Document, ...], tuple[str, ...]]:
    """The sources whose texts are whole, and the names of the others."""
    found: list[Document] = []
    lost: list[str] = []
    for document in data["documents"]:
        name = os.path.basename(document["text"])
        try:
            content = read_plain_file(os.path.join(_folder(id), SOURCES, name))
        except OSError:
            content = b""
        if hashlib.sha256(content).hexdigest() + ".txt" == name:
            found.append(document_from(document, content.decode("utf-8", "surrogatepass")))
        else:
            lost.append(document["name"])
    return tuple(found), tuple(lost)


def _broken(id: str) -> str:
    return f"the draft in {on_one_line(os.path.join(drafts_folder(), id))} can't be read"
