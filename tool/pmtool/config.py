"""Settings, and where each came from: flag > environment > the project's file > the user's file > default.

The project's file is pmtool.toml or, where that is missing, [tool.pmtool] in pyproject.toml: in the current folder or
else in the nearest one above it that has either, as far as the repository reaches.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from pmtool.errors import ConfigError

EngineName = Literal["auto", "offline", "llm"]
FormatName = Literal["markdown", "json", "yaml"]
ProfileName = Literal["draft", "review", "public"]
FailOn = Literal["error", "warning", "info"]
_LINUX = sys.platform == "linux"
Setting = str | float | tuple[str, ...] | None


@dataclass
class Key:
    """What may be set: by its name in files and as PMTOOL_<NAME> in the environment."""

    name: str
    default: Setting
    help: str
    choices: tuple[str, ...] = ()

    @property
    def variable(self) -> str:
        """Its name in the environment."""
        return f"PMTOOL_{self.name.upper()}"

    @property
    def flag(self) -> str:
        """Its name on the command line."""
        return f"--{self.name.replace('_', '-')}"


ENGINE = Key("engine", "auto", "what structures a report", get_args(EngineName))
FORMAT = Key("format", "markdown", "what `structure` writes", get_args(FormatName))
TIMEZONE = Key("timezone", None, "zone of times that name none: an IANA name or an offset")
MAX_SIZE = Key("max_size", 32.0, "largest input, in MB")
PROFILE = Key("profile", "review", "how strictly `check` looks", get_args(ProfileName))
SELECT = Key("select", (), "rules that `check` asks, by how their codes begin; none is all")
IGNORE = Key("ignore", (), "rules that it leaves out")
FAIL_ON = Key("fail_on", None, "what fails a check; unset: error for a draft, else warning", get_args(FailOn))
BASELINE = Key("baseline", None, "file of findings that are known already")
KEYS = (ENGINE, FORMAT, TIMEZONE, MAX_SIZE, PROFILE, SELECT, IGNORE, FAIL_ON, BASELINE)


@dataclass
class Settings:
    """The values in force, and for each key's name where its value comes from, in words."""

    engine: EngineName
    format: FormatName
    timezone: str | None
    max_size: float
    profile: ProfileName
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    fail_on: FailOn | None
    baseline: str | None
    origins: Mapping[str, str] = field(repr=False)


def effective(
    flags: Mapping[str, object], *, environ: Mapping[str, str] = os.environ, project: str = ".", user: str | None = None
) -> Settings:
    """The settings in force.

    `flags` are the command line's (None = not given), `project` the folder whose file counts, or one above it, `user`
    the path of the user's file. Raises ConfigError for a file that can't be used, an unknown key or a wrong value.
    """
    values: dict[str, Any] = {key.name: key.default for key in KEYS}
    origins = dict.fromkeys(values, "default")
    for name, value, origin in _layers(flags, environ, project, user or user_file()):
        values[name] = _checked(name, value, origin)
        origins[name] = origin
    return Settings(**values, origins=origins)


def user_file() -> str:
    """Where the user's own settings live, whether or not they exist."""
    if _LINUX:  # platformdirs' own answer, without the tenth of a command's time that it takes to load
        base = os.environ.get("XDG_CONFIG_HOME", "").strip() or os.path.expanduser("~/.config")
        return os.path.join(base, "pmtool", "config.toml")
    from platformdirs import user_config_dir

    return os.path.join(user_config_dir("pmtool", appauthor=False), "config.toml")


def project_file(folder: str = ".") -> str | None:
    """The settings file of the project that a folder belongs to; None where there is none."""
    return _project_table(folder)[0]


def _layers(
    flags: Mapping[str, object], environ: Mapping[str, str], project: str, user: str
) -> Iterator[tuple[str, object, str]]:
    """Every (name, value, origin) that is set anywhere; what counts more comes later."""
    for path, table in ((user, _parsed(_read(user), user)), _project_table(project)):
        for name, value in table.items():
            yield name, _beside(str(path), value) if name == BASELINE.name else value, str(path)
    for key in KEYS:
        if environ.get(key.variable):
            yield key.name, environ[key.variable], key.variable
    for key in KEYS:
        if flags.get(key.name) is not None:
            yield key.name, flags[key.name], key.flag


def _beside(file: str, path: object) -> object:
    """A path in a settings file counts from that file's folder."""
    folder = os.path.dirname(file)
    return os.path.join(folder, path) if isinstance(path, str) and path and folder not in ("", ".") else path


def _project_table(folder: str) -> tuple[str | None, dict[str, Any]]:
    tables = map(_table_in, _folders(folder))
    return next((found for found in tables if found[0]), (None, {}))


def _folders(folder: str) -> Iterator[str]:
    """A folder and those above it, up to the repository's or the file system's root."""
    yield folder
    here = os.path.abspath(folder)
    while not os.path.exists(os.path.join(here, ".git")) and here != os.path.dirname(here):
        here = os.path.dirname(here)
        yield here


def _table_in(folder: str) -> tuple[str | None, dict[str, Any]]:
    own = os.path.join(folder, "pmtool.toml")
    if os.path.isfile(own):
        return own, _parsed(_read(own), own)
    shared = os.path.join(folder, "pyproject.toml")
    text = _read(shared)
    if "tool.pmtool" in text:  # a file that never names pmtool is not ours to parse, or to complain about
        table = _parsed(text, shared).get("tool", {}).get("pmtool")
        if isinstance(table, dict):
            return shared, table
    return None, {}


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
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(
            f"the settings in {path} are not valid TOML: {error}", "Mend the file at that place."
        ) from error


def _checked(name: str, value: object, origin: str) -> Setting:
    key = next((k for k in KEYS if k.name == name), None)
    if key is None:
        from difflib import get_close_matches

        names = [k.name for k in KEYS]
        near = get_close_matches(name, names, n=1, cutoff=0.5)
        remedy = f"Did you mean '{near[0]}'?" if near else f"Known settings: {', '.join(names)}."
        raise ConfigError(f"{origin}: there is no setting '{name}'", remedy)
    if isinstance(key.default, float):
        return _positive(value, key, origin)
    if isinstance(key.default, tuple):
        return _codes(value, key, origin)
    if not isinstance(value, str):
        raise ConfigError(f"{origin}: {name} must be a text, not {value!r}", f'Write it in quotes: {name} = "…".')
    if key.choices and value not in key.choices:
        raise ConfigError(f"{origin}: {name} can't be '{value}'", f"Choose one of {', '.join(key.choices)}.")
    return value


def _codes(value: object, key: Key, origin: str) -> tuple[str, ...]:
    """`PM1,PM2` or a list of such, as codes one by one."""
    parts = value if isinstance(value, list) else [value]
    texts = [part for part in parts if isinstance(part, str)]
    if len(texts) < len(parts):
        raise ConfigError(
            f"{origin}: {key.name} must be a list of codes, not {value!r}", f'Write {key.name} = ["PM1", "PM203"].'
        )
    return tuple(code.strip().upper() for text in texts for code in text.split(",") if code.strip())


def _positive(value: object, key: Key, origin: str) -> float:
    try:
        number = float(value) if isinstance(value, (int, float, str)) and not isinstance(value, bool) else 0.0
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise ConfigError(
            f"{origin}: {key.name} must be a number above 0, not {value!r}", f"Give one, such as {key.default}."
        )
    return number
