from __future__ import annotations

import hashlib
import io
import os
import threading
from pathlib import Path
from typing import NoReturn

import pytest

from pmtool.errors import InputError
from pmtool.source import read_sources, reader

REPORT = "Checkout outage\n\nAt 14:05 UTC the pool ran dry. At 14:40 UTC we doubled it."


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(REPORT)
    return path


def refusal(*names: str | Path, stdin: bytes | None = None, max_bytes: int = 1 << 20) -> InputError:
    with pytest.raises(InputError) as caught:
        read_sources([str(n) for n in names], stdin=None if stdin is None else io.BytesIO(stdin), max_bytes=max_bytes)
    assert caught.value.remedy
    assert "\n" not in str(caught.value)
    return caught.value


def test_a_file(report: Path) -> None:
    (document,) = read_sources([str(report)])
    assert (document.id, document.name, document.media_type) == ("R1", "report.txt", "text/plain")
    assert document.text == REPORT
    assert document.sha256 == hashlib.sha256(report.read_bytes()).hexdigest()
    assert [s.id for s in document.segments][:1] == ["S1"]


def test_several_inputs_count_on(report: Path, tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "report.txt").write_text("14:10 <ann> looking at the pool\n14:12 <bob> same here\n")
    page = b"<p>We are back since 14:50 UTC.</p>"
    names = [str(report), "-", str(tmp_path / "old" / "report.txt")]
    documents = read_sources(names, stdin=io.BytesIO(page))
    assert [d.id for d in documents] == ["R1", "R2", "R3"]
    assert [d.name for d in documents] == ["report.txt", "stdin", "report.txt (2)"]
    ids = [s.id for d in documents for s in d.segments]
    assert ids == [f"S{n}" for n in range(1, len(ids) + 1)]
    assert documents[1].sha256 == hashlib.sha256(page).hexdigest()
    assert documents[1].text.strip() == "We are back since 14:50 UTC."


def test_text_is_sanitized_with_offsets_kept(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_bytes(b"\xef\xbb\xbfdown \x1b[31m14:05\x1b[0m\r\nup\0 \xe2\x80\xae14:10\r\n")
    (document,) = read_sources([str(path)])
    assert document.text == "down      14:05     \nup   14:10 \n"


@pytest.mark.parametrize(
    ("name", "text", "media_type"),
    [
        ("a.txt", "Down at 14:05.", "text/plain"),
        ("a.md", "Down at 14:05.", "text/markdown"),
        ("a.md", "<p align=center>Logo</p>\n\n# Outage", "text/markdown"),
        ("a.txt", "# Outage\n\nDown at 14:05.", "text/markdown"),
        ("a.txt", "| Time | Event |\n|---|---|\n| 14:05 | down |", "text/markdown"),
        ("a.html", "<p>Down at 14:05.", "text/html"),
        ("a.HTM", "Down <br> at 14:05.", "text/html"),
        ("a.html", "Down at 14:05, no markup.", "text/plain"),
        ("a.txt", "<!-- saved -->\n<!DOCTYPE html><p>Down at 14:05.", "text/html"),
        ("a.txt", '<?xml version="1.0"?><html><p>Down at 14:05.</p></html>', "text/html"),
        ("a", '<div class="update"><p>Down at 14:05.</p></div>', "text/html"),
        ("a.txt", "<p> hello, is it down?\n<q> yes", "text/plain"),
        ("a.txt", "<ann> is it down?\n<bob> yes since 14:05", "text/plain"),
    ],
)
def test_media_types(tmp_path: Path, name: str, text: str, media_type: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    (document,) = read_sources([str(path)])
    assert document.media_type == media_type
    assert "<p>" not in document.text or media_type != "text/html"


def test_names_are_safe_to_print(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[31m\nb.txt"
    path.write_text(REPORT)
    (document,) = read_sources([str(path)])
    assert document.name == "a      b.txt"
    assert "\x1b" not in str(refusal(tmp_path / "no\x1b[31m.txt"))


def test_missing_and_folders(report: Path, tmp_path: Path) -> None:
    assert "there is no file" in str(refusal(tmp_path / "none.txt"))
    assert "there is no file" in str(refusal(report / "below.txt"))
    assert "there is no file" in str(refusal("a\0b"))
    assert "is a folder" in str(refusal(tmp_path))
    assert "no report was given" in str(refusal())


def test_unreadable(report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> NoReturn:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(reader, "open", refuse, raising=False)
    assert str(refusal(report)).endswith("report.txt can't be read: permission denied")


def test_given_twice(report: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.txt"
    link.symlink_to(report)
    assert "given twice" in str(refusal(report, report))
    assert "given twice" in str(refusal(report, link))
    assert str(refusal("-", "-", stdin=b"x")) == "stdin was given twice"


def test_too_large(report: Path) -> None:
    found = refusal(report, max_bytes=10)
    assert "the limit is" in str(found)
    assert "--max-size" in found.remedy
    assert "stdin is too large" in str(refusal("-", stdin=b"x" * 11, max_bytes=10))
    assert read_sources(["-"], stdin=io.BytesIO(b"x" * 10), max_bytes=10)
    with report.open("wb") as file:
        file.truncate(50 << 20)
    assert "is 50.0 MB; the limit is 32 MB" in str(refusal(report, max_bytes=32 << 20))


@pytest.mark.parametrize("data", [b"", b"  \n"])
def test_empty_stdin(data: bytes) -> None:
    assert str(refusal("-", stdin=data)) == "stdin is empty"


@pytest.mark.parametrize("data", [b"---\n***\n", b"<html><script>x</script></html>"])
def test_no_words(data: bytes) -> None:
    assert str(refusal("-", stdin=data)) == "stdin holds no words"


def test_a_binary_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "scan.txt"
    path.write_bytes(b"%PDF-1.4 ...")
    found = refusal(path)
    assert str(found) == f"{path} looks like a PDF"
    assert found.exit_code == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs here")
def test_fifos_are_read_and_devices_are_not(tmp_path: Path) -> None:
    fifo = tmp_path / "pipe"
    os.mkfifo(fifo)
    writer = threading.Thread(target=fifo.write_text, args=(REPORT,))
    writer.start()
    (document,) = read_sources([str(fifo)])
    writer.join()
    assert document.text == REPORT
    assert "is a device" in str(refusal("/dev/null"))
