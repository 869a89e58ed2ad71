"""Command lines to go on with, made from the one that was typed."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

_LONGEST = 1000
"""Characters of a command line that is worth repeating."""


def same(typed: Sequence[str]) -> str:
    """The command line again; empty where it is too long or can't be shown."""
    command = shlex.join(["pmtool", *typed])
    return command if len(command) <= _LONGEST and command.isprintable() else ""


def retrying(typed: Sequence[str], inputs: Sequence[str]) -> str:
    """The same for one that tries again just what failed, in the same way: `typed`, but for its inputs."""
    begin, end = _place(typed, inputs)
    words = [word for word in (*typed[:begin], *typed[end:]) if word not in ("--", "--retry-failed")]
    return same([*words, "--retry-failed"])


def _place(typed: Sequence[str], inputs: Sequence[str]) -> tuple[int, int]:
    """From where to where the inputs stand, which are side by side: not behind an option, if they may be its value."""
    number = len(inputs)
    places = [at for at in range(len(typed)) if list(typed[at : at + number]) == list(inputs)]
    free = [at for at in places if not typed[at - 1].startswith("-") or typed[at - 1] == "--"]
    at = (free or places or [0])[0]
    return at, at + number
