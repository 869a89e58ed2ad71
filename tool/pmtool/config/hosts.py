"""Where a model is asked: the address of its server, and whether it is this machine."""

from __future__ import annotations

import re

from pmtool.errors import ConfigError

_ADDRESS = r"(https?)://([a-z0-9_.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,9})?(/[^\s\\?#]*)?"
"""Narrower than URLs are, so that no two programs can read two different hosts in one."""
_LAST_PORT = 65535


def normal_url(url: str, origin: str) -> str:
    """A base URL without a slash at its end. Raises ConfigError where it is none, and shows nothing of it."""
    authority = url.partition("://")[2].partition("/")[0]
    if "@" in authority:
        raise ConfigError(
            f"{origin}: the base URL holds a user or a password",
            "Take them out; keys come from the variable that api_key_env names, other tokens from headers.",
        )
    if "?" in url or "#" in url:
        raise ConfigError(f"{origin}: the base URL holds more than a path", "Leave out what stands from ? or # on.")
    found = re.fullmatch(_ADDRESS, url, re.IGNORECASE)
    if found is None:
        raise ConfigError(
            f"{origin}: the base URL is no http or https address with a host",
            "Write one like https://models.example.com/v1 or http://localhost:11434/v1.",
        )
    scheme, host, port, path = (part or "" for part in found.groups())
    if port and int(port[1:]) > _LAST_PORT:
        raise ConfigError(f"{origin}: the base URL's port is over {_LAST_PORT}", "Give the one that the server has.")
    return f"{scheme.lower()}://{host.lower()}{port}{path.rstrip('/')}"


def host_of(base_url: str) -> str:
    """The host in a base URL, in small letters, without port or brackets; empty where there is none."""
    found = re.fullmatch(_ADDRESS, base_url, re.IGNORECASE)
    return found[2].lower().strip("[]").rstrip(".") if found else ""


def is_local(base_url: str) -> bool:
    """Whether the server is this very machine: a loopback name or address. A neighbour in the same network is not."""
    host = host_of(base_url)
    if host == "localhost" or host.endswith(".localhost"):
        return True
    from ipaddress import IPv6Address, ip_address

    try:
        address = ip_address(host)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback
