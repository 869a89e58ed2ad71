from __future__ import annotations

import math
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmtool.config import Prices
from pmtool.engines.llm.spending import Usage, cost, estimated_tokens, told

PRICES = Prices(input=2.0, output=8.0, cached=0.5)


def test_usage_adds_up() -> None:
    first = Usage(calls=1, input_tokens=1000, cached_tokens=800, output_tokens=50)
    second = Usage(calls=2, input_tokens=10, output_tokens=5)
    both = Usage(calls=3, input_tokens=1010, cached_tokens=800, output_tokens=55)
    assert first + second == both
    assert sum([first, second], Usage()) == both


def test_cached_input_is_part_of_the_input_and_cheaper() -> None:
    usage = Usage(calls=1, input_tokens=1_000_000, cached_tokens=600_000, output_tokens=100_000)
    assert cost(usage, PRICES) == pytest.approx(0.4 * 2.0 + 0.6 * 0.5 + 0.1 * 8.0)
    assert cost(usage, Prices(input=2.0, output=8.0, cached=2.0)) == pytest.approx(2.0 + 0.8)
    assert cost(usage, Prices(input=2.0, output=8.0, cached=0.0)) == pytest.approx(0.8 + 0.8)


def test_no_prices_no_cost() -> None:
    assert cost(Usage(calls=1, input_tokens=5), None) is None


def test_a_server_that_counts_more_cached_than_read_is_not_paid_back() -> None:
    spent = cost(Usage(calls=1, input_tokens=10, cached_tokens=1_000_000), PRICES)
    assert spent == pytest.approx(10 * 0.5 / 1_000_000)


@pytest.mark.parametrize(
    ("usage", "prices", "line"),
    [
        (Usage(), PRICES, "small-1: no calls, all answers kept from before"),
        (
            Usage(calls=1, input_tokens=900, output_tokens=12),
            None,
            "small-1: 1 call, 900 tokens in, 12 out",
        ),
        (
            Usage(calls=4, input_tokens=12_300, cached_tokens=8_192, output_tokens=2_100),
            PRICES,
            "small-1: 4 calls, 12,300 tokens in (8,192 cached), 2,100 out, costs 0.0291",
        ),
        (
            Usage(calls=1_200, input_tokens=900_000_000, output_tokens=0),
            PRICES,
            "small-1: 1,200 calls, 900,000,000 tokens in, 0 out, costs 1,800.00",
        ),
        (Usage(calls=1, input_tokens=3), PRICES, "small-1: 1 call, 3 tokens in, 0 out, costs under 0.0001"),
        (
            Usage(calls=1, input_tokens=9),
            Prices(input=0, output=0, cached=0),
            "small-1: 1 call, 9 tokens in, 0 out, costs 0.0000",
        ),
    ],
)
def test_one_line_for_people(usage: Usage, prices: Prices | None, line: str) -> None:
    assert told(usage, prices, "small-1") == line


@pytest.mark.parametrize(
    ("text", "tokens"),  # as o200k_base counts them
    [
        ("", 0),
        ("----", 1),
        ("-" * 32, 1),
        ("=" * 44, 2),
        ("2026-07-27 09:30:00", 12),
        ('{"ok":true,"error":null,"retryAfter":30}', 14),
        ("SELECT id, name FROM users WHERE active = true;", 11),
        ("- Install the package\n- Run the CLI\n- Inspect the output\n- Report a bug\n", 20),
    ],
)
def test_known_counts_are_met_within_a_fifth(text: str, tokens: int) -> None:
    assert abs(estimated_tokens(text) - tokens) <= math.ceil(tokens / 5)


@pytest.mark.parametrize(
    ("text", "fewest", "most"),  # characters a token that models' vocabularies reach on such text
    [
        ("The database stopped answering because its disk was full, and nobody had been told.", 4.0, 5.2),
        ("Die Datenbank antwortete nicht mehr, weil ihre Platte voll war und niemand Bescheid wusste.", 3.2, 5.5),
        ("Сервер перестал отвечать, потому что закончилось место на диске.", 2.2, 3.6),
        ("データベースはディスクがいっぱいになったため応答しなくなりました。", 0.9, 1.5),
        ("数据库因为磁盘已满而停止响应，没有人收到通知。", 0.9, 1.6),
        ("디스크가 가득 차서 데이터베이스가 응답을 멈췄습니다.", 1.0, 1.9),
        ("2026-03-02T14:07:31.512Z ERROR [pool-7] conn=0x7f3a91 timeout after 30000ms path=/v1/orders/8841", 1.5, 2.6),
    ],
)
def test_each_script_has_its_own_measure(text: str, fewest: float, most: float) -> None:
    assert fewest <= len(text) / estimated_tokens(text) <= most


@given(st.text(), st.text())
def test_a_whole_is_no_dearer_than_its_parts(text: str, more: str) -> None:
    """But for what a joint may add: whoever cuts a report into windows can add their estimates up."""
    assert estimated_tokens(text + more) <= estimated_tokens(text) + estimated_tokens(more) + 2


@given(st.text())
def test_what_can_be_seen_takes_a_token(text: str) -> None:
    assert estimated_tokens(text) >= (1 if text.strip() else 0)


@pytest.mark.parametrize("unit", ["a", "A a", "-+", ".\n", " ", "🎉", "aé", "漢", "A", "-"])
def test_any_text_is_estimated_in_linear_time(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    start = perf_counter()
    assert estimated_tokens(text) > 0
    assert perf_counter() - start < 2.0
