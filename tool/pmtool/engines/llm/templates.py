"""Prompt templates: files of the user's or pmtool's own, rendered over data that is never a template itself."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from jinja2 import DictLoader, StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from pmtool.errors import ConfigError

_FENCE = 12


class Templates:
    """Templates by the names of their files."""

    def __init__(self, files: Mapping[str, str], texts: Mapping[str, str]) -> None:
        """Of files by their names: their paths, and what they hold."""
        self._files = files
        self._environment = SandboxedEnvironment(
            loader=DictLoader({name: text for name, text in texts.items() if name.endswith(".md")}),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )

    def path(self, name: str) -> str:
        """Where a file stands."""
        return self._files.get(name, name)

    def render(self, name: str, **values: object) -> str:
        """A template filled in. Raises ConfigError for one that is missing or can't be used."""
        try:
            return self._environment.get_template(name).render(values).strip() + "\n"
        except Exception as error:  # a template may do anything
            reason = f": {error.message}" if isinstance(error, TemplateError) else ""
            raise ConfigError(
                f"the prompt {self.path(name)} can't be used: {type(error).__name__}{reason}",
                "Mend it, or delete it to use pmtool's own.",
            ) from error

    def blind(self, name: str) -> ConfigError:
        """The error for a template that leaves out what it is given."""
        return ConfigError(
            f"the prompt {self.path(name)} does not show what it is given",
            "Start again from pmtool's own: `pmtool config prompts -o FOLDER`.",
        )


def read_text(path: str) -> str:
    """What a prompt's file holds. Raises ConfigError."""
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise ConfigError(f"can't read the prompt {path}: {reason}", "Mend it or delete it.") from error


def fence(text: str) -> str:
    """What marks where data begins and ends: a text can't hold its own hash."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:_FENCE]
