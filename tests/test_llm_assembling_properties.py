"""Whatever a model answers: a postmortem comes of it, with no time and no quote but the report's."""

from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model_answers import sources
from pmtool import Event, Instant, Postmortem, dump, load
from pmtool.engines import offline
from pmtool.engines.llm.answer import GROUPS, Answer, Occurrence
from pmtool.engines.llm.assembling import Assembled, assemble
from pmtool.engines.llm.draft import Draft
from pmtool.engines.llm.world import World
from pmtool.grounding.support import folded
from pmtool.model.walk import statements
from pmtool.source import read_sources
from pmtool.temporal import build_ledger
from pmtool.validator import Policy, Record, check
from records import hostile

CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff]")
IDS = st.one_of(
    st.builds("{}{}".format, st.sampled_from("ST"), st.integers(0, 40)),
    st.builds("[{}{:03}]".format, st.sampled_from("st"), st.integers(0, 40)),
    st.text(max_size=5),
)
POINTERS = st.one_of(st.builds("[{}]".format, IDS), st.builds("[{}..{}]".format, IDS, IDS))
WORDS = st.sampled_from("9:04 0930 rollback 40% (S3) probably not upload 20 minutes later PDT Amira noon".split(" "))
TEXTS = st.lists(st.one_of(POINTERS, WORDS, hostile, st.text(max_size=8)), max_size=8).map(" ".join)
st.register_type_strategy(str, st.one_of(TEXTS, IDS))
ANSWERS = st.from_type(Answer)
OCCURRENCES = st.lists(st.from_type(Occurrence), max_size=6)


@cache
def case(example: str) -> tuple[World, Postmortem]:
    """An example's closed world, and what rules make of it."""
    documents = read_sources(sources(example))
    ledgers = build_ledger(documents)
    return World(documents, ledgers), offline.structure(documents, ledgers)


def assembled(example: str, *answers: Answer) -> Assembled:
    world, rules = case(example)
    draft = Draft()
    for number, answer in enumerate(answers):
        draft.put(f"call {number}", GROUPS, answer)
    return assemble(draft, world, rules, str)


def instants(postmortem: Postmortem) -> list[tuple[Instant, Event | None]]:
    """Every time that a model had a say in."""
    marks = [
        getattr(postmortem.milestones, n) for n in ("started", "detected", "acknowledged", "mitigated", "resolved")
    ]
    told = [(at, event) for event in postmortem.timeline for at in (event.at, event.until) if at]
    return [*((at, None) for at in marks if at), *told]


@pytest.mark.parametrize("example", ["status-page", "two-sources"])
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(first=ANSWERS, second=ANSWERS)
def test_times_and_quotes_are_the_reports(example: str, first: Answer, second: Answer) -> None:
    world, _ = case(example)
    made = assembled(example, first, second)
    known = [mention.instant() for mentions in world.ledgers.values() for mention in mentions]
    for instant, event in instants(made.postmortem):
        assert instant in known or (event and stands_in(instant.as_written, event))
    texts = {document.id: document.text for document in world.documents}
    for statement in statements(made.postmortem):
        assert all(e.quote == texts[e.source][e.start : e.end] for e in statement.evidence)


def stands_in(words: str, event: Event) -> bool:
    """Whether words are among those that an event cites."""
    return bool(folded(words)) and any(f" {folded(words)} " in f" {folded(e.quote)} " for e in event.evidence)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(answer=ANSWERS)
def test_what_comes_of_it_can_be_kept_and_checked(answer: Answer) -> None:
    world, _ = case("status-page")
    made = assembled("status-page", answer)
    for format in ("markdown", "json", "yaml"):
        text = dump(made.postmortem, format)
        assert load(text) == made.postmortem
        assert not CONTROLS.search(text)
    assert not any(CONTROLS.search(problem.message) for problem in made.problems)
    record = Record(made.postmortem, tuple(world.documents), dict(world.ledgers), Policy("draft"))
    for finding in check(record).findings:
        made.place_of(finding.path)


@settings(max_examples=60)
@given(items=OCCURRENCES, correction=OCCURRENCES)
def test_a_correction_replaces_or_adds_and_nothing_else(items: list[Occurrence], correction: list[Occurrence]) -> None:
    draft = Draft()
    empty = Answer.model_validate(dict.fromkeys(GROUPS))
    draft.put("timeline", ("timeline",), empty.model_copy(update={"timeline": items}))
    numbers = {item.number for item in correction}
    untouched = [item.text for item in items if item.number not in numbers]
    draft.correct("timeline", empty.model_copy(update={"timeline": correction}))
    kept = [item for _, item in draft.events()]
    assert [item.number for item in kept] == list(range(1, len(kept) + 1))
    assert [item.text for item in kept if item.text in untouched][: len(untouched)] == untouched or not untouched
