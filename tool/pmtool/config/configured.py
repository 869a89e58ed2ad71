"""Whether there is a model to ask: cheap, since every run with the engine left to `auto` wants to know."""

from __future__ import annotations

import os
from collections.abc import Mapping

from pmtool.config import files
from pmtool.config.model_keys import API_KEY_CMD, API_KEY_ENV, BASE_URL, BASE_URL_VARIABLE, DEFAULT_KEY_VARIABLE, MODEL


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


def _key_variable(environ: Mapping[str, str], own: Mapping[str, object], shared: Mapping[str, object]) -> str:
    named = (environ.get(API_KEY_ENV.variable) or None, shared.get(API_KEY_ENV.name), own.get(API_KEY_ENV.name))
    return str(next((name for name in named if name is not None), DEFAULT_KEY_VARIABLE))
