"""Grounding again: evidence follows its words, and statements find theirs only where that is clear."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmtool import Postmortem
from pmtool.engines import offline
from pmtool.grounding.identity import identified
from pmtool.grounding.reground import reground
from pmtool.model import ActionItem, Claim, Document, Event, Evidence, Instant, Source
from pmtool.model.walk import statements
from pmtool.source.document import build_document
from pmtool.temporal import build_ledger

REPORT = """# Mail outage on 3 March 2026

## Summary

The disk of the mail server was full. 212 mails were late by 40 minutes.

## Timeline (times in UTC)

- 14:05 the mail server stopped to accept mails
- 14:25 Kim deleted the debug logs of last year
- 14:45 all mails of the queue were delivered

## What went wrong

- Nobody had been told about the debug logs.
"""


def document(text: str = REPORT, name: str = "report.md", id: str = "R1") -> Document:
    return build_document(id, name, "text/markdown", hashlib.sha256(text.encode()).hexdigest(), text)


def structured(*documents: Document) -> Postmortem:
    return offline.structure(documents, build_ledger(documents))


def quotes(postmortem: Postmortem) -> list[list[tuple[str, str]]]:
    return [[(e.quote, e.status) for e in statement.evidence] for statement in statements(postmortem)]


def lesson(text: str, *evidence: Evidence) -> Postmortem:
    return Postmortem(lessons=(Claim(text=text, evidence=evidence, origin="human"),))


def test_what_is_in_order_stays_as_it_is() -> None:
    postmortem = structured(document())
    assert reground(postmortem, [document()]) == postmortem


@pytest.mark.parametrize("edit", ["Note.\n\n{}", "{}\n\nThe disk", "{}{}"])
def test_evidence_follows_its_words(edit: str) -> None:
    before, edited = structured(document()), document(edit.replace("{}", REPORT))
    after = reground(before, [edited])
    assert quotes(after) == quotes(before)
    assert all(edited.text[e.start : e.end] == e.quote for s in statements(after) for e in s.evidence)
    (source,) = after.sources
    assert (source.id, source.sha256, source.length) == ("R1", edited.sha256, len(edited.text))
    assert reground(after, [edited]) == after


def test_the_nearest_of_alike_words_is_taken() -> None:
    text = "It broke again. " * 5
    near = Evidence(source="R1", start=30, end=45, quote="It broke again.")
    (claim,) = reground(lesson("It broke", near), [document(text)]).lessons
    assert (claim.evidence[0].start, claim.evidence[0].end) == (32, 47)


def test_case_and_spacing_become_the_sources_own() -> None:
    loose = Evidence(source="R1", start=0, end=5, quote="the DISK  of the mail\nserver", status="edited")
    (claim,) = reground(lesson("It was full.", loose), [document()]).lessons
    assert [(e.quote, e.status) for e in claim.evidence] == [("The disk of the mail server", "exact")]


def test_what_stands_nowhere_is_kept_as_missing() -> None:
    gone = Evidence(source="R1", start=40, end=57, quote="The tape was torn")
    (claim,) = reground(lesson("It tore.", gone), [document()]).lessons
    assert claim.evidence == (replace(gone, status="missing"),)


def test_evidence_of_a_source_not_given_is_left_alone() -> None:
    other = Evidence(source="R2", start=0, end=4, quote="Else")
    sources = (_source("R1", "report.md"), _source("R2", "slack.txt"))
    postmortem = replace(lesson("Else.", other), sources=sources)
    after = reground(postmortem, [document()])
    assert after.lessons == postmortem.lessons
    assert [(s.id, s.name) for s in after.sources] == [("R1", "report.md"), ("R2", "slack.txt")]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("The disk of the mail server was full.", "The disk of the mail server was full."),
        ("The mail server's disk was full; it was a disk of 212 mails.", None),
        ("On the mail server, the whole disk was full.", "The disk of the mail server was full."),
        ("Kim deleted debug logs of the last year.", "14:25 Kim deleted the debug logs of last year"),
        ("Kim deleted 30 debug logs of the last year.", None),
        ("Kim had not deleted the debug logs of last year.", None),
        ("Disk full.", None),
        ("The weather was fine on that day in March.", None),
    ],
)
def test_a_statement_finds_its_words_where_that_is_clear(text: str, quote: str | None) -> None:
    (claim,) = reground(lesson(text), [document()]).lessons
    assert [e.quote for e in claim.evidence] == ([quote] if quote else [])
    assert (claim.text, claim.origin) == (text, "human")


def test_each_sentence_needs_words_of_its_own() -> None:
    told = "The disk of the mail server was full. Kim deleted the debug logs of last year."
    (claim,) = reground(lesson(told), [document()]).lessons
    assert [e.quote for e in claim.evidence] == [
        "The disk of the mail server was full.",
        "14:25 Kim deleted the debug logs of last year",
    ]
    assert reground(lesson(f"{told} The weather was fine on that day."), [document()]).lessons[0].evidence == ()


def test_words_told_twice_prove_neither() -> None:
    text = "- 14:05 the mail server was restarted by Kim\n- 14:45 the mail server was restarted by Kim\n"
    event = Event(at=Instant(at="2026-03-03T14:45:00+00:00"), text="the mail server was restarted by Kim")
    after = reground(Postmortem(timeline=(event,)), [document(text)])
    assert after.timeline == (event,)


def test_every_kind_of_statement_is_grounded() -> None:
    text = "Kim deleted the debug logs of last year"
    postmortem = Postmortem(
        resolution=Claim(text=text), timeline=(Event(at=None, text=text),), action_items=(ActionItem(text=text),)
    )
    assert all(len(statement.evidence) == 1 for statement in statements(reground(postmortem, [document()])))


def _source(id: str, name: str, sha256: str = "") -> Source:
    return Source(id=id, name=name, media_type="text/plain", sha256=sha256, length=0)


def test_documents_are_known_by_sum_then_name_then_place() -> None:
    first, second, third = document("a", "x.md"), document("b", "slack.txt"), document("c", "y.md")
    sources = (_source("R3", "slack.txt"), _source("R1", "old.md"), _source("R2", "z.md", first.sha256))
    assert [d.id for d in identified([first, second, third], sources)] == ["R2", "R3", "R1"]
    assert [d.id for d in identified([first, second], ())] == ["R1", "R2"]
    assert [d.id for d in identified([third, first, second], sources[1:2])] == ["R1", "R2", "R3"]


@given(
    st.text(alphabet="abc. \n", max_size=80),
    st.lists(st.tuples(st.sampled_from(["R1", "R9", ""]), st.integers(), st.integers(), st.text("ab. ", max_size=9))),
    st.text(max_size=40),
)
def test_nothing_that_is_broken_breaks_it(text: str, cited: list[tuple[str, int, int, str]], told: str) -> None:
    evidence = [Evidence(source=s, start=a, end=b, quote=q) for s, a, b, q in cited]
    postmortem = lesson(told, *evidence)
    after = reground(postmortem, [document(text)])
    for e in after.lessons[0].evidence:
        assert e.source != "R1" or e.status == "missing" or text[e.start : e.end] == e.quote
    assert after.lessons[0].text == told
    assert reground(after, [document(text)]) == after
