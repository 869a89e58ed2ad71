"""Whatever a postmortem or a report holds: the check tells of it, every output holds it, and fixes come to an end."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from pmtool import InputError, Postmortem
from pmtool.cli.reports import github, sarif, text
from pmtool.cli.reports import json as json_report
from pmtool.formats import dump
from pmtool.pipeline.check import Checked, check_opened
from pmtool.pipeline.fixes import mend, reopened
from pmtool.pipeline.opening import Setting, open_input
from records import anything

PHRASES = (
    "At 10:40 UTC ", "on 31 February 2026 ", "for 34 minutes (09:52 to 10:21 UTC) ", "- ", "# ", "\n", "\n\n", "| ", "PST ",
    "Timeline", "Impact: ", "It failed. ", "should have ", "two hours later ", "kim@shop.test ", "\t", "画像", "🎉", "\x1b[31m",
    "“", "\"", "2026-03-01T10:00:00+01:00 ", "Resolved", "100% ", "4111 1111 1111 1111 ", "[^e1]", "<!-- ", "\r\n", "\u202e",
)  # fmt: skip
REPORTS = st.lists(st.sampled_from(PHRASES), min_size=3, max_size=40).map("".join)
SETTING = Setting()


def told(checked: Checked) -> None:
    """Holds every output to what it promises."""
    last = checked.opened.text.count("\n") + 1
    for placed in checked.findings:
        line, column = placed.finding.line, placed.finding.column
        assert line is None or (1 <= line <= last and column is not None and column >= 1)
        if placed.excerpt:
            assert 0 <= placed.excerpt.start <= placed.excerpt.end
    page = text.render([checked], text.Page(60, wraps=True))
    assert page.replace("\n", "").isprintable()
    commands = github.render([checked])
    assert commands.count("\n") == len(checked.findings) == sum(c.startswith("::") for c in commands.split("\n"))
    assert json.loads(json_report.render([checked]))["files"]
    assert json.loads(sarif.render([checked]))["version"] == "2.1.0"


@settings(max_examples=40)
@given(anything, st.sampled_from(["markdown", "json", "yaml"]))
def test_any_postmortem_is_checked_and_mended_once(postmortem: Postmortem, kind: str) -> None:
    opened = open_input("incident", dump(postmortem, kind).encode(), SETTING)
    told(check_opened(opened))
    if not opened.record.problems and (mending := mend(opened)):
        assert mend(reopened(mending, SETTING)) is None


@settings(max_examples=60)
@given(REPORTS)
def test_any_report_is_checked_or_refused(report: str) -> None:
    try:
        opened = open_input("report.txt", report.encode(), SETTING)
    except InputError:
        return
    told(check_opened(opened))


@settings(max_examples=40)
@given(REPORTS, st.integers(0, 400))
def test_any_edit_of_a_file_is_checked_or_refused(words: str, place: int) -> None:
    page = dump(Postmortem(title="It broke", services=("shop",)), "markdown") + "\n## Summary\n\nIt broke.\n"
    edited = page[: place % len(page)] + words + page[place % len(page) :]
    try:
        opened = open_input("incident.md", edited.encode(), SETTING)
    except InputError:
        return
    told(check_opened(opened))
