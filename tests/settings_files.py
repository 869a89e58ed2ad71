"""What tests of settings share: a project's folder, a user's file, and the model's settings read from them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pmtool import ConfigError, config
from pmtool.config import ModelSettings

KEY = "sk-planted-0123456789abcdef"
KEYED = {"OPENAI_API_KEY": KEY}


class Here:
    """A project's folder and a user's file, both empty, and the settings read from them."""

    def __init__(self, folder: Path) -> None:
        self.user, self.project = folder / "home" / "config.toml", folder / "project"
        for made in (self.user.parent, self.project):
            made.mkdir()

    def write(self, *, user: str = "", project: str = "") -> None:
        self.user.write_text(user, encoding="utf-8")
        (self.project / "pmtool.toml").write_text(project, encoding="utf-8")

    def read(self, environ: dict[str, str] | None = None, **flags: object) -> ModelSettings:
        settings = self.read_any(environ or {}, **flags)
        assert settings is not None
        return settings

    def read_any(self, environ: dict[str, str], **flags: object) -> ModelSettings | None:
        return config.model_settings(flags, environ=environ, project=str(self.project), user=str(self.user))

    def refuses(self, environ: dict[str, str] | None = None, **flags: object) -> str:
        """The sentence with which the settings are refused."""
        with pytest.raises(ConfigError) as caught:
            self.read(environ, **flags)
        return f"{caught.value}. {caught.value.remedy}"
