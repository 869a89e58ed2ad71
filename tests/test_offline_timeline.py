"""The timeline: which moments of a report are told as events, once each, in order."""

from __future__ import annotations

import pytest

from pmtool.engines import offline
from pmtool.model import Document, Event, Postmortem
from pmtool.model.metrics import metrics
from pmtool.source import build_document
from pmtool.temporal import build_ledger


def structured(*texts: str) -> Postmortem:
    documents: list[Document] = []
    for number, text in enumerate(texts, start=1):
        documents.append(build_document(f"R{number}", f"report-{number}.txt", "text/plain", "", text))
    return offline.structure(documents, build_ledger(documents))


def told(*texts: str) -> list[tuple[str, str]]:
    """Hour and minute of each event, and its words."""
    return [(_clock(event), event.text) for event in structured(*texts).timeline]


def _clock(event: Event) -> str:
    return event.at.at[11:16] if event.at and "T" in event.at.at else event.at.at if event.at else ""


TABLE = """# Search outage

All times UTC.

| Time | Who | Event |
|---|---|---|
| 2026-03-03 10:05 | mara | Deployed search 4.2 |
| 2026-03-03 10:09 | | Error rate rises to 30 % |
| 2026-03-03 10:31 | tomek | Rolled back to 4.1 |
"""


def test_rows_of_a_table_with_who_did_it() -> None:
    events = structured(TABLE).timeline
    assert [(e.text, e.actor) for e in events] == [
        ("Deployed search 4.2", "mara"),
        ("Error rate rises to 30 %", None),
        ("Rolled back to 4.1", "tomek"),
    ]
    assert [e.at.at for e in events if e.at] == [f"2026-03-03T10:{m}:00+00:00" for m in ("05", "09", "31")]
    assert all(q.quote == TABLE[q.start : q.end] for e in events for q in e.evidence)


@pytest.mark.parametrize(
    "entries",
    [
        "- 10:05 Deployed search 4.2\n- 10:09 Error rate rises\n- 10:31 Rolled back\n",
        "10:05 UTC: Deployed search 4.2\n\n10:09 UTC: Error rate rises\n\n10:31 UTC: Rolled back\n",
        "### 10:05\nDeployed search 4.2\n\n### 10:09\nError rate rises\n\n### 10:31\nRolled back\n",
        "**10:05** – Deployed search 4.2\n**10:09** – Error rate rises\n**10:31** – Rolled back\n",
        "10:05\tDeployed search 4.2\n10:09\tError rate rises\n10:31\tRolled back\n",
    ],
)
def test_a_list_of_times_in_every_layout(entries: str) -> None:
    report = f"# Search outage on 3 March 2026\n\n## Timeline (UTC)\n\n{entries}"
    assert told(report) == [("10:05", "Deployed search 4.2"), ("10:09", "Error rate rises"), ("10:31", "Rolled back")]


def test_chat_lines_tell_who_spoke() -> None:
    chat = "Incident channel, 3 March 2026, UTC\n\n[10:05] mara: search is down\n[10:09] tomek: rolling back\n[10:12] mara: it's back\n"
    events = structured(chat).timeline
    assert [(e.actor, e.text) for e in events] == [
        ("mara", "search is down"),
        ("tomek", "rolling back"),
        ("mara", "it's back"),
    ]


def test_prose_gives_each_instant_its_clause() -> None:
    report = "On 3 March 2026 search failed. At 10:05 UTC a release went out, and at 10:09 UTC errors rose to 30 %. At 10:31 UTC we rolled it back.\n"
    events = told(report)
    assert [at for at, _ in events] == ["10:05", "10:09", "10:31"]
    assert "release" in events[0][1]
    assert "errors rose" not in events[0][1]
    assert "errors rose" in events[1][1]


def test_a_window_is_told_with_its_end() -> None:
    report = "On 3 March 2026 search was down from 10:05 to 10:31 UTC.\n"
    first, last = structured(report).timeline
    assert first.at
    assert first.until
    assert last.at
    assert (first.at.at, first.until.at) == ("2026-03-03T10:05:00+00:00", "2026-03-03T10:31:00+00:00")
    assert last.at == first.until
    assert last.kind == "recovery"


