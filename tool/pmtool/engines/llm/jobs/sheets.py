"""Job files on the disk: a request a line, as many files as the provider's limits make of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import BinaryIO

from pmtool.engines.llm.spending import Usage
from pmtool.errors import OutputError
from pmtool.files import settle
from pmtool.reasons import reason, remedy
from pmtool.source.sanitize import on_one_line

ENDPOINT = "/v1/chat/completions"


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one job's file; by default OpenAI's, with some room left."""

    requests: int = 50_000
    bytes: int = 190_000_000


@dataclass(slots=True)
class Sheet:
    """A job's file."""

    path: str
    keys: list[str] = field(default_factory=list)
    size: int = 0
    """Bytes."""
    estimate: Usage = field(default_factory=Usage)
    """What its requests may take."""


class Sheets:
    """Takes requests down in a folder of their own. Raises OutputError where the disk does not let it."""

    def __init__(self, folder: str, limits: Limits) -> None:
        self._folder, self._limits = folder, limits
        self._file: BinaryIO | None = None
        self._sheets: list[Sheet] = []
        self._keys: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._keys

    def add(self, key: str, body: bytes, estimate: Usage) -> None:
        """Notes a request once; `body` is JSON on one line."""
        if key in self._keys:
            return
        line = b'{"custom_id":"%b","method":"POST","url":"%b","body":%b}\n' % (key.encode(), ENDPOINT.encode(), body)
        try:
            sheet = self._with_room(len(line))
            assert self._file
            self._file.write(line)
        except OSError as error:
            raise self._failure(error) from error
        self._keys.add(key)
        sheet.keys.append(key)
        sheet.size += len(line)
        sheet.estimate += estimate

    def taken(self) -> list[Sheet]:
        """All that was noted since the last time, safe on the disk."""
        try:
            self._close()
        except OSError as error:
            raise self._failure(error) from error
        sheets, self._sheets, self._keys = self._sheets, [], set()
        return sheets

    def discard(self) -> None:
        """Gives up what was noted."""
        if self._file:
            self._file.close()
            self._file = None
        for sheet in self._sheets:
            remove(sheet.path)
        self._sheets, self._keys = [], set()
        with suppress(OSError):  # those of jobs stay
            os.rmdir(self._folder)

    def _with_room(self, size: int) -> Sheet:
        sheet = self._sheets[-1] if self._file else None
        if sheet and len(sheet.keys) < self._limits.requests and sheet.size + size <= self._limits.bytes:
            return sheet
        self._close()
        os.makedirs(self._folder, mode=0o700, exist_ok=True)
        path = os.path.join(self._folder, f"{os.urandom(8).hex()}.jsonl")
        self._file = open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600))  # noqa: SIM115
        self._sheets.append(Sheet(path))
        return self._sheets[-1]

    def _close(self) -> None:
        if self._file:
            with self._file as file:
                settle(file)
            self._file = None

    def _failure(self, error: OSError) -> OutputError:
        return OutputError(
            f"{on_one_line(self._folder)} can't be written: {reason(error)}", f"{remedy(error)}, and run it again."
        )


def leftovers(folder: str, known: set[str]) -> Iterator[str]:
    """Sheets in a folder that no job is known to be of: an earlier run was ended while it wrote them."""
    with suppress(FileNotFoundError):
        for name in sorted(os.listdir(folder)):
            path = os.path.join(folder, name)
            if name.endswith(".jsonl") and name not in known:
                yield path


def remove(path: str) -> None:
    """Removes a sheet, if it is there."""
    with suppress(OSError):
        os.unlink(path)
