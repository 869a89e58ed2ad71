"""The settings of the drafting desk; which themes, actions and keys there are, it alone knows."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from pmtool.config import files, keys
from pmtool.config.settings import KEYMAP, THEME


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """What is set, and where."""

    theme: str | None
    theme_origin: str
    keys: Mapping[str, str]
    """By the ids of actions; several keys of one stand in one text, with commas between."""
    keys_origin: str


def desk_settings(*, environ: Mapping[str, str] = os.environ, user: str | None = None) -> DeskSettings:
    """The settings in force. Raises ConfigError for a file that can't be read, or a value of another kind."""
    path, values = files.user_table(user or files.user_file())
    origin = THEME.variable if environ.get(THEME.variable) else path
    theme = environ.get(THEME.variable) or values.get(THEME.name)
    return DeskSettings(
        theme=None if theme is None else str(THEME.read(theme, THEME, origin)),
        theme_origin=origin,
        keys=keys.texts(values.get(KEYMAP.name, {}), KEYMAP, path),
        keys_origin=path,
    )
