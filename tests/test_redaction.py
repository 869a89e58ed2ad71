"""What must not leave the machine does not, wherever it stands, and comes back unharmed."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planted_secrets import PRIVATE_KEY, SECRETS, Planted
from pmtool.grounding.values import values
from pmtool.sensitive.keys import private_keys
from pmtool.sensitive.redaction import DETECTORS, Redactor
from pmtool.sensitive.secrets import credentials
from pmtool.source import build_document

MAKERS = [planted.maker for planted in SECRETS]
PLACES: dict[str, Callable[[str], str]] = {
    "prose": lambda told: f"At 10:05 UTC the job printed {told}, and went on.\n\nNobody had looked at it before.\n",
    "end of a sentence": lambda told: f"## Cause\n\nOne line held {told}.\n",
    "log": lambda told: f"2026-03-01T10:05:33Z web-1 ERROR retry 3 {told}\n2026-03-01T10:05:34Z web-1 INFO up\n",
    "JSON": lambda told: json.dumps({"at": "10:05", "message": told, "level": "warn"}, separators=(",", ":")) + "\n",
    "chat": lambda told: f"[10:05] mara: it says `{told}`\n[10:06] tom: take that out\n",
    "table": lambda told: f"| Time | Event |\n|---|---|\n| 10:05 | Printed {told} | \n| 10:09 | Restarted |\n",
    "list": lambda told: f"- 10:05 UTC: {told}\n- 10:09 UTC: restarted\n",
    "quote": lambda told: f'> "{told}"\n\nsaid the page.\n',
}
LEAK = 6
"""Characters of a secret in a row that are too many."""


def leaks(secret: str, text: str) -> bool:
    return any(secret[i : i + LEAK] in text for i in range(max(1, len(secret) - LEAK + 1)))


def shown_pieces(text: str, redactor: Redactor) -> list[str]:
    """Everything that a model might get to see of a text."""
    segments = build_document("R1", "report.md", "text/markdown", "", text).segments
    return [redactor.hide(text), *(redactor.hide_span(0, s.start, s.end) for s in segments)]


def detected(text: str) -> list[str]:
    return [text[s.start : s.end] for look in (*DETECTORS, credentials, private_keys) for s in look(text)]


def test_there_are_enough() -> None:
    assert len(SECRETS) >= 50


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("planted", SECRETS, ids=MAKERS)
def test_none_survives(planted: Planted, place: str) -> None:
    text = PLACES[place](planted.told)
    redactor = Redactor([text])
    assert all(not leaks(planted.secret, piece) for piece in shown_pieces(text, redactor)), redactor.hide(text)
    assert redactor.restore(redactor.hide(text)) == text
    assert redactor.count["secret"] >= 1


def test_none_survives_among_all_others() -> None:
    text = "".join(PLACES[place](planted.told) for planted in SECRETS for place in PLACES)
    redactor = Redactor([text])
    pieces = shown_pieces(text, redactor)
    assert [p.maker for p in SECRETS if any(leaks(p.secret, piece) for piece in pieces)] == []
    assert redactor.restore(pieces[0]) == text
    assert detected(pieces[0]) == []


@pytest.mark.parametrize("planted", SECRETS, ids=MAKERS)
def test_what_one_text_gives_away_is_hidden_in_all(planted: Planted) -> None:
    told, bare = f"It printed {planted.told} twice.", f"10:09 UTC mara typed {planted.secret} again ({planted.secret})."
    redactor = Redactor([bare, told])
    assert not leaks(planted.secret, redactor.hide_span(0, 0, len(bare)))
    assert not leaks(planted.secret, redactor.hide(f"x{planted.secret}x" if planted.words == "{}" else bare))
    assert redactor.restore(redactor.hide_span(0, 0, len(bare))) == bare


def test_a_secret_is_one_secret_wherever_it_stands() -> None:
    redactor = Redactor(["password=Tr0mbone-Lake.", 'He wrote "Tr0mbone-Lake", then (Tr0mbone-Lake)'])
    assert redactor.count == {"secret": 1}
    assert redactor.hide_span(1, 0, 24) == 'He wrote "[[secret-b]]"'


@pytest.mark.parametrize(
    "wrapped",
    [
        PRIVATE_KEY,
        json.dumps({"key": PRIVATE_KEY}),
        PRIVATE_KEY.replace("\n", "\n> "),
        "".join(f"[10:0{i}] mara: {line}\n" for i, line in enumerate(PRIVATE_KEY.split("\n"))),
        PRIVATE_KEY.rpartition("\n")[0],
        PRIVATE_KEY.partition("\n")[2],
    ],
    ids=["as is", "JSON", "quoted", "chat", "end cut off", "beginning cut off"],
)
def test_a_private_key_is_hidden_in_each_of_its_lines(wrapped: str) -> None:
    text = f"10:05 UTC The log held\n\n{wrapped}\n\nand went on.\n"
    redactor = Redactor([text])
    body = PRIVATE_KEY.split("\n")[1:-2]
    for piece in shown_pieces(text, redactor):
        assert not any(leaks(line, piece) for line in body)
    for at in range(0, len(text), 7):
        assert not any(leaks(line, redactor.hide_span(0, at, at + 40)) for line in body)
    assert not any(leaks(line, redactor.hide(line[3:])) for line in body)
    assert redactor.restore(redactor.hide(text)) == text
    assert "and went on." in redactor.hide(text)


def test_a_value_across_the_edge_of_a_part_is_hidden_whole() -> None:
    text = f"It printed {SECRETS[0].secret} twice."
    start = text.index(SECRETS[0].secret) + 5
    redactor = Redactor([text])
    assert redactor.hide_span(0, 0, start) == "It printed [[secret-b]]"
    assert redactor.hide_span(0, start, len(text)) == "[[secret-b]] twice."
    assert redactor.hide_span(0, 3, 8) == "print"


HIDDEN = {
    "maren.holt@fjordbank.example": "email",
    "support@fjordbank.example": "email",
    "mailto:maren.holt@fjordbank.example": "email",
    "jürgen@bäcker.example": "email",
    "mail:maren@fjordbank.example,": "email",
    "maren@fjordbank.example:hello": "email",
    "+49 30 901820 24": "phone",
    "tel:+4930901820241": "phone",
    "(415) 555-0134": "phone",
    "call 030 901820-24": "phone",
    "020 7946 0958": "phone",
    "07700 900123": "phone",
    "4111 1111 1111 1111": "card",
    "card=378282246310005": "card",
    "203.0.113.7": "ip",
    "10.20.3.14:5432": "ip",
    "http://192.168.7.2/x": "ip",
    "10.1.0.0/16": "ip",
    "2001:db8::7": "ip",
    "[fd12:3456:789a::1]:443": "ip",
    "2001:db8:0:0:0:0:0:7": "ip",
    "Acme": "word",
    "ACME_DB": "word",
    "blue\nheron": "word",
}


@pytest.mark.parametrize("value", HIDDEN)
def test_what_else_is_hidden(value: str) -> None:
    text = f"10:05 UTC She told us {value} and left."
    redactor = Redactor([text], ["acme", "Blue Heron", " "])
    assert redactor.count == {HIDDEN[value]: 1}
    assert f"[[{HIDDEN[value]}-b]]" in redactor.hide(text)
    assert redactor.restore(redactor.hide(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "Version 10.2.3.4 replaced v10.2.3.3; upgraded from 10.2.3.4 to 10.2.3.5, agent==10.4.1.2.",
        "db-7.prod.internal and ip-10-0-3-4.eu-west-1.compute.internal did not answer.",
        "Commit 9fceb02d0ae598e95dc970b74767f19372d61af8, request 7d9f2c0e-3f10-4a53-9b1f-0c6f1b7f2a55, 10:05:33.120.",
        "Password: rotated at 10:20. The token expired; token: 15 minutes is the limit; secret: payments-api-tls-2026.",
        "password=${DB_PASSWORD}, token=<redacted>, api_key=********, Bearer authentication, basic authentication",
        "Acmeville and pacme are towns; std::vector, a::b, fade:1, 2.415.867.5309 rows, logo@2x.png, react@18.2.0.",
        "2026-03-01 10:05:33 +0200 to 2026-03-01T10:05:33+02:00, 0900 to 1000, 1709287533123456 ns, INC-415-867-5309.",
        "The file began with -----BEGIN RSA " + "PRIVATE KEY----- and was empty.",
        "| Service | Tokens |\n|---|---|\n| search | 12000 |\n",
    ],
)
def test_what_a_model_needs_is_shown(text: str) -> None:
    redactor = Redactor([text], ["acme"])
    assert redactor.hide(text) == text
    assert (redactor.count, redactor.summary) == ({}, "")


def test_columns_of_secrets() -> None:
    text = "| user | Password | API key |\n|---|---|---|\n| bob | `tuba` | 0011aabb |\n| eve | rotated | (none) |\n"
    hidden = Redactor([text]).hide(text)
    assert hidden.endswith("| bob | `[[secret-b]]` | [[secret-c]] |\n| eve | rotated | (none) |\n")


def test_numbers_follow_the_first_appearance() -> None:
    texts = ["b@x.example 10.0.0.2 a@x.example", "10.0.0.1 a@x.example 10.0.0.2 b@x.example"]
    redactor = Redactor(texts)
    assert redactor.hide_span(1, 0, 99) == "[[ip-c]] [[email-c]] [[ip-b]] [[email-b]]"
    assert redactor.hide_span(0, 0, 99) == "[[email-b]] [[ip-b]] [[email-c]]"
    assert redactor.summary == "2 e-mail addresses, 2 IP addresses"
    assert redactor.hide("10.0.0.3") == "[[ip-d]]"
    assert redactor.summary == "2 e-mail addresses, 3 IP addresses"


def test_models_write_placeholders_their_own_way() -> None:
    redactor = Redactor(["10.0.0.1 failed"])
    for written in ("[[ip-b]]", "[[IP-B]]", "[ip-b]", "[[ip-b]", "[[ ip-b ]]", r"\[\[ip-b\]\]", "[[ip‑b]]", "[[ip_b]]"):
        assert redactor.restore(f"It was {written}.") == "It was 10.0.0.1."
    for other in ("[[ip-c]]", "ip-b", "[[secret-b]]", "[[ip-1]]"):
        assert redactor.restore(f"It was {other}.") == f"It was {other}."


def test_a_placeholder_that_a_report_holds_is_only_text() -> None:
    text = "The [[secret-b]] and [X-IP-b] stood there: 10.0.0.1, [xx-email-c]."
    redactor = Redactor([text])
    hidden = redactor.hide(text)
    assert hidden == text.replace("10.0.0.1", "[[xxx-ip-b]]")
    assert redactor.restore(hidden) == text
    assert redactor.restore("[secret-b] [x-ip-b]") == "[secret-b] [x-ip-b]"


def test_no_value_can_be_read_into_a_placeholder() -> None:
    text = " ".join(f"10.{i // 200}.{i % 200}.7" for i in range(9000))
    redactor = Redactor([text])
    hidden = redactor.hide(text)
    assert len(set(hidden.split())) == 9000
    assert values(hidden) == []
    assert not any(c.isdigit() for c in hidden)


PIECES = st.sampled_from(
    [
        *(planted.told for planted in SECRETS),
        *(planted.secret for planted in SECRETS[:60:7]),
        *HIDDEN,
        *(
            "[[secret-b]]",
            "[ip-b]",
            "[[x-secret-b]]",
            "[[",
            "]]",
            "[",
            "]",
            "\\",
            "\\[",
            "secret-b",
            "[[key-b]]: ",
            "acme ",
        ),
        *(
            "password=",
            "token: ",
            '"',
            "'",
            "@",
            ":",
            "://",
            "Bearer ",
            " is ",
            "+",
            ".",
            ",",
            "-",
            "|",
            "\n",
            " ",
            "=",
            "x",
        ),
        *(
            "(415) 867-5309",
            "10.0.0.1",
            "::1",
            "v",
            "version ",
            "a",
            "1",
            "é",
            "-----BEGIN RSA " + "PRIVATE KEY-----\n",
        ),
        PRIVATE_KEY,
    ]
)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=9).map("".join)


@given(TEXTS, TEXTS)
def test_what_is_hidden_comes_back(one: str, other: str) -> None:
    redactor = Redactor([one, other], ["acme", "secret"])
    for index, text in enumerate((one, other)):
        hidden = redactor.hide(text)
        assert redactor.hide_span(index, 0, len(text)) == hidden
        assert redactor.restore(hidden) == text
        assert redactor.hide(hidden) == hidden


@given(st.text())
def test_any_text_comes_back(text: str) -> None:
    redactor = Redactor([text])
    assert redactor.restore(redactor.hide(text)) == text


@given(TEXTS)
def test_nothing_is_found_in_what_is_shown(text: str) -> None:
    assert detected(Redactor([text], ["acme"]).hide(text)) == []


@given(TEXTS, st.integers(0, 200), st.integers(0, 200))
def test_parts_show_what_the_whole_shows(text: str, start: int, length: int) -> None:
    redactor = Redactor([text])
    part = redactor.hide_span(0, min(start, len(text)), min(start + length, len(text)))
    assert part in redactor.hide(text)


def test_equal_input_gives_equal_output() -> None:
    text = "".join(PLACES["log"](planted.told) for planted in SECRETS)
    assert Redactor([text]).hide_span(0, 0, len(text)) == Redactor([text]).hide_span(0, 0, len(text))


def seconds(text: str) -> float:
    begun = time.process_time()
    Redactor([text]).hide_span(0, 0, len(text))
    return time.process_time() - begun


def log(lines: int) -> str:
    return "".join(
        f"2026-03-01T10:05:{i % 60:02d}Z web-{i % 7} INFO id={i * 7919:032x} from 10.{i % 200}.{i // 200}.7 "
        f"user=u{i}@shop.example took={i % 900}ms\n"
        for i in range(lines)
    )


def test_a_long_log_takes_no_longer_by_the_square() -> None:
    seconds(log(10))
    assert any(seconds(log(1600)) < 0.1 + 7 * seconds(log(400)) for _ in range(3))


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "password=",
            "token:token:",
            "secret ",
            "key: key ",
            "a:b@",
            "://a:",
            "eyJ",
            "=eyJ.",
            "Aa1",
            "-",
            "| ",
            "|",
            "@",
        ),
        *(
            "-----BEGIN RSA " + "PRIVATE KEY-----\n",
            'password: "',
            "mysql a ",
            "Cookie: a=",
            "[",
            "[[",
            "+49 ",
            "0171 ",
            "::",
        ),
        *("1.", "1 ", "password is ", "<token>", "Bearer ", "Authorization: key ", "\\n", "| token |\n|---|\n"),
    ],
)
def test_no_row_of_one_thing_takes_long(piece: str) -> None:
    def row(length: int) -> str:
        return (piece * (length // len(piece) + 1))[:length]

    assert any(seconds(row(60_000)) < 0.2 + 7 * seconds(row(15_000)) for _ in range(3))
