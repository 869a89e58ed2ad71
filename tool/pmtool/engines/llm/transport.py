"""The SDK's client, and what it must not do: wait by itself, or take a report elsewhere."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from pmtool.config import ModelSettings
from pmtool.engines.llm.faults import codes, kind_of
from pmtool.engines.llm.underway import UNDERWAY
from pmtool.errors import ConfigError

if TYPE_CHECKING:
    from httpx2 import AsyncClient, Response
    from openai import APIStatusError

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
        max_retries=0,  # the link's affair: it gives its slot away while it waits
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
    call = UNDERWAY.get(None)
    if call is not None:
        call.status, call.headers = response.status_code, response.headers


def may_pass(refusal: APIStatusError) -> bool:
    """Whether what a server refused may do a little later, by its own word or by the status."""
    told = refusal.response.headers.get("x-should-retry")
    if told in ("true", "false"):
        return told == "true"
    status = refusal.status_code
    is_for_now = status in (408, 409, 429) or status >= 500
    return is_for_now and not (status == 429 and kind_of(codes(refusal.body)) == "quota")
