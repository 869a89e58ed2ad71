"""What every test lives with: no network, no user settings, reproducible properties."""

from __future__ import annotations

import gc
import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest

from command_line import Outcome

hypothesis.settings.register_profile("quick", deadline=None, derandomize=True, max_examples=40)
hypothesis.settings.register_profile("thorough", deadline=None, derandomize=True, max_examples=200)
hypothesis.settings.load_profile(os.environ.get("PMTOOL_TESTS", "quick"))

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # started in the background, where shells have it ignored
    signal.signal(signal.SIGINT, signal.default_int_handler)

gc.set_threshold(50_000)  # thousands of tests stay in memory, and are looked through at each collection
os.environ["TEXTUAL_ANIMATIONS"] = "none"  # each step of one is a screen painted

ROOT = Path(__file__).resolve().parent.parent


PROXIES = {"http_proxy", "https_proxy", "all_proxy"}
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def pytest_collection_finish() -> None:
    """What is there by now stays to the end."""
    gc.freeze()


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuses to look up or to reach any host but this one."""
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def hold_local(host: object) -> None:
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None and name not in LOOPBACK:
            pytest.fail("a test tried to reach the network")  # no Exception, which clients take for a failed connection

    def guarded(reach: Callable[..., object]) -> Callable[..., object]:
        def call(self: socket.socket, address: tuple[object, ...]) -> object:
            if self.family != socket.AF_UNIX:
                hold_local(address[0])
            return reach(self, address)

        return call

    def look_up(host: object, *arguments: object, **options: object) -> object:
        hold_local(host)
        return getaddrinfo(host, *arguments, **options)

    monkeypatch.setattr(socket.socket, "connect", guarded(connect))
    monkeypatch.setattr(socket.socket, "connect_ex", guarded(connect_ex))
    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keeps the settings, keys, cache, drafts and proxies of whoever runs the tests out of them."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("settings")))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    for name in [name for name in os.environ if name.startswith(("PMTOOL_", "OPENAI_")) or name.lower() in PROXIES]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PMTOOL_STATE_DIR", str(tmp_path_factory.mktemp("state")))


@pytest.fixture
def root() -> Path:
    """The top of the repository."""
    return ROOT


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Runs pmtool in this process."""
    from pmtool.cli.main import main

    def call(*arguments: object) -> Outcome:
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return call
