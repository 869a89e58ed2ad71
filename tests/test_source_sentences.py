"""Where sentences end in incident prose, and where a full stop ends nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmtool.source.sentences import split_sentences


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, 0, len(text))]


@pytest.mark.parametrize(
    "text",
    [
        "We upgraded to 4.2.3 on web-1 and web-2",
        "The proxy at 10.0.3.17 answered with 502s",
        "See https://status.example.com/incidents/a.b?c=D. for more",
        "Latency rose from 0.2 to 3.5 seconds",
        "Some services (e.g. Search, Mail) were slow",
        "At 9 a.m. Eastern we paged the team",
        "It began at 9:05 p.m. UTC on the standby",
        "Approx. 40 hosts vs. 12 the day before",
        "On Jan. 5 the disk filled up",
        "Our vendor, Northgate Inc. Hosting, was down",
        "J. Ortega took over",
        "1. Restart the broker",
        "It took a while... but it worked",
    ],
)
def test_it_is_one_sentence(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("It failed. We restarted it.", ["It failed.", "We restarted it."]),
        ("Was it DNS? It was. Again!", ["Was it DNS?", "It was.", "Again!"]),
        ('He said "stop." Then he left.', ['He said "stop."', "Then he left."]),
        ("We saw 502s.\nTraffic fell.", ["We saw 502s.", "Traffic fell."]),
        ("We started at 9 a.m. We ended late.", ["We started at 9 a.m.", "We ended late."]),
        ("Upgraded to v2.1. 40 hosts failed.", ["Upgraded to v2.1.", "40 hosts failed."]),
        ("It (the cache) broke. `redis` was fine.", ["It (the cache) broke.", "`redis` was fine."]),
    ],
)
def test_it_is_several(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


@given(st.text(alphabet="aB. !?\n1\"')(", max_size=60))
def test_no_character_but_white_space_is_lost(text: str) -> None:
    spans = list(split_sentences(text, 0, len(text)))
    assert spans == sorted(spans)
    assert "".join("".join(text[a:b] for a, b in spans).split()) == "".join(text.split())
