"""The page of the desk, its websocket, and the files that it hands out."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from string import Template
from urllib.parse import quote

import textual_serve
from aiohttp import WSCloseCode, WSMsgType, web
from textual_serve.download_manager import DownloadManager

from pmtool.tui.web.desk import GRACE_SECONDS, ServedDesk
from pmtool.tui.web.door import Door, is_ours

LARGEST_MESSAGE = 64 * 2**20
"""Bytes; a whole report may be pasted at once."""

_STATIC = Path(textual_serve.__file__).with_name("static")
_PAGE = Path(__file__).with_name("page.html")
_SCRIPT = _PAGE.with_suffix(".js")


async def run(command: Sequence[str], door: Door, listener: socket.socket) -> None:
    """Serves desks on `listener` until a signal ends it, and them."""
    app = web.Application()
    door.guard(app)
    Site(command).furnish(app)
    runner = web.AppRunner(app, access_log=None, logger=_silent_logger(), shutdown_timeout=2 * GRACE_SECONDS)
    ended = _signalled()
    await runner.setup()
    try:
        await web.SockSite(runner, listener).start()
        await ended.wait()
    finally:
        await runner.cleanup()


class Site:
    """Each visit to the page gets a desk of its own."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._page = Template(_PAGE.read_text(encoding="utf-8"))
        self._downloads = DownloadManager()
        self._tabs: set[web.WebSocketResponse] = set()

    def furnish(self, app: web.Application) -> None:
        """Gives `app` the routes of the desk."""
        app.add_routes(
            [
                web.get("/", self._index),
                web.get("/page.js", self._script),
                web.get("/ws", self._desk),
                web.get("/download/{key}", self._download),
                web.static("/static", _STATIC),
            ]
        )
        app.on_shutdown.append(self._close_tabs)

    async def _index(self, request: web.Request) -> web.Response:
        page = self._page.substitute(websocket=f"ws://{request.host}/ws")
        return web.Response(text=page, content_type="text/html")

    async def _script(self, request: web.Request) -> web.FileResponse:
        return web.FileResponse(_SCRIPT)

    async def _desk(self, request: web.Request) -> web.StreamResponse:
        if not is_ours(request):
            raise web.HTTPForbidden(text="Only the desk's own page can open its connection.\n")
        tab = web.WebSocketResponse(heartbeat=15, timeout=2, max_msg_size=LARGEST_MESSAGE)
        await tab.prepare(request)
        desk = ServedDesk(self._command, tab, self._downloads)
        await desk.start(_cells(request.query.get("width"), 80), _cells(request.query.get("height"), 24))
        self._tabs.add(tab)
        try:
            async for message in tab:
                if message.type is WSMsgType.TEXT:
                    await _hand_on(message.json(), desk)
        finally:
            self._tabs.discard(tab)
            await desk.stop()
        return tab

    async def _download(self, request: web.Request) -> web.StreamResponse:
        key = request.match_info["key"]
        try:
            offered = await self._downloads.get_download_metadata(key)
        except KeyError:
            raise web.HTTPNotFound from None
        response = web.StreamResponse()
        response.content_type = offered.mime_type or "application/octet-stream"
        # Never inline: a page made of a report would run beside the desk.
        response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(offered.file_name)}"
        await response.prepare(request)
        async for chunk in self._downloads.download(key):
            await response.write(chunk)
        await response.write_eof()
        return response

    async def _close_tabs(self, app: web.Application) -> None:
        await asyncio.gather(*(tab.close(code=WSCloseCode.GOING_AWAY) for tab in self._tabs))


async def _hand_on(message: object, desk: ServedDesk) -> None:
    """What the page's script says, to the desk."""
    match message:
        case ["stdin", str(typed)]:
            await desk.enter(typed)
        case ["resize", {"width": int(width), "height": int(height)}] if width > 0 and height > 0:
            await desk.set_terminal_size(width, height)
        case ["focus"]:
            await desk.focus()
        case ["blur"]:
            await desk.blur()


def _cells(given: str | None, otherwise: int) -> int:
    """A width or height; a tab that isn't shown yet sends none that is a number."""
    return max(1, int(given)) if given and given.isdecimal() else otherwise


def _signalled() -> asyncio.Event:
    """Set by the first signal that asks us to end."""
    ended = asyncio.Event()
    with suppress(NotImplementedError):  # Windows: Ctrl-C interrupts the loop instead
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            asyncio.get_running_loop().add_signal_handler(getattr(signal, name), ended.set)
    return ended


def _silent_logger() -> logging.Logger:
    """Logs nothing, and silences textual-serve: what goes through the server is report text and tokens."""
    for name in ("textual-serve", "asyncio"):
        logging.getLogger(name).disabled = True
    silent = logging.getLogger("pmtool.web")
    silent.disabled = True
    return silent
