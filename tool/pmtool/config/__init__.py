"""Settings, and where each came from: flag > environment > the project's file > the user's file > default.

The project's file is pmtool.toml or, where that is missing, [tool.pmtool] in pyproject.toml: in the current folder or
else in the nearest one above it that has either, as far as the repository reaches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pmtool.config.configured import is_model_configured, model_settings
from pmtool.config.files import project_file, user_file
from pmtool.config.hosts import is_local
from pmtool.config.keys import Key
from pmtool.config.settings import (
    BASELINE,
    ENGINE,
    FAIL_ON,
    FORMAT,
    IGNORE,
    KEYS,
    MAX_SIZE,
    PROFILE,
    SELECT,
    TIMEZONE,
    EngineName,
    FailOn,
    FormatName,
    ProfileName,
    Settings,
    effective,
)

if TYPE_CHECKING:
    from pmtool.config.models import ModelSettings, Prices

__all__ = [
    "BASELINE",
    "ENGINE",
    "FAIL_ON",
    "FORMAT",
    "IGNORE",
    "KEYS",
    "MAX_SIZE",
    "PROFILE",
    "SELECT",
    "TIMEZONE",
    "EngineName",
    "FailOn",
    "FormatName",
    "Key",
    "ModelSettings",
    "Prices",
    "ProfileName",
    "Settings",
    "effective",
    "is_local",
    "is_model_configured",
    "model_settings",
    "project_file",
    "user_file",
]


def __getattr__(name: str) -> object:
    """Loads what the offline engine never needs when it is asked for."""
    if name not in ("ModelSettings", "Prices"):
        raise AttributeError(f"module 'pmtool.config' has no attribute '{name}'")
    from pmtool.config import models

    return getattr(models, name)
