"""What may be set for the model, in the order in which it is shown. Each but `trusted_hosts` also in a profile."""

from __future__ import annotations

import re

from pmtool.config import hosts, keys
from pmtool.config.keys import Key
from pmtool.errors import ConfigError

DEFAULT_MODEL = "gpt-5.4-mini"
DEFAULT_BASE_URL = "https://api.openai.com/v1"
DEFAULT_KEY_VARIABLE = "OPENAI_API_KEY"
BASE_URL_VARIABLE = "OPENAI_BASE_URL"
"""Other tools' own; counts less than a profile and more than the rest of the files."""
PROFILES = "models"
"""Name of the table that holds the profiles, each a table by its name."""


def model_name(value: object, key: Key, origin: str) -> str:
    """The name of a model or of a profile."""
    if isinstance(value, dict):
        profile = next((name for name, inner in value.items() if isinstance(inner, dict)), "NAME")
        raise ConfigError(
            f"{origin}: {key.name} names a model or a profile, and can't be a table",
            f"Profiles stand in [{PROFILES}.{profile}].",
        )
    return keys.filled(value, key, origin)


def base_url(value: object, key: Key, origin: str) -> str:
    """The address of a server that speaks OpenAI's protocol."""
    return hosts.normal_url(keys.filled(value, key, origin), origin)


def variable_name(value: object, key: Key, origin: str) -> str:
    """The name of an environment variable; empty for none."""
    name = value.strip() if isinstance(value, str) else None
    if name is None or (name and not is_variable_name(name)):
        raise ConfigError(  # not shown: it may be the key itself
            f"{origin}: {key.name} must be the name of an environment variable, in capitals",
            f'Write {key.name} = "{DEFAULT_KEY_VARIABLE}", and put the key into that variable.',
        )
    return name


def is_variable_name(name: str) -> bool:
    """Whether it can be a variable's name. Only capitals are: keys mix them with small letters."""
    return re.fullmatch(r"[A-Z_][A-Z0-9_]{0,63}", name) is not None


def command(value: object, key: Key, origin: str) -> str:
    """A command, as one text; never shown."""
    if not isinstance(value, str) or not value.strip():
        raise ConfigError(
            f"{origin}: {key.name} must be a command", f'Write it as one text: {key.name} = "pass show llm".'
        )
    return value.strip()


def headers(value: object, key: Key, origin: str) -> dict[str, str]:
    """Extra headers: a table of texts; never shown."""
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise ConfigError(
            f"{origin}: headers must be a table of texts", 'Write headers = { X-Team = "sre", X-Token = "env:TOKEN" }.'
        )
    for name in value:
        if not re.fullmatch(r"[A-Za-z0-9-]+", name):
            raise ConfigError(f"{origin}: a header can't be named {name!r}", "Use letters, digits and hyphens.")
    return dict(value)


def host_names(value: object, key: Key, origin: str) -> tuple[str, ...]:
    """Hosts, each without scheme, port or path."""
    names = keys.words(value, key, origin)
    for name in names:
        if not hosts.host_of(f"https://{name}") or ":" in name or "/" in name:
            raise ConfigError(
                f"{origin}: {key.name} holds {name!r}, which is no host", "Write the name alone: models.example.com."
            )
    return tuple(name.lower().rstrip(".") for name in names)


_PRICE = keys.number_between(0, 1_000_000, 2.5)
BASE_URL = Key("base_url", DEFAULT_BASE_URL, "where the model's server is", base_url, standing="trusted")
API_KEY_ENV = Key(
    "api_key_env", DEFAULT_KEY_VARIABLE, 'variable that holds the key; "" for none', variable_name, standing="trusted"
)
API_KEY_CMD = Key("api_key_cmd", None, "command that prints the key", command, standing="own")
HEADERS = Key("headers", {}, "further headers; env:NAME takes a variable's value", headers, standing="trusted")
REDACT = Key(
    "redact",
    None,
    "hide secrets before sending; unset: unless the host is local",
    keys.switch,
    standing="trusted",
)
REDACT_WORDS = Key("redact_words", (), "words to hide as well", keys.words, adds_up=True)
TRUSTED_HOSTS = Key(
    "trusted_hosts", (), "hosts that a project's file may send reports to", host_names, adds_up=True, standing="own"
)
MODEL = Key("model", DEFAULT_MODEL, "the model's name, or that of a profile", model_name)
MODEL_KEYS = (
    MODEL,
    BASE_URL,
    API_KEY_ENV,
    API_KEY_CMD,
    HEADERS,
    TRUSTED_HOSTS,
    REDACT,
    REDACT_WORDS,
    Key("plan", "sections", "several calls at once, or a single one", keys.text, ("sections", "single")),
    Key("repairs", 2, "rounds in which the model mends its mistakes", keys.whole_between(0, 10)),
    Key("prompts", None, "folder of your own prompt templates", keys.filled, is_path=True),
    Key("cache", True, "keep answers, and ask no question twice", keys.switch),
    Key(
        "structured",
        "auto",
        "how answers are held to the schema; auto: the best the server can",
        keys.text,
        ("auto", "schema", "tools", "json"),
    ),
    Key("temperature", None, "how freely it words, from 0; unset: the server's own", keys.number_between(0, 2, 0.2)),
    Key("reasoning_effort", None, "how long it thinks: low, medium, high; unset: the server's own", keys.filled),
    Key("seed", None, "for answers that repeat, where the server can", keys.whole_between(0, 2**63 - 1)),
    Key("max_output_tokens", None, "longest answer; unset: the server's own", keys.whole_between(1, 10_000_000)),
    Key("window_tokens", 24_000, "longest piece of a report in one call", keys.whole_between(200, 10_000_000)),
    Key("concurrency", 8, "calls in flight", keys.whole_between(1, 1024)),
    Key("requests_per_minute", None, "most requests a minute; unset: no limit", keys.whole_between(1, 10_000_000)),
    Key(
        "tokens_per_minute",
        None,
        "most tokens a minute, in and out; unset: no limit",
        keys.whole_between(1, 10_000_000_000),
    ),
    Key("deadline", 180.0, "seconds for one call in all", keys.positive),
    Key("retries", 3, "of a call that the network or a busy server failed", keys.whole_between(0, 20)),
    Key("price_input", None, "of a million tokens sent", _PRICE),
    Key("price_output", None, "of a million tokens received", _PRICE),
    Key(
        "price_cached",
        None,
        "of a million tokens sent that the server knew; unset: price_input",
        _PRICE,
    ),
)
PROFILE_KEYS = tuple(key for key in MODEL_KEYS if key is not TRUSTED_HOSTS)
