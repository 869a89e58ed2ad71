"""Finds the folders that travel with pmtool: prompts/ and schemas/.

In a wheel they stand inside the package; in a checkout or an editable install, at the top of the repository.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Literal

from pmtool.errors import ConfigError

_PACKAGE = os.path.dirname(os.path.abspath(__file__))
_CHECKOUT = os.path.dirname(os.path.dirname(_PACKAGE))
MOST_PROMPTS = 200
"""Files; a folder with more is not one of prompts."""


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


def prompt_files(override: str | None = None) -> dict[str, str]:
    """Path of each file of the prompts, by its name in their folder, with `/` between the parts.

    A file in the folder `override` takes the place of pmtool's own of that name. Raises ConfigError where that folder
    is missing, can't be read, is no folder of prompts, or has files that stand elsewhere.
    """
    files = dict(_files(folder("prompts")))
    if override is not None:
        if not os.path.isdir(override):
            raise ConfigError(
                f"there is no folder {override} with prompts",
                "Check its name; `pmtool config prompts -o FOLDER` makes one to start from.",
            )
        files |= dict(_files(override))
    return dict(sorted(files.items()))


def _files(top: str) -> Iterator[tuple[str, str]]:
    """Name and path of the files in a folder, without a README and hidden ones."""
    count, root = 0, os.path.realpath(top)
    for here, folders, names in os.walk(top, onerror=_refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            if name.startswith(".") or name == "README.md":
                continue
            path = os.path.join(here, name)
            count += 1
            if count > MOST_PROMPTS:
                raise ConfigError(f"{top} holds too many files for a folder of prompts", "Name another one.")
            if not os.path.realpath(path).startswith(os.path.join(root, "")):
                raise ConfigError(f"the prompt {path} is a link to a file elsewhere", "Put the file itself there.")
            yield os.path.relpath(path, top).replace(os.sep, "/"), path


def _refuse(error: OSError) -> None:
    raise ConfigError(
        f"can't read the prompts in {error.filename}: {error.strerror}", "Mend that or name another folder."
    )
