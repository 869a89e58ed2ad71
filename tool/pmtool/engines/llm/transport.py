"""The SDK's client, and what it must not do: wait in vain, or take a report elsewhere."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pmtool.config import ModelSettings
from pmtool.engines.llm.faults import codes, kind_of
from pmtool.engines.llm.underway import UNDERWAY
from pmtool.errors import ConfigError

if TYPE_CHECKING:
    from httpx2 import AsyncClient, Response

_CONNECT = 10.0
"""Seconds to reach a server. There is no other limit here: the SDK's are per read, a call's deadline is not."""


def network(settings: ModelSettings) -> AsyncClient:
    """The way to a server, and to nowhere else. Whoever makes it closes it, or hands it to `sdk`.

    Raises ConfigError where the environment names certificates or a proxy that can't be used.
    """
    import httpx2
    import openai

    try:
        return openai.DefaultAsyncHttpxClient(
            limits=httpx2.Limits(max_keepalive_connections=settings.concurrency),  # slots bound those that are open
            event_hooks={"response": [_take_note]},
            follow_redirects=False,
            trust_env=not settings.is_local,  # no proxy gets to see what stays on this machine
            verify=settings.base_url.startswith("https:"),  # else certificates would be loaded that nothing asks for
        )
    except (OSError, ImportError, ValueError) as error:
        raise ConfigError(
            f"the connection to {settings.host} can't be set up as the environment says ({type(error).__name__})",
            "Check SSL_CERT_FILE, SSL_CERT_DIR, HTTPS_PROXY and ALL_PROXY; proxies are http or https.",
        ) from error


def sdk(settings: ModelSettings, http: AsyncClient) -> Any:
    """The SDK's client for a server; it closes `http` when it is closed."""
    import openai

    is_theirs = settings.host == "api.openai.com"
    client = openai.AsyncOpenAI(
        api_key=settings.api_key or "none",
        base_url=settings.base_url,
        default_headers=dict(settings.headers) if is_theirs else {**_left_out(), **settings.headers},
        max_retries=settings.retries,
        timeout=openai.Timeout(None, connect=min(_CONNECT, settings.deadline)),
        http_client=http,
    )
    if not is_theirs:
        client.organization = client.project = None
    return client


def _left_out() -> dict[str, Any]:
    """Headers that the environment has for OpenAI alone: the SDK sends them to any server, and they may hold a key."""
    import openai

    lines = os.environ.get("OPENAI_CUSTOM_HEADERS", "").split("\n")
    return {name.strip(): openai.Omit() for name, colon, _ in (line.partition(":") for line in lines) if colon}


async def _take_note(response: Response) -> None:
    """Keeps the SDK from trying again where that is in vain: a quota is used up, or the deadline comes first."""
    import asyncio

    call = UNDERWAY.get(None)
    if call is None:
        return
    call.status = response.status_code
    if response.status_code < 400:
        return
    left = call.due - asyncio.get_running_loop().time()
    if _wait_asked(response.headers) >= left or (response.status_code == 429 and await _is_final(response)):
        response.headers["x-should-retry"] = "false"


async def _is_final(response: Response) -> bool:
    await response.aread()
    try:
        return kind_of(codes(response.json())) == "quota"
    except ValueError:
        return False


def _wait_asked(headers: Mapping[str, str]) -> float:
    """Seconds after which a server wants to be asked again; 0 where it does not tell in numbers."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            return float(headers.get(name, "")) * unit
        except ValueError:
            continue
    return 0.0
