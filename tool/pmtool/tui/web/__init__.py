"""The desk in a browser: `pmtool draft --web`, on this machine alone and for whoever holds the address."""

from __future__ import annotations

import asyncio
import errno
import secrets
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.util import find_spec

from pmtool.errors import UsageError

HOST = "127.0.0.1"


def serve(command: Sequence[str], *, port: int | None, announce: Callable[[str], None]) -> None:
    """Serves the Textual program `command` until Ctrl-C or SIGTERM; each browser tab runs one of its own.

    `announce` gets the address to open, which is a key: whoever has it can read and write the draft. Without a `port`
    a free one is taken. Raises UsageError where textual-serve is not installed or the port can't be had.
    """
    if find_spec("textual_serve") is None:
        raise UsageError(
            "--web needs textual-serve, which is not installed",
            "Install it with `pip install 'pmtool[web]'` or `uv tool install 'pmtool[web]'`.",
        )
    from pmtool.tui.web.door import Door
    from pmtool.tui.web.site import run

    with _listener(port or 0) as listener:
        door = Door(secrets.token_urlsafe(32), listener.getsockname()[1])
        announce(door.address)
        with suppress(KeyboardInterrupt):  # where a loop can't take signals, and in the moment before it does
            asyncio.run(run(command, door, listener))


def _listener(port: int) -> socket.socket:
    if not 0 <= port <= 65535:
        raise UsageError(f"there is no port {port}", "Choose one from 1 to 65535, or leave --port out.")
    try:
        return socket.create_server((HOST, port))
    except OSError as error:
        why = "is taken by another program" if error.errno == errno.EADDRINUSE else f"can't be had: {error.strerror}"
        raise UsageError(f"port {port} {why}", "Choose another --port, or leave it out for a free one.") from error
