"""Files by any name become an archive in its own folder, and nowhere else; disks that refuse are told in a sentence."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

import batch_reports
from command_line import one_sentence
from pmtool.archive.entry import Entry
from pmtool.batch.results import Contents

NAMES = (
    b"with spaces and 'quotes'.txt",
    b"line\nbreak.txt",
    b"up..and..away..txt",
    b"=cmd|' C calc'!A0.txt",
    b"-rf.txt",
    b"<img src=x onerror=alert(1)>.txt",
    b"caf\xe9.txt",
    "日本語の障害.md".encode(),
    b"\x1b[31mred\x1b[0m.txt",
    b"CON.txt",
    b"Same.txt",
    b"same.txt",
    b"SAME.TXT",
    b"x" * 251 + b".txt",
    b"no suffix",
    "e\u0301.txt".encode(),
    "\u202egnp.txt".encode(),
)


def test_any_name_becomes_a_file_of_the_archive(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path / "in")
    os.makedirs(folder)
    made = [name for number, name in enumerate(NAMES) if wrote(os.path.join(folder, name), number)]
    before = set(tmp_path.rglob("*"))
    done = batch(tmp_path, "in", "-o", "out")
    assert done.returncode == 0, done.stderr
    assert all(path.is_relative_to(tmp_path / "out") for path in set(tmp_path.rglob("*")) - before)
    found = list(Contents(str(tmp_path / "out")).entries())
    assert len(found) == len({entry.name.casefold() for entry in found}) == len(made)
    assert all(is_plain(entry) for entry in found)
    told = done.stdout + done.stderr
    assert not any(char in told for char in "\x1b\u202e")
    again = batch(tmp_path, "in", "-o", "out")
    assert f"{len(made)} unchanged" in again.stderr


def wrote(path: bytes, number: int) -> bool:
    """Whether the file system takes the name."""
    try:
        with open(path, "x", encoding="utf-8") as file:
            file.write(batch_reports.report(number))
    except OSError:
        return False
    return True


def is_plain(entry: Entry) -> bool:
    words = (entry.name, *entry.inputs)
    return entry.name.isascii() and len(entry.name) < 100 and all(word.isprintable() for word in words)


def test_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    batch_reports.write(tmp_path / "in", 1)
    (tmp_path / "out").write_text("something")
    done = batch(tmp_path, "in", "-o", "out")
    assert done.returncode == 2
    assert one_sentence(done.stderr)
    assert (tmp_path / "out").read_text() == "something"


@pytest.mark.skipif(sys.platform == "win32", reason="has no such limits")
def test_a_disk_that_takes_no_more_ends_the_run_and_loses_nothing(tmp_path: Path) -> None:
    batch_reports.write(tmp_path / "in", 3)
    limited = f"""
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({8192}, {resource.RLIM_INFINITY}))
from pmtool.cli.main import main
sys.exit(main())
"""
    done = batch(tmp_path, "in", "-o", "out", "--jobs", "1", python=("-c", limited))
    assert done.returncode == 2
    assert one_sentence(done.stderr.splitlines(keepends=True)[-1])
    assert "Traceback" not in done.stderr
    assert batch(tmp_path, "in", "-o", "out", "--jobs", "1").returncode == 0
    assert len(list(Contents(str(tmp_path / "out")).entries())) == 3


def batch(
    tmp_path: Path, *arguments: str, python: tuple[str, ...] = ("-m", "pmtool")
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *python, "batch", "--engine", "offline", *arguments]
    return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
