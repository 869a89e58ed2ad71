"""What a project's file may not do alone: a cloned repository must not send reports or keys where it likes.

Its address, key variable, headers and `redact = false` count where the host is this machine, or where the user trusts
the host: it stands in trusted_hosts, or the user gave this very address.
"""

from __future__ import annotations

from pmtool.config import hosts
from pmtool.config.choosing import Choice
from pmtool.config.keys import Key
from pmtool.config.model_keys import API_KEY_ENV, BASE_URL, DEFAULT_BASE_URL, HEADERS, REDACT, TRUSTED_HOSTS
from pmtool.errors import ConfigError

_DOES = {
    BASE_URL.name: "sends reports to",
    API_KEY_ENV.name: "picks the key for",
    HEADERS.name: "adds headers for",
    REDACT.name: "turns redaction off for",
}


def require_trust(choice: Choice) -> None:
    """Raises ConfigError where the project's file reaches further than it may, or keys would travel in the clear."""
    base_url, _, _ = choice[BASE_URL]
    host = hosts.host_of(base_url)
    if hosts.is_local(base_url) or host in choice[TRUSTED_HOSTS].value:
        return
    for key in (BASE_URL, API_KEY_ENV, HEADERS, REDACT):
        if _reaches_out(key, choice):
            raise ConfigError(
                f"{choice[key].origin} {_DOES[key.name]} {host}, a host that you have not said to trust",
                f'If you do, put trusted_hosts = ["{host}"] into {choice.user_file}, or set '
                f"{TRUSTED_HOSTS.variable}={host}; if not, take {key.name} out of there.",
            )
    if base_url.startswith("http:"):
        raise ConfigError(
            f"{choice[BASE_URL].origin}: http would send reports and keys to {host} for all to read",
            f'Use https; where the network between is safe, put trusted_hosts = ["{host}"] into {choice.user_file}, '
            f"or set {TRUSTED_HOSTS.variable}={host}.",
        )


def _reaches_out(key: Key, choice: Choice) -> bool:
    found = choice[key]
    if not found.from_project or choice[BASE_URL].value in choice.own_base_urls:
        return False
    if key is BASE_URL:
        return bool(found.value != DEFAULT_BASE_URL)
    return key is not REDACT or not found.value
