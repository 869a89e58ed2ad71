"""Bytes to text: byte-order marks, UTF-8, and for the rest a guess among encodings that people still use."""

from __future__ import annotations

import codecs
import re

from pmtool.errors import InputError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_TO_TEXT = "export it as plain text, Markdown or HTML"
_UNPACK = "unpack it first"
_SIGNATURES = (
    (b"%PDF-", "a PDF", _TO_TEXT),
    (b"PK\x03\x04", "a ZIP archive or an Office document", f"unpack it, or {_TO_TEXT}"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document", _TO_TEXT),
    (b"{\\rtf", "an RTF document", _TO_TEXT),
    (b"\x1f\x8b", "a gzip archive", _UNPACK),
    (b"BZh", "a bzip2 archive", _UNPACK),
    (b"\xfd7zXZ\0", "an xz archive", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACK),
    (b"\x89PNG\r\n", "a PNG image", "type out the text it shows"),
    (b"\xff\xd8\xff", "a JPEG image", "type out the text it shows"),
    (b"GIF8", "a GIF image", "type out the text it shows"),
    (b"SQLite format 3\0", "an SQLite database", _TO_TEXT),
    (b"\x7fELF", "a program", "name the report instead"),
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\b\x1b")) + b"\x7f"
"""Bytes that text has no use for; overstrike and colour are fine."""
_FEW = 4
_LEGACY = [f"cp125{n}" for n in (2, 0, 1, 3, 4, 5, 6, 7)] + ["koi8_r", "cp932", "euc_jp", "gb18030", "big5", "cp949"]
_DECLARED = rb"""(?i)(?:charset|encoding)\s{0,9}=\s{0,9}["']?([\w.:-]{1,40})"""
_LEGACY_CODEC = r"cp(?:125\d|874|9\d\d)|iso8859-\d+|koi8-[ru]|mac-roman|shift_jis|euc_\w+|gb\w+|big5\w*"
"""Codecs that a declaration may choose: Python's others also unzip, escape or rotate."""
_SAMPLE = 1 << 16
"""Bytes; more lines than this don't make a guess any surer."""


def decode(data: bytes, name: str) -> str:
    """The text of a report's bytes, without its byte-order mark.

    `name` is what messages call the input. Raises InputError for empty and for binary input.
    """
    for signature, kind, remedy in _SIGNATURES:
        if data.startswith(signature):
            raise InputError(f"{name} looks like {kind}", remedy)
    text = _by_mark(data) or _by_nuls(data)
    if text is None:
        _refuse_binary(data, name)
        text = _utf8(data)
    if text is None:
        text = _declared(data) or _guessed(data, name)
    if not text.strip("\0\ufeff\t\n\v\f\r "):
        raise InputError(f"{name} is empty", "give a report with some text in it")
    return text


def _by_mark(data: bytes) -> str | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, "replace")
            if encoding != "utf-32-le" or "\ufffd" not in text:
                return text
    return None


def _by_nuls(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: ASCII is half NULs then, and read the right way it comes out as ASCII."""
    if data.count(0) * 10 < len(data):
        return None
    best, most = None, 0
    for encoding, width in (("utf-32-le", 4), ("utf-32-be", 4), ("utf-16-le", 2), ("utf-16-be", 2)):
        try:
            text = data[: len(data) // width * width].decode(encoding)
        except UnicodeDecodeError:
            continue
        ascii_part = text.encode("ascii", "ignore")
        plain = len(ascii_part.translate(None, _CONTROLS))
        if plain > most and plain * 50 > len(text) and (len(ascii_part) - plain) * 20 <= len(text):
            best, most = text, plain
    return best


def _refuse_binary(data: bytes, name: str) -> None:
    body = data.lstrip(b"\0")  # the hole that a rotated log begins with
    controls = len(body) - len(body.translate(None, _CONTROLS))
    if controls > max(_FEW, len(body) // 20):
        raise InputError(f"{name} looks like binary data, not text", _TO_TEXT)


def _utf8(data: bytes) -> str | None:
    """UTF-8, also where some bytes are damaged; null where other encodings are likelier."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    intact = sum(len(run) for run in re.findall(r"[^\x00-\x7f\ufffd]+", text))
    return text if intact > damaged else None


def _declared(data: bytes) -> str | None:
    """By the encoding that an HTML page or a mail names in its head."""
    found = re.search(_DECLARED, data[:2048])
    if not found:
        return None
    try:
        encoding = codecs.lookup(found[1].decode("ascii")).name
        encoding = "cp1252" if encoding == "iso8859-1" else encoding  # as browsers read it
        return data.decode(encoding) if re.fullmatch(_LEGACY_CODEC, encoding) else None
    except (LookupError, UnicodeDecodeError):
        return None


def _guessed(data: bytes, name: str) -> str:
    """By charset-normalizer, shown the lines that tell. Western European wins a tie: a few bytes prove little."""
    telling = b"\n".join(line for line in data.split(b"\n") if not line.isascii())[:_SAMPLE]
    runs = re.findall(rb"[\x80-\xff]+", telling)
    best = "cp1252" if len(runs) <= _FEW and max(map(len, runs)) == 1 else _likeliest(telling)
    if best is None:
        raise InputError(f"{name} is in an encoding that can't be told", "save it as UTF-8")
    return data.decode(best, "replace")


def _likeliest(telling: bytes) -> str | None:
    from charset_normalizer import from_bytes

    matches = list(from_bytes(telling, cp_isolation=_LEGACY, preemptive_behaviour=False, enable_fallback=False))
    if any("cp1252" in m.could_be_from_charset and m.chaos <= matches[0].chaos for m in matches):
        return "cp1252"
    return matches[0].encoding if matches else None
