"""Drives a headless Chromium through its own protocol, as far as a test needs it."""

from __future__ import annotations

import asyncio
import base64
import json
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

CHROMIUM = Path("/usr/bin/chromium")
QUIET = "no-sandbox disable-gpu disable-quic no-first-run disable-background-networking disable-component-update disable-sync"
PATIENCE_SECONDS = 30.0


class Page:
    """A tab, and every event that it told of."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.events: list[dict[str, Any]] = []
        self._socket = socket
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}

    async def listen(self) -> None:
        async for message in self._socket:
            told = json.loads(message.data)
            if "id" in told:
                self._answers[told["id"]].set_result(told)
            else:
                self.events.append(told)

    async def do(self, method: str, **parameters: object) -> dict[str, Any]:
        number = len(self._answers)
        self._answers[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        answer = await asyncio.wait_for(self._answers[number], PATIENCE_SECONDS)
        assert "error" not in answer, answer
        return dict(answer["result"])

    async def value(self, script: str) -> Any:
        return (await self.do("Runtime.evaluate", expression=script, returnByValue=True))["result"].get("value")

    async def type(self, text: str) -> None:
        for letter in text:
            await self.do("Input.dispatchKeyEvent", type="keyDown", text=letter, key=letter)
            await self.do("Input.dispatchKeyEvent", type="keyUp", key=letter)

    async def picture(self) -> bytes:
        """A PNG of what is seen."""
        return base64.b64decode((await self.do("Page.captureScreenshot"))["data"])

    def told(self, method: str) -> list[dict[str, Any]]:
        return [event["params"] for event in self.events if event["method"] == method]

    def frames(self) -> bytes:
        """What websockets have brought."""
        frames = (told["response"] for told in self.told("Network.webSocketFrameReceived"))
        return b"".join(base64.b64decode(frame["payloadData"]) for frame in frames if frame["opcode"] == 2)


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await holds():
            await asyncio.sleep(0.05)


@asynccontextmanager
async def browser(profile: Path, size: str = "1200,700") -> AsyncIterator[Page]:
    """An empty tab of a new Chromium, whose settings lie in the folder `profile`."""
    flags = [f"--{flag}" for flag in QUIET.split()]
    command = [str(CHROMIUM), "--headless", *flags, f"--window-size={size}", f"--user-data-dir={profile}"]
    with subprocess.Popen([*command, "--remote-debugging-port=0", "about:blank"], stderr=subprocess.DEVNULL) as process:
        try:
            async with aiohttp.ClientSession() as session:
                address = profile / "DevToolsActivePort"
                await until(lambda: asyncio.to_thread(lambda: address.exists() and "\n" in address.read_text()))
                port = address.read_text().splitlines()[0]
                async with session.get(f"http://127.0.0.1:{port}/json") as answer:
                    target = next(target for target in await answer.json() if target["type"] == "page")
                async with session.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                    page = Page(socket)
                    listening = asyncio.create_task(page.listen())
                    for domain in ("Page", "Network", "Log", "Runtime"):
                        await page.do(f"{domain}.enable")
                    yield page
                    listening.cancel()
        finally:
            process.terminate()
