"""The desk in a browser: who gets in, what comes through, and that nothing stays behind."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest

from chromium import CHROMIUM, browser, until
from pmtool.errors import UsageError
from pmtool.tui import web

PATIENCE_SECONDS = 30.0
APP = '''
import json, os, sys
from pathlib import Path
from textual.app import App
from textual.content import Content
from textual.widgets import Label

class Echo(App):
    """Shows what is typed, and notes what it was started with and that it ended."""
    typed = ""

    def compose(self):
        yield Label("The desk is open.")

    def on_mount(self):
        here.joinpath("started.json").write_text(json.dumps([os.getpid(), sys.argv[1:], dict(os.environ)]))

    def on_key(self, event):
        self.typed += event.character or ""
        self.query_one(Label).update(Content("You typed: " + self.typed))

    def on_paste(self, event):
        self.query_one(Label).update(Content(f"Pasted {len(event.text)}: '{event.text[-10:]}' into {'focus' if self.app_focus else 'blur'}"))

    def on_unmount(self):
        here.joinpath("ended").write_text(self.typed)

here = Path(__file__).parent
if __name__ == "__main__":
    Echo().run()
'''
SERVE = """
import sys
from pmtool.tui import web
if web.find_spec("textual_serve"):
    from pmtool.tui.web import desk
    desk.GRACE_SECONDS = float(sys.argv[1])
