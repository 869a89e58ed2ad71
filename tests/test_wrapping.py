"""Wrapping text to rows, and the sheet of rows that is wrapped piece by piece."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len, get_character_cell_size

from pmtool.source.sanitize import sanitize
from pmtool.tui.widgets.source import sheet as sheets
from pmtool.tui.widgets.source.sheet import Sheet
from pmtool.tui.widgets.source.wrapping import _PLAIN, _WIDE, cluster_at, cut, laid_out, row_starts

STRANGE = "ab  .-\t\n\n界服éе\u0301\u0300😀👩\u200d🔬\ufe0f❤☎\u2028’…"
texts = st.one_of(
    st.text(st.sampled_from(STRANGE), max_size=120),
    st.text(max_size=80),
    st.text(st.sampled_from("abc  \n"), max_size=200),
).map(sanitize)
widths = st.integers(2, 20)


def rows_of(text: str, width: int) -> list[str]:
    starts = row_starts(text, 0, len(text), width)
    return [text[start:end] for start, end in pairwise([*starts, len(text)])]


def shown(row: str) -> str:
    return "".join(cut(row.removesuffix("\n"), []))


@given(texts, widths)
def test_every_character_is_in_exactly_one_row(text: str, width: int) -> None:
    rows = rows_of(text, width)
    assert "".join(rows) == text
    assert all(rows)


@given(texts, widths)
def test_rows_fit_the_width_but_for_one_white_space_that_hangs_over(text: str, width: int) -> None:
    for row in rows_of(text, width):
        line = row.removesuffix("\n")
        assert "\n" not in line
        visible = line[:-1] if line.endswith((" ", "\t")) else line
        assert cell_len(shown(visible)) <= width


@given(texts, widths)
def test_no_row_parts_a_cluster(text: str, width: int) -> None:
    starts = set(row_starts(text, 0, len(text), width))
    base = 0
    for line in text.splitlines(keepends=True) if "\r" not in text else []:
        inner = {base + n for c in laid_out(line.removesuffix("\n")) for n in range(c.start + 1, c.end)}
        assert not starts & inner
        base += len(line)


@given(st.text(st.sampled_from("abc  "), max_size=200), widths)
def test_words_that_fit_are_not_parted(text: str, width: int) -> None:
    words = [row.strip() for row in rows_of(text, width)]
    if all(len(word) <= width for word in text.split()):
        assert " ".join(words).split() == text.split()


@pytest.mark.parametrize(
    ("text", "width", "rows"),
    [
        ("one two three", 8, ["one two ", "three"]),
        ("one\n\ntwo", 8, ["one\n", "\n", "two"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("服务恢复", 5, ["服务", "恢复"]),
        ("a\tb", 8, ["a\tb"]),
        ("e\u0301" * 4, 2, ["e\u0301" * 2] * 2),
        ("", 8, []),
    ],
)
def test_rows(text: str, width: int, rows: list[str]) -> None:
    assert rows_of(text, width) == rows


@given(texts, st.lists(st.integers(0, 200)).map(sorted))
def test_pieces_of_a_row_join_to_what_is_shown(text: str, offsets: list[int]) -> None:
    row = text.replace("\n", " ")
    pieces = cut(row, offsets)
    assert len(pieces) == len(offsets) + 1
    assert "".join(pieces) == shown(row)


@given(texts)
def test_the_cluster_at_a_column_is_the_one_laid_out_there(text: str) -> None:
    row = text.replace("\n", " ")
    for cluster in laid_out(row):
        for column in range(cluster.column, cluster.column + cluster.cells):
            assert cluster_at(row, column) == (cluster.start, cluster.end)
    assert cluster_at(row, 10_000) == (len(row), len(row))


@pytest.mark.parametrize(("ranges", "cells"), [(_PLAIN, 1), (_WIDE, 2)])
def test_characters_taken_in_runs_have_the_cells_that_they_are_taken_to_have(ranges: str, cells: int) -> None:
    codes = [code for i in range(0, len(ranges), 3) for code in range(ord(ranges[i]), ord(ranges[i + 2]) + 1)]
    assert {get_character_cell_size(chr(code)) for code in codes} == {cells}


# ── sheets ──


@given(st.lists(texts, max_size=3), widths, st.booleans(), st.integers(20, 40))
def test_a_sheet_has_the_rows_of_its_texts(texts: list[str], width: int, titled: bool, piece: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sheets, "PIECE", piece)
        sheet = Sheet(texts, width, titled=titled)
        rows = all_rows(sheet)
        body = [row for row in rows if row.line]
        assert len(rows) - len(body) == (len(texts) if titled else 0)
        for index, text in enumerate(texts):
            assert "".join(text[row.start : row.end] for row in body if row.text == index) == text
        for row in body:
            assert row.line == texts[row.text].count("\n", 0, row.start) + 1
            assert row.line <= sheet.last_line
        for y, row in enumerate(rows):
            assert sheet.y_of_row(row) == y
            if row.line:
                assert sheet.y_of(row.text, row.end - 1) == y
        assert sheet.height == len(rows)


def all_rows(sheet: Sheet) -> list[sheets.Row]:
    rows, y = [], 0
    while (row := sheet.row(y)) is not None:
        rows.append(row)
        y += 1
    return rows


def test_a_sheet_wraps_only_what_is_asked_for() -> None:
    sheet = Sheet(["some words and more\n" * 250_000], 30)
    assert sheet.last_line == 250_000
    for y in range(40):
        sheet.row(y)
    sheet.y_of(0, 4_000_000)
    assert sheet.wrapped <= 2 * sheets.PIECE


def test_a_line_of_a_megabyte_is_wrapped_in_pieces() -> None:
    sheet = Sheet(["界" * 1_000_000], 30)
    assert sheet.row(0) is not None
    assert sheet.y_of(0, 999_999) > 30_000
    assert sheet.wrapped <= 2 * sheets.PIECE


def test_settling_ends_and_then_heights_are_true() -> None:
    sheet = Sheet(["a b " * 40_000, "x\n" * 40_000], 3, titled=True)
    for _ in range(100):
        sheet.settle()
    assert sheet.settled
    assert sheet.wrapped == 240_000
    assert sheet.height == len(all_rows(sheet))
