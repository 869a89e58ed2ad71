"""Evidence stands in its source, and no segment of a source goes missing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmtool.grounding.coverage import coverage
from pmtool.grounding.evidence import evidence
from pmtool.model import Document, Evidence
from pmtool.source.document import build_document

TEXT = "# Mail outage\n\nThe disk was full. Mails were late.\n\nWe apologise to everybody.\n"


def document(text: str, id: str = "R1", first: int = 1) -> Document:
    return build_document(id, f"{id}.txt", "text/plain", "", text, first)


def quoted(source: Document, words: str) -> Evidence:
    start = source.text.index(words)
    return evidence(source, start, start + len(words))


def test_evidence_quotes_its_source() -> None:
    found = quoted(document(TEXT), "The disk was full.")
    assert found.quote == TEXT[found.start : found.end]
    assert (found.source, found.status) == ("R1", "exact")


@pytest.mark.parametrize("span", [(3, 3), (5, 2), (-1, 4), (0, len(TEXT) + 1)])
def test_evidence_needs_words(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no text at"):
        evidence(document(TEXT), *span)


def test_each_segment_is_counted_once() -> None:
    source = document(TEXT)
    found = coverage([source], [quoted(source, "disk was full")])
    assert (found.segments, found.used, found.duplicate, found.boilerplate, found.unplaced) == (4, 1, 0, 2, 1)
    (left,) = found.unplaced_segments
    assert (left.text, left.source) == ("Mails were late.", "R1")
    assert TEXT[left.start : left.end] == left.text


def test_what_another_source_says_in_the_same_words_is_a_duplicate() -> None:
    first = document(TEXT)
    second = document("* the disk was full\n* nobody looked\n", "R2", 5)
    found = coverage([first, second], [quoted(first, "The disk was full.")])
    assert found.duplicate == 1
    assert [u.text for u in found.unplaced_segments] == ["Mails were late.", "nobody looked"]


@pytest.mark.parametrize(
    "line",
    [
        "[ci]: https://ci.example/jobs",
        "https://status.example/incidents/1",
        "All times are in UTC.",
        "Dear customers,",
        "Thanks for your patience.",
        "We apologize for the inconvenience.",
        "If you have any questions, write to support@acme.example.",
        "Date: 2026-03-03",
        "Incident Report for Acme",
        "7 min read",
        "8 December 2020",
        "Thu, 23 Dec 2021 10:30:37 +0100",
        "_2021-02-17 (all times UTC)_",
        "**Key events**",
        "Over the next two weeks we will:",
        "[5 whys](https://wiki.example/5)",
        "<!-- Describe the impact here. -->",
        "On Tue, Jul 9, 2013 at 1:02 PM, Pelle wrote:",
    ],
)
def test_some_lines_only_hold_the_page_together(line: str) -> None:
    source = document(f"Mails were late.\n\n{line}\n")
    assert [u.text for u in coverage([source], []).unplaced_segments] == ["Mails were late."]


@pytest.mark.parametrize(
    "line",
    [
        (
            "The mailer sends from no-reply@acme.example, which was blocked by a rule that had been added to the filter in May "
            "and that nobody had looked at since, so that all of its mails were thrown away without a trace for two hours."
        ),
        "The disk was full.",
        "10:05 queue fills up",
        "Monitor decided.",
        "Contact details of 12 customers were shown.",
    ],
)
def test_what_tells_something_is_no_boilerplate(line: str) -> None:
    assert coverage([document(line)], []).unplaced == 1


@given(
    st.text(alphabet="abc .\n-#|:", max_size=200),
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), max_size=5),
)
def test_the_counts_always_add_up(text: str, spans: list[tuple[int, int]]) -> None:
    source = document(text)
    used = [evidence(source, a, b) for a, b in spans if a < b <= len(text)]
    found = coverage([source], used)
    assert found.segments == len(source.segments)
    assert found.used + found.duplicate + found.boilerplate + found.unplaced == found.segments
    assert len(found.unplaced_segments) == found.unplaced


@pytest.mark.parametrize(
    "words",
    [
        "Read replicas were lost.",
        "This incident lasted 3 hours.",
        "Time to repair: 1h 28m",
        "We are sorry that 12% of the mails bounced.",
        "Posted credentials were revoked.",
        "Status pages of two customers were wrong.",
    ],
)
def test_facts_are_no_boilerplate(words: str) -> None:
    assert [u.text for u in coverage([document(f"{words}\n")], []).unplaced_segments] == [words]


@pytest.mark.parametrize(
    "words",
    [
        "Published on 11 May 2026 by the mail team.",
        "This post explains what happened.",
        "Why did it fill up?",
        "© 2026 Acme",
        "Was this page helpful?",
        "We take the reliability of all our systems extremely seriously.",
        "Kind regards, Mira",
    ],
)
def test_what_tells_nothing_of_the_incident_is_boilerplate(words: str) -> None:
    assert coverage([document(f"{words}\n")], []).boilerplate == 1