def test_an_instant_is_told_once_however_often_the_report_tells_it() -> None:
    report = TABLE + "\n## Summary\n\nThe release of 10:05 broke search until we rolled back at 10:31.\n"
    assert [at for at, _ in told(report)] == ["10:05", "10:09", "10:31"]


def test_prose_beside_a_timeline_adds_what_it_leaves_out() -> None:
    report = TABLE + "\n## Root cause\n\nA setting was changed by hand on 2026-03-03 at 09:12 UTC.\n"
    assert [at for at, _ in told(report)] == ["09:12", "10:05", "10:09", "10:31"]


def test_two_sources_are_one_timeline() -> None:
    chat = "[2026-03-03 10:12] tomek: looking at it\n[2026-03-03 10:20] mara: found it\n"
    assert [at for at, _ in told(TABLE, chat)] == ["10:05", "10:09", "10:12", "10:20", "10:31"]


@pytest.mark.parametrize(
    "sentence",
    [
        "We will provide the next update by 12:15 UTC.",
        "The migration is scheduled for 2026-04-01 09:00 UTC.",
        "Contact us Monday to Friday from 08:00 to 17:00 UTC.",
        "Had we paged at 10:06 UTC, nobody would have noticed.",
    ],
)
def test_plans_and_what_ifs_are_no_events(sentence: str) -> None:
    report = f"On 3 March 2026 at 10:05 UTC search failed.\n\n{sentence}\n"
    assert [at for at, _ in told(report)] == ["10:05"]


def test_the_date_of_writing_is_no_event() -> None:
    report = "# Search outage on March 3\n\nBy Mara Lind | March 9, 2026 | Engineering\n\nAt 10:05 UTC search failed.\n"
    assert [e.at.at for e in structured(report).timeline if e.at] == ["2026-03-03T10:05:00+00:00"]


def test_an_entry_without_a_day_anywhere_keeps_its_place() -> None:
    events = structured("Search was down.\n\n- 10:05 deployed\n- 10:09 errors rise\n").timeline
    assert [(e.at, e.text) for e in events] == [(None, "deployed"), (None, "errors rise")]


ORDERS = "No orders were processed from 06:12 to 07:30."
COURSE = """
## Timeline

- 06:12 first errors of the shop
- 06:20 mara is paged
- 06:55 mara restarts the queue, errors fall
- 07:30 incident resolved
"""


@pytest.mark.parametrize("course", ["", COURSE])
@pytest.mark.parametrize(
    "words", [ORDERS, "About 15% of orders failed between 06:12 and 07:30 UTC, most of them twice."]
)
def test_a_window_of_impact_is_told_once_and_counts(course: str, words: str) -> None:
    report = structured(f"# Shop outage on 3 February 2026\n\nTimes are UTC.\n\n## Impact\n\n{words}\n{course}")
    assert [(e.kind, _clock(e), e.until.at[11:16]) for e in report.timeline if e.until] == [
        ("impact", "06:12", "07:30")
    ]
    assert [e.text for e in report.timeline].count(words) == 1
    assert metrics(report).impact == 78


def test_of_several_windows_in_a_sentence_each_end_is_an_event() -> None:
    words = "Orders failed in three zones: Oslo (06:12 to 06:40), Rome (06:15 to 07:30) and Wien (06:17 to 07:10)."
    report = f"# Shop outage on 3 February 2026\n\nTimes are UTC.\n\n## Impact\n\n{words}\n"
    assert [at for at, _ in told(report)] == ["06:12", "06:15", "06:17", "06:40", "07:10", "07:30"]


@pytest.mark.parametrize("words", ["Refunds were not affected between 06:15 and 07:10.", "Duration: 06:15 to 07:10"])
def test_a_window_without_harm_adds_nothing_to_a_timeline(words: str) -> None:
    report = structured(f"# Shop outage on 3 February 2026\n\nTimes are UTC.\n\n## Impact\n\n{words}\n{COURSE}")
    assert [e for e in report.timeline if e.until] == []
