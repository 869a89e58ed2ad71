"""Findings in a section that has no field: on its own line, once."""

from __future__ import annotations

import pytest

from pmtool.pipeline.check import check_opened
from pmtool.pipeline.opening import Setting, open_input

FILE = """\
---
schema_version: "1.0"
---

# Checkout down

## Background

We run two clusters.

It was the outage from 2026-03-01 10:00 UTC to 10:40 UTC, 90 minutes in all.

Dave forgot to test it. The limit is TBD.
"""


@pytest.mark.parametrize(("code", "words"), [("PM110", "90 minutes"), ("PM501", "Dave forgot"), ("PM215", "TBD")])
def test_a_finding_is_on_the_line_of_its_words(code: str, words: str) -> None:
    found = check_opened(open_input("incident.md", FILE.encode(), Setting())).findings
    (placed,) = [p for p in found if p.finding.code == code]
    assert placed.finding.path == "/other_sections/0"
    assert placed.excerpt
    assert placed.excerpt.text[placed.excerpt.start : placed.excerpt.end] == words


def test_what_quotes_no_words_is_on_the_line_of_the_heading() -> None:
    text = FILE.replace("We run two clusters.", "Write to oncall@shop-example.net.")
    found = check_opened(open_input("incident.md", text.encode(), Setting())).findings
    assert [p.finding.line for p in found if p.finding.code == "PM603"] == [7]


def test_the_same_words_on_a_line_are_told_once() -> None:
    text = (
        "# Incident of 12 March 2026\n\nAt 14:05 UTC checkout failed.\n\n| Cause | Owner |\n|---|---|\n| TBD | TBD |\n"
    )
    found = check_opened(open_input("report.md", text.encode(), Setting())).findings
    told = [(p.finding.code, p.finding.message, p.finding.line) for p in found]
    assert len(told) == len(set(told))
