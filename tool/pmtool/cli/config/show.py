"""`pmtool config show`: every setting as a line of TOML, with its origin.

A line is behind a # where setting it in the project's file would change something, or is not the project's to do: the
output can be kept as pmtool.toml, and then everything stays as it is.
"""

from __future__ import annotations

import argparse
import json
import os
import re
from typing import Any, NamedTuple

from pmtool import config
from pmtool.cli import diagnostics, options, output
from pmtool.config.choosing import DEFAULT, Choice, Found, Profile, choose
from pmtool.config.credentials import key_source
from pmtool.config.desk import desk_settings
from pmtool.config.keys import Key
from pmtool.config.model_keys import API_KEY_CMD, BASE_URL, HEADERS, MODEL, MODEL_KEYS, PROFILE_KEYS, PROFILES
from pmtool.config.models import server_name
from pmtool.config.settings import KEYMAP, THEME
from pmtool.config.trust import require_trust
from pmtool.errors import ConfigError, sentence

_HIDDEN = "…"


class Line(NamedTuple):
    """A setting in TOML, and what there is to say of it."""

    setting: str
    remark: str


def run(_: argparse.Namespace) -> int:
    """Prints the settings; what is wrong with where they would send reports goes to stderr."""
    settings = options.settings(argparse.Namespace())
    choice = choose({}, os.environ, ".", config.user_file())
    general = [_line(key, Found(getattr(settings, key.name), settings.origins[key.name])) for key in config.KEYS]
    blocks = [
        _aligned(general),
        f"# The drafting desk.\n{_aligned(_desk())}",
        f"{_model(choice)}\n{_aligned(_model_lines(choice))}",
        *map(_profile, choice.profiles),
    ]
    output.write_stdout("\n\n".join(blocks) + "\n")
    if not config.project_file() and not os.path.isfile(config.user_file()):
        diagnostics.say("no settings file here, and none of your own; `pmtool config path` prints where yours may go.")
    try:
        require_trust(choice)
    except ConfigError as error:
        diagnostics.say(sentence(error))
    return 0


def _desk() -> list[Line]:
    desk = desk_settings()
    theme = Found(desk.theme, desk.theme_origin if desk.theme else DEFAULT)
    keys = Found(dict(desk.keys), desk.keys_origin if desk.keys else DEFAULT)
    return [_line(THEME, theme, behind=True), _line(KEYMAP, keys, behind=True)]


def _model(choice: Choice) -> str:
    """Which model is asked, where, and with which key."""
    if not config.is_model_configured({}):
        return "# The model: none is configured. Set OPENAI_API_KEY, or base_url for a server of your own."
    name = server_name(choice[MODEL].value, choice[BASE_URL].value)
    profile = f" (profile {_quoted(choice.profile)})" if choice.profile is not None else ""
    source = key_source(choice, os.environ)
    lacking = ", which is not set" if source.variable and not os.environ.get(source.variable, "").strip() else ""
    return diagnostics.harmless(
        f"# The model: {name}{profile} at {choice[BASE_URL].value}; api_key: {source.origin}{lacking}."
    )


def _model_lines(choice: Choice) -> list[Line]:
    in_force = next((profile.found for profile in choice.profiles if profile.name == choice.profile), {})
    shown = [(key, choice.named if key is MODEL else choice[key]) for key in MODEL_KEYS]
    return [
        _line(key, found, behind=not _may_stay(key, found) or in_force.get(key.name) == found) for key, found in shown
    ]


def _profile(profile: Profile) -> str:
    shown = [(key, profile.found[key.name]) for key in PROFILE_KEYS if key.name in profile.found]
    lines = [Line(_setting(key, found, behind=not _may_stay(key, found)), _place(found)) for key, found in shown]
    return f"[{PROFILES}.{_table_name(profile.name)}]\n{_aligned(lines)}"


def _may_stay(key: Key, found: Found) -> bool:
    """Whether the value does in the project's file what it does where it is."""
    if key in (API_KEY_CMD, HEADERS):  # shown without their values
        return False
    if found.from_project:
        return True
    return found.origin != "default" and key.standing == "free" and not key.adds_up


def _aligned(lines: list[Line]) -> str:
    width = max((len(line.setting) for line in lines), default=0)
    return "\n".join(f"{line.setting:<{width}}  # {line.remark}" for line in lines)


def _line(key: Key, found: Found, *, behind: bool = False) -> Line:
    return Line(_setting(key, found, behind=behind), f"{_place(found)}: {key.help}")


def _setting(key: Key, found: Found, *, behind: bool) -> str:
    unset = found.value is None
    return f"{'# ' if behind or unset else ''}{key.name} ={'' if unset else f' {_toml(key, found.value)}'}"


def _place(found: Found) -> str:
    return diagnostics.harmless(found.origin)


def _toml(key: Key, value: Any) -> str:
    """The value in TOML; of what may hold a secret no more than that it is set."""
    if key is API_KEY_CMD:
        return _quoted(_HIDDEN)
    if key is HEADERS:
        return f"{{ {', '.join(f'{name} = {_quoted(_HIDDEN)}' for name in value)} }}" if value else "{}"
    if isinstance(value, dict):
        return (
            f"{{ {', '.join(f'{_quoted(name)} = {_quoted(text)}' for name, text in value.items())} }}"
            if value
            else "{}"
        )
    return _quoted(value)


def _quoted(value: object) -> str:
    """JSON, which is TOML for texts, numbers and lists; steers no terminal."""
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isprintable() else json.dumps(value)


def _table_name(name: str) -> str:
    return name if re.fullmatch("[A-Za-z0-9_-]+", name) else _quoted(name)
