"""pmtool in a terminal of its own: a pseudo-terminal that a test types into, and reads."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Sequence
from time import monotonic

PATIENCE = 30.0


class Terminal:
    """A process with a terminal."""

    def __init__(
        self,
        arguments: Sequence[object],
        stdin: int | None = None,
        before: str = "",
        size: tuple[int, int] = (100, 30),
    ) -> None:
        """With `stdin`, keys come through the terminal all the same: it is the process's controlling one.

        `before` is Python that the process runs first, `size` the terminal's columns and rows.
        """
        self.shown = b""
        """All that was written to the terminal."""
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, "-c", f"{before}\n{_RUN}", *map(str, arguments)],
            stdin=theirs if stdin is None else stdin,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
        )
        os.close(theirs)

    def send(self, text: str) -> None:
        """Types a text, or presses keys as a terminal tells them."""
        os.write(self._ours, text.encode())

    def read(self, seconds: float) -> None:
        """Takes what comes, so long."""
        end = monotonic() + seconds
        while select.select([self._ours], [], [], max(0.0, end - monotonic()))[0]:
            try:
                data = os.read(self._ours, 65536)
            except OSError:  # nobody is at the other end any more
                return
            if not data:
                return
            self.shown += data

    def until(self, condition: Callable[[bytes], bool]) -> None:
        """Waits for something to be on the terminal."""
        end = monotonic() + PATIENCE
        while not condition(self.shown):
            assert monotonic() < end, self.shown[-3000:]
            self.read(0.1)

    def press(self, key: str, seen: bytes = b"") -> None:
        """Sends a key, and waits until something was painted, with some words in it."""
        before = len(self.shown)
        self.send(key)
        self.until(lambda shown: len(shown) > before and shown.find(seen, before) >= 0)

    def kill(self) -> None:
        """As no process can help."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE)

    def wait(self) -> int:
        """Waits for the end; the exit code."""
        end = monotonic() + PATIENCE
        while self.process.poll() is None:
            assert monotonic() < end, self.shown[-3000:]
            self.read(0.1)
        self.read(0.3)
        return self.process.returncode

    def close(self) -> None:
        """Ends what is left."""
        if self.process.poll() is None:
            self.kill()
        os.close(self._ours)


_RUN = """
import fcntl, os, sys, termios
fcntl.ioctl(1, termios.TIOCSCTTY, 0)
from pmtool.cli.main import main
sys.exit(main(sys.argv[1:]))
"""
"""The session's first process takes its terminal, so that /dev/tty is that."""
