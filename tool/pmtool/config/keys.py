"""What a setting is, and how each kind of value is read: from TOML, the environment or the command line.

A reader takes (value, key, origin) and returns the value in its own type, or raises ConfigError in one sentence.
Values that may be secrets are never shown in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Literal, NamedTuple

from pmtool.errors import ConfigError

Setting = str | float | bool | tuple[str, ...] | Mapping[str, str] | None
_LONGEST_SHOWN = 60
"""Characters."""
Standing = Literal["free", "trusted", "own"]


class Key(NamedTuple):
    """What may be set: by its name in files and as PMTOOL_<NAME> in the environment."""

    name: str
    default: Setting
    help: str
    read: Callable[[object, Key, str], Setting]
    choices: tuple[str, ...] = ()
    is_path: bool = False
    """Counts from the folder of the file that holds it."""
    adds_up: bool = False
    """The lists of all places count together, instead of the one that counts most."""
    standing: Standing = "free"
    """Whether a project's file may hold it: freely, for a trusted host alone, or never (the user's own file may)."""

    @property
    def variable(self) -> str:
        """Its name in the environment."""
        return f"PMTOOL_{self.name.upper()}"

    @property
    def flag(self) -> str:
        """Its name on the command line."""
        return f"--{self.name.replace('_', '-')}"


def require_known(name: str, known: Iterable[str], origin: str) -> None:
    """Raises ConfigError for a name that is none of the `known` ones."""
    if name == "api_key":
        raise ConfigError(
            f"{origin}: a key has no place in a file",
            "Take api_key out; name the environment variable that holds it with api_key_env, "
            "or, in your own file, a command that prints it with api_key_cmd.",
        )
    if name in known:
        return
    from difflib import get_close_matches

    near = get_close_matches(name, list(known), n=1, cutoff=0.5)
    remedy = f"Did you mean '{near[0]}'?" if near else f"Known settings: {', '.join(known)}."
    raise ConfigError(f"{origin}: there is no setting '{name}'", remedy)


def require_own(key: Key, origin: str) -> None:
    """Raises ConfigError where a project's file holds what has its place in the user's own alone."""
    if key.standing == "own":
        raise ConfigError(
            f"{origin}: {key.name} can't stand in a project's file, which others may have written",
            f"Move it to your own file (see `pmtool config --help`), or set {key.variable}.",
        )


def shown(value: object) -> str:
    """A wrong value as a message may show it."""
    try:
        written = repr(value)
    except ValueError:  # a number of thousands of digits
        return "that"
    return written if len(written) <= _LONGEST_SHOWN else f"{written[:_LONGEST_SHOWN]}…"


def text(value: object, key: Key, origin: str) -> str:
    """A text, one of the key's choices where it has any."""
    if not isinstance(value, str):
        raise ConfigError(
            f"{origin}: {key.name} must be a text, not {shown(value)}", f'Write it in quotes: {key.name} = "…".'
        )
    if key.choices and value not in key.choices:
        raise ConfigError(f"{origin}: {key.name} can't be {shown(value)}", f"Choose one of {', '.join(key.choices)}.")
    return value


def filled(value: object, key: Key, origin: str) -> str:
    """A text that says something."""
    written = text(value, key, origin).strip()
    if not written:
        raise ConfigError(f"{origin}: {key.name} is empty", "Fill it in, or leave it out.")
    return written


def positive(value: object, key: Key, origin: str) -> float:
    """A number above 0."""
    number = _number(value)
    if number is None or number <= 0:
        raise ConfigError(
            f"{origin}: {key.name} must be a number above 0, not {shown(value)}",
            f"Give one, such as {key.default or 1}.",
        )
    return number


def number_between(low: float, high: float, example: float) -> Callable[[object, Key, str], float]:
    """A reader of numbers from `low` to `high`."""

    def read(value: object, key: Key, origin: str) -> float:
        number = _number(value)
        if number is None or not low <= number <= high:
            raise ConfigError(
                f"{origin}: {key.name} must be a number from {low} to {high}, not {shown(value)}",
                f"Give such a number, as {example}.",
            )
        return number

    return read


def whole_between(low: int, high: int) -> Callable[[object, Key, str], int]:
    """A reader of whole numbers from `low` to `high`."""

    def read(value: object, key: Key, origin: str) -> int:
        number = _whole(value)
        if number is None or not low <= number <= high:
            raise ConfigError(
                f"{origin}: {key.name} must be a whole number from {low} to {high}, not {shown(value)}",
                f"Give such a number, as {low if key.default is None else key.default}.",
            )
        return number

    return read


def switch(value: object, key: Key, origin: str) -> bool:
    """True or false; in the environment also yes, no, on, off, 1 and 0."""
    meant = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in meant:
        return meant[value.strip().lower()]
    raise ConfigError(f"{origin}: {key.name} must be true or false, not {shown(value)}", "Write one of these.")


def codes(value: object, key: Key, origin: str) -> tuple[str, ...]:
    """`PM1,PM2` or a list of such, as codes one by one."""
    return tuple(code.upper() for code in _listed(value, key, origin, "codes", '["PM1", "PM203"]', ","))


def words(value: object, key: Key, origin: str) -> tuple[str, ...]:
    """A list of texts; in the environment they stand between commas."""
    separator = "," if isinstance(value, str) else ""
    return tuple(dict.fromkeys(_listed(value, key, origin, "texts", '["…", "…"]', separator)))


def texts(value: object, key: Key, origin: str) -> dict[str, str]:
    """A table of texts."""
    if not isinstance(value, dict) or not all(isinstance(written, str) for written in value.values()):
        raise ConfigError(
            f"{origin}: {key.name} must be a table of texts", f'Write [{key.name}], and "…" = "…" below it.'
        )
    return dict(value)


def _listed(value: object, key: Key, origin: str, what: str, example: str, separator: str) -> list[str]:
    parts = value if isinstance(value, list) else [value]
    texts = [part for part in parts if isinstance(part, str)]
    if len(texts) < len(parts):
        raise ConfigError(
            f"{origin}: {key.name} must be a list of {what}, not {shown(value)}", f"Write {key.name} = {example}."
        )
    pieces = [piece for text in texts for piece in (text.split(separator) if separator else [text])]
    return [piece.strip() for piece in pieces if piece.strip()]


def _whole(value: object) -> int | None:
    try:
        return int(value) if isinstance(value, (int, str)) and not isinstance(value, bool) else None
    except ValueError:
        return None


def _number(value: object) -> float | None:
    """A finite number; None where it is none."""
    try:
        number = float(value) if isinstance(value, (int, float, str)) and not isinstance(value, bool) else None
    except (ValueError, OverflowError):
        return None
    return number if number is not None and abs(number) < float("inf") else None
