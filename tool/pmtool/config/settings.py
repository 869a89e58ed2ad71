"""The settings of everything but the model."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from pmtool.config import files, keys
from pmtool.config.keys import Key
from pmtool.config.model_keys import MODEL_KEYS, PROFILES

EngineName = Literal["auto", "offline", "llm"]
FormatName = Literal["markdown", "json", "yaml"]
ProfileName = Literal["draft", "review", "public"]
FailOn = Literal["error", "warning", "info"]

ENGINE = Key("engine", "auto", "what structures a report", keys.text, get_args(EngineName))
FORMAT = Key("format", "markdown", "what `structure` writes", keys.text, get_args(FormatName))
TIMEZONE = Key("timezone", None, "zone of times that name none: an IANA name or an offset", keys.text)
MAX_SIZE = Key("max_size", 32.0, "largest input, in MB", keys.positive)
PROFILE = Key("profile", "review", "how strictly `check` looks", keys.text, get_args(ProfileName))
SELECT = Key("select", (), "rules that `check` asks, by how their codes begin; none is all", keys.codes)
IGNORE = Key("ignore", (), "rules that it leaves out", keys.codes)
FAIL_ON = Key(
    "fail_on", None, "what fails a check; unset: error for a draft, else warning", keys.text, get_args(FailOn)
)
BASELINE = Key("baseline", None, "file of findings that are known already", keys.text, is_path=True)
THEME = Key("theme", None, "colours of the drafting desk; unset: those chosen there last", keys.filled, standing="own")
KEYMAP = Key("keys", {}, "other keys for the desk's actions, by their ids", keys.texts, standing="own")
DESK_KEYS = (THEME, KEYMAP)
"""Of the drafting desk alone: in the user's own file, for they are nobody else's taste."""
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
    for key, value, origin in _layers(flags, environ, project, user or files.user_file()):
        values[key.name] = key.read(value, key, origin)
        origins[key.name] = origin
    return Settings(**values, origins=origins)


def tables(project: str, user: str) -> tuple[files.Table, files.Table]:
    """The settings in the user's file and in the project's. Raises ConfigError for one that nobody knows."""
    found = files.user_table(user), files.project_table(project)
    known = [*(key.name for key in (*KEYS, *MODEL_KEYS, *DESK_KEYS)), PROFILES]
    for path, values in found:
        for name in values:
            keys.require_known(name, known, path)
    shared = found[1]
    for key in DESK_KEYS:
        if key.name in shared.values:
            keys.require_own(key, shared.path)
    return found


def _layers(
    flags: Mapping[str, object], environ: Mapping[str, str], project: str, user: str
) -> Iterator[tuple[Key, object, str]]:
    """Every (key, value, origin) that is set anywhere, but the model's; what counts more comes later."""
    for path, table in tables(project, user):
        for key in KEYS:
            if key.name in table:
                yield key, files.beside(path, table[key.name]) if key.is_path else table[key.name], path
    for key in KEYS:
        if environ.get(key.variable):
            yield key, environ[key.variable], key.variable
    for key in KEYS:
        if flags.get(key.name) is not None:
            yield key, flags[key.name], key.flag
