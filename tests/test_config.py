from __future__ import annotations

import os
from dataclasses import fields
from pathlib import Path

import platformdirs
import pytest

from pmtool import ConfigError, config
from pmtool.cli.main import main
from pmtool.config import KEYS, Settings, effective


@pytest.fixture
def user(tmp_path: Path) -> Path:
    """The user's own file, in a folder of its own."""
    (tmp_path / "home").mkdir()
    return tmp_path / "home" / "config.toml"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "project").mkdir()
    return tmp_path / "project"


def read(project: Path, user: Path, environ: dict[str, str] | None = None, **flags: object) -> Settings:
    return effective(flags, environ=environ or {}, project=str(project), user=str(user))


def test_settings_and_keys_agree() -> None:
    assert [f.name for f in fields(Settings)] == [key.name for key in KEYS] + ["origins"]


def test_defaults(project: Path, user: Path) -> None:
    settings = read(project, user)
    assert (settings.engine, settings.format, settings.timezone) == ("auto", "markdown", None)
    assert set(settings.origins.values()) == {"default"}


def test_what_counts_more_wins_key_by_key(project: Path, user: Path) -> None:
    user.write_text('timezone = "Asia/Tokyo"\nformat = "yaml"\nmax_size = 5\nengine = "offline"', encoding="utf-8")
    (project / "pmtool.toml").write_text('timezone = "Europe/Berlin"\nformat = "json"\nmax_size = 6', encoding="utf-8")
    settings = read(
        project, user, {"PMTOOL_TIMEZONE": "UTC", "PMTOOL_FORMAT": "markdown"}, timezone="+02:00", date=None
    )
    assert (settings.timezone, settings.origins["timezone"]) == ("+02:00", "--timezone")
    assert (settings.format, settings.origins["format"]) == ("markdown", "PMTOOL_FORMAT")
    assert (settings.max_size, settings.origins["max_size"]) == (6.0, str(project / "pmtool.toml"))
    assert (settings.engine, settings.origins["engine"]) == ("offline", str(user))


def test_pyproject_counts_where_there_is_no_file_of_its_own(project: Path, user: Path) -> None:
    (project / "pyproject.toml").write_text('[tool.pmtool]\nformat = "json"', encoding="utf-8")
    assert read(project, user).format == "json"
    assert config.project_file(str(project)) == str(project / "pyproject.toml")
    (project / "pmtool.toml").write_text("", encoding="utf-8")
    assert read(project, user).format == "markdown"
    assert config.project_file(str(project)) == str(project / "pmtool.toml")


def test_a_project_s_file_counts_in_the_folders_below(project: Path, user: Path) -> None:
    below = project / "docs" / "postmortems"
    below.mkdir(parents=True)
    (project / "pmtool.toml").write_text('format = "json"\nbaseline = "known.json"', encoding="utf-8")
    settings = read(below, user)
    assert (settings.format, settings.origins["format"]) == ("json", str(project / "pmtool.toml"))
    assert settings.baseline == str(project / "known.json")
    (project / "docs" / "pyproject.toml").write_text('[tool.pmtool]\nformat = "yaml"', encoding="utf-8")
    assert read(below, user).format == "yaml"


def test_the_search_ends_at_the_repository_s_root(project: Path, user: Path) -> None:
    below = project / "repository" / "docs"
    below.mkdir(parents=True)
    (project / "repository" / ".git").mkdir()
    (project / "pmtool.toml").write_text('format = "json"', encoding="utf-8")
    assert read(below, user).format == "markdown"
    (project / "repository" / "pmtool.toml").write_text('format = "yaml"', encoding="utf-8")
    assert read(below, user).format == "yaml"


def test_config_names_the_file_that_counts(run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "docs").mkdir()
    (project / "pmtool.toml").write_text('format = "json"', encoding="utf-8")
    monkeypatch.chdir(project / "docs")
    assert run("config", "path").out.strip() == str(project / "pmtool.toml")
    assert f"# {project / 'pmtool.toml'}" in run("config").out


@pytest.mark.parametrize("text", ["[project]\nname = 'x'", "broken = = toml", '[tool.other]\nx = "tool.pmtool"'])
def test_a_pyproject_that_says_nothing_to_us_is_left_alone(project: Path, user: Path, text: str) -> None:
    (project / "pyproject.toml").write_text(text, encoding="utf-8")
    assert read(project, user).format == "markdown"
    assert config.project_file(str(project)) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('time_zone = "UTC"', "Did you mean 'timezone'"),
        ('colour = "red"', "Known settings: engine"),
        ('format = "docx"', "markdown, json, yaml"),
        ("timezone = 2", "in quotes"),
        ("max_size = 0", "above 0"),
        ("max_size = true", "above 0"),
        ("max_size = inf", "above 0"),
        ("format =", "not valid TOML"),
    ],
)
def test_a_wrong_file_says_what_and_where(project: Path, user: Path, text: str, says: str) -> None:
    (project / "pmtool.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read(project, user)
    assert str(project / "pmtool.toml") in str(caught.value)
    assert says in f"{caught.value} {caught.value.remedy}"


def test_a_wrong_variable_says_which(project: Path, user: Path) -> None:
    with pytest.raises(ConfigError, match="PMTOOL_ENGINE"):
        read(project, user, {"PMTOOL_ENGINE": "gpt"})


def test_unreadable_files(project: Path, user: Path) -> None:
    user.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="UTF-8"):
        read(project, user)


def test_empty_variables_do_not_count(project: Path, user: Path) -> None:
    assert read(project, user, {"PMTOOL_TIMEZONE": ""}).timezone is None


def test_config_shows_what_counts_as_toml(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project)
    monkeypatch.setenv("PMTOOL_TIMEZONE", "Europe/Berlin")
    Path("pmtool.toml").write_text('format = "json"', encoding="utf-8")
    assert main(["config"]) == 0
    shown = capsys.readouterr().out
    assert 'timezone = "Europe/Berlin"' in shown
    assert "PMTOOL_TIMEZONE" in shown
    assert "pmtool.toml" in shown
    monkeypatch.delenv("PMTOOL_TIMEZONE")
    Path("pmtool.toml").write_text(shown, encoding="utf-8")
    assert effective({}).timezone == "Europe/Berlin"


@pytest.mark.parametrize("base", [None, "", " ", "/srv/settings"])
def test_the_users_file_is_where_the_system_keeps_settings(monkeypatch: pytest.MonkeyPatch, base: str | None) -> None:
    monkeypatch.delenv("XDG_CONFIG_HOME")
    if base is not None:
        monkeypatch.setenv("XDG_CONFIG_HOME", base)
    assert config.user_file() == os.path.join(platformdirs.user_config_dir("pmtool", appauthor=False), "config.toml")


def test_config_path(project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(project)
    assert main(["config", "path"]) == 0
    own = capsys.readouterr().out.strip()
    assert own == config.user_file()
    assert own.startswith(os.environ["XDG_CONFIG_HOME"])
    Path("pmtool.toml").touch()
    assert main(["config", "path"]) == 0
    assert capsys.readouterr().out.strip() == os.path.join(".", "pmtool.toml")


def test_a_broken_settings_file_is_one_sentence(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project)
    Path("pmtool.toml").write_text("frmat = 1", encoding="utf-8")
    assert main(["times", "x"]) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "Did you mean 'format'?" in err
