"""`pmtool draft` in a terminal: pipes, several files, files that are none, and what is told when it breaks."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent

import pytest

from command_line import one_sentence, process
from desk import REPORT, Desk, on_desk, report_file
from pmtool.editing.keeping.folder import state_folder
from pmtool.editing.keeping.recovery import recoverable
from pmtool.tui.desk.request import FromFiles
from terminals import Terminal

CHAT = "[15:55] ines: pool is empty, rolling back 5.1\n[16:06] bo: error rates drop\n"


@contextmanager
def terminal(*arguments: object, **options: object) -> Iterator[Terminal]:
    opened = Terminal(arguments, **options)
    try:
        yield opened
    finally:
        opened.close()


def plain(shown: bytes) -> str:
    """The words on a terminal after the desk has left it."""
    after = shown.rpartition(b"\x1b[?1049l")[2].decode("utf-8", "replace")
    return re.sub(r"\x1b\[[?<]?[\d;]*[a-z]", "", after)


def test_several_reports_make_one_incident(tmp_path: Path) -> None:
    chat = report_file(tmp_path, CHAT, "chat.txt")

    async def check(desk: Desk) -> None:
        assert [document.name for document in desk.source.documents] == ["report.md", "chat.txt"]
        assert [source.name for source in desk.postmortem.sources] == ["report.md", "chat.txt"]
        cited = {evidence.source for event in desk.postmortem.timeline for evidence in event.evidence}
        assert cited == {"R1", "R2"}

    on_desk(FromFiles((str(report_file(tmp_path)), str(chat))), check)


def test_a_report_comes_through_a_pipe_and_keys_through_the_terminal() -> None:
    read, write = os.pipe()
    os.write(write, REPORT.encode())
    os.close(write)
    with terminal("draft", "-", "--engine", "offline", stdin=read) as desk:
        os.close(read)
        desk.until(lambda shown: b"offline engine" in shown)
        desk.press("\x11", b"not saved")
        desk.send("t")
        assert desk.wait() == 0
    assert not recoverable().drafts


@pytest.mark.parametrize(
    ("data", "options"),
    [(b"\x7fELF\0\0\1\2" * 99, []), (b"", []), (b"a" * 2_000_000, ["--max-size", "1"])],
    ids=["binary", "empty", "large"],
)
def test_a_file_that_is_no_report_gets_a_sentence(tmp_path: Path, data: bytes, options: list[str]) -> None:
    path = tmp_path / "odd.txt"
    path.write_bytes(data)
    with terminal("draft", path, "--engine", "offline", *options) as desk:
        assert desk.wait() == 2
    told = plain(desk.shown).replace("\r\n", "\n")
    assert one_sentence(told), told
    assert "odd.txt" in told


def test_without_a_terminal_there_is_a_sentence(tmp_path: Path) -> None:
    done = process(["draft", report_file(tmp_path)], stdin=subprocess.DEVNULL)
    assert done.returncode == 2
    assert done.stdout == b""
    assert one_sentence(done.stderr.decode())
    missing = process(["draft", tmp_path / "none.md"])
    assert missing.returncode == 2
    assert one_sentence(missing.stderr.decode())


BREAKS = """
    from pmtool.tui.desk.editing import Editing

    def broken(self, message):
        secret = "sk-" + "1234567890abcdef" * 2
        raise RuntimeError(f"{secret} and {message.text}")

    Editing.on_prose_wrote = broken
"""


def test_a_crash_tells_nothing_of_what_was_worked_on_and_keeps_it(tmp_path: Path) -> None:
    path = report_file(tmp_path)
    with terminal("draft", path, "--engine", "offline", before=dedent(BREAKS)) as desk:
        desk.until(lambda shown: b"offline engine" in shown)
        desk.press("\x0f", b"Go to")
        desk.send("hie")  # what is typed while the list of places closes does nothing more there
        desk.read(0.5)
        desk.send(" Mine")
        desk.until(lambda shown: b"Mine" in shown)
        desk.press("\x0f", b"Go to")
        desk.press("s", b"Summary: ")
        desk.send("x")
        assert desk.wait() == 70
    told = plain(desk.shown)
    reports = list((Path(state_folder()) / "crashes").iterdir())
    assert len(reports) == 1
    assert reports[0].stat().st_mode & 0o077 == 0
    assert str(reports[0]) in told
    for text in (told, reports[0].read_text("utf-8")):
        for private in ("1234567890abcdef", "4,100", "rolled back", "Checkout", "Traceback", "locals"):
            assert private not in text
    assert "RuntimeError" in told
    assert ["Mine" in draft.title for draft in recoverable().drafts] == [True]
