"""The settings of the model: which one, where, with which key, and how it is asked."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from pmtool.config import files, hosts
from pmtool.config.choosing import Choice, choose
from pmtool.config.credentials import KeySource, api_key, header_values, key_source
from pmtool.config.model_keys import DEFAULT_BASE_URL
from pmtool.config.trust import require_trust
from pmtool.errors import ConfigError

Structured = Literal["auto", "schema", "tools", "json"]
Plan = Literal["sections", "single"]


@dataclass(frozen=True, slots=True)
class Prices:
    """Of a million tokens, in whatever currency: sent, received, and sent but known to the server already."""

    input: float
    output: float
    cached: float


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """What the model engine has to know. The key and the headers' values are in no repr."""

    name: str
    """As the server knows it."""
    base_url: str
    api_key: str = field(repr=False)
    """Empty for a server that wants none."""
    headers: Mapping[str, str] = field(repr=False)
    structured: Structured
    temperature: float | None
    reasoning_effort: str | None
    seed: int | None
    max_output_tokens: int | None
    window_tokens: int
    """The longest piece of a report in one call."""
    concurrency: int
    """Calls in flight."""
    requests_per_minute: int | None
    tokens_per_minute: int | None
    """In and out."""
    deadline: float
    """Seconds for one call in all."""
    retries: int
    """Of transport faults, 429 and 5xx."""
    prices: Prices | None
    plan: Plan
    repairs: int
    """Rounds in which the model mends its mistakes; 0 is none."""
    redact: bool | None
    """None where nobody chose: see `redacts`."""
    redact_words: tuple[str, ...]
    cache: bool
    prompts: str | None
    """Folder of templates that override pmtool's own."""
    profile: str | None
    """Name of the profile in force."""
    origins: Mapping[str, str] = field(repr=False)
    """Where each comes from, in words, by the settings' names in files, and `api_key`."""

    @property
    def is_local(self) -> bool:
        """Whether the model runs on this machine."""
        return hosts.is_local(self.base_url)

    @property
    def host(self) -> str:
        """The server's name, without port."""
        return hosts.host_of(self.base_url)

    @property
    def key_origin(self) -> str:
        """Where the key comes from, in words: a variable's name, a command's place, or "none"."""
        return self.origins["api_key"]

    @property
    def redacts(self) -> bool:
        """Whether secrets are hidden before anything is sent: unless chosen, wherever it leaves the machine."""
        return not self.is_local if self.redact is None else self.redact


def read_model_settings(
    flags: Mapping[str, object], environ: Mapping[str, str], project: str, user: str
) -> ModelSettings:
    """The model's settings in force, whether or not any are set: see `config.model_settings`."""
    settings, choice, source = _without_credentials(flags, environ, project, user)
    return replace(
        settings, api_key=api_key(source, settings.base_url, environ), headers=header_values(choice, environ)
    )


def read_without_credentials(
    flags: Mapping[str, object], environ: Mapping[str, str] = os.environ, project: str = ".", user: str | None = None
) -> ModelSettings:
    """Enough to tell what would be asked of whom, but not to ask: no key, no headers. Runs no command, lacks no key."""
    return _without_credentials(flags, environ, project, user or files.user_file())[0]


def _without_credentials(
    flags: Mapping[str, object], environ: Mapping[str, str], project: str, user: str
) -> tuple[ModelSettings, Choice, KeySource]:
    """The settings, and what the credentials are to be had from."""
    choice = choose(flags, environ, project, user)
    require_trust(choice)
    source = key_source(choice, environ)
    values = {name: found.value for name, found in choice.found.items()}
    origins = {name: found.origin for name, found in choice.found.items()} | {"api_key": source.origin}
    settings = ModelSettings(
        name=server_name(values["model"], values["base_url"]),
        base_url=values["base_url"],
        api_key="",
        headers={},
        structured=values["structured"],
        temperature=values["temperature"],
        reasoning_effort=values["reasoning_effort"],
        seed=values["seed"],
        max_output_tokens=values["max_output_tokens"],
        window_tokens=values["window_tokens"],
        concurrency=values["concurrency"],
        requests_per_minute=values["requests_per_minute"],
        tokens_per_minute=values["tokens_per_minute"],
        deadline=values["deadline"],
        retries=values["retries"],
        prices=_prices(choice),
        plan=values["plan"],
        repairs=values["repairs"],
        redact=values["redact"],
        redact_words=values["redact_words"],
        cache=values["cache"],
        prompts=values["prompts"],
        profile=choice.profile,
        origins=origins,
    )
    return settings, choice, source


def server_name(model: str, base_url: str) -> str:
    """A model's name as its server knows it: OpenAI's own doesn't know the `openai/` that gateways want."""
    return model.removeprefix("openai/") if hosts.host_of(base_url) == hosts.host_of(DEFAULT_BASE_URL) else model


def _prices(choice: Choice) -> Prices | None:
    sent, received, cached = (choice.found[f"price_{of}"] for of in ("input", "output", "cached"))
    if sent.value is None and received.value is None and cached.value is None:
        return None
    if sent.value is None or received.value is None:
        lacking = "price_input" if sent.value is None else "price_output"
        given = next(found for found in (sent, received, cached) if found.value is not None)
        raise ConfigError(f"{given.origin}: there is a price but no {lacking}", f"Set {lacking} too, or none of them.")
    return Prices(sent.value, received.value, sent.value if cached.value is None else cached.value)
