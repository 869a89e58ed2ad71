"""What a person likes the desk to be: what is remembered, and what the settings file says of theme and keys."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from command_line import Outcome
from pmtool import config
from pmtool.config.desk import desk_settings
from pmtool.editing.keeping.folder import state_folder
from pmtool.errors import ConfigError, KeepingError
from pmtool.tui import preferences
from pmtool.tui.actions import ACTIONS
from pmtool.tui.preferences import Preferences, is_key, key_overrides, theme_in_settings


def settings(text: str) -> None:
    """Puts a text into the user's own file."""
    file = Path(config.user_file())
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def refused(read: Callable[[], object]) -> str:
    with pytest.raises(ConfigError) as caught:
        read()
    return f"{caught.value}. {caught.value.remedy}"


def test_preferences_are_kept() -> None:
    assert preferences.load() == (Preferences(), "")
    chosen = Preferences(theme="ansi-dark", times="utc")
    preferences.save(chosen)
    assert preferences.load() == (chosen, "")


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "\x00", '{"theme": "none", "times": "utc"}', '{"theme": 1}', "[" * 9999]
)
def test_preferences_that_can_not_be_read_are_told_once(text: str) -> None:
    preferences.save(Preferences(times="utc"))
    file = Path(state_folder()) / "preferences.json"
    file.write_text(text, encoding="utf-8")
    found, told = preferences.load()
    assert found == Preferences()
    assert "can't be read" in told
    assert preferences.load() == (Preferences(), "")
    assert file.with_name("preferences.json.broken").read_text(encoding="utf-8") == text


def test_preferences_that_can_not_be_kept_say_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("PMTOOL_STATE_DIR", str(tmp_path / "file" / "state"))
    with pytest.raises(KeepingError, match="your preferences can't be kept"):
        preferences.save(Preferences())


def test_keys_are_taken_over() -> None:
    assert key_overrides() == {}
    settings('[keys]\n"desk.save" = "f12, ctrl+w"\n"rows.add" = "+"\n"rows.up" = "alt+K"')
    assert key_overrides() == {"desk.save": "f12,ctrl+w", "rows.add": "+", "rows.up": "alt+K"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('"desk.sav" = "f12"', "no action is called 'desk.sav'. Did you mean 'desk.save'?"),
        ('"zzz" = "f12"', "no action is called 'zzz'. There are desk.save and others"),
        ('"desk.save" = "ctrl+wombat"', "'ctrl+wombat' is no key, for desk.save. Write it as"),
        ('"desk.save" = ""', "'' is no key, for desk.save"),
        ('"desk.save" = "ctrl+q"', "ctrl+q is for desk.save and for desk.quit"),
        ('"desk.save" = 3', "keys must be a table of texts"),
    ],
)
def test_keys_that_can_not_be_are_refused_in_a_sentence(text: str, why: str) -> None:
    settings(f"[keys]\n{text}")
    told = refused(key_overrides)
    assert told.startswith(config.user_file())
    assert why in told


def test_every_key_of_the_desk_is_a_key() -> None:
    assert [key for action in ACTIONS for key in action.keys.split(",") if not is_key(key)] == []
    assert not any(map(is_key, ("", "ctrl+", "ctrl+ctrl+a", "hold+a", "\x1b", "<any>")))


def test_themes_go_by_short_names_too() -> None:
    assert theme_in_settings() is None
    settings('theme = "light"')
    assert theme_in_settings() == "textual-light"
    assert theme_in_settings(desk_settings(environ={"PMTOOL_THEME": "nord"})) == "nord"
    settings('theme = "ligth"')
    assert refused(theme_in_settings) == f"{config.user_file()}: there is no theme 'ligth'. Did you mean 'light'?"


@pytest.mark.parametrize("text", ['theme = "dark"', '[keys]\n"desk.save" = "f12"'])
def test_a_projects_file_has_no_say(
    text: str, run: Callable[..., Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("pmtool.toml").write_text(text, encoding="utf-8")
    outcome = run("config")
    assert outcome.code == 2
    assert "can't stand in a project's file" in outcome.err


def test_config_shows_them(run: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    settings('theme = "ansi"\n[keys]\n"desk.save" = "f12"')
    out = run("config").out
    assert '# theme = "ansi"' in out
    assert '# keys = { "desk.save" = "f12" }' in out
    assert os.path.basename(config.user_file()) in out
