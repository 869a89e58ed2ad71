"""How long a whole process takes until words stand on its terminal. Part of benchmarks/tui.py."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

ROWS, COLUMNS = 50, 160
PATIENCE = 20.0
"""Seconds."""
BARE = """
from textual.app import App
from textual.widgets import TextArea

class Bare(App):
    def compose(self):
        yield TextArea("ready to write")

Bare().run()
"""


class Way(NamedTuple):
    """A command, and words that it paints: in the first frame that can be worked in, and once its files are read."""

    command: tuple[str, ...]
    first: str
    whole: str


def bare() -> Way:
    """An app with nothing but a text area. (The cursor parts its first letter from the others.)"""
    return Way((sys.executable, "-c", BARE), "eady to write", "eady to write")


def started(ways: Mapping[str, Way], rounds: int) -> dict[str, tuple[float, float]]:
    """Medians in milliseconds until the first frame, and until all is there; in each round each way has its turn."""
    took: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    with tempfile.TemporaryDirectory() as home:
        for round in range(rounds + 1):
            for name, way in ways.items():
                found = _painted(way, home)
                if round:  # the first one only warms up
                    took[name].append(found)
    return {name: _medians(each) for name, each in took.items()}


def _medians(each: Sequence[tuple[float, float]]) -> tuple[float, float]:
    first, whole = zip(*each, strict=True)
    return statistics.median(first), statistics.median(whole)


def _painted(way: Way, home: str) -> tuple[float, float]:
    begun = time.perf_counter()
    pid, terminal = pty.fork()
    if not pid:
        folders = dict.fromkeys(("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"), home)
        os.execvpe(way.command[0], way.command, {**os.environ, **folders, "TERM": "xterm-256color"})
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    try:
        return _seen(terminal, (way.first, way.whole), begun)
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)


def _seen(terminal: int, words: tuple[str, str], begun: float) -> tuple[float, float]:
    """Milliseconds until each of the words was painted."""
    painted, at = b"", dict[str, float]()
    while len(at) < len({*words}):
        if not select.select([terminal], [], [], PATIENCE)[0] or time.perf_counter() - begun > PATIENCE:
            raise SystemExit(f"{words} are not painted; the end is {painted[-300:]!r}")
        painted += os.read(terminal, 65536)
        now = (time.perf_counter() - begun) * 1000
        at |= {word: now for word in words if word not in at and word.encode() in painted}
    return at[words[0]], at[words[1]]
