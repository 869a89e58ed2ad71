"""Records docs/drafting.cast: a report becomes a postmortem at the desk, in a real terminal, by the keys of a person.

`python tests/record_walkthrough.py`, or `make walkthrough`. The file is asciicast v2, to be played by asciinema.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import tempfile
from codecs import getincrementaldecoder
from pathlib import Path
from time import monotonic, sleep
from unittest import mock

from terminals import Terminal

ROOT = Path(__file__).resolve().parent.parent
CAST = ROOT / "docs" / "drafting.cast"
SIZE = WIDTH, HEIGHT = 90, 26
TYPING = 0.07
"""Seconds between two letters."""
GLANCE, LOOK = 0.8, 2.2
"""Seconds that a person takes to see what happened, and to read it."""
F8, DOWN, DELETE, NEXT_WORD, SELECT_WORD = "\x1b[19~", "\x1b[B", "\x1b[3~", "\x1b[1;5C", "\x1b[1;6C"
ENTER, CTRL_O, CTRL_Q, CTRL_S = "\r", "\x0f", "\x11", "\x13"
_PLAIN = "\x1b[0m"


class Recording:
    """What a terminal showed, and when."""

    def __init__(self) -> None:
        self._began = monotonic()
        self.frames: list[tuple[float, str]] = []

    def show(self, text: str) -> None:
        """Notes that a text was shown just now."""
        if text:
            self.frames.append((round(monotonic() - self._began, 3), text))

    def cast(self, title: str) -> str:
        """All of it as asciicast v2."""
        head = {"version": 2, "width": WIDTH, "height": HEIGHT, "title": title, "env": {"TERM": "xterm-256color"}}
        frames = ([when, "o", shorter(text)] for when, text in self.frames)
        lines = [json.dumps(head), *(json.dumps(frame, ensure_ascii=False) for frame in frames)]
        return "\n".join([*lines, ""])


def shorter(text: str) -> str:
    """The same for a terminal, without styles that end only to begin again."""
    kept, style, is_over = [], "", False
    for part in re.split(r"(\x1b\[[\d;]*m)", text):
        if part == _PLAIN:
            is_over = True
        elif part.startswith("\x1b[") and part.endswith("m"):
            if not (is_over and part == style):
                kept.append(part.replace("\x1b[", "\x1b[0;", 1) if is_over else part)
            style, is_over = part, False
        elif part:
            kept += [_PLAIN, part] if is_over else [part]
            is_over = False
    return "".join([*kept, _PLAIN] if is_over else kept)


class Person:
    """Somebody at the terminal, who takes their time."""

    def __init__(self, terminal: Terminal, recording: Recording) -> None:
        self._terminal, self._recording = terminal, recording
        self._decoder = getincrementaldecoder("utf-8")("replace")
        self._seen = 0

    def watch(self, seconds: float) -> None:
        """Looks on."""
        end = monotonic() + seconds
        while monotonic() < end:
            self._terminal.read(0.03)
            shown, self._seen = self._terminal.shown[self._seen :], len(self._terminal.shown)
            self._recording.show(self._decoder.decode(shown))

    def wait(self, words: str) -> None:
        """Looks on until words are there."""
        end = monotonic() + 30
        while words.encode() not in self._terminal.shown:
            assert monotonic() < end, f"never: {words}"
            self.watch(0.1)

    def press(self, *keys: str, then: float = GLANCE) -> None:
        """Presses keys, and looks what they do."""
        for key in keys:
            self._terminal.send(key)
            self.watch(0.15)
        self.watch(then)

    def type(self, text: str, then: float = GLANCE) -> None:
        """Types a text."""
        for letter in text:
            self._terminal.send(letter)
            self.watch(TYPING)
        self.watch(then)


def walk(person: Person) -> None:
    """From the report to its postmortem's file."""
    person.wait("score")
    person.watch(LOOK)
    person.press(F8)
    person.type("SEV-2")
    person.press(F8)
    person.type("Ines", then=LOOK)
    person.press(F8, then=LOOK)  # the summary says 45 minutes, the timeline says otherwise
    person.press(*[NEXT_WORD] * 11, then=0.2)
    person.press(*[SELECT_WORD] * 3)
    person.press(DELETE, then=LOOK)
    person.press(CTRL_O, "t")
    person.press(DOWN, DOWN, DOWN)
    person.press("a")
    person.type("+12m", then=LOOK)
    person.press(ENTER)
    person.type("Token store is full")
    person.press(ENTER, then=LOOK)
    person.press(CTRL_S, then=LOOK)
    person.press(ENTER, then=LOOK)
    person.press(CTRL_Q)


def shell(recording: Recording, command: str) -> None:
    """A command, as it was typed."""
    recording.show("$ ")
    for letter in command:
        sleep(TYPING)
        recording.show(letter)
    recording.show("\r\n")


def main() -> None:
    """Writes the recording."""
    with tempfile.TemporaryDirectory() as home, contextlib.chdir(home):
        shutil.copy(ROOT / "examples" / "contradiction" / "report.md", "report.md")
        own = {"HOME": home, "XDG_CONFIG_HOME": f"{home}/.config", "PMTOOL_STATE_DIR": f"{home}/.state", "TZ": "UTC"}
        own["TEXTUAL_COLOR_SYSTEM"] = "256"  # half as long as all colours
        with mock.patch.dict(os.environ, own):
            recording = Recording()
            shell(recording, "pmtool draft report.md")
            terminal = Terminal(["draft", "report.md", "--engine", "offline"], size=SIZE)
            try:
                walk(Person(terminal, recording))
                terminal.wait()
            finally:
                terminal.close()
            recording.show("\x1b[?1049l")
            shell(recording, "ls")
            recording.show("  ".join(sorted(name for name in os.listdir() if not name.startswith("."))) + "\r\n$ ")
    CAST.write_text(recording.cast("pmtool draft: from a report to a postmortem"), encoding="utf-8")


if __name__ == "__main__":
    main()
