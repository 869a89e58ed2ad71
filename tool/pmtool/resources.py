"""Finds the folders that travel with pmtool: prompts/ and schemas/.

In a wheel they stand inside the package; in a checkout or an editable install, at the top of the repository.
"""

from __future__ import annotations

import os
from typing import Literal

_PACKAGE = os.path.dirname(os.path.abspath(__file__))
_CHECKOUT = os.path.dirname(os.path.dirname(_PACKAGE))


def folder(name: Literal["prompts", "schemas"]) -> str:
    """Path of a folder. Raises FileNotFoundError where the installation is incomplete."""
    for parent in (_PACKAGE, _CHECKOUT):
        path = os.path.join(parent, name)
        if os.path.isdir(path):
            return path
    raise FileNotFoundError(f"this installation of pmtool lacks its folder {name}/")


def read_schema(version: int = 1) -> str:
    """The JSON Schema of a postmortem, as text."""
    with open(os.path.join(folder("schemas"), f"postmortem-{version}.json"), encoding="utf-8") as file:
        return file.read()