web.serve(sys.argv[2:], port=None, announce=lambda address: print(address, flush=True))
"""


@dataclass(frozen=True, slots=True)
class Served:
    """A desk that is being served by another process."""

    process: subprocess.Popen[str]
    address: str

    @property
    def origin(self) -> str:
        return f"http://{urlsplit(self.address).netloc}"

    @property
    def token(self) -> str:
        return urlsplit(self.address).query.removeprefix("token=")

    def end(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str, str]:
        """Exit code, and what it said since it told its address."""
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=PATIENCE_SECONDS)
        return self.process.returncode, out, err


@contextmanager
def serving(*command: str, grace: float = 5.0) -> Iterator[Served]:
    arguments = [sys.executable, "-c", SERVE, str(grace), *command]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Served(process, process.stdout.readline().strip())
        finally:
            process.kill()


def app_in(folder: Path, text: str = APP) -> str:
    path = folder / "app.py"
    path.write_text(text)
    return str(path)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(sys.executable, app_in(tmp_path_factory.mktemp("echo"))) as served:
        yield served


@asynccontextmanager
async def visitor(served: Served, *, with_key: bool = True) -> AsyncIterator[aiohttp.ClientSession]:
    """A browser's place to keep cookies, at the desk's address."""
    jar = aiohttp.CookieJar(unsafe=True)  # also those of numbered hosts
    async with aiohttp.ClientSession(served.origin, cookie_jar=jar) as session:
        if with_key:
            async with session.get(served.address, allow_redirects=False) as answer:
                assert answer.status == 303
        yield session


@asynccontextmanager
async def tab(session: aiohttp.ClientSession, served: Served) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    async with session.ws_connect("/ws?width=60&height=10", origin=served.origin) as websocket:
        yield websocket


async def seen(websocket: aiohttp.ClientWebSocketResponse, text: str) -> None:
    """Waits until the desk draws the text."""
    drawn = b""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while text.encode() not in drawn:
            message = await websocket.receive()
            assert message.type in (aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT), drawn
            drawn += message.data if message.type is aiohttp.WSMsgType.BINARY else b""


async def written(path: Path) -> str:
    """What a file holds once it is there."""

    async def is_there() -> bool:
        return path.exists() and path.read_text() != ""

    await until(is_there)
    return path.read_text()


def status_of(
    served: Served, path: str, headers: Mapping[str, str], *, with_key: bool
) -> tuple[int, str, Mapping[str, str]]:
    async def ask() -> tuple[int, str, Mapping[str, str]]:
        async with (
            visitor(served, with_key=with_key) as session,
            session.get(path, headers=headers, allow_redirects=False) as answer,
        ):
            return answer.status, await answer.text(), answer.headers

    return asyncio.run(ask())


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/ws",
        "/page.js",
        "/static/js/textual.js",
        "/static/",
        "/download/1",
        "/nowhere",
        "/?token=",
        "/?token=x",
        "/?token=é",
    ],
)
def test_nobody_gets_in_without_the_token(served: Served, path: str) -> None:
    status, text, headers = status_of(served, path, {"Origin": served.origin}, with_key=False)
    assert (status, headers["Content-Type"]) == (403, "text/plain; charset=utf-8")
    assert "the whole address that pmtool printed" in text


def test_a_cookie_that_is_not_ours_opens_nothing(served: Served) -> None:
    port = urlsplit(served.origin).port
    status, _, _ = status_of(served, "/", {"Cookie": f"pmtool-desk-{port}={served.token[:-1]}"}, with_key=False)
    assert status == 403


def test_the_token_becomes_a_cookie_and_leaves_the_address(served: Served) -> None:
    status, _, headers = status_of(served, f"/?token={served.token}", {}, with_key=False)
    assert (status, headers["Location"]) == (303, "/")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(headers["Set-Cookie"].split("; "))
    assert len(served.token) >= 43


@pytest.mark.parametrize("path", ["/", "/?token=x", "/nowhere", "/static/js/textual.js"])
@pytest.mark.parametrize("with_key", [True, False])
def test_every_answer_holds_the_browser_short(served: Served, path: str, with_key: bool) -> None:
    _, _, headers = status_of(served, path, {}, with_key=with_key)
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    policy = headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"} <= set(policy)
    assert policy[-1] == f"connect-src ws://{urlsplit(served.origin).netloc}"


@pytest.mark.parametrize(
    "host", ["example.com", "example.com:{port}", "127.0.0.1", "127.0.0.1:1", "localhost.example.com:{port}"]
)
def test_another_name_for_this_machine_is_refused(served: Served, host: str) -> None:
    named = {"Host": host.format(port=urlsplit(served.origin).port)}
    assert status_of(served, "/", named, with_key=True)[0] == 403
    assert status_of(served, f"/?token={served.token}", named, with_key=False)[0] == 403


def test_localhost_is_this_machine_too(served: Served) -> None:
    named = f"localhost:{urlsplit(served.origin).port}"
    status, text, _ = status_of(served, "/", {"Host": named}, with_key=True)
    assert status == 200
    assert f'"ws://{named}/ws"' in text


@pytest.mark.parametrize("origin", [None, "null", "http://127.0.0.1:1", "http://example.com"])
def test_a_desk_opens_for_its_own_page_alone(served: Served, origin: str | None) -> None:
    async def connect() -> int:
        async with visitor(served) as session:
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await session.ws_connect("/ws", origin=origin)
            return refused.value.status

    assert asyncio.run(connect()) == 403


def test_the_page_takes_nothing_from_elsewhere(served: Served) -> None:
    status, page, _ = status_of(served, "/", {}, with_key=True)
    assert status == 200
    addresses = re.findall(r"(?:href|src)=\"([^\"]*)\"|url\(\"([^\"]*)\"\)", page)
    assert {(one or other).split("/")[0] for one, other in addresses} == {"", "data:,"}
    assert "//" not in page.replace(f"ws://{urlsplit(served.origin).netloc}/ws", "")
    assert served.token not in page


def test_what_is_typed_in_the_browser_is_seen_there(served: Served) -> None:
    async def session() -> None:
        async with visitor(served) as session, tab(session, served) as websocket:
            await seen(websocket, "The desk is open.")
            for message in (
                ["resize", {"width": 40, "height": 12}],
                ["resize", {"width": None}],
                ["what", 1],
                {},
                ["focus"],
                ["blur"],
            ):
                await websocket.send_json(message)
            await websocket.send_json(["stdin", "héllo \ud800 日本"])
            await seen(websocket, "You typed: héllo ? 日本")

    asyncio.run(session())


def test_a_whole_report_is_pasted_at_once(served: Served) -> None:
    text = "ü\r" * 2_000_000 + "\x1b[201~\0\ud800 end"

    async def session() -> None:
        async with visitor(served) as session, tab(session, served) as websocket:
            await websocket.send_json(["focus"])
            await websocket.send_json(["stdin", f"\x1b[200~{text}\x1b[201~"])
            await seen(websocket, f"Pasted {len(text) - 1}: '[201~? end' into focus")

    asyncio.run(session())


def test_each_tab_has_a_desk_of_its_own(served: Served) -> None:
    async def session() -> None:
        async with visitor(served) as session, tab(session, served) as one, tab(session, served) as other:
            await one.send_json(["stdin", "a"])
            await other.send_json(["stdin", "b"])
            await seen(one, "You typed: a")
            await seen(other, "You typed: b")

    asyncio.run(session())


def test_the_desk_gets_its_arguments_as_they_are_and_no_token(tmp_path: Path) -> None:
    names = [
        "with space",
        "it's",
        '"quoted"',
        "$(touch pwned)",
        "`id`",
        "a;b|c&d",
        "line\nbreak",
        "*",
        "~",
        "",
        "-x",
        "é",
    ]

    async def session(served: Served) -> None:
        async with visitor(served) as session, tab(session, served):
            await written(tmp_path / "started.json")

    with serving(sys.executable, app_in(tmp_path), *names) as served:
        asyncio.run(session(served))
        _, arguments, environment = json.loads((tmp_path / "started.json").read_text())
        assert arguments == names
        assert served.token not in json.dumps(environment)
    assert not Path("pwned").exists()


def test_a_desk_ends_with_its_tab(tmp_path: Path) -> None:
    async def session(served: Served) -> None:
        async with visitor(served) as session:
            async with tab(session, served) as websocket:
                await websocket.send_json(["stdin", "kept"])
                await seen(websocket, "You typed: kept")
            assert await written(tmp_path / "ended") == "kept"

    with serving(sys.executable, app_in(tmp_path)) as served:
        asyncio.run(session(served))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_everything_and_nothing_is_said(tmp_path: Path, number: signal.Signals) -> None:
    async def session(served: Served) -> tuple[int, str, str]:
        async with visitor(served) as session, tab(session, served) as websocket:
            await websocket.send_json(["stdin", "secret"])
            await seen(websocket, "You typed: secret")
            ending = asyncio.create_task(asyncio.to_thread(served.end, number))
            while (await websocket.receive()).type is not aiohttp.WSMsgType.CLOSED:
                pass
            return await ending

    with serving(sys.executable, app_in(tmp_path)) as served:
        assert asyncio.run(session(served)) == (0, "", "")
    assert (tmp_path / "ended").read_text() == "secret"
    assert not is_alive(json.loads((tmp_path / "started.json").read_text())[0])


def test_a_desk_keeps_its_work_when_the_server_is_killed(tmp_path: Path) -> None:
    async def session(served: Served) -> None:
        async with visitor(served) as session, tab(session, served) as websocket:
            await websocket.send_json(["stdin", "kept"])
            await seen(websocket, "You typed: kept")
            assert served.end(signal.SIGKILL) == (
                -signal.SIGKILL,
                "",
                "",
            )  # the desk has the same stderr, and says nothing
            assert await written(tmp_path / "ended") == "kept"

    with serving(sys.executable, app_in(tmp_path)) as served:
        asyncio.run(session(served))
    desk = json.loads((tmp_path / "started.json").read_text())[0]
    asyncio.run(until(lambda: asyncio.to_thread(lambda: not is_alive(desk))))


def test_a_desk_that_hangs_is_ended_too(tmp_path: Path) -> None:
    hanging = APP.replace("def on_unmount(self):", "def on_unmount(self):\n        import time; time.sleep(600)")

    async def session(served: Served) -> None:
        async with visitor(served) as session, tab(session, served) as websocket:
            await seen(websocket, "The desk is open.")

    with serving(sys.executable, app_in(tmp_path, hanging), grace=0.2) as served:
        asyncio.run(session(served))
        assert served.end() == (0, "", "")
    assert not is_alive(json.loads((tmp_path / "started.json").read_text())[0])


def test_a_desk_that_does_not_start_says_why_in_the_terminal() -> None:
    async def session(served: Served) -> None:
        async with visitor(served) as session, tab(session, served) as websocket:
            assert (await websocket.receive(timeout=PATIENCE_SECONDS)).type is aiohttp.WSMsgType.CLOSE

    with serving(sys.executable, "-c", "raise SystemExit('there is no such report')") as served:
        asyncio.run(session(served))
        assert served.end() == (0, "", "there is no such report\n")


def test_a_file_the_desk_hands_out_is_saved_and_never_shown(tmp_path: Path) -> None:
    app = APP.replace(
        'self.typed += event.character or ""',
        'self.deliver_text(__import__("io").StringIO("<script>"), save_filename="a \\"b\\".html", open_method="browser", mime_type="text/html")',
    )

    async def session(served: Served) -> tuple[str, Mapping[str, str], int]:
        async with visitor(served) as session, tab(session, served) as websocket:
            await seen(websocket, "The desk is open.")
            await websocket.send_json(["stdin", "x"])
            async with asyncio.timeout(PATIENCE_SECONDS):
                while (message := await websocket.receive()).type is not aiohttp.WSMsgType.TEXT:
                    pass
            _, key = message.json()
            async with session.get(f"/download/{key}") as answer, session.get("/download/other") as missing:
                return await answer.text(), answer.headers, missing.status

    with serving(sys.executable, app_in(tmp_path, app)) as served:
        text, headers, missing = asyncio.run(session(served))
    assert (text, missing) == ("<script>", 404)
    assert headers["Content-Disposition"] == "attachment; filename*=UTF-8''a%20%22b%22.html"
    assert "script-src 'self'" in headers["Content-Security-Policy"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere 127.0.0.2 is nobody's")
def test_the_desk_is_on_one_address_alone(served: Served) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.2", urlsplit(served.origin).port or 0))  # refused if the desk had every address


def test_a_taken_port_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"^port {port} is taken by another program$") as refused:
            web.serve(["true"], port=port, announce=pytest.fail)
    assert "--port" in refused.value.remedy
    assert refused.value.exit_code == 2


@pytest.mark.parametrize("port", [-1, 65536, 10**9])
def test_a_port_that_cannot_be_is_one_sentence(port: int) -> None:
    with pytest.raises(UsageError, match=f"^there is no port {port}$"):
        web.serve(["true"], port=port, announce=pytest.fail)


def test_without_the_extra_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "find_spec", lambda name: None)
    with pytest.raises(UsageError, match="not installed") as refused:
        web.serve(["true"], port=None, announce=pytest.fail)
    assert "pip install 'pmtool[web]'" in refused.value.remedy


@pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM} to look at the page with")
def test_the_desk_is_drawn_in_a_browser(served: Served, tmp_path: Path) -> None:
    async def session() -> None:
        async with browser(tmp_path / "profile") as page:

            async def drawn(text: str) -> bool:
                return text.encode() in page.frames() and bool(
                    await page.value("document.body.classList.contains('-first-byte')")
                )

            await page.do("Emulation.setFocusEmulationEnabled", enabled=True)
            await page.do("Page.navigate", url=served.address)
            await until(lambda: drawn("The desk is open."))
            before = await page.picture()
            await page.type("hello")  # without a click
            await until(lambda: drawn("You typed: hello"))
            await asyncio.sleep(0.5)  # until the next frame is painted
            (tmp_path / "desk.png").write_bytes(after := await page.picture())
            assert before != after
            assert await page.value("location.href") == f"{served.origin}/"
            asked = {request["request"]["url"] for request in page.told("Network.requestWillBeSent")}
            assert all(url.startswith((f"{served.origin}/", "data:")) for url in asked), asked
            logged = [told["entry"] for told in page.told("Log.entryAdded")]
            assert [entry for entry in logged if entry["level"] == "error"] == []  # among them, what the policy forbids
            assert page.told("Runtime.exceptionThrown") == []

    asyncio.run(session())


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
