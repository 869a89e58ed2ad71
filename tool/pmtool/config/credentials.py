"""The key and the headers that go along with a call: from the environment or a command, never from a file.

No message shows a value, nor what a command printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pmtool.config import hosts
from pmtool.config.choosing import Choice
from pmtool.config.model_keys import API_KEY_CMD, API_KEY_ENV, BASE_URL, HEADERS, is_variable_name
from pmtool.errors import ConfigError

COMMAND_SECONDS = 30.0
_FROM_VARIABLE = "env:"


class KeySource(NamedTuple):
    """Where the key comes from, in words, and the variable or the command that has it; empty for none."""

    origin: str
    variable: str = ""
    command: str = ""


def key_source(choice: Choice, environ: Mapping[str, str]) -> KeySource:
    """Where the key would come from. Runs nothing."""
    if choice.key_source is API_KEY_CMD:
        found = choice[API_KEY_CMD]
        return KeySource(f"the command of {found.origin}", command=found.value)
    variable = choice[API_KEY_ENV].value
    is_local = hosts.is_local(choice[BASE_URL].value)
    if not variable or (is_local and not environ.get(variable, "").strip()):
        return KeySource("none")
    return KeySource(variable, variable=variable)


def api_key(source: KeySource, base_url: str, environ: Mapping[str, str]) -> str:
    """The key; "" where none is wanted. Raises ConfigError where it can't be had, or can't be a key."""
    if source.command:
        key = _printed(source.command, source.origin)
    elif source.variable:
        key = environ.get(source.variable, "").strip()
        if not key:
            raise ConfigError(
                f"there is no key for {hosts.host_of(base_url)}: {source.variable} is not set",
                f"Set {source.variable} to it, or use --engine offline.",
            )
    else:
        return ""
    if not _travels(key) or " " in key:
        raise ConfigError(
            f"{source.origin}: the key holds blanks or signs that no key has", "Look for quotes or a lost line break."
        )
    return key


def header_values(choice: Choice, environ: Mapping[str, str]) -> dict[str, str]:
    """The headers, variables filled in. Raises ConfigError for a missing variable, or a value that can't be sent."""
    origin = choice[HEADERS].origin
    return {name: _header(name, written, origin, environ) for name, written in choice[HEADERS].value.items()}


def _header(name: str, written: str, origin: str, environ: Mapping[str, str]) -> str:
    value = written
    if written.startswith(_FROM_VARIABLE):
        variable = written.removeprefix(_FROM_VARIABLE).strip()
        if not is_variable_name(variable):
            raise ConfigError(
                f"{origin}: what follows env: in the header {name} is no variable's name",
                "Write env:NAME, in capitals.",
            )
        value = environ.get(variable, "").strip()
        if not value:
            raise ConfigError(f"{origin}: the header {name} wants {variable}, which is not set", f"Set {variable}.")
    if not _travels(value):
        raise ConfigError(f"{origin}: the header {name} holds signs that can't be sent", "Use plain ASCII in one line.")
    return value


def _travels(value: str) -> bool:
    """Whether it can be sent as a header's value."""
    return value.isascii() and value.isprintable()


def _printed(command: str, origin: str) -> str:
    """The first line that a command prints."""
    import shlex
    import subprocess

    remedy = "Run it by hand to see why; it must print the key and end well."
    try:
        arguments = shlex.split(command)
        with subprocess.Popen(
            arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process:
            try:
                out, _ = process.communicate(timeout=COMMAND_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                raise ConfigError(f"{origin} took more than {COMMAND_SECONDS:g} seconds", remedy) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "its quotes don't match"
        raise ConfigError(f"{origin} can't be run: {reason}", "Check that its program is installed.") from None
    if process.returncode:
        raise ConfigError(f"{origin} failed with exit code {process.returncode}", remedy)
    first, *_ = out.decode("utf-8", "replace").strip().splitlines() or [""]
    if not first.strip():
        raise ConfigError(f"{origin} printed no key", remedy)
    return first.strip()
