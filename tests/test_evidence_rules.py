"""PM3xx on whole postmortems: silent on what the offline engine quotes, loud on what was changed since."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmtool.grounding.values import Value, values
from pmtool.model import Claim, Event, Evidence, Instant, Postmortem, Source
from pmtool.source.document import build_document
from pmtool.temporal import build_ledger
from pmtool.validator.evidence import RULES
from pmtool.validator.record import Record
from pmtool.validator.rule import Flaw
from refresh_examples import Example, examples

BY_EXAMPLE = pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
CAUGHT = 0.95
"""Part of the changed figures that have to be told."""


def record(example: Example, postmortem: Postmortem, *, raw: bool = False) -> Record:
    return Record(postmortem, tuple(example.documents), build_ledger(example.documents), raw=raw)


def flaws(record: Record, *codes: str) -> list[tuple[str, Flaw]]:
    return [(rule.code, flaw) for rule in RULES for flaw in rule.check(record) if not codes or rule.code in codes]


@BY_EXAMPLE
def test_what_was_quoted_is_backed(example: Example) -> None:
    assert flaws(record(example, example.postmortem)) == []
    told = flaws(Record(example.postmortem))
    assert {code for code, _ in told} == {"PM309"}


def test_a_raw_report_has_nothing_to_prove() -> None:
    (example, *_) = examples()
    broken = replace(example.postmortem, summary=Claim(text="99 of Postgres", evidence=()))
    assert flaws(record(example, broken, raw=True)) == []


def test_a_changed_figure_is_told() -> None:
    choice, missed, changes = random.Random(3), [], 0
    for example in examples():
        for number, event in enumerate(example.postmortem.timeline):
            for changed in _changed(event.text, choice):
                changes += 1
                timeline = list(example.postmortem.timeline)
                timeline[number] = replace(event, text=changed)
                postmortem = replace(example.postmortem, timeline=tuple(timeline))
                told = flaws(Record(postmortem), "PM303", "PM304")
                if [flaw.path for _, flaw in told] != [f"/timeline/{number}"]:
                    missed.append(changed)
    assert changes > 20
    assert len(missed) <= (1 - CAUGHT) * changes, missed


def _changed(text: str, choice: random.Random) -> Iterator[str]:
    """The text with a digit of each figure changed."""
    figures: list[Value] = [value for value in values(text) if any(c.isdigit() for c in value.text)]
    for figure in figures:
        place = choice.choice([i for i in range(figure.start, figure.end) if text[i].isdigit()])
        digit = choice.choice([c for c in "123456789" if c != text[place]])
        yield text[:place] + digit + text[place + 1 :]


@BY_EXAMPLE
def test_a_changed_time_is_told(example: Example) -> None:
    for number, event in enumerate(example.postmortem.timeline):
        at = event.at.moment() if event.at else None
        if event.at is None or at is None:
            continue
        slipped = (at + dt.timedelta(minutes=3)).isoformat()
        for instant in (replace(event.at, at=slipped), Instant(at=slipped)):
            timeline = list(example.postmortem.timeline)
            timeline[number] = replace(event, at=instant)
            told = flaws(record(example, replace(example.postmortem, timeline=tuple(timeline))), "PM304")
            assert [(flaw.path, flaw.severity) for _, flaw in told] == [(f"/timeline/{number}/at", "error")]


def test_a_persons_word_weighs_less() -> None:
    quote = Evidence(source="R1", start=0, end=9, quote="It broke.")
    told = [
        flaw.severity
        for origin in ("model", "rules", "human")
        for _, flaw in flaws(
            Record(Postmortem(summary=Claim(text="7 broke", evidence=(quote,), origin=origin))), "PM303"
        )
    ]
    assert told == ["error", "error", "warning"]


def test_zones_that_the_report_leaves_open_are_no_slip() -> None:
    source = build_document("R1", "r.txt", "text/plain", "", "On 3 March 2026 at 14:05 it broke.")
    cited = Evidence(source="R1", start=0, end=len(source.text), quote=source.text)
    at = Instant(at="2026-03-03T14:05:00+01:00", zone_rule="assumed", as_written="14:05")
    postmortem = Postmortem(timeline=(Event(at=at, text="it broke", evidence=(cited,)),))
    assert flaws(Record(postmortem, (source,), build_ledger([source])), "PM304") == []


offsets = st.integers(-10, 60) | st.integers()
citations = st.builds(
    Evidence,
    source=st.sampled_from(["R1", "R2", ""]),
    start=offsets,
    end=offsets,
    quote=st.text("It broke.5 \n", max_size=12),
    status=st.sampled_from(["exact", "edited", "missing"]),
)
stamps = st.builds(
    Instant, at=st.sampled_from(["", "x", "0001-01-01T00:00:00+14:00", "2026-03-03"]) | st.text(max_size=25)
)


@given(st.text("It broke5%:. \n", max_size=40), st.lists(citations, max_size=4), stamps, st.booleans())
def test_broken_evidence_breaks_no_rule(text: str, cited: list[Evidence], at: Instant, at_hand: bool) -> None:
    source = build_document("R1", "r.txt", "text/plain", "ab", "It broke. At 14:05 on 3 March 2026, 5 failed.")
    named = Source(id="R1", name="r.txt", media_type="text/plain", sha256="cd", length=9)
    postmortem = Postmortem(
        summary=Claim(text=text, evidence=tuple(cited)),
        timeline=(Event(at=at, until=at, text=text, evidence=tuple(cited)),),
        sources=(named,),
    )
    sources = (source,) if at_hand else ()
    assert all(flaw.message for _, flaw in flaws(Record(postmortem, sources, build_ledger(sources))))
