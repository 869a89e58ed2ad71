"""What a person likes the desk to be: what the desk remembers by itself, and what their settings file says."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from difflib import get_close_matches

from textual.keys import Keys, key_to_character
from textual.theme import BUILTIN_THEMES

from pmtool.config.desk import DeskSettings, desk_settings
from pmtool.editing.keeping.folder import private_folder, read_object, state_folder, write_object
from pmtool.editing.times.showing import MODES, Mode
from pmtool.errors import ConfigError, KeepingError
from pmtool.reasons import reason, remedy
from pmtool.tui.actions import ACTIONS

THEMES = {"dark": "textual-dark", "light": "textual-light", "ansi": "ansi-dark"}
"""Short names of the usual ones."""
_FILE = "preferences.json"
_MODIFIERS = frozenset("ctrl shift alt super meta hyper".split())


@dataclass(frozen=True, slots=True)
class Preferences:
    """What the desk remembers from one time to the next."""

    theme: str = THEMES["dark"]
    times: Mode = "incident"


def load() -> tuple[Preferences, str]:
    """The preferences, and a sentence where they can't be read, which is told once: the file is put aside."""
    path = os.path.join(state_folder(), _FILE)
    try:
        found = read_object(path)
        theme, times = found["theme"], found["times"]
        if theme not in BUILTIN_THEMES or times not in MODES:
            raise ValueError("no preference")
        return Preferences(theme, times), ""
    except FileNotFoundError:
        return Preferences(), ""
    except (OSError, ValueError, TypeError, KeyError):
        with suppress(OSError):
            os.replace(path, f"{path}.broken")
        return (
            Preferences(),
            "What the desk remembered of your preferences can't be read; it begins with the usual ones.",
        )


def save(preferences: Preferences) -> None:
    """Keeps the preferences. Raises KeepingError."""
    try:
        write_object(os.path.join(private_folder(), _FILE), asdict(preferences))
    except OSError as error:
        raise KeepingError(
            f"your preferences can't be kept in {state_folder()}: {reason(error)}", f"{remedy(error)}."
        ) from error


def fit(theme: str) -> str:
    """The theme, but for those of the terminal's own colours where there are to be none: they would be all black."""
    return THEMES["dark"] if os.environ.get("NO_COLOR") and theme.startswith("ansi") else theme


def theme_in_settings(settings: DeskSettings | None = None) -> str | None:
    """The theme that the settings ask for, by Textual's name; null for none. Raises ConfigError."""
    settings = settings or desk_settings()
    if settings.theme is None:
        return None
    name = THEMES.get(settings.theme, settings.theme)
    if name not in BUILTIN_THEMES:
        known = (*THEMES, *BUILTIN_THEMES)
        raise ConfigError(
            f"{settings.theme_origin}: there is no theme '{settings.theme}'", _near(settings.theme, known, THEMES)
        )
    return name


def key_overrides(settings: DeskSettings | None = None) -> dict[str, str]:
    """Keys by the ids of actions, for `App.set_keymap`.

    Raises ConfigError for what is no action or no key, and for a key that two actions of one part would have.
    """
    settings = settings or desk_settings()
    ids = {action.id: action.keys for action in ACTIONS}
    overrides = {}
    for id, pressed in settings.keys.items():
        if id not in ids:
            raise ConfigError(f"{settings.keys_origin}: no action is called '{id}'", _near(id, ids, ("desk.save",)))
        names = [name.strip() for name in pressed.split(",")]
        for name in names:
            if not is_key(name):
                raise ConfigError(
                    f"{settings.keys_origin}: '{name}' is no key, for {id}", "Write it as ctrl+w, f5, alt+up or J."
                )
        overrides[id] = ",".join(names)
    _require_distinct(ids | overrides, overrides, settings.keys_origin)
    return overrides


def is_key(name: str) -> bool:
    """Whether a terminal can send such a key, by the name that Textual has for it."""
    *modifiers, key = name.split("+") if len(name) > 1 else [name]
    if len(set(modifiers)) != len(modifiers) or not _MODIFIERS.issuperset(modifiers):
        return False
    if len(key) == 1:
        return key.isprintable()
    return key.isidentifier() and (key in set(Keys) or key_to_character(key) is not None)


def _require_distinct(keys: Mapping[str, str], changed: Iterable[str], origin: str) -> None:
    """Raises ConfigError where a changed action has a key of another one of the same part."""
    for id in changed:
        for other, pressed in keys.items():
            shared = set(keys[id].split(",")) & set(pressed.split(","))
            if other != id and shared and other.partition(".")[0] == id.partition(".")[0]:
                raise ConfigError(
                    f"{origin}: {min(shared)} is for {id} and for {other}", "Give one of them another key."
                )


def _near(name: str, known: Iterable[str], examples: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"Did you mean '{near[0]}'?" if near else f"There are {', '.join(examples)} and others; see F1 on the desk."
