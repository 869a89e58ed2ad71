"""Which value of each of the model's settings counts, and where it comes from. Runs nothing, and trusts nobody yet.

What counts, first to last: the command line, PMTOOL_<NAME>, the profile in force (as the project's file has it, then
as the user's has it), OPENAI_BASE_URL, the project's file, the user's file, the default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from pmtool.config import files, keys
from pmtool.config.keys import Key
from pmtool.config.model_keys import (
    API_KEY_CMD,
    API_KEY_ENV,
    BASE_URL,
    BASE_URL_VARIABLE,
    HEADERS,
    MODEL,
    MODEL_KEYS,
    PROFILE_KEYS,
    PROFILES,
)
from pmtool.config.settings import tables
from pmtool.errors import ConfigError

DEFAULT = "default"
_NEAR = 0.7
"""How alike a name and a profile's are where one is taken for a slip of the other."""


class Found(NamedTuple):
    """A value, and where it comes from in words."""

    value: Any
    origin: str
    from_project: bool = False


Place = Mapping[str, Found]
"""What is set in one place, by the keys' names; checked."""


class Profile(NamedTuple):
    """Settings that go by a name: what the project's file lacks of them may stand in the user's."""

    name: str
    found: Place


@dataclass(frozen=True, slots=True)
class Choice:
    """What counts for each of MODEL_KEYS, the name of the profile in force, and every profile there is."""

    found: Place
    named: Found
    """What `model` says: the name of a profile, or else of a model."""
    profile: str | None
    profiles: tuple[Profile, ...]
    key_source: Key
    """API_KEY_CMD or API_KEY_ENV: whichever is set in the place that counts more; in one place, the command."""
    own_base_urls: frozenset[str]
    """Those that the user gave, in whatever place."""
    user_file: str

    def __getitem__(self, key: Key) -> Found:
        return self.found[key.name]


def choose(flags: Mapping[str, object], environ: Mapping[str, str], project: str, user: str) -> Choice:
    """What counts. Raises ConfigError for a file that can't be used, an unknown key or a wrong value."""
    own, shared = tables(project, user)
    outer = (_typed(flags), _variables(environ))
    inner = (_top(shared, from_project=True), _top(own, from_project=False))
    profiles = (_profiles(shared, from_project=True), _profiles(own, from_project=False))
    named = _first(MODEL, (*outer, *inner))
    in_force = tuple(places[named.value] for places in profiles if named.value in places)
    if in_force:  # then `model` was the profile's name; the model's own stands in the profile
        outer, inner = ((_without_model(first), _without_model(last)) for first, last in (outer, inner))
    places = (*outer, *in_force, _other_tools(environ), *inner)
    if not in_force and named.origin != DEFAULT and not any(BASE_URL.name in place for place in places):
        _require_no_near_profile(named, (*profiles[0], *profiles[1]))
    return Choice(
        {key.name: _together(key, places) if key.adds_up else _first(key, places) for key in MODEL_KEYS},
        named,
        named.value if in_force else None,
        tuple(_merged(profile, profiles) for profile in dict.fromkeys((*profiles[0], *profiles[1]))),
        next((key for place in places for key in (API_KEY_CMD, API_KEY_ENV) if key.name in place), API_KEY_ENV),
        _own_base_urls((*places, *profiles[1].values())),
        user,
    )


def _require_no_near_profile(named: Found, profiles: tuple[str, ...]) -> None:
    """Raises ConfigError for a slip in a profile's name: taken for a model's, it would send reports to OpenAI."""
    if not profiles:
        return
    from difflib import get_close_matches

    near = get_close_matches(named.value, profiles, n=1, cutoff=_NEAR)
    if near:
        raise ConfigError(
            f"{named.origin}: there is no profile {keys.shown(named.value)}",
            f"Did you mean '{near[0]}'? To ask a model of that name, give its --base-url.",
        )


def _typed(flags: Mapping[str, object]) -> Place:
    found = {}
    for key in MODEL_KEYS:
        value = flags.get(key.name)
        if value is not None:
            origin = f"--no-{key.flag[2:]}" if value is False else key.flag
            found[key.name] = Found(key.read(value, key, origin), origin)
    return found


def _variables(environ: Mapping[str, str]) -> Place:
    found = {}
    for key in MODEL_KEYS:
        written = environ.get(key.variable, "").strip()
        if written and key is not HEADERS:  # a table has no place in a variable
            found[key.name] = Found(key.read(written, key, key.variable), key.variable)
    return found


def _other_tools(environ: Mapping[str, str]) -> Place:
    written = environ.get(BASE_URL_VARIABLE, "").strip()
    return (
        {BASE_URL.name: Found(BASE_URL.read(written, BASE_URL, BASE_URL_VARIABLE), BASE_URL_VARIABLE)}
        if written
        else {}
    )


def _top(table: files.Table, *, from_project: bool) -> Place:
    ours = {key.name: table.values[key.name] for key in MODEL_KEYS if key.name in table.values}
    return _read(ours, MODEL_KEYS, table.path, table.path, from_project)


def _profiles(table: files.Table, *, from_project: bool) -> dict[str, Place]:
    written = table.values.get(PROFILES, {})
    if not isinstance(written, dict) or not all(isinstance(values, dict) for values in written.values()):
        raise ConfigError(
            f"{table.path}: {PROFILES} must hold tables", f"Write a profile's settings below [{PROFILES}.NAME]."
        )
    return {
        name: _read(values, PROFILE_KEYS, table.path, f"{table.path} [{PROFILES}.{name}]", from_project)
        for name, values in written.items()
    }


def _read(values: Mapping[str, object], known: tuple[Key, ...], path: str, origin: str, from_project: bool) -> Place:
    found = {}
    by_name = {key.name: key for key in known}
    for name, value in values.items():
        keys.require_known(name, by_name, origin)
        key = by_name[name]
        if from_project:
            keys.require_own(key, origin)
        meant = files.beside(path, value) if key.is_path else value
        found[name] = Found(key.read(meant, key, origin), origin, from_project)
    return found


def _first(key: Key, places: tuple[Place, ...]) -> Found:
    return next((place[key.name] for place in places if key.name in place), Found(key.default, DEFAULT))


def _together(key: Key, places: tuple[Place, ...]) -> Found:
    founds = [place[key.name] for place in places if key.name in place]
    words = dict.fromkeys(word for found in founds for word in found.value)
    origin = ", ".join(found.origin for found in founds) or DEFAULT
    return Found(tuple(words), origin, bool(founds) and all(found.from_project for found in founds))


def _without_model(place: Place) -> Place:
    return {name: found for name, found in place.items() if name != MODEL.name}


def _merged(name: str, profiles: tuple[Mapping[str, Place], ...]) -> Profile:
    places = tuple(named[name] for named in profiles if name in named)
    return Profile(name, {key.name: _first(key, places) for key in PROFILE_KEYS if any(key.name in p for p in places)})


def _own_base_urls(places: tuple[Place, ...]) -> frozenset[str]:
    given = (place[BASE_URL.name] for place in places if BASE_URL.name in place)
    return frozenset(found.value for found in given if not found.from_project)
