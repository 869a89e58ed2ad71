from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmtool.source.sanitize import sanitize

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ufdd0-\ufdef\ud800-\udfff\U000e0000-\U000e007f\U0001fffe\U0010ffff]"
)
HOSTILE = [*list("\x1b\x07\x9b\x9c\x9d\r\n\x85"), "\x1b[", "\x1b]", "\x1b\\", "31m", "52;c;aGk=", "\r\n"]
pieces = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=3)).map("".join)
texts = st.text(st.characters(exclude_categories=[])) | pieces


@given(texts)
def test_length_stays_hazards_go_and_once_is_enough(text: str) -> None:
    clean = sanitize(text)
    assert len(clean) == len(text)
    assert not FORBIDDEN.search(clean)
    assert sanitize(clean) == clean


@given(st.text(st.characters(categories=["L", "M", "N", "P", "S", "Zs"])))
def test_plain_words_stay_as_they_are(text: str) -> None:
    assert sanitize(text) == text


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a\r\nb\rc\r\r\nd", "a \nb\nc  \nd"),
        ("x\x85y\u2028z\u2029q\vr\fs", "x\ny\nz\nq\nr\ns"),
        ("\x1b[1;31mdown\x1b[0m", "       down    "),
        ("\x9b31mdown", "    down"),
        ("\x1b]0;title\x07x", "          x"),
        ("\x1b]8;;http://a.test\x1b\\link\x1b]8;;\x1b\\", " " * 20 + "link" + " " * 7),
        ("\x1b]52;c;aGk=\x9cx", "            x"),
        ("\x9d0;t\x9cx", "     x"),
        ("\x1b]0;two\nlines\x07x", "       \n      x"),
        ("\x1bP1$r\x1b\\x", "       x"),
        ("\x1b(Bx", "   x"),
        ("10:00\x00 down\x08", "10:00  down "),
        ("\u202e10:00\u202c \u2066x\u2069", " 10:00   x "),
        ("\ud83d alone \ufffe", "\ufffd alone \ufffd"),
        ("flag \U000e0067 end", "flag   end"),
    ],
)
def test_what_becomes_of_it(raw: str, clean: str) -> None:
    assert sanitize(raw) == clean


def test_an_unterminated_string_swallows_no_report() -> None:
    text = "\x1b]0;title\n" + "10:00 the database went down\n" * 9 + "\x07"
    assert sanitize(text).count("10:00 the database went down") == 9


@pytest.mark.parametrize("kept", ["a\u200cb", "👩\u200d🚒", "e\u0301", "a\u00a0b", "\ufffd", "tab\there", "❤\ufe0f"])
def test_left_alone(kept: str) -> None:
    assert sanitize(kept) == kept


@pytest.mark.parametrize("piece", ["\x1b", "\x1b]", "\x9d", "\x9d\n", "\x1b[1", "plain words ", "löst\x1b[31m "])
def test_two_megabytes_are_quick(piece: str) -> None:
    text = piece * (2_000_000 // len(piece))
    began = time.perf_counter()
    assert len(sanitize(text)) == len(text)
    assert time.perf_counter() - began < 3
