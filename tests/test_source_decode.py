from __future__ import annotations

import gzip
import io
import subprocess
import sys
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmtool.errors import InputError
from pmtool.source.decode import decode

WESTERN = [
    "At 10:00 the “primary” went down — we didn’t notice.",
    "The outage cost £300.",
    "Café terminals were offline",
    "50€ refunded",
    "Das Gerät für größere Ausfälle war nicht verfügbar.",
    "• first thing\n• second thing",
]


@pytest.mark.parametrize("text", WESTERN)
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "cp1252"]
)
def test_western_texts_come_back_in_each_encoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "report.txt") == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("В 10:00 сервер базы данных перестал отвечать на запросы пользователей.", "cp1251"),
        ("В 10:00 сервер базы данных перестал отвечать на запросы пользователей.", "koi8_r"),
        ("В 10:00 сервер базы данных перестал отвечать на запросы пользователей.", "utf-16-le"),
        ("10時にデータベースサーバーが応答しなくなりました。", "cp932"),
        ("10时数据库服务器停止响应用户请求。", "gb18030"),
        ("Στις 10:00 η βάση δεδομένων σταμάτησε να απαντά στα αιτήματα.", "cp1253"),
    ],
)
def test_other_alphabets(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "report.txt") == text


def test_a_page_says_its_own_encoding() -> None:
    assert "Сбой" in decode('<meta charset="windows-1251"><p>Сбой</p>'.encode("cp1251"), "page.html")
    assert "didn’t" in decode('<meta charset="iso-8859-1"><p>didn’t</p>'.encode("cp1252"), "page.html")
    assert "é" in decode(b'<meta charset="rot13"><p>\xe9t\xe9</p>', "page.html")


def test_damaged_utf8_stays_utf8() -> None:
    assert decode("größer, später ".encode() + b"\xff end", "log") == "größer, später \ufffd end"


def test_marks_beat_damage() -> None:
    assert decode(b"\xff\xfeh\0i\0\0\xd8", "log") == "hi\ufffd"
    assert decode(b"\xef\xbb\xbfok \xff", "log") == "ok \ufffd"


def test_a_few_nuls_are_text() -> None:
    assert decode(b"10:00 down\0\n10:05 up\n", "log") == "10:00 down\0\n10:05 up\n"
    rotated = decode(b"\0" * 4096 + b"10:00 down\n", "log")
    assert rotated.endswith("10:00 down\n")


def docx() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
        (docx(), "Office document"),
        (gzip.compress(b"report", mtime=0), "gzip"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG"),
        (b"{\\rtf1\\ansi hello}", "RTF"),
        (bytes(range(256)) * 8, "binary data"),
        (b"\x00\x01\x02\x03\x00\x01\x00\x00" * 50, "binary data"),
    ],
)
def test_binary_is_named_with_a_remedy(data: bytes, kind: str) -> None:
    with pytest.raises(InputError, match=kind) as caught:
        decode(data, "report.bin")
    assert str(caught.value).startswith("report.bin looks like ")
    assert caught.value.remedy


@pytest.mark.parametrize("data", [b"", b" \r\n\t\n", b"\xef\xbb\xbf", b"\xff\xfe \0", b"\0\0\0"])
def test_empty(data: bytes) -> None:
    with pytest.raises(InputError, match=r"^report.txt is empty$"):
        decode(data, "report.txt")


def test_utf8_needs_no_guessing_library() -> None:
    code = (
        "import sys; from pmtool.source.decode import decode; decode('déjà'.encode(), 'x');"
        "sys.exit('charset_normalizer' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@given(st.binary(max_size=400))
def test_any_bytes_give_text_or_a_clear_refusal(data: bytes) -> None:
    refusals: list[InputError] = []
    try:
        decode(data, "input").encode("utf-8")  # no lone surrogates
    except InputError as refusal:
        refusals.append(refusal)
    assert all(str(refusal).startswith("input ") and refusal.remedy for refusal in refusals)


plain = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff")


@given(st.text(plain, min_size=1).filter(str.strip))
def test_utf8_round_trips(text: str) -> None:
    assert decode(("At " + text).encode(), "input") == "At " + text
