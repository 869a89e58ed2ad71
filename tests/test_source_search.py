"""Finding words in the source, and what lies on a row of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmtool.tui.widgets.source.search import LIMIT, Search, folded
from pmtool.tui.widgets.source.spans import Stretches


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("The Queue, the queue", "QUEUE", ["Queue", "queue"]),
        ("one\ntwo one\ttwo", " one  two ", ["one\ntwo", "one\ttwo"]),
        ("İstanbul ISTANBUL", "istanbul", ["İstanbul", "ISTANBUL"]),
        ("ΟΔΟΣ οδος ΟΔΟΣΑ", "οδοσ", ["ΟΔΟΣ", "οδος", "ΟΔΟΣ"]),
        ("aaaa", "aa", ["aa", "aa"]),
        ("a.b", ".", ["."]),
        ("abc", "  ", []),
    ],
)
def test_find(text: str, words: str, found: list[str]) -> None:
    assert [text[start:end] for _, start, end in Search([folded(text)], words).matches] == found


def test_a_search_says_where_it_stopped() -> None:
    search = Search(["e" * (LIMIT + 1)], "e")
    search.start_at(0, 0)
    assert search.status == "1 of the first 10,000"
    search.step(-1)
    assert search.status == "10,000 of the first 10,000"


@given(st.text())
def test_folding_keeps_offsets(text: str) -> None:
    assert len(folded(text)) == len(text)


@given(
    st.lists(st.tuples(st.integers(0, 1), st.integers(0, 30), st.integers(0, 30))),
    st.integers(0, 30),
    st.integers(1, 10),
)
def test_stretches_of_a_row(spans: list[tuple[int, int, int]], start: int, size: int) -> None:
    end = start + size
    found = Stretches(spans).within(0, start, end)
    covered = {n for first, last in found for n in range(first, last)} & set(range(start, end))
    assert covered == {n for text, first, last in spans for n in range(first, last) if text == 0 and start <= n < end}
    assert all(first < end and start < last for first, last in found)
