"""One desk behind one browser tab."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence

from aiohttp import web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

GRACE_SECONDS = 5.0
"""How long a desk may take to keep its work and to end."""

_PASTE_BEGINS, _PASTE_ENDS = b"\x1b[200~", b"\x1b[201~"


class ServedDesk(AppService):
    """A program that draws into a browser's websocket.

    It runs without a shell, so that a file's name stays one; what it says on stderr goes to ours; and it ends with its
    tab, also where it hangs.
    """

    _process: Process
    _task: asyncio.Task[None]

    def __init__(self, command: Sequence[str], websocket: web.WebSocketResponse, downloads: DownloadManager) -> None:
        async def close() -> None:
            await websocket.close()

        super().__init__(
            "",  # no shell's command
            write_bytes=websocket.send_bytes,
            write_str=websocket.send_str,
            close=close,
            download_manager=downloads,
        )
        self._arguments = tuple(command)

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        environment: dict[str, str] = super()._build_environment(width, height)
        return environment | {"TEXTUAL_DRIVER": "pmtool.tui.web.driver:TabDriver"}

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        self._process = await asyncio.create_subprocess_exec(
            *self._arguments,
            stdin=PIPE,
            stdout=PIPE,
            env=self._build_environment(width=width, height=height),
            start_new_session=True,  # Ctrl-C in the terminal is for the server, which ends its desks in order
        )
        self._stdin = self._process.stdin
        return self._process

    async def enter(self, typed: str) -> None:
        """Hands on what was typed. A paste goes apart: keys are read letter by letter, seconds for a report."""
        keys = typed.encode("utf-8", "replace")  # a browser may send half a surrogate pair
        if keys.startswith(_PASTE_BEGINS) and keys.endswith(_PASTE_ENDS):
            pasted = keys.removeprefix(_PASTE_BEGINS).removesuffix(_PASTE_ENDS)
            await self.send_meta({"type": "paste", "text": pasted.decode().replace("\0", "")})
        else:
            await self.send_bytes(keys)

    async def run(self) -> None:
        """Hands on what the program sends, until it ends."""
        stdout = self._process.stdout
        assert stdout is not None
        try:
            await stdout.readuntil(b"__GANGLION__\n")  # from there on it speaks in packets
            while True:
                kind, size = await stdout.readexactly(1), await stdout.readexactly(4)
                payload = await stdout.readexactly(int.from_bytes(size, "big"))
                match kind:
                    case b"D":
                        await self.on_data(payload)
                    case b"M":
                        await self.on_meta(payload)
                    case b"P":
                        await self.on_packed(payload)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the program or its tab is gone
        finally:
            await self.remote_close()

    async def stop(self) -> None:
        """Ends the program and waits until it has."""
        await self._download_manager.cancel_app_downloads(self.app_service_id)
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        try:
            async with asyncio.timeout(GRACE_SECONDS):
                await self.send_meta({"type": "quit"})
                await self._process.communicate(b"")
        except TimeoutError:
            pass
        finally:
            if self._process.returncode is None:
                self._process.kill()
        await self._process.wait()
