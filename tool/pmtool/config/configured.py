"""The door to the model's settings: cheap where there are none, since every run of the offline engine asks."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from pmtool.config import files
from pmtool.config.model_keys import API_KEY_CMD, API_KEY_ENV, BASE_URL, BASE_URL_VARIABLE, DEFAULT_KEY_VARIABLE, MODEL

if TYPE_CHECKING:
    from pmtool.config.models import ModelSettings


def is_model_configured(
    flags: Mapping[str, object], *, environ: Mapping[str, str] = os.environ, project: str = ".", user: str | None = None
) -> bool:
    """Whether a key, a base URL or a model is set anywhere. Arguments as in `effective`.

    Checks no value and runs no command. Raises ConfigError for a file that can't be read.
    """
    own, shared = files.user_table(user or files.user_file()).values, files.project_table(project).values
    telling = (MODEL.name, BASE_URL.name)
    variables = (MODEL.variable, BASE_URL.variable, API_KEY_CMD.variable, BASE_URL_VARIABLE)
    return (
        any(flags.get(name) is not None for name in telling)
        or any(environ.get(name, "").strip() for name in variables)
        or any(name in table for name in telling for table in (own, shared))
        or API_KEY_CMD.name in own
        or bool(environ.get(_key_variable(environ, own, shared), "").strip())
    )


def model_settings(
    flags: Mapping[str, object], *, environ: Mapping[str, str] = os.environ, project: str = ".", user: str | None = None
) -> ModelSettings | None:
    """The model's settings in force; None where none is configured. Arguments as in `effective`.

    Runs the command that prints the key, if there is one. Raises ConfigError for a file that can't be used, an unknown
    key, a wrong value, a host that nobody trusts, or a key that can't be had.
    """
    user = user or files.user_file()
    if not is_model_configured(flags, environ=environ, project=project, user=user):
        return None
    from pmtool.config.models import read_model_settings

    return read_model_settings(flags, environ, project, user)


def _key_variable(environ: Mapping[str, str], own: Mapping[str, object], shared: Mapping[str, object]) -> str:
    named = (
        environ.get(API_KEY_ENV.variable, "").strip() or None,
        shared.get(API_KEY_ENV.name),
        own.get(API_KEY_ENV.name),
    )
    return str(next((name for name in named if name is not None), DEFAULT_KEY_VARIABLE))
