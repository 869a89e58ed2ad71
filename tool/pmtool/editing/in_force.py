"""The settings that matter on the desk, with where each comes from; never the value of a key."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from pmtool import config
from pmtool.errors import ConfigError, sentence
from pmtool.source.sanitize import sanitize

if TYPE_CHECKING:
    from pmtool.config.choosing import Choice


class InForce(NamedTuple):
    """A setting as people read it."""

    name: str
    value: str
    origin: str


def in_force(environ: Mapping[str, str] = os.environ) -> tuple[InForce, ...]:
    """What counts here. A file that can't be used is told in place of what it would say."""
    try:
        return tuple(InForce(*map(sanitize, found)) for found in _found(environ))
    except ConfigError as error:
        return (InForce("settings", sanitize(sentence(error)), ""),)


def model_name(environ: Mapping[str, str] = os.environ) -> str | None:
    """The model that would be asked, and where; null where none is configured."""
    try:
        if not config.is_model_configured({}, environ=environ):
            return None
        choice = _choice(environ)
    except ConfigError:
        return None
    from pmtool.config.model_keys import BASE_URL, MODEL

    return sanitize(f"{choice[MODEL].value} at {_host(choice[BASE_URL].value)}")


def _found(environ: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    settings = config.effective({}, environ=environ)
    yield "engine", settings.engine, settings.origins["engine"]
    yield "timezone", settings.timezone or "not set", settings.origins["timezone"]
    if not config.is_model_configured({}, environ=environ):
        yield "model", "none: set OPENAI_API_KEY, or base_url for a server of your own", ""
        return
    from pmtool.config.credentials import key_source
    from pmtool.config.model_keys import BASE_URL, MODEL

    choice = _choice(environ)
    yield "model", str(choice[MODEL].value), choice[MODEL].origin
    yield "host", _host(choice[BASE_URL].value), choice[BASE_URL].origin
    source = key_source(choice, environ)
    lacking = ", which is not set" if source.variable and not environ.get(source.variable, "").strip() else ""
    yield "key", "none is wanted" if source.origin == "none" else f"from {source.origin}{lacking}", ""


def _choice(environ: Mapping[str, str]) -> Choice:
    from pmtool.config.choosing import choose

    return choose({}, environ, ".", config.user_file())


def _host(base_url: str) -> str:
    from pmtool.config.hosts import host_of

    return host_of(base_url) or base_url
