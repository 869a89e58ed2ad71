"""The files that hold settings: where they are, and the tables in them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

from pmtool.errors import ConfigError

_LINUX = sys.platform == "linux"


class Table(NamedTuple):
    """The settings in a file as they stand there, nothing checked yet. Without a path there is no such file."""

    path: str
    values: dict[str, Any]


def user_file() -> str:
    """Where the user's own settings live, whether or not they exist."""
    if _LINUX:  # platformdirs' own answer, without the tenth of a command's time that it takes to load
        base = os.environ.get("XDG_CONFIG_HOME", "").strip() or os.path.expanduser("~/.config")
        return os.path.join(base, "pmtool", "config.toml")
    from platformdirs import user_config_dir

    return os.path.join(user_config_dir("pmtool", appauthor=False), "config.toml")


def project_file(folder: str = ".") -> str | None:
    """The settings file of the project that a folder belongs to; None where there is none."""
    return project_table(folder).path or None


def user_table(path: str) -> Table:
    """The settings in the user's own file. Raises ConfigError where it can't be read."""
    return Table(path, _parsed(_read(path), path))


def project_table(folder: str) -> Table:
    """The settings of the project that a folder belongs to. Raises ConfigError where they can't be read."""
    tables = map(_table_in, _folders(folder))
    return next((table for table in tables if table.path), Table("", {}))


def beside(file: str, path: object) -> object:
    """A path in a settings file counts from that file's folder."""
    folder = os.path.dirname(file)
    return os.path.join(folder, path) if isinstance(path, str) and path and folder not in ("", ".") else path


def _folders(folder: str) -> Iterator[str]:
    """A folder and those above it, up to the repository's or the file system's root."""
    yield folder
    here = os.path.abspath(folder)
    while not os.path.exists(os.path.join(here, ".git")) and here != os.path.dirname(here):
        here = os.path.dirname(here)
        yield here


def _table_in(folder: str) -> Table:
    own = os.path.join(folder, "pmtool.toml")
    if os.path.isfile(own):
        return Table(own, _parsed(_read(own), own))
    shared = os.path.join(folder, "pyproject.toml")
    text = _read(shared)
    if "tool.pmtool" in text:  # a file that never names pmtool is not ours to parse, or to complain about
        table = _parsed(text, shared).get("tool", {}).get("pmtool")
        if isinstance(table, dict):
            return Table(shared, table)
    return Table("", {})


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise ConfigError(f"can't read the settings in {path}: {reason}", "Mend the file or move it away.") from error


def _parsed(text: str, path: str) -> dict[str, Any]:
    if not text.strip():
        return {}
    import tomllib

    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # TOMLDecodeError is the first; numbers and nesting can be too long
        raise ConfigError(
            f"the settings in {path} are not valid TOML: {error}", "Mend the file at that place."
        ) from error
