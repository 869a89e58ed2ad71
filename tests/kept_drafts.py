"""What tests of keeping work share: drafts, and disks that fail."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from dataclasses import replace

import pytest

from pmtool.editing.keeping.kept import KeptDraft
from pmtool.editing.keeping.state import DraftState
from pmtool.model import Document
from pmtool.source.decode import decode
from pmtool.source.reader import document_of, read_text
from records import SAMPLE

REPORT = (
    b"# Checkout down\n\n14:05 UTC the pool ran dry. Kim restarted it at 14:40 UTC.\n\n- Errors rose\n- Errors fell\n"
)


def document(data: bytes = REPORT, name: str = "report.md", id: str = "R1", first: int = 1) -> Document:
    return document_of(data, read_text(decode(data, name), name), name, id, first)


def state(title: str = "Checkout unavailable", **more: object) -> DraftState:
    return DraftState(**({"postmortem": replace(SAMPLE, title=title), "documents": (document(),)} | more))


def same(one: Document, other: Document) -> bool:
    """Whether two documents are alike in everything; they are only equal to themselves."""
    fields = ("id", "name", "media_type", "sha256", "text", "blocks", "segments")
    return all(getattr(one, field) == getattr(other, field) for field in fields)


def left_unsaved(title: str = "Checkout unavailable", **more: object) -> str:
    """The id of a draft whose process is gone."""
    kept = KeptDraft()
    kept.claim(None)
    kept.note(state(title, **more))
    kept.write()
    kept.release()
    return kept.id


def failing(code: int) -> Callable[..., int]:
    """What stands for a function of the system that fails."""

    def fail(*_: object, **__: object) -> int:
        raise OSError(code, os.strerror(code))

    return fail


def break_disk(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    """Lets the disk fail: a full one once a file is written, another one when it is opened for writing."""
    if code in (errno.ENOSPC, errno.EDQUOT):
        monkeypatch.setattr(os, "fsync", failing(code))
        return
    real = os.open

    def opened(path: str, flags: int, *mode: int, **more: int) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR):
            raise OSError(code, os.strerror(code), path)
        return real(path, flags, *mode, **more)

    monkeypatch.setattr(os, "open", opened)
