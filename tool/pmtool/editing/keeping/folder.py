"""The folder of what pmtool keeps from one run to the next, for its owner's eyes only."""

from __future__ import annotations

import datetime as dt
import json
import os
import stat
from collections.abc import Iterable
from typing import Any

from pmtool.files import replacing, settle

STATE_DIR = "PMTOOL_STATE_DIR"
"""The environment variable that names the folder."""


def state_folder() -> str:
    """Where the state of pmtool lives, whether or not there is any."""
    if named := os.environ.get(STATE_DIR, "").strip():
        return os.path.abspath(named)
    from platformdirs import user_state_dir

    return user_state_dir("pmtool", appauthor=False)


def private_folder(*names: str) -> str:
    """A folder within that of the state; what is missing on the way is made. Raises OSError."""
    folder = state_folder()
    os.makedirs(folder, mode=0o700, exist_ok=True)
    for name in names:
        folder = os.path.join(folder, name)
        os.makedirs(folder, mode=0o700, exist_ok=True)
    return folder


def write_private(path: str, pieces: Iterable[bytes]) -> None:
    """Puts a file in place, whole and settled on the disk, or leaves what is there. Raises OSError."""
    with replacing(path, 0o600) as file:
        file.writelines(pieces)
        settle(file)


def write_object(path: str, data: object, mode: int = 0o600) -> None:
    """Puts plain data in place as a JSON file. Raises OSError."""
    with replacing(path, mode) as file:
        file.write(json.dumps(data, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass") + b"\n")
        settle(file)


def read_plain_file(path: str) -> bytes:
    """What a file holds. Raises OSError, also for what would block or never end: pipes and devices."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with open(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(None, "it is no plain file", path)
        return file.read()


def read_object(path: str) -> dict[str, Any]:
    """The JSON object that a file holds. Raises OSError, and ValueError for what is none."""
    try:
        data = json.loads(read_plain_file(path).decode("utf-8", "surrogatepass"))
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error
    if not isinstance(data, dict):
        raise ValueError("it holds no object")
    return data


def now() -> str:
    """The time in UTC, to the second: `2026-03-01T14:05:00+00:00`."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
