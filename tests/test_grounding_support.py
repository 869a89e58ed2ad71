"""A statement's values: found in whatever form, and held against its evidence."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pmtool.grounding.hedging import doubts, leaves_open
from pmtool.grounding.page import Page
from pmtool.grounding.support import is_extract, unsupported
from pmtool.grounding.values import values
from pmtool.model import Evidence
from pmtool.source.document import build_document


def found(text: str) -> list[tuple[str, str]]:
    return [(value.kind, value.text) for value in values(text)]


def lacking(text: str, *quotes: str, **more: list[dt.datetime] | list[str]) -> list[str]:
    return [value.text for value in unsupported(text, quotes, **more)]  # type: ignore[arg-type]


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


@pytest.mark.parametrize("text", ["1,200", "1200", "1.2k", "1.2 thousand", "#1200", "$1,200"])
def test_an_amount_is_one_in_whatever_form(text: str) -> None:
    (value,) = values(f"it took {text} of them")
    assert (value.kind, value.amount, value.text) == ("number", 1200.0, text)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("5 % and 5 percent, 2%", [("percentage", "5 %"), ("percentage", "5 percent"), ("percentage", "2%")]),
        (
            "twelve of twenty-five, two hundred",
            [("number", "twelve"), ("number", "twenty-five"), ("number", "two hundred")],
        ),
        ("v1.2.3 and 4.5.6", [("version", "v1.2.3"), ("version", "4.5.6")]),
        ("see INC-42, CVE-2024-1234", [("identifier", "INC-42"), ("identifier", "CVE-2024-1234")]),
        ("on db-03.eu.example (10.0.0.12)", [("identifier", "db-03.eu.example"), ("identifier", "10.0.0.12")]),
        ("in /etc/mail.cf as ERR_FULL", [("identifier", "/etc/mail.cf"), ("identifier", "ERR_FULL")]),
        ("p99 of 5xx", [("identifier", "p99"), ("identifier", "5xx")]),
        ("a 3-node cluster", [("number", "3-node")]),
        ("5-10, then 2/3 of it", [("number", "5"), ("number", "10"), ("number", "2"), ("number", "3")]),
        ("at 14:05 UTC for 5 minutes", [("time", "14:05 UTC"), ("duration", "5 minutes")]),
        ("on 9 March 2026", [("date", "9 March 2026")]),
        ("The disk of PostgreSQL. Then Kim and the CDN", [("name", "PostgreSQL"), ("name", "Kim"), ("name", "CDN")]),
        ("One of us, i.e. the first, and/or I", []),
        ("Restarted the pods", []),
    ],
)
def test_values(text: str, kinds: list[tuple[str, str]]) -> None:
    assert found(text) == kinds


@given(st.text(max_size=120) | st.text(alphabet="0123456789.,:/-%kMv#@ aAzZ_'\n", max_size=120))
def test_values_stand_in_their_text(text: str) -> None:
    told = values(text)
    assert all(text[v.start : v.end] == v.text and v.text for v in told)
    assert [v.start for v in told] == sorted(v.start for v in told)
    assert unsupported(text, [text]) == []


QUOTE = (
    "Between 13:07 and 14:01 UTC, 38% of 12,400 requests failed on web-03 after release v4.2.1; 212 mails, 88 calls."
)


@pytest.mark.parametrize(
    "text",
    [
        "12400, 12.4k or 12.4 thousand requests",
        "38 percent",
        "62% did not fail",
        "it lasted 54 minutes",
        "it lasted about 55 minutes",
        "300 mails and calls",
        "124 more mails than calls",
        "at 1:07 pm",
        "release 4.2.1",
        "Failed: web-03",
        "more than 12,000 requests",
        "about 200 mails, and nearly 90 calls",
    ],
)
def test_what_follows_from_evidence_is_held(text: str) -> None:
    assert lacking(text, QUOTE) == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("12,500 requests", ["12,500"]),
        ("39 percent and 38 ms", ["39 percent", "38 ms"]),
        ("it lasted 53 minutes", ["53 minutes"]),
        ("from 13:08 on", ["13:08"]),
        ("from 13:07 CEST on", ["13:07 CEST"]),
        ("release v4.2.2 on web-04", ["v4.2.2", "web-04"]),
        ("says Kim", ["Kim"]),
        ("12,000 requests, or about 13,000", ["12,000", "13,000"]),
        ("38% of 12,400 requests failed on web-03 after release v4.2.1; 300 mails, 88 calls", ["300"]),
    ],
)
def test_what_does_not_is_told(text: str, wrong: list[str]) -> None:
    assert lacking(text, QUOTE) == wrong


def test_instants_hold_the_clocks_of_every_zone() -> None:
    moment = [at("2026-03-09T12:31:00+01:00")]
    assert lacking("at 12:31", "later that day", instants=moment) == []
    assert lacking("at 11:31 UTC on 9 March 2026", "later that day", instants=moment) == []
    assert lacking("at 6:31 am EST", "later that day", instants=moment) == []
    assert lacking("at 12:31 UTC", "later that day", instants=moment) == ["12:31 UTC"]
    assert lacking("on 10 March", "later that day", instants=moment) == ["10 March"]
    assert lacking("it took 31 minutes", "later", instants=[*moment, at("2026-03-09T13:02:00+01:00")]) == []


def test_known_names_need_no_evidence_but_figures_do() -> None:
    assert lacking("Postgres lost 7 rows", "it lost rows", known=["Postgres 7"]) == ["7"]


def test_names_may_be_written_apart() -> None:
    assert lacking("a bug of BillingService", "the billing service had one") == []
    assert lacking("a bug of the Billing Service", "BillingService had one") == []
    assert lacking("the CDN failed", "the content delivery network failed") == []


@pytest.mark.parametrize(
    "text", ["9" * 400, "1," + "000," * 300 + "000", "about " + "1" * 40 + "%", "0.0" + "0" * 500 + "1 million"]
)
def test_numbers_beyond_measure_do_no_harm(text: str) -> None:
    assert lacking(f"We lost {text} of them", "We lost about 5 of 1,200, that is 3%")


def test_hostile_instants_do_no_harm() -> None:
    ends = [at("0001-01-01T00:00:00+14:00"), at("9999-12-31T23:59:00-12:00"), at("2026-03-01T12:31:00")]
    assert lacking("at 12:31 UTC", "it broke", instants=ends) == ["12:31 UTC"]


CLAIMS = (
    "At {h:02d}:{m:02d} UTC release v{a}.{b}.{c} went out",
    "{n} of the requests failed, that is {p}%",
    "the queue held {n:,} mails on 1{d} March 2026",
    "it was over after {n} minutes",
)


@given(
    st.sampled_from(CLAIMS),
    st.fixed_dictionaries(
        {"h": st.integers(10, 23), "m": st.integers(10, 59), "n": st.integers(100, 99_999), "p": st.integers(11, 99)}
        | {letter: st.integers(1, 9) for letter in "abcd"}
    ),
    st.data(),
)
def test_a_changed_digit_is_told(claim: str, fields: dict[str, int], data: st.DataObject) -> None:
    text = claim.format(**fields)
    place = data.draw(st.sampled_from([i for i, c in enumerate(text) if c.isdigit()]))
    digit = data.draw(st.sampled_from([c for c in "123456789" if c != text[place]]))
    changed = text[:place] + digit + text[place + 1 :]
    told = [v.text for v in values(text)]
    assume([v.text for v in values(changed)] != told)
    assume(all(v.moment is None or v.moment.minute_of_day % 720 for v in values(changed)))
    wrong = unsupported(changed, [f"We saw that {text}. Then we slept."])
    assert wrong or _same_clock(text, changed)
    assert all(v.start <= place < v.end for v in wrong)


def _same_clock(text: str, other: str) -> bool:
    """Whether only a half of the day was changed, as in 01:05 for 13:05."""
    clocks = [[v.moment.minute_of_day % 720 for v in values(t) if v.kind == "time" and v.moment] for t in (text, other)]
    return clocks[0] == clocks[1] != []


def test_an_extract_is_the_evidences_own_words() -> None:
    assert is_extract("the **disk** was\nfull", ["At 14:05 the disk was full."])
    assert not is_extract("the disk was ful", ["the disk was full"])
    assert not is_extract("lost 5", ["lost 5.2"])


def test_doubts() -> None:
    assert all(map(doubts, ("It probably broke", "it may have broken", "May have broken", "we’re not sure why")))
    assert not any(map(doubts, ("On 3 May 2026 it broke", "It was not possible to log in", "It broke")))
    assert leaves_open("It is a theory")


TEXT = "First note.\n\nThe disk  was full.\nThe disk was full. Nobody\nlooked.\n"


def page(text: str = TEXT) -> Page:
    return Page(build_document("R1", "r.txt", "text/plain", "", text))


@pytest.mark.parametrize(
    ("quote", "near", "words"),
    [
        ("The disk was full.", 0, "The disk was full."),
        ("The disk  was full.", 60, "The disk  was full."),
        ("the DISK was full.", 0, "The disk  was full."),
        ("e disk was ful", 60, "e disk was ful"),
        ("Nobody looked", 0, "Nobody\nlooked"),
        ("nobody", -5, "Nobody"),
        ("The tape was full.", 0, None),
        ("The disk was fuller", 0, None),
        (" \n", 0, None),
        ("", 10**12, None),
    ],
)
def test_quotes_are_found(quote: str, near: int, words: str | None) -> None:
    span = page().find(quote, near)
    assert (TEXT[slice(*span)] if span else None) == words


def test_evidence_stands_or_does_not() -> None:
    for start, end, stands in ((0, 11, True), (1, 12, False), (-67, 11, False), (0, 10**9, False)):
        assert page().holds(Evidence(source="R1", start=start, end=end, quote="First note.")) is stands


@given(st.text(alphabet="aAbİß \n", max_size=60), st.integers(-5, 70), st.integers(0, 60), st.integers(0, 60))
def test_what_stands_is_found(text: str, near: int, start: int, end: int) -> None:
    quote = text[start:end].strip()
    span = page(text).find(quote, near)
    assert (span is not None) == bool(quote)
    if span:
        assert "".join(text[slice(*span)].lower().split()) == "".join(quote.lower().split())
